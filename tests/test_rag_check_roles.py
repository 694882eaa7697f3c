"""Who is compared with whom, and which clause says what of which thing."""

import pytest

from rag.check.roles import role_failure


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Lumaria grows faster than vesperitis.", "Lumaria tends to grow faster than vesperitis."),
        ("Compared with vesperitis, lumaria grows faster.", "Lumaria grows faster than vesperitis."),
        (
            "Rash is more frequent with bexatine, but uncommon with amirol.",
            "Rash is uncommon with amirol but more frequent with bexatine.",
        ),
        (
            "Most people with lumaria have less pain and better sleep with exercise.",
            "Exercise reduces pain and improves sleep in most people with lumaria.",
        ),
        (
            "Unless keep is set, old files of more than 7 days are deleted.",
            "Files older than 7 days are deleted unless keep is set.",
        ),
        ("Amirol is used instead of bexatine.", "Doctors use amirol instead of bexatine."),
    ],
)
def test_an_honest_statement_passes(statement: str, quote: str) -> None:
    assert role_failure(statement, [quote]) is None


@pytest.mark.parametrize(
    ("statement", "quote", "why"),
    [
        ("Vesperitis grows faster than lumaria.", "Lumaria grows faster than vesperitis.", "it swaps"),
        ("Bexatine is used instead of amirol.", "Amirol is used instead of bexatine.", "it swaps"),
        ("The 2007 edition replaces the 2023 edition.", "The 2023 edition replaces the 2007 edition.", "it swaps"),
        (
            "Rash is uncommon with bexatine but more frequent with amirol.",
            "Rash is uncommon with amirol but more frequent with bexatine.",
            "it swaps",
        ),
    ],
)
def test_a_statement_that_says_otherwise_fails_with_the_reason(statement: str, quote: str, why: str) -> None:
    assert why in str(role_failure(statement, [quote]))


def test_numbers_that_trade_what_they_count_fail() -> None:
    quote = "Women need 18 mg a day and men need 8 mg a day."
    assert role_failure("Women need 8 mg a day and men need 18 mg a day.", [quote]) is not None
    assert role_failure("Men need 8 mg a day and women need 18 mg a day.", [quote]) is None


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Clinics have fewer beds than hospitals.", "Hospitals have more beds than clinics."),
        ("Amirol can cause rash, cough and fever.", "Amirol can cause cough, fever and rash."),
    ],
)
def test_a_comparison_turned_round_and_a_list_in_another_order_pass(statement: str, quote: str) -> None:
    assert role_failure(statement, [quote]) is None
