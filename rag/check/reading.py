"""Text to sentences of words with their stems, and which sentences say the same thing. Judges nothing.

A word is read as `rag.words` reads it; breaks between clauses are kept, because negation ends there.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from rag.words import STOPWORDS, TOKEN, stems, words

END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[^a-z\s])|\n+")
BREAK_SIGNS = frozenset(",;:()|")
BREAK_WORDS = frozenset(
    """but although though while whereas however because since so if when whenever unless until which who whose and then
    as""".split()
)
EMPTY = STOPWORDS | BREAK_WORDS
NOT_ENDS = re.compile(r"\b(?:e\.g|i\.e|vs|cf|Dr|Mr|Mrs|approx|al|no|Fig)\.$", re.IGNORECASE)
SAID_SHORT = (  # what is one word elsewhere
    (
        re.compile(
            r"(?<!not )(?<!never )(?<!nobody )(?<!no one )(?<!none )(?<!n't )(?<!n’t )\bha(?:s|ve) to (?=[a-z]{2,}\b)(?!do with)",
            re.I,
        ),
        "must ",
    ),
    (re.compile(r"\b(is|are|was|were|do|does|did|has|have|had|should|could|would|must)n['’]t\b", re.I), r"\1 not"),
    (
        re.compile(
            r"\bnot (?:yet |fully |always )?(?=(?:known|clear|certain|likely|common|usual|safe|able|even|equal|changed)\b)",
            re.I,
        ),
        "un",
    ),
    (re.compile(r"\bnot the same\b", re.I), "different"),
    (re.compile(r"\bnot (?:be )?(?:enough|sufficient)\b", re.I), "insufficient"),
    (re.compile(r"\b(?:do(?:es)?|did|has|have)? ?not (\w+) enough\b", re.I), r"\1 insufficient"),
    (re.compile(r"\bno longer (?=(?:respond|work|help|grow|use|need|take)\w*)", re.I), "stopped "),
    (re.compile(r"\b(?:take|takes|taken|taking|took|cut|cuts|cutting) out\b", re.I), "removed"),
    (re.compile(r"\b(?:run|runs|running) in (?:the family|families)\b", re.I), "inherited"),
    (re.compile(r"\bleft out\b", re.I), "excluded"),
    (re.compile(r"\bunborn (?:child|baby)\b", re.I), "fetus"),
    (re.compile(r"\bunborn (?:children|babies)\b", re.I), "fetuses"),
    (re.compile(r"\b((?:recommend|advise)(?:s|d|ed)?) against\b", re.I), r"not \1"),
    (re.compile(r"\bless well\b", re.I), "worse"),
    (re.compile(r"\bbut not\b", re.I), "not"),
    (re.compile(r"\bno (?:less|fewer) than\b", re.I), "at least"),
    (re.compile(r"\bno more than\b", re.I), "at most"),
)
ASIDE = re.compile(r"\s*\((?P<says>[^()]*)\)")
LIMITS = re.compile(  # what stands in brackets and is no explanation
    r"\d|\b(?:if|when|unless|without|only|except|until|excluding|not (?:for|in|including|during|with|after|before))\b",
    re.IGNORECASE,
)
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
NEAR = 6  # words on each side that say what a word is about
ALIGNED_SHARE = 0.6  # of the best sentence's shared words: sentences this close are read together


class Word(NamedTuple):
    """One word: as written in lower case, its stem, and the number of the clause it stands in."""

    text: str
    stem: str
    clause: int

    @property
    def is_content(self) -> bool:
        """Whether it says something by itself."""
        return self.text not in EMPTY


@dataclass(frozen=True, eq=False)  # by identity: sentences are cached, and hashed often
class Sentence:
    """A sentence, list item or table row as words in order."""

    text: str
    words: tuple[Word, ...]

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of its content words."""
        return frozenset(word.stem for word in self.words if word.is_content)

    @cached_property
    def every_stem(self) -> frozenset[str]:
        """Stems of all its words."""
        return frozenset(word.stem for word in self.words)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Its words as written, in lower case."""
        return tuple(word.text for word in self.words)

    def part(self, at: int) -> frozenset[str]:
        """Stems of the content words of the clause around place `at`, up to "and", "but" and the like."""
        start = max((n + 1 for n in range(at) if self._parts(n, at)), default=0)
        end = next((n for n in range(at + 1, len(self.words)) if self._parts(n, at)), len(self.words))
        return frozenset(w.stem for n, w in enumerate(self.words[start:end], start) if w.is_content and n != at)

    def _parts(self, n: int, at: int) -> bool:
        return self.words[n].text in ("and", "but") or self.words[n].clause != self.words[at].clause

    def near(self, start: int, end: int) -> frozenset[str]:
        """Stems of the content words around the words start..end, those words left out."""
        around = (*self.words[max(0, start - NEAR) : start], *self.words[end : end + NEAR])
        return frozenset(word.stem for word in around if word.is_content)


@lru_cache(maxsize=4_096)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of `text`, lines and table rows being sentences of their own."""
    pieces: list[str] = []
    for piece in END.split(text):
        if pieces and NOT_ENDS.search(pieces[-1]):
            pieces[-1] += " " + piece
        elif piece.strip():
            pieces.append(piece.strip())
    return tuple(_sentence(piece) for piece in pieces)


