"""Passages to what a statement is held against: sentences, their words and numbers, their vectors. Judges nothing."""

import json
import math
from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import cast

from rag.check.alike import MIN_SHARED, is_common, same_word
from rag.check.nowhere import numbers_of
from rag.check.numbers import quantities
from rag.check.score.pieces import statements
from rag.index.encoder import Encoder, Vectors, default_model_folder
from rag.words import STOPWORDS, stems, words

CANDIDATES = 16  # sentences that share most with a statement; only these are encoded
FIRST_WORD = 1_996  # where whole words begin in the model's vocabulary, which is in order of frequency: "the"
LAST_WORD = 30_521
COMMONEST = 0.15  # rarity of the most frequent word; 1 is a word that the vocabulary does not hold
SHARED = 8  # sources kept for the next call: texts about the same passages mostly come one after another
KEPT = 4_000  # vectors kept by a source beside those of its own sentences, some 6 MB


class Source:
    """The passages that a text is held against, cut into sentences, and the question it answers, if one is known."""

    def __init__(self, passages: Sequence[str], encoder: Encoder | None, question: str = "") -> None:
        """`passages`: in the order in which the text may cite them by number. None at all, or blank ones, support nothing.

        Without an `encoder` there are no vectors, and what compares meaning is 0.
        """
        cut = [(at, piece.text) for at, passage in enumerate(passages) for piece in statements(passage)]
        self.sentences: tuple[str, ...] = tuple(text for _, text in cut)
        self.passage_of: tuple[int, ...] = tuple(at for at, _ in cut)
        self.stems: tuple[frozenset[str], ...] = tuple(frozenset(content(text)) for text in self.sentences)
        self.all_stems: frozenset[str] = frozenset().union(*self.stems)
        self.question = question
        self._texts = (*passages, question)
        self.asked: frozenset[str] = frozenset(content(question))
        self._encoder = encoder
        self._vectors: dict[str, Vectors] = {}
        self._known: dict[str, bool] = {}

    def knows(self, stem: str) -> bool:
        """Whether a sentence holds the stem, a form of the word, or a word of its group (see `alike`)."""
        if stem not in self._known:
            near = self._by_start.get(
                stem[:MIN_SHARED], ()
            )  # only these can be forms of it, and only common ones its kin
            others = (*near, *self._common) if is_common(stem) else near
            self._known[stem] = stem in self.all_stems or any(same_word(stem, other) for other in others)
        return self._known[stem]

    def together(self, one: str, other: str) -> bool:
        """Whether a sentence holds both stems."""
        return not self._places.get(one, frozenset()).isdisjoint(self._places.get(other, frozenset()))

    def of_passages(self, numbers: Iterable[int]) -> frozenset[str]:
        """Stems of the passages with these numbers, counted from 1."""
        wanted = set(numbers)
        return frozenset().union(*(s for s, at in zip(self.stems, self.passage_of, strict=True) if at + 1 in wanted))

    def nearest(self, rarities: dict[str, float]) -> list[tuple[float, int]]:
        """The CANDIDATES sentences that hold most of these stems by rarity: (rarity held, place), most first."""
        held: dict[int, float] = {}
        for stem, rarity in rarities.items():
            for at in self._places.get(stem, ()):
                held[at] = held.get(at, 0.0) + rarity
        none = (at for at in range(min(len(self.sentences), CANDIDATES + len(held))) if at not in held)
        ranked = [*sorted(held, key=lambda at: (-held[at], at)), *none]
        return [(held.get(at, 0.0), at) for at in ranked[:CANDIDATES]]

    @property
    def has_vectors(self) -> bool:
        """Whether there is an encoder: without one `vector` must not be asked."""
        return self._encoder is not None

    def encode(self, texts: Iterable[str]) -> None:
        """Encode the texts not yet encoded, all at once: much faster than one by one. Without an encoder, nothing."""
        if self._encoder is None:
            return
        if len(self._vectors) > len(self.sentences) + KEPT:
            own = {*self.sentences, self.question}
            self._vectors = {text: vector for text, vector in self._vectors.items() if text in own}
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._encoder.encode(new), strict=True))

    def vector(self, text: str) -> Vectors:
        """Vector of a text, length 1."""
        if text not in self._vectors:
            self.encode([text])
        return self._vectors[text]

    @cached_property
    def _places(self) -> dict[str, frozenset[int]]:
        """The sentences that hold each stem."""
        found: dict[str, list[int]] = {}
        for at, stems_of in enumerate(self.stems):
            for stem in stems_of:
                found.setdefault(stem, []).append(at)
        return {stem: frozenset(places) for stem, places in found.items()}

    @cached_property
    def _by_start(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for stem in self.all_stems:
            found.setdefault(stem[:MIN_SHARED], []).append(stem)
        return found

    @cached_property
    def _common(self) -> frozenset[str]:
        return frozenset(stem for stem in self.all_stems if is_common(stem))

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Each two and three words that follow each other in a sentence."""
        found: set[tuple[str, ...]] = set()
        for sentence in self.sentences:
            read = words(sentence)
            found.update(pairwise(read))
            found.update(zip(read, read[1:], read[2:], strict=False))
        return frozenset(found)

    @cached_property
    def words(self) -> frozenset[str]:
        """All words, lower case."""
        return frozenset(word for sentence in self.sentences for word in words(sentence))

    @cached_property
    def known_numbers(self) -> frozenset[str]:
        """Numbers of all passages and the question, written in digits or words."""
        return numbers_of(self._texts)

    @cached_property
    def numbers(self) -> tuple[frozenset[str], ...]:
        """Values of the numbers of each sentence."""
        return tuple(frozenset(numbers_in(sentence)) for sentence in self.sentences)


def source_of(passages: Sequence[str], encoder: Encoder, question: str = "") -> Source:
    """The source of these passages, with the vectors it holds by now: for texts that are held against the same ones."""
    return _kept_source(tuple(passages), cast(Hashable, encoder), question)


@lru_cache(maxsize=SHARED)
def _kept_source(passages: tuple[str, ...], encoder: Encoder, question: str) -> Source:
    return Source(passages, encoder, question)


def content(text: str) -> list[str]:
    """Stems of the words of a text that say something by themselves, in order."""
    return [_stem(word) for word in words(text) if word not in STOPWORDS]


def rarities_of(text: str) -> dict[str, float]:
    """Rarity, 0..1, of each stem of the text's content words."""
    return {_stem(word): _rarity(word) for word in words(text) if word not in STOPWORDS}


def numbers_in(text: str) -> list[str]:
    """Values of the numbers of a text, ends of ranges apart."""
    return [end for quantity in quantities(text) for end in (quantity.value, quantity.upper) if end]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    found = stems(word, keep_stopwords=True)
    return found[0] if found else word


@lru_cache(maxsize=50_000)
def _rarity(word: str) -> float:
    """By Zipf's law the logarithm of a word's rank falls with that of its frequency."""
    rank = _ranks().get(word)
    return 1.0 if rank is None else COMMONEST + (0.9 - COMMONEST) * math.log(rank) / math.log(LAST_WORD - FIRST_WORD)


@lru_cache(maxsize=1)
def _ranks() -> dict[str, int]:
    """Rank by frequency, from 1, of the whole words that the default model knows."""
    vocabulary = json.loads((default_model_folder() / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    return {word: at - FIRST_WORD + 1 for word, at in vocabulary.items() if at >= FIRST_WORD and word.isalnum()}
