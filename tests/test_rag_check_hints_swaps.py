"""What the source lacks gives way to something of its kind that the source has, wherever that stands."""

import pytest

from rag.check.hints_edits import applied
from rag.check.hints_swaps import swaps
from rag.vocabulary import Term, Vocabulary

NAMES = Vocabulary(
    terms=(
        Term(name="lumaria", kind="cancer", synonyms=("lumar disease",)),
        Term(name="velaria", kind="cancer", synonyms=()),
        Term(name="rash", kind="symptom", synonyms=()),
    )
)


def made(statement: str, source: str) -> set[str]:
    return {applied(statement, edit) for edit in swaps(statement, source, NAMES)}


@pytest.mark.parametrize(
    ("statement", "source", "expected"),
    [
        ("It lasts 52 days.", "For 25 days it is seen.", "It lasts 25 days."),
        ("It lasts three years.", "It was seen for 3 months.", "It lasts 3 months."),
        ("It is at most 3 mm.", "Those of at least 3 mm are.", "It is at least 3 mm."),
        ("It lasts 5 to 9 weeks.", "For 6 to 8 weeks it stays.", "It lasts 6 to 8 weeks."),
        ("It is seen in stage III.", "Stage IIA shows it.", "It is seen in stage IIA."),
        ("It must be seen.", "Some may see it.", "It may be seen."),
        ("All patients feel it.", "It is felt by some.", "Some patients feel it."),
        ("It is always seen.", "Often one sees it.", "It is often seen."),
        ("It is HER2 positive.", "Those are HER2 negative.", "It is HER2 negative."),
        ("It is seen in children.", "Adults have it.", "It is seen in adults."),
        ("Lumar disease has signs.", "Signs of velaria are seen.", "Velaria has signs."),
        ("It raises the risk.", "The risk it lowers.", "It lowers the risk."),
        ("It causes pain.", "Pain it may cause.", "It may cause pain."),
        ("It does not cause pain.", "Pain is what it causes.", "It causes pain."),
        ("It cannot spread.", "It can spread.", "It can spread."),
        ("It can spread.", "It cannot spread.", "It cannot spread."),
        ("It was found here.", "Here no such thing was found.", "It was not found here."),
        ("It helps here.", "Here it does not help.", "It does not help here."),
    ],
)
def test_what_the_source_lacks_gives_way_to_its_like(statement: str, source: str, expected: str) -> None:
    assert expected in made(statement, source)


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Lumaria hurts.", "Lumar disease hurts."),  # one name for another of the same
        ("Lumaria hurts.", "A rash hurts."),  # of another kind
        ("It raises it.", "Lower it is."),  # another form
        ("It does not help.", "It doesn't help."),
    ],
)
def test_what_is_no_like_is_not_put_in(statement: str, source: str) -> None:
    assert made(statement, source) <= {"It helps.", "It does help."}
