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
