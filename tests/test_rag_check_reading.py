"""Sentences as words, and which of them are about the same."""

import pytest

from rag.check.reading import aligned, sentences, without_asides


def test_lines_and_sentences_are_read_apart_and_abbreviations_do_not_end_one() -> None:
    found = sentences("Amirol helps, e.g. in May. It works.\n- An item\n| a | row |")
    assert [sentence.text for sentence in found] == [
        "Amirol helps, e.g. in May.",
        "It works.",
        "- An item",
        "| a | row |",
    ]


def test_contractions_are_read_out_and_names_kept_whole() -> None:
    (sentence,) = sentences("HER-2 can't spread; it doesn't grow.")
    assert sentence.texts == ("her2", "can", "not", "spread", "it", "does", "not", "grow")


def test_a_clause_ends_at_a_mark_or_a_joining_word() -> None:
    (sentence,) = sentences("Amirol helps, but bexatine harms when taken late.")
    clauses = {word.text: word.clause for word in sentence.words}
    assert clauses["amirol"] == clauses["helps"]
    assert len({clauses["helps"], clauses["bexatine"], clauses["taken"]}) == 3


def test_the_sentence_that_shares_most_words_is_the_one_compared() -> None:
    quoted = sentences("Amirol lowers blood pressure. A rash is rare. Amirol may lower pressure in the blood.")
    (said,) = sentences("Blood pressure falls with amirol.")
    assert [sentence.text[:12] for sentence in aligned(said, quoted)] == ["Amirol lower", "Amirol may l"]
    assert aligned(sentences("Nothing alike.")[0], quoted) == ()


@pytest.mark.parametrize(
    ("quote", "statement", "expected"),
    [
        ("It is benign (not cancer).", "It is benign.", "It is benign."),
        ("It is benign (not cancer).", "It is cancer.", "It is benign (not cancer)."),
        ("The outlook (chance of recovery) is good.", "The outlook is good.", "The outlook is good."),
        ("It helps (if taken early).", "It helps.", "It helps (if taken early)."),
        ("It helps (not in children).", "It helps.", "It helps (not in children)."),
        ("It helps.", "It helps.", "It helps."),
    ],
)
def test_explanations_in_brackets_go_but_not_limits_or_what_is_said(quote: str, statement: str, expected: str) -> None:
    assert without_asides([quote], statement) == (expected,)
