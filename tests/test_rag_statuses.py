"""Which markers a text gives a status, and when that is another one than asked."""

import pytest

from rag.statuses import gives_other_status, statuses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HER2-negative breast cancer", {("her2", "negative")}),
        ("HER2 positive disease", {("her2", "positive")}),
        ("RAS wild-type tumors", {("ras", "wild-type")}),
        ("a negative ISH result", {("ish", "negative")}),
        ("positive for HER2", {("her2", "positive")}),
        ("MSI-high and MMR-deficient", {("msi", "high"), ("mmr", "deficient")}),
        ("a false negative result", set()),
        ("HER2 is a protein", set()),
    ],
)
def test_markers_are_read_with_their_status(text: str, expected: set[tuple[str, str]]) -> None:
    assert statuses(text) == expected


@pytest.mark.parametrize(
    ("text", "asked", "is_other"),
    [
        ("HER2-positive disease is treated so", "negative", True),
        ("HER2-negative disease is treated so", "negative", False),
        ("HER2-positive grows faster than HER2-negative disease", "negative", False),
        ("HER2-low disease belongs to the HER2-negative group", "negative", False),
        ("HER2-low disease", "negative", False),
        ("HER2-amplified disease", "positive", False),
        ("HER2-equivocal disease", "positive", True),
        ("HER2 is a protein", "negative", False),
        ("EGFR-positive disease", "negative", False),
    ],
)
def test_text_on_another_status_alone_is_told_apart(text: str, asked: str, is_other: bool) -> None:
    assert gives_other_status(text, {"her2": frozenset({asked})}) is is_other


def test_text_on_one_of_two_asked_statuses_is_about_what_is_asked() -> None:
    both = {"her2": frozenset({"positive", "negative"})}
    assert not gives_other_status("HER2-positive disease", both)
    assert gives_other_status("HER2-equivocal disease", both)
