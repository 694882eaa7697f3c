"""Sentences as words, and which of them are about the same."""

from rag.check.reading import aligned, sentences


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
