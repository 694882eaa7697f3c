"""When a statement counts as a near copy of a sentence, and what it may then add to it."""

import pytest

from rag.check.found import Grounds, Library
from rag.check.near import is_added, near
from rag.settings import CheckSettings

SETTINGS = CheckSettings()
SENTENCE = "Amirol lowers blood pressure in adults within 4 weeks of daily use."


def nearest(statement: str, source: str = SENTENCE) -> Grounds:
    return Library([source]).grounds(statement)[0]


@pytest.mark.parametrize(
    ("words", "statements", "size"),
    [
        (60, 9, "quote"),
        (61, 2, "passage"),
        (200, 2, "passage"),
        (201, 1, "source"),
        (61, 3, "prose"),
        (5000, 9, "prose"),
    ],
)
def test_the_size_of_source_and_text_says_how_near_a_copy_must_be(words: int, statements: int, size: str) -> None:
    assert near(SETTINGS, words, statements).size == size


@pytest.mark.parametrize(
    ("statement", "size", "is_copy", "is_part", "is_close"),
    [
        ("Amirol lowers blood pressure in adults within 9 weeks of daily use.", "source", True, True, True),
        ("Amirol lowers blood pressure in adults within 9 weeks of daily use.", "prose", True, False, True),
        ("Amirol lowers blood pressure.", "source", True, True, True),
        ("Amirol lowers blood pressure.", "prose", False, False, False),
        ("Walking daily is good for the heart of most adults.", "source", False, False, True),
    ],
)
def test_in_long_texts_a_part_of_a_sentence_is_no_near_copy(
    statement: str, size: str, is_copy: bool, is_part: bool, is_close: bool
) -> None:
    limits = near(SETTINGS, 500, 9 if size == "prose" else 1)
    way = nearest(statement)
    assert (limits.size, limits.is_copy(way), limits.is_part(way), limits.is_close(way)) == (
        size,
        is_copy,
        is_part,
        is_close,
    )


@pytest.mark.parametrize(
    ("statements", "words", "rule", "binds"),
    [(1, 30, "novelty", True), (1, 100, "novelty", False), (1, 100, "strength", True), (9, 500, "strength", False)],
)
def test_in_long_texts_only_the_sure_rules_bind(statements: int, words: int, rule: str, binds: bool) -> None:
    assert near(SETTINGS, words, statements).binds(rule) is binds


@pytest.mark.parametrize(
    ("rule", "statement", "is_beside"),
    [
        ("numbers", "Amirol, 5 mg, lowers blood pressure in adults within 4 weeks of daily use.", True),
        ("numbers", "Amirol lowers blood pressure in adults within 9 weeks of daily use.", False),
        ("numbers", "Amirol lowers blood pressure in adults within 9 weeks of daily use, and 4 had a rash.", False),
        ("terms", "Amirol, unlike bexatine, lowers blood pressure in adults within 4 weeks of daily use.", True),
        ("terms", "Bexatine lowers blood pressure in adults within 4 weeks of daily use.", False),
        ("polarity", "Amirol does not lower blood pressure in adults within 4 weeks of daily use.", False),
    ],
)
def test_what_takes_the_place_of_a_number_or_a_name_is_not_added(rule: str, statement: str, is_beside: bool) -> None:
    assert is_added(rule, nearest(statement)) is is_beside
