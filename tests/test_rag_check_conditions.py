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


@pytest.mark.parametrize(
    ("statement", "quote", "why"),
    [
        ("Pets are allowed.", "Pets are allowed only with the owner's consent.", "only with"),
        ("The deposit is paid back.", "The deposit is paid back unless the room is damaged.", "unless"),
        (
            "Guests can change it free of charge.",
            "Guests can change it free of charge if they call ahead.",
            "if they call",
        ),
        (
            "After surgery, a scan is considered.",
            "In stage II, a scan is considered only when the risk is high.",
            "only when",
        ),
        ("He repairs it, even if it was broken.", "He repairs it, unless it was broken.", "makes no condition"),
    ],
)
def test_a_condition_that_binds_is_kept_by_what_copies_all_the_rest(statement: str, quote: str, why: str) -> None:
    assert why in str(condition_failure(statement, [quote]))


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Only with the owner's consent are pets allowed.", "Pets are allowed only with the owner's consent."),
        ("Pets need the owner's consent to be allowed.", "Pets are allowed only with the owner's consent."),
        ("If the room is intact, the deposit is paid back.", "The deposit is paid back unless the room is damaged."),
        ("The mill opened in May 1931.", "The mill opened on 12 May 1931 after four years of work."),
        ("Reasons to call a doctor include a rash.", "Call a doctor if you have any of the following: a rash"),
    ],
)
def test_a_condition_in_other_words_or_of_something_else_passes(statement: str, quote: str) -> None:
    assert condition_failure(statement, [quote]) is None


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Pets are allowed when the guest objects.", "Pets are allowed unless the guest objects."),
        ("If the guest objects, pets are allowed.", "Pets are allowed unless the guest objects."),
        ("Pets are allowed unless the guest agrees.", "Pets are allowed if the guest agrees."),
        ("Scans are done where the kidney is weak.", "Scans are done except when the kidney is weak."),
    ],
)
def test_an_exception_told_as_the_condition_is_named(statement: str, quote: str) -> None:
    assert "exception" in str(condition_failure(statement, [quote]))


@pytest.mark.parametrize(
    "statement",
    [
        "Unless the guest objects, pets are allowed.",
        "Pets are not allowed if the guest objects.",
        "If the guest does not object, pets are allowed.",
        "Pets stay outside when the guest objects.",
    ],
)
def test_an_exception_told_the_other_way_round_passes(statement: str) -> None:
    assert condition_failure(statement, ["Pets are allowed unless the guest objects."]) is None
