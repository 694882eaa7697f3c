"""Stemmed words to BM25 scores. Only home of bm25s."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged
from rag.words import stems


def build_lexical(texts: Sequence[str], folder: Path, *, k1: float, b: float) -> None:
    """Write a BM25 index of `texts` (at least one) into `folder`, rows in input order."""
    import bm25s

    index = bm25s.BM25(k1=k1, b=b)
    index.index([stems(text) or ["\x00"] for text in texts], show_progress=False)
    index.save(str(folder), show_progress=False)


class LexicalIndex:
    """A BM25 index read from disk."""

    def __init__(self, folder: Path | None) -> None:
        """`folder`: written by build_lexical; None for a shelf without passages. Raises: IndexDamaged."""
        self._count = 0
        self._vocabulary: dict[str, int] = {}
        if folder is None:
            return
        import bm25s

        try:
            self._index: Any = bm25s.BM25.load(str(folder), show_progress=False)
        except (OSError, ValueError, KeyError) as error:
            raise IndexDamaged(f"the BM25 index in {folder} cannot be read; run: citewell index rebuild") from error
        self._count = int(self._index.scores["num_docs"])
        self._vocabulary = self._index.vocab_dict

    def scores(self, query_stems: Sequence[str]) -> NDArray[np.float32]:
        """BM25 score of every text, shape (texts,); zeros where no query stem is known."""
        known = [stem for stem in query_stems if stem in self._vocabulary]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)

    def knows(self, stem: str) -> bool:
        """Whether any text holds the stem."""
        return stem in self._vocabulary

    def rarity(self, stem: str) -> float:
        """Inverse document frequency ln(1 + n / (df + 0.5)): 0.5 or so for common stems, highest for unknown ones."""
        frequency = 0
        column = self._vocabulary.get(stem)
        if stem and column is not None:  # bm25s lists "" without postings
            starts = self._index.scores["indptr"]
            frequency = int(starts[column + 1] - starts[column])
        return math.log(1 + self._count / (frequency + 0.5))
