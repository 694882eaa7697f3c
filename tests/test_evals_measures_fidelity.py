import pytest

from evals.measures.fidelity import NAMES, measure
from tests.test_evals_example import PLAGUE, make_record, make_refusal
from tests.test_evals_measures_statements import DRUGS, FOUND, HEART, TESTED, page_of


def test_shares_of_a_page_worked_by_hand() -> None:
    lie = FOUND.replace("20", "25")
    numbers, polarity = measure(page_of((FOUND, [FOUND]), (lie, [FOUND]), (DRUGS, [DRUGS])))
    assert (numbers.name, polarity.name) == NAMES
    assert numbers.value == 0.5  # of the two statements that hold a number
    assert "25" in numbers.failures[0]
    assert polarity.value == 1  # of all three


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (FOUND.replace("15 to 20", "15 to 25"), FOUND),
        (FOUND.replace("100", "1,000"), FOUND),
        (f"{TESTED[:-1]} within 3 days.", TESTED),
        (FOUND.replace("About", "More than"), FOUND),
    ],
)
def test_a_number_that_the_quotes_do_not_give_is_a_failure(text: str, quote: str) -> None:
    numbers, _ = measure(page_of((text, [quote])))
    assert numbers.value == 0
    assert text in numbers.failures[0]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (HEART.replace("does not harm", "harms"), HEART),
        (DRUGS.replace("may be", "may not be"), DRUGS),
        (FOUND.replace("positive", "negative"), FOUND),
        (TESTED.replace("is tested", "is never tested"), TESTED),
    ],
)
def test_a_negation_or_marker_turned_round_is_a_failure(text: str, quote: str) -> None:
    _, polarity = measure(page_of((text, [quote])))
    assert polarity.value == 0
    assert text in polarity.failures[0]


def test_nothing_to_measure_has_its_reason() -> None:
    for record in (page_of((DRUGS, [DRUGS])), make_record(PLAGUE, make_refusal())):  # the 2 of HER2 is no number
        numbers, polarity = measure(record)
        assert numbers.reason == "no statement of the page holds a number"
    assert polarity.reason == "the page holds no statement"


def test_a_statement_without_a_sound_quote_keeps_neither() -> None:
    assert [one.value for one in measure(page_of((FOUND, [])))] == [0, 0]
