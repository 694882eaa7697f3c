"""Quantities that say the same, and quantities in words."""

import pytest

from rag.check.numbers import number_failure
from rag.check.quantity import Quantity, converted, in_words, plain_number


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (Quantity(value="48", unit="hour", direction="<="), "at most 48 hours"),
        (Quantity(value="1", unit="hour", direction=">"), "more than 1 hour"),
        (Quantity(value="5", upper="10", unit="day"), "5-10 days"),
        (Quantity(value="1", unit="times", rate="day"), "once a day"),
        (Quantity(value="2", unit="times", rate="day", direction=">="), "at least twice a day"),
        (Quantity(value="3", unit="times"), "3 times"),
        (Quantity(value="4", unit="copie", direction="<"), "less than 4 copies"),
        (Quantity(value="40", unit="mg", rate="day"), "40 mg a day"),
        (Quantity(value="50"), "50"),
    ],
)
def test_a_quantity_is_shown_in_plain_words(quantity: Quantity, expected: str) -> None:
    assert in_words(quantity) == expected


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (Quantity(value="2", unit="g"), {"2000 mg"}),
        (Quantity(value="2000", unit="mg"), {"2 g", "2000000 mcg"}),
        (Quantity(value="48", unit="hour"), {"2 days", "2880 minutes"}),
        (Quantity(value="1", unit="week"), {"7 days"}),
        (Quantity(value="50", unit="mg"), {"50000 mcg"}),
        (Quantity(value="50"), set()),
    ],
)
def test_a_quantity_in_another_unit_is_the_same(quantity: Quantity, expected: set[str]) -> None:
    assert {in_words(other) for other in converted(quantity)} == expected


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The maximum daily dose is 2,000 mg.", "It can be raised to a maximum of 2 g a day."),
        ("They have 48 hours to answer.", "They answer within 48 hours."),
        ("Bleeding occurred in 2.1 %.", "Bleeding occurred in 2.1 % a year."),
        ("It is offered to people aged 50 or older.", "It is offered from the age of 50."),
        ("The wait isn't more than 48 hours.", "The wait is at most 48 hours."),
        ("Take it 1 to 3 times a day.", "Take it one to 3 times a day."),
    ],
)
def test_the_same_amount_in_other_words_passes(statement: str, quote: str) -> None:
    assert number_failure(statement, [quote]) is None


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The maximum daily dose is 2 mg.", "It can be raised to a maximum of 2 g a day."),
        ("The minimum daily dose is 2 g.", "It can be raised to a maximum of 2 g a day."),
        ("They answer after 48 hours.", "They answer within 48 hours."),
        ("Bleeding occurred in 2.1 % a month.", "Bleeding occurred in 2.1 % a year."),
        ("It is offered to people under 50.", "It is offered from the age of 50."),
        ("The dose is 40 mg.", "The dose is 40 mg a day."),
    ],
)
def test_another_bound_rate_or_unit_fails(statement: str, quote: str) -> None:
    assert number_failure(statement, [quote]) is not None


def test_a_number_is_written_without_marks() -> None:
    assert plain_number("2,000.50", 1) == "2000.5"
    assert plain_number("1.5", 1000) == "1500"
