"""What two sentences say of their subject, and of what subject they say it."""

import pytest

from rag.check.reading import Sentence, sentences
from rag.check.verdicts import conditions_differ, denials, is_conditional, is_verdict, verdicts, verdicts_differ


def read(text: str) -> Sentence:
    return sentences(text)[0]


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("It raises the risk", "It lowers the risk", True),
        ("It raises the risk", "It does not raise the risk", True),
        ("It raises the risk", "It does not lower the risk", False),
        ("It often spreads", "It seldom spreads", True),
        ("It raises one and lowers another", "It lowers the risk", False),
        ("It is given daily", "It is given weekly", False),
    ],
)
def test_verdicts_are_compared_with_their_denials(one: str, other: str, differ: bool) -> None:
    assert verdicts_differ(read(one), read(other)) is differ


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Positive tumors grow", "Negative tumors grow", True),
        ("Early tumors grow", "Advanced tumors grow", True),
        ("Early tumors grow", "Early or advanced tumors grow", False),
        ("Tumors grow", "Negative tumors grow", False),
    ],
)
def test_conditions_tell_one_subject_from_another(one: str, other: str, differ: bool) -> None:
    assert conditions_differ(read(one), read(other)) is differ


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("Warts are not frozen", ["frozen"]),
        ("Swimming is avoided", ["swimming"]),
        ("People who have not smoked swim", []),
        ("If it is not removed, it grows", []),
        ("Warts are frozen", []),
    ],
)
def test_what_is_denied_outright_is_told(text: str, denied: list[str]) -> None:
    assert [word.text for word in denials(read(text))][: len(denied) or None] == denied


def test_words_that_are_verdicts_are_known() -> None:
    assert is_verdict("harmless")
    assert not is_verdict("wart")
    assert verdicts(frozenset({"harmless", "wart"})) == verdicts(frozenset({"harmless"})) != frozenset()


@pytest.mark.parametrize(("before", "expected"), [("If it is", True), ("When seen, it is", False), ("It is", False)])
def test_an_if_reaches_to_the_next_break(before: str, expected: bool) -> None:
    assert is_conditional(before) is expected
