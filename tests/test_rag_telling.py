"""What is told of somebody now is kept apart from what is asked, past, supposed, denied or general."""

import pytest

from rag.phrases import Sentence
from rag.safety import SafetyWords
from rag.settings import Settings
from rag.telling import Telling
from rag.yaml_file import read_yaml

WORDS = read_yaml(Settings().prompts_dir / "safety.yaml", SafetyWords)
TELLING = Telling(WORDS.telling, WORDS.words)


def is_now(text: str, *, is_known: bool = True, after: str = "") -> bool:
    """Whether the word "pain" of a plain sentence is told of now."""
    at = text.index("pain")
    following = Sentence(text=after, asks=False) if after else None
    return TELLING.is_now(Sentence(text=text, asks=False), (at, at + 4), is_known=is_known, after=following)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i have pain ,", True),
        ("my brother has pain , is this normal ,", True),
        ("he has cancer and is having pain ,", True),
        ("why does my pain come back ,", True),
        ("is pain normal ,", False),
        ("is it normal to have fever , cough and pain ,", False),
        ("can i swim , i have pain ,", True),
        ("if i get pain ,", False),
        ("i do not know if my pain is normal ,", True),
        ("i might get pain ,", False),
        ("i was told to look out for fever and pain ,", False),
        ("i have no pain ,", False),
        ("i have no fever but pain ,", True),
        ("i had pain years ago ,", False),
        ("years ago i had cancer and now i have pain ,", True),
        ("i had pain last week ,", False),
        ("i had chemo last week and have pain ,", True),
        ("people with cancer have pain ,", False),
        ("pain , had chemo 6 days ago ,", True),
        ("i had pain when they said it was cancer ,", False),
        ("i was told to ring if it gets worse , i have pain ,", True),
        ("i was nine with pain ,", False),
    ],
)
def test_a_place_is_told_of_now_or_not(text: str, expected: bool) -> None:
    assert is_now(text) is expected


def test_what_went_away_is_over() -> None:
    assert not is_now("i had pain ,", after="it went away ,")
    assert is_now("i have pain ,", after="it comes every hour ,")


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        ("my neighbour felt pain ,", "should people with cancer run ,", False),
        ("my neighbour felt pain ,", "what shall i do ,", True),
        ("my neighbour has pain ,", "should people with cancer run ,", True),
        ("my husband felt pain ,", "should people with cancer run ,", True),
    ],
)
def test_a_strangers_past_before_a_question_on_people_is_a_tale(text: str, after: str, expected: bool) -> None:
    assert is_now(text, after=after) is expected


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("he says we would be better off if he was dead ,", "he says we would be better off if he was dead", True),
        ("mum said that if it is back she will end it ,", "she will end it", True),
        ("what if she will end it ,", "she will end it", False),
        ("he says he would end it ,", "he would end it", True),
        ("i am not going to end it ,", "end it", False),
        ("years ago he was ready to end it ,", "end it", False),
    ],
)
def test_words_of_despair_are_meant_or_not(text: str, phrase: str, expected: bool) -> None:
    at = text.index(phrase)
    assert TELLING.is_meant(Sentence(text=text, asks=False), (at, at + len(phrase))) is expected


def test_a_text_that_names_nobody_must_press() -> None:
    assert not is_now("pain lung cancer ,", is_known=False)
    assert is_now("pain since this morning ,", is_known=False)


@pytest.mark.parametrize(
    ("text", "expected"), [("i feel ill ,", True), ("my gran coughs ,", True), ("cough causes ,", False)]
)
def test_somebody_is_named(text: str, expected: bool) -> None:
    assert TELLING.names_somebody(Sentence(text=text, asks=False)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my gran is weak ,", True),
        ("i want to know what it is ,", False),
        ("what is it ,", False),
        ("i feel ill ,", True),
    ],
)
def test_a_state_is_told(text: str, expected: bool) -> None:
    assert TELLING.tells_state(Sentence(text=text, asks=False)) is expected
