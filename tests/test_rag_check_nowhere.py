"""A number that stands in no passage."""

import pytest

from rag.check.nowhere import foreign_number

PASSAGES = [
    "The usual dose is 500 mg once a day, up to 2 g. Bake at 180 degrees Celsius.",
    "Two of 1,250 beds; 25-35% of them.",
]


@pytest.mark.parametrize(
    "statement",
    [
        "The dose is 500 mg.",
        "2 beds are free.",
        "1250 beds.",
        "A third to 35% are free.",
        "Repeat step 4 and 5.",
        "Bake at 180 degrees (356 degrees Fahrenheit).",
        "Several beds are free.",
        "Up to 2,000 mg a day.",
        "",
    ],
)
def test_numbers_of_the_passages_may_be_used_anywhere(statement: str) -> None:
    assert foreign_number(statement, PASSAGES) is None


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("It can be raised to 21 g.", "21"),
        ("Bake at 240 degrees.", "240"),
        ("There are 1,520 beds.", "1520"),
        ("About 25-45% are free.", "45"),
        ("It costs 2.7 dollars.", "2.7"),
    ],
)
def test_a_number_of_none_of_them_is_named(statement: str, number: str) -> None:
    assert foreign_number(statement, PASSAGES) == f"the number {number} stands in no passage"


def test_a_number_of_the_question_is_known() -> None:
    assert foreign_number("At 70 years, yes.", PASSAGES) is not None
    assert foreign_number("At 70 years, yes.", PASSAGES, "Is it given to people of 70?") is None
