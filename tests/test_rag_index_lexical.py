"""Rules of BM25: scores by row, rare words weigh more, damage is named."""

import math
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexDamaged
from rag.index.lexical import LexicalIndex, build_lexical
from rag.words import stems

TEXTS = (
    "The gland swells.",
    "The gland is treated with amirol, and amirol again.",
    "A scan of the gland.",
    "Nothing else.",
)
K1, B = 0.9, 0.4


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    build_lexical(TEXTS, tmp_path / "lexical", k1=K1, b=B)
    return LexicalIndex(tmp_path / "lexical")


def test_scores_are_those_of_the_formula_worked_by_hand(index: LexicalIndex) -> None:
    # Lucene's BM25: idf = ln(1 + (n - df + 0.5) / (df + 0.5)), tf part = tf / (tf + k1 (1 - b + b length / mean)).
    lengths = [len(stems(text)) for text in TEXTS]
    idf = math.log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 / (2 + K1 * (1 - B + B * lengths[1] / (sum(lengths) / 4)))
    assert index.scores(stems("amirol")).tolist() == pytest.approx([0, expected, 0, 0], rel=1e-5)


def test_scores_have_one_entry_per_text_in_input_order(index: LexicalIndex) -> None:
    scores = index.scores(stems("gland scan"))
    assert scores.shape == (4,)
    assert scores.dtype == np.float32
    assert int(scores.argmax()) == 2
    assert scores[3] == 0


@pytest.mark.parametrize("query", ["", "unheard-of", "zzz qqq"])
def test_query_without_a_known_word_scores_zero_everywhere(index: LexicalIndex, query: str) -> None:
    assert index.scores(stems(query)).tolist() == [0, 0, 0, 0]


def test_unknown_words_beside_known_ones_change_nothing(index: LexicalIndex) -> None:
    assert index.scores(stems("amirol zzz")).tolist() == index.scores(stems("amirol")).tolist()


def test_rarity_falls_with_the_number_of_texts_that_hold_the_word(index: LexicalIndex) -> None:
    [amirol], [gland], [unknown] = stems("amirol"), stems("gland"), stems("zzz")
    assert index.rarity(unknown) == pytest.approx(math.log(1 + 4 / 0.5))
    assert index.rarity(amirol) == pytest.approx(math.log(1 + 4 / 1.5))
    assert index.rarity(gland) == pytest.approx(math.log(1 + 4 / 3.5))


def test_texts_without_a_word_are_indexed_and_never_found(tmp_path: Path) -> None:
    build_lexical(["---", "amirol", "..."], tmp_path / "lexical", k1=K1, b=B)
    scores = LexicalIndex(tmp_path / "lexical").scores(stems("amirol"))
    assert np.flatnonzero(scores).tolist() == [1]


@pytest.mark.parametrize("name", ["params.index.json", "vocab.index.json", "data.csc.index.npy"])
def test_missing_file_is_damage_with_a_remedy(tmp_path: Path, name: str) -> None:
    build_lexical(TEXTS, tmp_path / "lexical", k1=K1, b=B)
    (tmp_path / "lexical" / name).unlink()
    with pytest.raises(IndexDamaged, match="run: citewell index rebuild"):
        LexicalIndex(tmp_path / "lexical")
