"""Share of a statement's content words, by stem, that its quotes hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.check.support import support_failure
from rag.index.encoder import load_encoder
from rag.settings import GateSettings, IndexSettings
from rag.vocabulary import Term, Vocabulary


def failure(statement: str, quotes: list[str], min_share: float) -> str | None:
    return support_failure(statement, quotes, GateSettings(min_support=min_share))


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
    assert failure(statement, quotes, min_share) is None


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
    assert said in str(failure(statement, quotes, min_share))


def test_a_word_said_twice_counts_once() -> None:
    assert "only 50%" in str(failure("dose dose dose amirol", ["dose"], 0.6))


@settings(deadline=None)
@given(st.text(alphabet="abcdef .-,", min_size=1), st.floats(0, 1))
def test_a_text_supports_itself_unless_it_says_nothing(text: str, min_share: float) -> None:
    assert failure(text, [text], min_share) in (None, "the statement says nothing")


PARAPHRASE = "The glands ripen more quickly in warm weather."
SOURCE = "Warm weather makes the glands mature faster."


def test_a_paraphrase_in_other_words_needs_the_encoder() -> None:
    encoder = load_encoder(IndexSettings())
    strict = GateSettings(min_support=0.9)
    assert support_failure(PARAPHRASE, [SOURCE], strict) is not None
    assert support_failure(PARAPHRASE, [SOURCE], strict, encoder=encoder) is None
    assert "not close in meaning" in str(
        support_failure(PARAPHRASE, [SOURCE], GateSettings(min_support=0.9, min_similarity=0.999), encoder=encoder)
    )
    assert "missing" in str(
        support_failure(PARAPHRASE, [SOURCE], GateSettings(min_support=0.9, min_word_support=0.9), encoder=encoder)
    )


def test_a_statement_true_elsewhere_is_not_supported_by_this_quote() -> None:
    encoder = load_encoder(IndexSettings())
    said = "Lumaria scans find lumps early."
    assert support_failure(said, ["A rash may follow amirol."], GateSettings(), encoder=encoder) is not None


def test_words_of_the_heading_count_neither_way() -> None:
    said = "Lumaria spreads slowly."
    assert support_failure(said, ["It spreads slowly."], GateSettings()) is not None
    assert support_failure(said, ["It spreads slowly."], GateSettings(), context="What lumaria is") is None
    assert support_failure(said, ["Take rest."], GateSettings(), context="Lumaria spreads slowly") is not None


def test_a_synonym_of_the_vocabulary_counts_as_the_word() -> None:
    vocabulary = Vocabulary(terms=(Term(name="lumaria", kind="symptom", synonyms=("gland fever",)),))
    assert support_failure("Lumaria itches.", ["Gland fever itches."], GateSettings()) is not None
    assert support_failure("Lumaria itches.", ["Gland fever itches."], GateSettings(), vocabulary=vocabulary) is None
