"""What a statement says, without its references to passages."""

import pytest

from rag.check.references import plain


@pytest.mark.parametrize(
    ("text", "is_read_as"),
    [
        ("Rest helps (Passage 3).", "Rest helps."),
        ("Rest helps (passages 1 and 2).", "Rest helps."),
        ("Rest helps (Passage 2:1).", "Rest helps."),
        ("Rest helps [1, 2].", "Rest helps."),
        ("According to passage 1, rest helps.", "rest helps."),
        ("Passage 1 states that rest helps.", "rest helps."),
        ("Finally, rest helps.", "rest helps."),
        ("First line treatment is rest.", "First line treatment is rest."),
        ("Rest for 3 days.", "Rest for 3 days."),
        ("Secondary tumors grow.", "Secondary tumors grow."),
        ("[1]", ""),
        ("(Passage 1)", ""),
    ],
)
def test_references_and_openers_are_not_part_of_what_is_said(text: str, is_read_as: str) -> None:
    assert plain(text) == is_read_as
