"""A near copy may not change a word that counts; a paraphrase may choose its words."""

from pathlib import Path

import pytest

from rag.check.copies import copy_failure, novelty_failure
from rag.vocabulary import load_vocabulary

QUOTE = "Lumaria is diagnosed with a biopsy, which takes a small sample of tissue from the gland."
CORPUS = Path(__file__).resolve().parent.parent / "corpus"


@pytest.mark.parametrize(
    "statement",
    [
        QUOTE,
        "Lumaria is diagnosed with a biopsy, which takes a little sample of tissue from the gland.",
        "Lumaria is diagnosed with a biopsy, which takes a small sample from the gland.",
        "In this text, lumaria is diagnosed with a biopsy, which takes a small sample of tissue from the gland.",
        "To find lumaria, a surgeon cuts out some cells.",
    ],
    ids=["copy", "synonym", "shorter", "frame", "no near copy"],
)
def test_what_changes_nothing_passes(statement: str) -> None:
    assert copy_failure(statement, [QUOTE], 0.8) is None


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (QUOTE.replace("gland", "kidney"), "'kidney', which stands in no quote"),
        (QUOTE.replace("biopsy", "blood test"), "'blood', which stands in no quote"),
        (QUOTE.replace("tissue", "tissue and bone"), "'bone'"),
        (QUOTE.replace("is diagnosed", "is not diagnosed"), "but for 'not'"),
    ],
)
def test_a_changed_word_in_a_near_copy_is_named(statement: str, why: str) -> None:
    assert why in str(copy_failure(statement, [QUOTE], 0.8))


def test_a_word_of_the_context_or_of_another_quote_is_no_stranger() -> None:
    changed = QUOTE.replace("gland", "kidney")
    assert copy_failure(changed, [QUOTE], 0.8, context="Lumaria of the kidney") is None
    assert copy_failure(changed, [QUOTE, "The kidney is checked."], 0.8) is None


def test_names_are_left_to_the_rule_for_names() -> None:
    changed = QUOTE.replace("gland", "RCC")
    assert copy_failure(changed, [QUOTE], 0.8, vocabulary=load_vocabulary(CORPUS)) is None
    assert copy_failure(changed, [QUOTE], 0.8) is not None


def test_how_near_a_copy_must_be_is_given() -> None:
    changed = QUOTE.replace("gland", "kidney").replace("small", "first").replace("takes", "hits")
    assert copy_failure(changed, [QUOTE], 0.95) is None
    assert copy_failure(changed, [QUOTE], 0.7) is not None


@pytest.mark.parametrize(
    "statement", ["A biopsy of the gland is taken.", "A small sample is examined by a biopsy of tissue."]
)
def test_a_sentence_mostly_of_the_quote_s_words_is_not_new(statement: str) -> None:
    assert novelty_failure(statement, [QUOTE], 0.3) is None


def test_a_sentence_with_too_many_words_of_its_own_is_new() -> None:
    assert "hopeless, gloomy" in str(novelty_failure("Lumaria is hopeless and gloomy.", [QUOTE], 0.3))
    assert novelty_failure("Lumaria is hopeless and gloomy.", [QUOTE], 0.3, context="A gloomy, hopeless guide") is None
    assert novelty_failure("Lumaria is hopeless and gloomy.", [QUOTE], 0.7) is None
