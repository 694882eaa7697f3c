"""An edit of a statement to the statement with it made, and how close that comes to its source. Proposes no edit."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rag.check.alike import same_word
from rag.check.negation import CUES
from rag.check.reading import all_stems
from rag.schema import Value
from rag.words import STOPWORDS

WORD = re.compile(r"[^\W_]+(?:[-/+.,'’][^\W_]+)*|[%<>≤≥]=?")
MAX_PIECES = 250  # of a text: what stands behind them is not looked at
TELLING = CUES.union(  # stop words, and by another one in their place a sentence says something else
    "before after above below over under more most only if some all each few can cannot could may should will until both".split()
)
SENTENCE_ENDS = ".!?"
TIDY = (
    (re.compile(r"\s+"), " "),
    (re.compile(r" (?=[,.;:!?)])|(?<=\() "), ""),
    (re.compile(r"[,;:]+(?=[,.;:!?])"), ""),
    (re.compile(r"^[\s,;:]+"), ""),
    (re.compile(r"\b([Aa])n (?=[bcdfgjklmnpqrstvwxyz]|h(?!our|onest))"), r"\1 "),
    (re.compile(r"\b([Aa]) (?=(?:[ai]|e(?!u)|o(?!ne?c?e?\b)|u[nl](?!i))[a-z])"), r"\1n "),
)


class Edit(Value):
    """`new` in place of `old` at each of `spans` of a text, in order. An empty `old` adds, an empty `new` leaves out."""

    old: str
    new: str
    spans: tuple[tuple[int, int], ...]

    @cached_property
    def size(self) -> int:
        """The word edit distance that it makes."""
        old, new = ([word.lower() for word in WORD.findall(text)] for text in (self.old, self.new))
        while old and new and old[0] == new[0]:
            old, new = old[1:], new[1:]
        while old and new and old[-1] == new[-1]:
            old, new = old[:-1], new[:-1]
        return max(len(old), len(new)) * len(self.spans)


@dataclass(frozen=True)
class Piece:
    """A word or sign of a text, text[start:end]. `key`: its stem, by which it is compared."""

    text: str
    key: str
    start: int
    end: int

    @property
    def is_content(self) -> bool:
        """Whether it says something by itself."""
        return self.text.lower() not in STOPWORDS

    @property
    def tells(self) -> bool:
        """Whether a sentence with another word in its place says something else."""
        return self.is_content or self.text.lower() in TELLING


@lru_cache(maxsize=1_024)
def pieces(text: str) -> tuple[Piece, ...]:
    """The words and signs of a text in order, the first 250."""
    found = list(WORD.finditer(text))[:MAX_PIECES]
    return tuple(Piece(m.group(), " ".join(all_stems(m.group())) or m.group(), *m.span()) for m in found)


def within(text: str, start: int, stop: int) -> Sequence[Piece]:
    """The words and signs that begin in text[start:stop]."""
    return [piece for piece in pieces(text) if start <= piece.start < stop]


def edit_everywhere(text: str, span: tuple[int, int], new: str) -> Edit:
    """`new` in place of text[span], and of the same words wherever else they stand."""
    old = text[slice(*span)]
    found = re.finditer(rf"(?<![\w-]){re.escape(old)}(?![\w-])", text, re.IGNORECASE)
    return Edit(old=old, new=new, spans=tuple(match.span() for match in found) or (span,))


def applied(text: str, edit: Edit) -> str:
    """The text with the edit made: its capital and full stop kept, "a" or "an" as fits, no doubled space or comma."""
    made = text
    for start, end in reversed(edit.spans):
        new = edit.new if edit.old else f" {edit.new} "
        made = f"{made[:start]}{new}{made[end:]}"
    for pattern, put in TIDY:
        made = pattern.sub(put, made)
    made = made.strip()
    stop = text.rstrip()[-1:]
    if stop in SENTENCE_ENDS and made[-1:] != stop:
        made = made.rstrip(",;: ") + stop
    return made[:1].upper() + made[1:] if text[:1].isupper() else made


def closeness(text: str, source: str) -> float:
    """0..1: words, and runs of two and three, that two texts share (the Dice coefficient of all together)."""
    one, other = _bag(text), _bag(source)
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def is_sound(text: str, others: Sequence[str]) -> bool:
    """Whether every bracket is closed, and no word stands beside its like that does not in one of `others` too."""
    return text.count("(") == text.count(")") and not echoes(text).difference(*map(echoes, others))


@lru_cache(maxsize=1_024)
def echoes(text: str) -> frozenset[tuple[str, str]]:
    """Pairs of neighbours that are one word or say the same: "usually generally"."""
    keys = [piece.key for piece in pieces(text)]
    return frozenset(pair for pair in pairwise(keys) if same_word(*pair))


def inner_text(source: str, found: Sequence[Piece]) -> str:
    """Words of a source as they stand within a sentence: without the capital that only the start of one gave them."""
    if not found:
        return ""
    text, before = source[found[0].start : found[-1].end], source[: found[0].start].rstrip(" -•\"'(")
    first = found[0].text
    starts = not before or before[-1] in f"{SENTENCE_ENDS}:\n"
    is_name = first[1:].lower() != first[1:] or (len(first) == 1 and first != "A") or first[-1:].isdigit()
    return text[:1].lower() + text[1:] if starts and not is_name else text


@lru_cache(maxsize=1_024)
def _bag(text: str) -> Counter[str | tuple[str, ...]]:
    keys = [piece.key for piece in pieces(text)]
    return Counter([*keys, *pairwise(keys), *zip(keys, keys[1:], keys[2:], strict=False)])
