"""Share of a statement's content words, by stem, that its quotes hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.check.support import support_failure


@pytest.mark.parametrize(
    ("statement", "quotes", "min_share"),
    [
        ("Surgery removes the tumor.", ["The tumor was removed by surgery."], 1.0),
        ("HER-2 positive", ["HER2 is positive"], 1.0),
        ("Surgery and drugs help.", ["Surgery helps.", "A drug can be used."], 1.0),
        ("Surgery removes kidney tumors quickly.", ["Surgery removes kidney tumors."], 0.8),  # 4 of 5
        ("Amirol helps.", ["Nothing of the kind."], 0.0),
    ],
    ids=["other forms", "names", "two quotes", "just enough", "no share asked"],
)
def test_words_found_in_the_quotes_pass(statement: str, quotes: list[str], min_share: float) -> None:
    assert support_failure(statement, quotes, min_share) is None


@pytest.mark.parametrize(
    ("statement", "quotes", "min_share", "said"),
    [
        ("Surgery removes kidney tumors quickly.", ["Surgery removes kidney tumors."], 0.81, "only 80%"),
        ("Amirol cures lumaria.", ["Bexatine cures lumaria."], 0.8, "missing: amirol"),
        ("Amirol cures lumaria.", [], 0.8, "only 0%"),
        ("", ["Anything."], 0.8, "says nothing"),
        ("It is what it is.", ["It is what it is."], 0.8, "says nothing"),
    ],
)
def test_words_that_are_missing_are_named(statement: str, quotes: list[str], min_share: float, said: str) -> None:
    assert said in str(support_failure(statement, quotes, min_share))


def test_a_word_said_twice_counts_once() -> None:
    assert "only 50%" in str(support_failure("dose dose dose amirol", ["dose"], 0.6))


@settings(deadline=None)
@given(st.text(alphabet="abcdef .-,", min_size=1), st.floats(0, 1))
def test_a_text_supports_itself_unless_it_says_nothing(text: str, min_share: float) -> None:
    assert support_failure(text, [text], min_share) in (None, "the statement says nothing")
