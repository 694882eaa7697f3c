"""The gate: the first broken rule drops a statement with its reason; what is left is numbered by first use."""

import pytest

from rag.check.gate import failed_check, verify
from rag.schema import Draft, DraftSection, DraftStatement, Locator, Passage, Quote
from rag.settings import GateSettings

TEXTS = {
    "p1": "Amirol is the first drug for lumaria. The usual dose is 5 mg once a day.",
    "p2": "Bexatine is offered to people who do not respond in 3 months.",
}
PASSAGES = {
    name: Passage(
        id=name,
        source_id=f"source-{name}",
        edition="1",
        title="Lumaria guide",
        text=text,
        locator=Locator(headings=("Treatment",)),
        ordinal=0,
    )
    for name, text in TEXTS.items()
}
SETTINGS = GateSettings(min_support=0.8)
FIRST, DOSE, SECOND = "Amirol is the first drug for lumaria.", "The usual dose is 5 mg once a day.", TEXTS["p2"]


def quote(text: str, name: str = "p1") -> Quote:
    start = TEXTS[name].index(text)
    return Quote(passage_id=name, text=text, start=start, end=start + len(text))


def said(text: str, *quotes: Quote) -> DraftStatement:
    return DraftStatement(text=text, quotes=quotes)


def draft(*statements: DraftStatement, key_points: tuple[DraftStatement, ...] = ()) -> Draft:
    section = DraftSection(id="treatment", heading="Treatment", statements=statements)
    return Draft(writer="extractive", key_points=key_points, sections=(section,))


@pytest.mark.parametrize(
    ("statement", "check", "why"),
    [
        (said(FIRST), "citation", "cites nothing"),
        (said(FIRST, quote(FIRST).model_copy(update={"passage_id": "p9"})), "quotes", "'p9', which was not given"),
        (said(FIRST, quote(FIRST).model_copy(update={"start": 1})), "quotes", "does not stand at 1-"),
        (said(FIRST, quote(FIRST).model_copy(update={"text": FIRST.upper()})), "quotes", "does not stand"),
        (said("The usual dose is 50 mg once a day.", quote(DOSE)), "numbers", "50 mg"),
        (said("The usual dose is 5 g once a day.", quote(DOSE)), "numbers", "5 g"),
        (said("Amirol prevents hair loss.", quote(FIRST)), "support", "missing: hair"),
        (said("Amirol is the first drug for lumaria.", quote(DOSE)), "support", "only 0%"),
        (said("It is.", quote(FIRST)), "support", "says nothing"),
        (said("Take 50 mg.", quote(FIRST).model_copy(update={"start": 1})), "quotes", "does not stand"),
    ],
    ids=[
        *("nothing cited", "unknown passage", "wrong span", "altered quote", "number", "unit"),
        *("other words", "quote of something else", "empty", "first rule wins"),
    ],
)
def test_a_statement_that_breaks_a_rule_is_dropped_with_the_reason(
    statement: DraftStatement, check: str, why: str
) -> None:
    verified = verify(draft(said(FIRST, quote(FIRST)), statement), PASSAGES, SETTINGS)
    (dropped,) = verified.dropped
    assert (dropped.text, dropped.check) == (statement.text, check)
    assert why in dropped.why
    assert [kept.text for kept in verified.sections[0].statements] == [FIRST]
    assert failed_check(statement, PASSAGES, SETTINGS) == dropped


def test_one_bad_quote_among_good_ones_drops_the_statement() -> None:
    bad = quote(SECOND, "p2").model_copy(update={"end": 5})
    assert verify(draft(said(FIRST, quote(FIRST), bad)), PASSAGES, SETTINGS).statement_count == 0


def test_nothing_is_rewritten() -> None:
    text = "amirol: the first drug for lumaria"
    (section,) = verify(draft(said(text, quote(FIRST))), PASSAGES, SETTINGS).sections
    assert section.statements[0].text == text
    assert section.statements[0].verdict == "supported"


def test_citations_are_numbered_by_first_use_and_equal_quotes_share_a_number() -> None:
    made = draft(
        said(SECOND, quote(SECOND, "p2"), quote(SECOND, "p2")),
        said(f"{FIRST} {DOSE}", quote(FIRST), quote(DOSE)),
        key_points=(said(DOSE, quote(DOSE)),),
    )
    verified = verify(made, PASSAGES, SETTINGS)
    assert verified.key_points[0].citations == (1,)
    assert [s.citations for s in verified.sections[0].statements] == [(2,), (3, 1)]
    assert [(c.n, c.quote, c.source_id) for c in verified.citations] == [
        (1, DOSE, "source-p1"),
        (2, SECOND, "source-p2"),
        (3, FIRST, "source-p1"),
    ]
    for citation in verified.citations:
        assert PASSAGES[citation.passage_id].text[citation.start : citation.end] == citation.quote
        assert citation.locator == PASSAGES[citation.passage_id].locator


def test_a_dropped_statement_takes_up_no_number() -> None:
    verified = verify(draft(said("The dose is 9 mg.", quote(DOSE)), said(FIRST, quote(FIRST))), PASSAGES, SETTINGS)
    assert [(c.n, c.quote) for c in verified.citations] == [(1, FIRST)]


def test_a_section_without_a_statement_is_uncovered_unless_it_has_a_note() -> None:
    empty = DraftSection(id="a", heading="A", statements=(said("unsupported", quote(FIRST)),))
    noted = DraftSection(id="b", heading="B", statements=(), note="The guideline does not mention it.")
    verified = verify(Draft(writer="extractive", sections=(empty, noted)), PASSAGES, SETTINGS)
    assert [(s.id, s.covered, s.note) for s in verified.sections] == [
        ("a", False, None),
        ("b", True, "The guideline does not mention it."),
    ]
    assert verified.statement_count == 0


def test_a_question_needs_no_citation_but_one_it_has_must_be_sound() -> None:
    asked = (
        said("What should I watch for?"),
        said(DOSE, quote(DOSE)),
        said("Is my dose 9 mg?", quote(DOSE)),
    )
    made = draft(said(FIRST, quote(FIRST))).model_copy(update={"questions_to_ask": asked})
    verified = verify(made, PASSAGES, SETTINGS)
    assert [(q.text, q.citations) for q in verified.questions_to_ask] == [
        ("What should I watch for?", ()),
        (DOSE, (2,)),
    ]
    assert [dropped.check for dropped in verified.dropped] == ["numbers"]


@pytest.mark.parametrize(("min_support", "kept"), [(0.5, 1), (0.6, 1), (0.9, 0)])
def test_share_of_words_asked_for_is_a_setting(min_support: float, kept: int) -> None:
    made = draft(said("Amirol is the best first drug for chronic lumaria.", quote(FIRST)))  # 4 of 6 words
    assert verify(made, PASSAGES, GateSettings(min_support=min_support)).statement_count == kept


def test_an_empty_draft_verifies_to_nothing() -> None:
    verified = verify(Draft(writer="extractive"), PASSAGES, SETTINGS)
    assert (verified.statement_count, verified.citations, verified.dropped) == (0, (), ())
