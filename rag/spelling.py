"""A question with typing errors to the question as it was meant. Only home of rapidfuzz; knows only the words it is given.

A word is put right when it is unknown and one slip of the pen from exactly one name: a letter left out or put in, swapped
with its neighbour, or a vowel mistaken. Anything more and medical words are taken for others (apatinib for afatinib,
dysplasia for dysphagia, hypocalcemia for hypercalcemia: 43 such pairs on 14,654 public questions with two letters allowed).
Two slips are forgiven in a name of eight letters or more that sounds the same: lymfoma, for lymphoma.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import pairwise

from rag.schema import Correction
from rag.words import stems

LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SHORTEST = 5  # letters: shorter words have too many neighbours
SHORTEST_DRUG = 6
SHORTEST_BY_SOUND = 8
MOST_SLIPS = 2
VOWELS = frozenset("aeiouy")
SOUNDS = (  # letters that sound alike, in the order in which they are put for each other
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"(?<=r)h"), ""),
    (re.compile(r"c(?=[eiy])|z"), "s"),
    (re.compile(r"ck|q|c"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"[aeiouyäöü]"), ""),
)


class Speller:
    """Puts words right that are one slip from a word of a name."""

    def __init__(
        self,
        names: Iterable[str],
        drugs: Iterable[str],
        is_known: Callable[[str], bool],
        common: Collection[str] = frozenset(),
    ) -> None:
        """`names`: what may be meant; `drugs`: names that take care. `is_known`: of a stem that the shelf holds.

        `common`: lower-case English words, right as they are unless a name of two words shows that another was meant.
        """
        own = {word for name in names for word in _words(name)}
        of_drugs = {word for name in drugs for word in _words(name)}
        self._names = tuple(sorted(word for word in own | of_drugs if len(word) >= SHORTEST))
        self._drugs = frozenset(of_drugs - own)
        self._by_sound: dict[str, list[str]] = {}
        for name in self._names:
            if len(name) >= SHORTEST_BY_SOUND:
                self._by_sound.setdefault(_sound(name), []).append(name)
        self._pairs = frozenset(pair for name in (*names, *drugs) for pair in pairwise(_words(name)))
        self._stems = frozenset(stem for word in own | of_drugs for stem in _stems(word))
        self._is_known = is_known
        self._common = frozenset(common)

    def corrected(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """`text` with words put right, a capital kept, and which they were."""
        found: list[Correction] = []
        matches = list(LETTERS.finditer(text))
        words = [match.group().lower() for match in matches]
        parts: list[str] = []
        end = 0
        for at, match in enumerate(matches):
            right = self._meant(words, at)
            parts += [text[end : match.start()], match.group() if right is None else _as_typed(right, match.group())]
            if right is not None:
                found.append(Correction(typed=match.group(), read_as=parts[-1]))
                words[at] = right
            end = match.end()
        return "".join([*parts, text[end:]]), tuple(found)

    def is_word(self, word: str) -> bool:
        """Whether a word is known as it stands."""
        return self._is_common(word.lower()) or any(s in self._stems or self._is_known(s) for s in _stems(word.lower()))

    def begins_word(self, word: str) -> bool:
        """Whether a word is the beginning of a longer known one."""
        start = word.lower()
        return any(name.startswith(start) and name != start for name in (*self._names, *self._common))

    def _meant(self, words: Sequence[str], at: int) -> str | None:
        word = words[at]
        if len(word) < SHORTEST or any(stem in self._stems or self._is_known(stem) for stem in _stems(word)):
            return None
        nearest = self._nearest(word)
        if nearest is None or not self._is_common(word):
            return nearest
        before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
        return nearest if (nearest, after) in self._pairs or (before, nearest) in self._pairs else None

    def is_common(self, stem: str, text: str) -> bool:
        """Whether `stem` is that of an everyday English word as it stands in `text`."""
        return any(stem in _stems(word) and self._is_common(word) for word in _words(text))

    def _is_common(self, word: str) -> bool:
        return not self._common.isdisjoint(
            (word, word.removesuffix("s"), word.removesuffix("ed"), word.removesuffix("ing"))
        )

    def _is_long_enough(self, word: str, name: str) -> bool:
        return len(word) >= (SHORTEST_DRUG if name in self._drugs else SHORTEST)

    def _nearest(self, word: str) -> str | None:
        """The one name a slip away from `word`; None when there is none, or two that are no forms of one word."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extract(word, self._names, scorer=OSA.distance, score_cutoff=1, limit=None)
        fit = [name for name, _, _ in near if _is_slip(word, name) and self._is_long_enough(word, name)]
        fit = fit or self._sounding_like(word)
        if len({_stems(name) for name in fit}) != 1:
            return None
        return min(fit, key=lambda name: (abs(len(name) - len(word)), name))

    def _sounding_like(self, word: str) -> list[str]:
        """Long names two slips away that sound as `word` does."""
        from rapidfuzz.distance import OSA

        if word in self._common or len(word) < SHORTEST_DRUG:
            return []
        return [
            name
            for name in self._by_sound.get(_sound(word), ())
            if word[0] == name[0] and OSA.distance(word, name, score_cutoff=MOST_SLIPS) <= MOST_SLIPS
        ]


def _sound(word: str) -> str:
    """The consonants of a word, as they sound, behind its first letter."""
    for letters, put in SOUNDS:
        word = letters.sub(put, word)
    return word


def _words(name: str) -> tuple[str, ...]:
    return tuple(LETTERS.findall(name.lower()))


def _stems(word: str) -> tuple[str, ...]:
    return tuple(stems(word, keep_stopwords=True))


def _as_typed(right: str, typed: str) -> str:
    if typed.isupper():
        return right.upper()
    return right.capitalize() if typed[0].isupper() else right


def _is_slip(word: str, name: str) -> bool:
    """Of two words one letter apart: whether it was left out, put in, swapped, or is a vowel for another."""
    if word[0] != name[0] and word[:2] != name[1::-1]:
        return False
    if len(word) != len(name) or sorted(word) == sorted(name):
        return True
    return all({one, other} <= VOWELS for one, other in zip(word, name, strict=True) if one != other)
