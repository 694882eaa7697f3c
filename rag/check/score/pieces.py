"""Text to the sentences and clauses that are scored, with their places. Judges nothing, changes no text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.sentences import sentence_spans
from rag.words import STOPWORDS, words

LIST_MARK = re.compile(r"\s*(?:[-*•‣·+]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)])\s+")
LINE = re.compile(r"[^\n]+")
CUT = re.compile(
    r"(?<=[,;:])\s+|\s+(?=[(–—])|\s+(?=(?:which|because|while|whereas|although|though|but|and|or|so that|such as|including"
    r"|as well as|due to|in order to|unless|until|if|when|where|who|since|than)\b)",
    re.IGNORECASE,
)
MIN_CLAUSE_WORDS = 3  # content words; a shorter piece joins the one before it
MAX_STATEMENT = 2_000  # characters; a longer run without an end is cut, so that no input is too long to score


@dataclass(frozen=True)
class Piece:
    """A sentence or clause of a text: text[start:end] without list marks and surrounding white space."""

    text: str
    start: int
    end: int
    is_item: bool = False


def statements(text: str) -> tuple[Piece, ...]:
    """The sentences of `text` in order, each line and list item being at least one; without those that hold no word."""
    return tuple(piece for piece in _statements(text) if words(piece.text))


def clauses(statement: Piece) -> tuple[Piece, ...]:
    """The clauses of a statement in order, covering all of it; one that cannot be cut is its own only clause."""
    cuts = [0, *(match.end() for match in CUT.finditer(statement.text)), len(statement.text)]
    spans: list[tuple[int, int]] = []
    for start, end in pairwise(cuts):
        if spans and min(_weight(statement, *spans[-1]), _weight(statement, start, end)) < MIN_CLAUSE_WORDS:
            spans[-1] = (spans[-1][0], end)
        elif end > start:
            spans.append((start, end))
    return tuple(_piece(statement, start, end) for start, end in spans)


def _statements(text: str) -> Iterator[Piece]:
    for line in LINE.finditer(text):
        mark = LIST_MARK.match(line[0])
        offset = line.start() + (mark.end() if mark else 0)
        for start, end in sentence_spans(text[offset : line.end()]):
            for at in range(offset + start, offset + end, MAX_STATEMENT):
                stop = min(at + MAX_STATEMENT, offset + end)
                yield Piece(text=text[at:stop], start=at, end=stop, is_item=bool(mark))


def _weight(statement: Piece, start: int, end: int) -> int:
    return sum(word not in STOPWORDS for word in words(statement.text[start:end]))


def _piece(statement: Piece, start: int, end: int) -> Piece:
    text = statement.text[start:end].rstrip()
    at = statement.start + start
    return Piece(text=text, start=at, end=at + len(text), is_item=statement.is_item)
