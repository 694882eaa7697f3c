"""Other wordings of a negation: they answer it in either direction, and nothing else does."""

import pytest

from rag.check.denials import says_it_too
from rag.check.polarity import polarity_failure


@pytest.mark.parametrize(
    ("negation", "other", "expected"),
    [
        ("not all people", "Some people improve.", True),
        ("not spread beyond the gland", "It is confined to the gland.", True),
        ("not go away", "A cough that persists.", True),
        ("not needed", "It is optional.", True),
        ("not needed", "It is given every day.", False),
        ("not all people", "People improve.", False),
        ("people", "Some people improve.", False),
    ],
)
def test_only_a_wording_of_the_same_denial_answers_it(negation: str, other: str, expected: bool) -> None:
    assert says_it_too(negation, other) is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A cough that does not go away is a sign.", "A cough that persists is a sign."),
        ("Lumaria has not spread outside the gland.", "Lumaria is still confined to the gland."),
        ("Surgery is not always needed.", "Surgery is sometimes optional."),
    ],
)
def test_it_serves_in_both_directions(one: str, other: str) -> None:
    assert polarity_failure(one, [other]) is None
    assert polarity_failure(other, [one]) is None
