"""A question as typed to a heading fit to print, and to the words that name its subject."""

import pytest

from rag.title import MAX_TITLE_CHARS, cleaned, subject_of, title_of
from rag.vocabulary import load_vocabulary
from rag.words import stems
from tests.demo_shelf import CORPUS

VOCABULARY = load_vocabulary(CORPUS)


def title(typed: str) -> str:
    text = cleaned(typed)
    return title_of(text, VOCABULARY.mentions(stems(text, keep_stopwords=True)))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("what is kidney cancer", "What is kidney cancer?"),
        ("What is kidney cancer???", "What is kidney cancer?"),
        ("What is kidney cancer ?", "What is kidney cancer?"),
        ("  what\tis \n kidney   cancer?  ", "What is kidney cancer?"),
        ("kidney cancer symptoms", "Kidney cancer symptoms"),
        ("what does her-2 mean for breast cancer", "What does HER2 mean for breast cancer?"),
        ("WHAT IS KIDNEY CANCER", "What is kidney cancer?"),
        ("What is (are) kidney cancer ?", "What is kidney cancer?"),
        ("what is\u200b kidney\x07 cancer", "What is kidney cancer?"),
        ("Tell me about kidney cancer.", "Tell me about kidney cancer."),
    ],
)
def test_title_is_the_question_cleaned_up(typed: str, wanted: str) -> None:
    assert title(typed) == wanted


def test_long_title_is_cut_at_a_word_and_marked() -> None:
    cut = title("What is " + "very " * 100 + "kidney cancer?")
    assert len(cut) <= MAX_TITLE_CHARS + 2
    assert cut.endswith(" very …")


def test_subject_runs_from_the_first_word_asked_about_to_the_last() -> None:
    heading = "What is a clinical trial, or a study?"
    assert subject_of(heading, (), stems("trial study")) == "trial, or a study"
    assert subject_of(heading, (), ()) == ""
    topic = VOCABULARY.mentions(stems("kidney cancer", keep_stopwords=True))
    assert subject_of("What is kidney cancer?", topic, ()) == topic[0].term.name
