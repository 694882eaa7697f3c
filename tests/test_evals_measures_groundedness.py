import pytest

from evals.measures.groundedness import NAMES, measure
from tests.test_evals_example import PLAGUE, make_record, make_refusal
from tests.test_evals_measures_statements import DRUGS, FOUND, TESTED, page_of

LIE = "About 30 of every 100 breast cancers are HER2-positive."
INVENTED = "The weather was fine in the mountains last winter."


def test_share_and_minimum_of_a_page_worked_by_hand() -> None:
    shares, lowest = measure(page_of((FOUND, [FOUND]), (DRUGS, [DRUGS]), (LIE, [FOUND]), (INVENTED, [TESTED])))
    assert (shares.name, lowest.name) == NAMES
    assert shares.value == 0.5  # two of four
    assert [LIE in failure or INVENTED in failure for failure in shares.failures] == [True, True]
    assert lowest.value is not None
    assert lowest.value < 0.25
    assert len(lowest.failures) == 1  # the changed number shares its words with the quote: its score is high
    assert INVENTED in lowest.failures[0]


def test_a_page_of_copies_is_grounded_whole() -> None:
    assert [one.value for one in measure(page_of((FOUND, [FOUND]), (TESTED, [TESTED])))] == [1, 1]


@pytest.mark.parametrize("quotes", [[], ["words that stand in no passage"]])
def test_a_statement_without_a_sound_quote_is_not_grounded(quotes: list[str]) -> None:
    shares, lowest = measure(page_of((FOUND, quotes)))
    assert (shares.value, lowest.value) == (0, 0)
    assert shares.failures
    assert lowest.failures


def test_a_refusal_is_unmeasured() -> None:
    reasons = {one.reason for one in measure(make_record(PLAGUE, make_refusal()))}
    assert reasons == {"the page holds no statement"}
