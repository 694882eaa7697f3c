"""Which words exclude one another where one replaces the other, and how much a word claims."""

import pytest

from rag.check.excluding import STRONGEST, excludes, strength_of


@pytest.mark.parametrize(
    ("one", "other", "is_so"),
    [
        ("first", "third", True),
        ("days", "months", True),
        ("month", "monthly", False),
        ("early", "metastatic", True),
        ("advanced", "metastatic", False),
        ("before", "after", True),
        ("higher", "lower", True),
        ("buys", "sold", True),
        ("table", "chair", False),
        ("first", "monday", False),
    ],
)
def test_words_of_different_groups_of_a_line_and_opposites_exclude_each_other(
    one: str, other: str, is_so: bool
) -> None:
    assert excludes(one, other) is excludes(other, one) is is_so


def test_words_claim_from_may_to_must() -> None:
    claims = [strength_of(word) for word in ("table", "may", "often", "should", "must")]
    assert claims == [0, 1, 2, 3, STRONGEST]