@lru_cache(maxsize=4_096)
def all_stems(text: str) -> tuple[str, ...]:
    """Stems of `text` in order, stop words kept."""
    return tuple(stem for match in TOKEN.finditer(text) for _, stem in _parts(match.group()))


@lru_cache(maxsize=50_000)
def _parts(token: str) -> tuple[tuple[str, str], ...]:
    """The words of one token, each with its stem: HER2-positive is two."""
    found = ((word, stems(word, keep_stopwords=True)) for word in words(token))
    return tuple((word, stem[0] if stem else word) for word, stem in found)


def aligned(sentence: Sentence, among: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Those of `among` that share most content words with `sentence`: the best, and all that come close to it."""
    shared = [(len(sentence.stems & other.stems), other) for other in among]
    best = max((count for count, _ in shared), default=0)
    return tuple(other for count, other in shared if count >= max(1, ALIGNED_SHARE * best))


def as_written(text: str, run: Sequence[str]) -> str:
    """The words of `text`, as they stand there, that have these stems one after the other; the stems where none have."""
    for sentence in sentences(text):
        for at in find_run([word.stem for word in sentence.words], run):
            return " ".join(sentence.texts[at : at + len(run)])
    return " ".join(run)


def closest(sentence: Sentence, among: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Those of `among` that share as many content words with `sentence` as any does."""
    best = max((len(sentence.stems & other.stems) for other in among), default=0)
    return tuple(other for other in among if best and len(sentence.stems & other.stems) == best)


def without_asides(texts: Sequence[str], statement: str) -> tuple[str, ...]:
    """`texts` without the explanations in brackets of which the statement takes up no word: "benign (not cancer)"."""
    if not any("(" in text for text in texts):
        return tuple(texts)
    said = set(stems(statement))

    def kept(match: re.Match[str]) -> str:
        return match.group() if LIMITS.search(match["says"]) or said & own(match["says"]) else ""

    plain = {stem for text in texts for stem in stems(ASIDE.sub(" ", text))}

    def own(aside: str) -> set[str]:
        return set(stems(aside)) - plain

    return tuple(ASIDE.sub(kept, text) for text in texts)


def find_run(texts: Sequence[str], run: Sequence[str]) -> Iterable[int]:
    """Where the words of `run` stand one after the other in `texts`."""
    if run[0] not in texts:
        return ()
    size = len(run)
    return (at for at in range(len(texts) - size + 1) if tuple(texts[at : at + size]) == tuple(run))


def _sentence(text: str) -> Sentence:
    found: list[Word] = []
    clause = 0
    last = 0
    shown, text = text, THOUSANDS.sub("", _short(text))
    for match in TOKEN.finditer(text):
        if not BREAK_SIGNS.isdisjoint(text[last : match.start()]):
            clause += 1
        last = match.end()
        read = _uncontracted(match.group())
        if read in BREAK_WORDS:
            clause += 1
        for part in read.split():
            found += (Word(text=word, stem=stem, clause=clause) for word, stem in _parts(part))
    return Sentence(text=shown, words=tuple(found))


def _short(text: str) -> str:
    for pattern, put in SAID_SHORT:
        text = pattern.sub(put, text)
    return text


@lru_cache(maxsize=50_000)
def _uncontracted(token: str) -> str:
    """don't -> do not; cannot -> can not."""
    lowered = token.lower().replace("’", "'")
    if lowered in ("cannot", "can't"):
        return "can not"
    if lowered == "won't":
        return "will not"
    return re.sub(r"n't$", " not", lowered)
