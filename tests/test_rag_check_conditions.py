"""The condition under which a quote says so is kept, in whatever words."""

import pytest

from rag.check.conditions import condition_failure

QUOTE = "Amirol may be used for lumaria when surgery has failed."


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("When surgery has failed, Amirol may be used for lumaria.", QUOTE),
        ("Amirol may be used for lumaria after failed surgery.", QUOTE),
        ("Amirol may be used for lumaria if an operation did not help.", QUOTE),  # a condition of its own
        ("Lumaria starts in the gland.", "Lumaria starts in the gland when cells grow."),  # nothing is done
        ("Surgery removes the gland.", QUOTE),  # says something else
    ],
)
def test_a_condition_that_is_kept_passes(statement: str, quote: str) -> None:
    assert condition_failure(statement, [quote]) is None


@pytest.mark.parametrize(
    ("statement", "quote", "why"),
    [
        ("Amirol may be used for lumaria.", QUOTE, "when surgery has failed"),
        ("Lumaria should be treated with Amirol.", "Lumaria should be treated with Amirol if scans show growth.", "if"),
        ("Amirol is given for lumaria.", "Amirol is given for lumaria only after a biopsy.", "after a biopsy"),
    ],
)
def test_a_condition_left_out_is_named(statement: str, quote: str, why: str) -> None:
    assert why in str(condition_failure(statement, [quote]))
