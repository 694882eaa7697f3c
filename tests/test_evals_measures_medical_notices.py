import pytest

from evals.measures.medical.notices import notice_words, notices_in_place, origin
from evals.measures.medical.shown import shown
from evals.schema import RunRecord
from rag.schema import Notice, Notices
from tests.test_evals_example import NOTICES, PLAGUE, make_answer, make_record, make_refusal


def dated(record: RunRecord, **trace: object) -> RunRecord:
    made = record.given.trace.model_copy(update={"created": "2026-05-18T09:00:00+00:00", **trace})
    return record.model_copy(update={"answer": record.given.model_copy(update={"trace": made})})


@pytest.mark.parametrize("record", [make_record(), make_record(PLAGUE, make_refusal())], ids=["answer", "refusal"])
def test_notices_of_a_sound_page_are_all_in_place(record: RunRecord) -> None:
    assert notices_in_place(record, shown(record)).value == 1


def test_places_are_counted_one_by_one() -> None:
    record = make_record()
    page = shown(record).model_copy(update={"jsonld": "{}"})
    measured = notices_in_place(record, page)
    assert measured.value == pytest.approx(1 - 1 / 9)  # files, two audiences, two places in two forms, two for machines
    assert measured.failures == ("jsonld: disambiguatingDescription is not the top notice",)


def test_page_that_cannot_be_shown_is_judged_by_what_machines_get() -> None:
    record = make_record(answer=make_answer([("Uncited.", ())]))
    assert notices_in_place(record, shown(record)).value == 1


@pytest.mark.parametrize(
    ("top", "bottom", "value"),
    [
        (NOTICES.top.text, NOTICES.bottom.text, 1),
        ("General information, not medical advice.", "Talk with your care team.", 1),
        ("General information.", "", 1 / 3),
        ("", "", 0),
    ],
)
def test_what_a_patient_notice_must_say_is_counted(top: str, bottom: str, value: float) -> None:
    notices = Notices(top=Notice(id="patient-top/9", text=top), bottom=Notice(id="patient-bottom/9", text=bottom))
    answer = make_answer().model_copy(update={"notices": notices})
    assert notice_words(make_record(answer=answer)).value == pytest.approx(value)


def test_origin_of_a_dated_page_is_told_everywhere_and_of_one_without_date_is_not() -> None:
    record = dated(make_record())
    assert origin(record, shown(record)).failures == ()
    undated = dated(make_record(), created="")
    assert "the answer has no date" in origin(undated, shown(undated)).failures


def test_model_must_be_named_above_the_first_claim() -> None:
    record = dated(make_record(), writer="llm", model="m-7")
    page = shown(record)
    assert origin(record, page).failures == ()
    hidden = page.model_copy(update={"markdown": page.markdown.replace("m-7", "m-8")})
    assert origin(record, hidden).failures == ("markdown: 'm-7' does not stand above the first claim",)
