"""Phrase patterns find what they are written for in plain sentences, and nothing else."""

import pytest

from rag.errors import OutlineError
from rag.phrases import compiled_any, compiled_phrases, misspellings, plain_sentences

SHORT = {"cant": "cannot", "wont": "will not", "i'm": "i am", "hasnt": "has not"}
WORDS = {"pain": "pain*|hurt*", "bad": "very {pain}"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("I can't breathe!", ["i cannot breathe ,"]),
        ("I cant, he is unable to", ["i cannot , he cannot ,"]),
        ("She hasn\u2019t been able to drink", ["she cannot drink ,"]),
        ("has not been able to drink", ["cannot drink ,"]),
        ("It won't stop... 38,2 or 38 point 6?", ["it will not stop ,", "38.2 or 38.6 ,"]),
        ("I'm HER-2 positive; on T 40C", ["i am her2 positive , on t 40 c ,"]),
        ("", []),
        ("...", []),
    ],
)
def test_text_becomes_plain_sentences(text: str, plain: list[str]) -> None:
    assert [sentence.text for sentence in plain_sentences(text, SHORT)] == plain


def test_a_question_mark_is_kept() -> None:
    assert [sentence.asks for sentence in plain_sentences("It hurts. Why?", {})] == [False, True]


@pytest.mark.parametrize(
    ("pattern", "text", "is_found"),
    [
        ("chest .. {pain}", "my chest really does hurt", True),
        ("chest .. {pain}", "my chest one two three four five hurts", False),
        ("chest ... {pain}", "my chest one two three four five hurts", True),
        ("chest . pain", "chest pain", True),
        ("chest . . pain", "chest wall muscle pain", True),
        ("chest", "chesty", False),
        ("# times", "12 times", True),
        ("o2 (8[0-9]|low)", "o2 86", True),
        ("o2 (8[0-9]|low)", "o2 96", False),
        ("{bad}", "it is very painful", True),
        ("pain & fever", "pain. Then a fever.", True),
        ("pain & fever", "pain. Rest. Walks. Then a fever.", False),
        ("pain ! tooth", "pain in a tooth", False),
        ("pain ! tooth", "pain in a leg", True),
        ("(is|are)/(not|never)", "it is so", True),
        ("(is|are)/(not|never)", "it is not so", False),
        ("(is|are)/(not|never)", "it is nothing", True),
    ],
)
def test_a_pattern_finds_what_it_says(pattern: str, text: str, is_found: bool) -> None:
    sentences = plain_sentences(text, {})
    assert bool(list(compiled_phrases([pattern], WORDS).places(sentences))) is is_found


def test_a_word_with_one_slip_is_known() -> None:
    assert {"bleding", "bleeeding", "beleding", "bleedign"} <= misspellings("bleeding")
    assert not {"bleeding", "leeding", "breeding"} & misspellings("bleeding")


def test_a_place_is_the_first_group_in_its_sentence() -> None:
    sentences = plain_sentences("All is well. Now a pain came with fever.", {})
    (at, (start, end)), *more = compiled_phrases(["pain & fever"], {}).places(sentences)
    assert (at, sentences[at].text[start:end], more) == (1, "pain", [])


def test_any_finds_each_of_its_patterns() -> None:
    found = compiled_any(["one two", "three"], {})
    assert found.search("zero one two")
    assert found.search("three")
    assert not found.search("one three-two")


@pytest.mark.parametrize("pattern", ["{ache}", "(open", "closed)"])
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(OutlineError, match=r"mend|none of"):
        compiled_phrases([pattern], WORDS)
