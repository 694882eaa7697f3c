"""Ways to say a number that come to the same."""

import pytest

from rag.check.wordings import said_alike


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is offered from the age of 50.", "It is offered 50 or older."),
        ("It is for people aged from 65 years.", "It is for people 65 years or older."),
        ("It is offered from 12 years of age.", "It is offered 12 years or older."),
        ("It rises from age 10 to 12.", "It rises from age 10 to 12."),
        ("It takes from 10 to 12 days.", "It takes from 10 to 12 days."),
        ("It is given under the age of 12.", "It is given under 12."),
        ("Employees younger than age 18 may not.", "Employees younger than 18 may not."),
        ("It rose fivefold.", "It rose five times."),
        ("A 3-fold rise.", "A 3 times rise."),
        ("Take it one to 3 times a day.", "Take it 1 to 3 times a day."),
        ("One to one care.", "One to one care."),
        ("It isn't more than 48 hours.", "It is at most 48 hours."),
        ("It must not exceed 2 g.", "It must at most 2 g."),
        ("It is for smokers of 30 pack-years or more.", "It is for smokers of at least 30 pack-years."),
        ("It takes 8 hours or less.", "It takes at most 8 hours."),
        ("It takes 5 to 8 hours or more.", "It takes 5 to 8 hours or more."),
        ("Do it no later than 30 days before the visit.", "Do it at least 30 days before the visit."),
        ("Do it no later than 30 days after the visit.", "Do it no later than 30 days after the visit."),
        ("Trucks heavier than 18 tonnes.", "Trucks over 18 tonnes."),
        ("It was 2.1 % versus 3.1 % a year.", "It was 2.1 % a year versus 3.1 % a year."),
        ("It was 2.1 % with one and 3.1 % a year.", "It was 2.1 % a year with one and 3.1 % a year."),
    ],
)
def test_a_number_is_said_in_one_way(text: str, expected: str) -> None:
    assert said_alike(text) == expected
