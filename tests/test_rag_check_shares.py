"""Counts and shares in words, read as digits."""

import pytest

from rag.check.shares import counted, in_percent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("once a day", "1 times a day"),
        ("twice daily", "2 times daily"),
        ("once the drug works", "once the drug works"),
        ("within one hour", "within 1 hour"),
        ("one of the doctors", "one of the doctors"),
        ("half of them", "50 % of them"),
        ("a third of them", "33.333333 % of them"),
        ("three quarters", "75 %"),
        ("a third dose", "a third dose"),
        ("between 6 and 72", "6 to 72"),
    ],
)
def test_words_that_count_become_digits(text: str, expected: str) -> None:
    assert counted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 in 5 people", "20 % people"),
        ("3 out of 4", "75 %"),
        ("15 to 20 of every 100 people", "15 to 20 % people"),
        ("2 in 1,000 adults", "0.2 % adults"),
        ("5 in 2020", "5 in 2020"),
        ("2 in 3 weeks", "2 in 3 weeks"),
        ("4 in 3", "4 in 3"),
        ("2 of 100", "2 of 100"),
    ],
)
def test_shares_become_percentages_where_that_is_sure(text: str, expected: str) -> None:
    assert in_percent(text) == expected
