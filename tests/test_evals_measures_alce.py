import pytest

from evals.measures.alce import NAMES, measure
from tests.test_evals_example import PLAGUE, make_record, make_refusal
from tests.test_evals_measures_statements import DRUGS, FOUND, HEART, TESTED, page_of

BOTH = f"{FOUND} {TESTED}"  # needs two quotes


@pytest.mark.parametrize(
    ("text", "quotes", "recall", "precision"),
    [
        (FOUND, [FOUND], 1, 1),
        (BOTH, [FOUND, TESTED], 1, 1),  # neither alone, but not without either
        (FOUND, [FOUND, HEART], 1, 0.5),  # the second says nothing of it
        (FOUND, [TESTED], 0, 0),  # the wrong passage
        (FOUND, [DRUGS], 1, 0),  # the right passage, the wrong sentence of it
        (FOUND, [], 0, None),
        (FOUND, [FOUND, "words of no passage"], 1, 0.5),
        (FOUND.replace("20", "30"), [FOUND, TESTED], 0, 0),
    ],
)
def test_recall_and_precision_of_a_statement_worked_by_hand(
    text: str, quotes: list[str], recall: float, precision: float | None
) -> None:
    measured = measure(page_of((text, quotes)))
    assert [one.name for one in measured] == list(NAMES)
    assert [one.value for one in measured] == [recall, precision]
    for one in measured:
        assert bool(one.failures) == (one.value is not None and one.value < 1)
        assert all(text in failure for failure in one.failures)


def test_precision_counts_citations_and_recall_statements() -> None:
    recall, precision = measure(page_of((FOUND, [FOUND]), (TESTED, [TESTED, FOUND]), (HEART, [FOUND])))
    assert recall.value == pytest.approx(2 / 3)
    assert precision.value == 0.5  # two of four


def test_a_refusal_is_unmeasured() -> None:
    reasons = [one.reason for one in measure(make_record(PLAGUE, make_refusal()))]
    assert reasons == ["the page holds no statement", "no statement of the page cites anything"]
