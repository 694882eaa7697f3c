"""A word gives way to what the source has between the same neighbours; a word only moved does not."""

import pytest

from rag.check.hints_aligned import aligned_edits
from rag.check.hints_edits import applied


def made(statement: str, source: str) -> set[str]:
    return {applied(statement, edit) for edit in aligned_edits(statement, source)}


@pytest.mark.parametrize(
    ("statement", "source", "expected"),
    [
        ("The rash lasts nine days.", "The rash lasts six days.", "The rash lasts six days."),
        (
            "In adults, the rash lasts nine days.",
            "The rash lasts six days in adults.",
            "In adults, the rash lasts six days.",
        ),
        ("The rash is not treated.", "The rash is treated.", "The rash is treated."),
        ("The rash is treated.", "The rash is not treated.", "The rash is not treated."),
        ("Lupin is one of them.", "Heading Lentil is one of them.", "Lentil is one of them."),
        ("The rash may not heal.", "The rash may well heal.", "The rash may well heal."),
    ],
)
def test_a_word_gives_way_to_that_between_the_same_neighbours(statement: str, source: str, expected: str) -> None:
    assert expected in made(statement, source)


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("The rash lasts six days.", "The rash lasts six days."),
        ("Fever and pain are signs.", "Pain and fever are signs."),  # moved
        ("It is in the bone.", "It is of the bone."),  # says nothing else
        ("Smoking causes it.", "Smoking may cause it."),  # "may causes": another reader's work
        ("It is here. Now it lasts.", "It is gone: now it lasts."),
        ("", "It lasts."),
        ("It lasts.", ""),
    ],
)
def test_nothing_is_proposed_where_nothing_else_would_be_said_or_it_would_not_read(statement: str, source: str) -> None:
    assert made(statement, source) <= {"It is gone. Now it lasts."}
