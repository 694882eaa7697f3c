import json

import pytest

from evals.measures.medical.notices import notices_in_place
from evals.measures.medical.publishing import licensed, marked_unreviewed, named_reviewer, told_to_machines
from evals.measures.medical.shown import Shown, shown
from evals.schema import RunRecord
from rag.page import labels
from rag.schema import Review
from tests.test_evals_example import PLAGUE, make_answer, make_record, make_refusal


def approved(record: RunRecord) -> RunRecord:
    return record.model_copy(update={"answer": record.given.model_copy(update={"review": Review(status="approved")})})


def with_jsonld(page: Shown, **more: object) -> Shown:
    return page.model_copy(update={"jsonld": json.dumps({**json.loads(page.jsonld), **more})})


def test_approved_page_names_who_approved_it_and_when() -> None:
    record = approved(make_record())
    page = shown(record)
    assert named_reviewer(make_record(), shown(make_record())).value == 1
    assert named_reviewer(record, page).failures == ("approved, but there is no lastReviewed and no reviewedBy",)
    told = with_jsonld(page, reviewedBy={"name": "A. Reader"}, lastReviewed="2026-05-18")
    assert named_reviewer(record, told).value == 1


@pytest.mark.parametrize("record", [make_record(), make_record(PLAGUE, make_refusal())], ids=["answer", "refusal"])
def test_data_of_a_page_as_it_is_made_tells_machines_what_it_is(record: RunRecord) -> None:
    assert told_to_machines(record, shown(record)).failures == ()


def test_review_told_to_machines_alone_is_seen() -> None:
    record = make_record()
    page = with_jsonld(shown(record), reviewedBy={"name": "A. Reader"})
    assert told_to_machines(record, page).failures == ("jsonld: reviewedBy is told of a page that nobody approved",)
    page = with_jsonld(shown(approved(record)), reviewedBy={"name": "A. Reader"})
    assert told_to_machines(approved(record), page).failures == (
        "jsonld: reviewedBy 'A. Reader' does not stand on the page",
    )


def test_type_of_the_page_is_told() -> None:
    record = make_record()
    measured = told_to_machines(record, with_jsonld(shown(record), **{"@type": "WebPage"}))
    assert measured.failures == ("jsonld: @type is 'WebPage', not 'MedicalWebPage'",)
    assert 0 < (measured.value or 0) < 1


@pytest.mark.parametrize("kinds", [("guideline", "overview"), ("overview", "guideline")])
def test_guideline_of_the_same_title_as_another_source_is_told(kinds: tuple[str, str]) -> None:
    answer = make_answer(listed=("breast-cancer", "kidney-cancer"))
    sources = tuple(
        source.model_copy(update={"title": "Signs", "kind": kind})
        for source, kind in zip(answer.sources, kinds, strict=True)
    )
    record = make_record(answer=answer.model_copy(update={"sources": sources}))
    assert told_to_machines(record, shown(record)).failures == ()


@pytest.mark.parametrize("text", ["kidney cancer", "what type of kidney cancer is common", " "])
def test_claim_in_the_words_of_the_title_and_a_blank_one_stand_below_the_banner(text: str) -> None:
    record = make_record(answer=make_answer([(text, (1,)), ("Clear cell is the most common type.", (1,))]))
    page = shown(record)
    assert marked_unreviewed(record, page).failures == notices_in_place(record, page).failures == ()
    lines = page.markdown.replace(labels.UNREVIEWED, "")
    late = page.model_copy(update={"markdown": f"{lines}\n\n{labels.UNREVIEWED}"})
    assert marked_unreviewed(record, late).failures != ()


def test_page_nobody_approved_says_so_and_is_not_indexed() -> None:
    record = make_record()
    page = shown(record)
    assert marked_unreviewed(record, page).value == 1
    open_page = page.model_copy(update={"html": page.html.replace("noindex", "index")})
    assert marked_unreviewed(record, open_page).failures == ("html: it may be indexed, and nobody approved it",)
    mute = page.model_copy(update={"markdown": page.markdown.replace("No clinician has", "A clinician has")})
    assert marked_unreviewed(record, mute).value == pytest.approx(2 / 3)


def test_page_that_is_approved_or_cannot_be_shown_has_no_marks_to_look_for() -> None:
    record = approved(make_record())
    assert marked_unreviewed(record, shown(record)).value is None
    uncited = make_record(answer=make_answer([("Uncited.", ())]))
    assert marked_unreviewed(uncited, shown(uncited)).value is None


@pytest.mark.parametrize(
    ("licence", "value"),
    [("CC BY 4.0", 1), (" ", 0), ("unknown", 0), ("None", 0), ("N.A.", 0), ("\u2014", 0), ("Unlicensed", 0)],
)
def test_source_without_a_licence_is_counted(licence: str, value: float) -> None:
    answer = make_answer()
    sources = tuple(source.model_copy(update={"licence": licence}) for source in answer.sources)
    assert licensed(make_record(answer=answer.model_copy(update={"sources": sources}))).value == value
    assert licensed(make_record(PLAGUE, make_refusal())).value is None
