from collections.abc import Sequence

import pytest

from evals.measures.medical.shown import shown
from evals.measures.medical.sourcing import both_sides, cited, source_fields, superseded
from evals.schema import RunPassage, RunRecord
from rag.schema import Answer, Citation, Locator, Question, SourceEntry, Statement
from tests.test_evals_example import PLAGUE, cite, make_answer, make_record, make_refusal

MINUTES = "Adults should walk for {} minutes each week."


def two_sources(texts: Sequence[str], shown_as: Sequence[tuple[str, tuple[int, ...]]], note: str | None) -> RunRecord:
    """A record in which source a says the first text, b the second."""
    base = make_answer()
    citations = [
        Citation(
            n=at, source_id=name, passage_id=f"p-{name}", quote=text, start=0, end=len(text), locator=Locator(page=1)
        )
        for at, (name, text) in enumerate(zip("ab", texts, strict=True), 1)
    ]
    sources = [base.sources[0].model_copy(update={"source_id": name, "title": f"Guide {name}"}) for name in "ab"]
    statements = tuple(Statement(text=text, citations=ns, verdict="supported") for text, ns in shown_as)
    section = base.sections[0].model_copy(update={"statements": statements, "note": note})
    update = {"citations": tuple(citations), "sources": tuple(sources), "sections": (section,)}
    answer = base.model_copy(update=update)
    passages = tuple(RunPassage(passage_id=f"p-{n}", source_id=n, text=t) for n, t in zip("ab", texts, strict=True))
    return make_record(answer=answer).model_copy(update={"passages": passages, "hits": ()})


NAMED = "They differ: Guide a (x, edition 2026, 2026); Guide b (x, edition 2026, 2026)."
TEXTS = (MINUTES.format(90), MINUTES.format(150))
BOTH = [(TEXTS[0], (1,)), (TEXTS[1], (2,))]


def test_citations_quotes_and_questions_are_counted_together() -> None:
    questions = (Question(text="Is it safe?"), Question(text="It is safe."))
    answer = make_answer([("One.", (1,)), ("Two.", ())]).model_copy(update={"questions_to_ask": questions})
    measured = cited(make_record(answer=answer))
    assert measured.value == pytest.approx(1 - 2 / 7)  # 2 statements, 1 quote, 2 verdicts, 2 questions
    assert measured.failures == (
        "statement 'Two.': cites nothing",
        "among the questions, without a source: 'It is safe.'",
    )


def test_refusal_has_nothing_to_cite() -> None:
    record = make_record(PLAGUE, make_refusal())
    for measured in (cited(record), source_fields(record, shown(record)), superseded(record, shown(record))):
        assert measured.value is None


def test_a_blank_field_and_a_missing_place_are_failures() -> None:
    bare = cite(1, "p1", 0, 49).model_copy(update={"locator": Locator()})
    answer = make_answer(citations=[bare])
    source = answer.sources[0].model_copy(update={"licence": "  "})
    record = make_record(answer=answer.model_copy(update={"sources": (source,)}))
    assert source_fields(record, shown(record)).failures == (
        "source kidney-cancer: no licence",
        "citation 1: it does not say where in its source it stands",
    )


def sourced(answer: Answer, *sources: SourceEntry) -> RunRecord:
    return make_record(answer=answer.model_copy(update={"sources": sources}))


def test_superseded_text_passes_only_where_statement_and_page_say_so() -> None:
    plain, told = make_answer(), make_answer([("In the 2026 edition, clear cell was the most common type.", (1,))])
    old = plain.sources[0].model_copy(update={"superseded_by": "newer"})
    assert superseded(sourced(told, old), shown(sourced(told, old))).value == 1
    assert superseded(sourced(plain, old), shown(sourced(plain, old))).value == 0.5
    page = shown(sourced(told, old))
    mute = page.model_copy(update={"html": page.html.replace("Superseded", "").replace("superseded", "")})
    assert superseded(sourced(told, old), mute).failures == ("kidney-cancer is superseded; not labelled in html",)


def test_superseded_source_that_hides_it_is_told_by_the_caller_or_by_a_later_edition() -> None:
    plain = make_answer()
    source = plain.sources[0]
    record = sourced(plain, source)
    assert superseded(record, shown(record)).value == 1
    assert superseded(record, shown(record), frozenset({source.source_id})).value == 0
    later = source.model_copy(update={"source_id": "later", "edition": "2027", "published": "2027"})
    record = sourced(plain, source, later)
    assert "is superseded, and its entry does not say so" in superseded(record, shown(record)).failures[0]


@pytest.mark.parametrize(
    ("said", "note", "why"),
    [
        (BOTH, NAMED, None),
        (BOTH, None, "no note names"),
        (BOTH, "They differ: Guide a; Guide b.", "no note names"),
        (BOTH[:1], NAMED, "does not show that b says"),
        ([(MINUTES.format("90 to 150"), (1, 2))], NAMED, "blends a and b"),
    ],
)
def test_both_sides_of_a_disagreement_are_shown_apart(
    said: Sequence[tuple[str, tuple[int, ...]]], note: str | None, why: str | None
) -> None:
    measured = both_sides(two_sources(TEXTS, said, note))
    assert measured.value == (0 if why else 1)
    assert not why or why in measured.failures[0]


@pytest.mark.parametrize(
    "texts",
    [
        (TEXTS[0], TEXTS[0]),
        (
            "A score of 2+ is weak staining in more than 10% of cells.",
            "A score of 3+ is strong staining in 12% of cells.",
        ),
        (TEXTS[0], "Bones are scanned after 150 minutes."),
    ],
)
def test_sources_that_do_not_disagree_are_unmeasured_unless_the_page_says_that_they_do(texts: Sequence[str]) -> None:
    said = [(texts[0], (1,)), (texts[1], (2,))]
    assert both_sides(two_sources(texts, said, None)).value is None
    assert both_sides(two_sources(texts, said, "The sources on file do not agree here.")).value == 0


def test_another_strength_is_a_disagreement() -> None:
    texts = ("Repeat testing of the tumor should be done.", "Repeat testing of the tumor may be considered.")
    said = [(texts[0], (1,)), (texts[1], (2,))]
    assert both_sides(two_sources(texts, said, NAMED)).value == 1
    assert both_sides(two_sources(texts, said[:1], NAMED)).value == 0
