"""When two sentences speak of the same thing, and when they differ."""

import pytest

from rag.check.disagreement import differ, speak_of_the_same


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("At least 90 minutes of exercise a week.", "At least 150 minutes of exercise a week.", True),
        ("Positive in more than 10% of cells.", "Positive in more than 30% of cells.", True),
        ("The ratio is greater than 2.0.", "The ratio is greater than 2.2.", True),
        ("Testing should be repeated.", "Testing may be repeated.", True),
        ("A score of 2+ needs more than 10% of cells.", "A score of 3+ needs more than 10% of cells.", False),
        ("A score of 2+ needs more than 10% of cells.", "A score of 3+ needs more than 30% of cells.", False),
        ("At least 90 minutes a week.", "At least 5 days a week.", False),
        ("At least 90 minutes a week.", "Some exercise is good.", False),
        ("Testing should be repeated.", "Testing should be repeated.", False),
    ],
)
def test_only_other_numbers_or_strengths_differ(one: str, other: str, *, expected: bool) -> None:
    assert differ(one, other) is expected
    assert differ(other, one) is expected


def test_sentences_on_other_scores_do_not_speak_of_the_same() -> None:
    two, three = "An IHC score of 2+ is equivocal.", "An IHC score of 3+ is positive."
    assert not speak_of_the_same(two, three, 0.2)
    assert speak_of_the_same(two, "An IHC score of 2+ is called equivocal.", 0.5)
    assert not speak_of_the_same("", "", 0.5)
