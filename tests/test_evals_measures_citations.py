from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.measures.citations import NAMES, coverage, measure, quote_fidelity
from rag.schema import Citation
from tests.test_evals_example import PLAGUE, TEXTS, cite, make_answer, make_record, make_refusal

GOOD = cite(1, "p1", 0, 49)


def test_coverage_of_a_page_worked_by_hand() -> None:
    statements = [("One.", (1,)), ("Two.", (9, 1)), ("Three.", ()), ("Four.", (9,))]
    measured = coverage(make_record(answer=make_answer(statements, [GOOD])))
    assert measured.value == 0.5
    assert measured.failures == (
        "statement 'Three.': cites nothing",
        "statement 'Four.': citation 9 stands 0 times in the list",
    )


@pytest.mark.parametrize(
    ("citations", "listed", "why"),
    [
        ([GOOD, GOOD], None, "stands 2 times"),
        ([GOOD.model_copy(update={"passage_id": "p0"})], None, "p0 is not in the generation"),
        ([GOOD.model_copy(update={"source_id": "breast-cancer"})], None, "is of kidney-cancer, not of breast-cancer"),
        ([GOOD], [], "source kidney-cancer is not listed"),
    ],
)
def test_a_citation_that_leads_nowhere_covers_nothing(
    citations: Sequence[Citation], listed: Sequence[str] | None, why: str
) -> None:
    measured = coverage(make_record(answer=make_answer(citations=citations, listed=listed)))
    assert measured.value == 0
    assert why in measured.failures[0]


@pytest.mark.parametrize(
    "change",
    [
        {"quote": GOOD.quote.lower()},
        {"quote": GOOD.quote.replace(" ", "  ")},
        {"quote": GOOD.quote + " "},
        {"start": 1},
        {"end": 48},
        {"start": 49, "end": 49, "quote": ""},
        {"start": 49, "end": 0},
        {"passage_id": "p0"},
        {"passage_id": "p3"},
    ],
)
def test_a_quote_that_differs_at_all_is_a_failure(change: dict[str, object]) -> None:
    record = make_record(answer=make_answer(citations=[GOOD.model_copy(update=change)]))
    assert quote_fidelity(record).value == 0
    assert quote_fidelity(record).failures[0].startswith("citation 1, ")


def test_nothing_is_folded_in_a_quote() -> None:
    text = TEXTS["p2"][1]
    start = text.index("–")
    for plain in (text[start:].replace("–", "-"), text[start:].replace("≤", "<=")):
        record = make_record(
            answer=make_answer(citations=[cite(1, "p2", start, len(text)).model_copy(update={"quote": plain})])
        )
        assert quote_fidelity(record).value == 0


@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_every_non_empty_slice_of_a_passage_is_faithful(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXTS[name][1]) - 1))
    end = data.draw(st.integers(start + 1, len(TEXTS[name][1])))
    record = make_record(answer=make_answer(citations=[cite(1, name, start, end)]))
    assert quote_fidelity(record).value == 1


def test_a_refusal_is_unmeasured_not_perfect() -> None:
    measured = measure(make_record(PLAGUE, make_refusal()))
    assert [one.name for one in measured] == list(NAMES)
    assert [one.value for one in measured] == [None, None]
    assert [one.reason for one in measured] == ["the page holds no statement", "the page holds no citation"]
