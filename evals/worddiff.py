"""Two lists of lines to rows side by side, with the words marked that only one side has. Pieces give back the lines."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from evals.comparison import DiffRow, Piece

WORD = re.compile(r"(?:\d+(?:[.,]\d+)*|\w+(?:[-'’]\w+)*|[^\w\s])\s*|\s+")
LIKE = 0.5  # share of words in common from which two lines are one line reworded
ISLAND = 3  # characters: a lone word as short as that between two changes reads better as part of them


@dataclass(frozen=True)
class Line:
    """A line of a page, and the part of the page it stands in."""

    part: str
    text: str


def diff_lines(before: Sequence[Line], after: Sequence[Line]) -> tuple[DiffRow, ...]:
    """The lines that changed, in reading order: reworded ones beside each other, others with an empty side.

    Lines keep their order: one that moved is taken away in one place and added in another.
    """
    rows: list[DiffRow] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            rows += (_row(old, new) for old, new in _aligned(before[a:b], after[c:d]))
    return tuple(rows)


def diff_words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces, changed words marked; spacing is no change. Joined, the pieces of a side are its text."""
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    codes = matcher.get_opcodes()
    left: list[Piece] = []
    right: list[Piece] = []
    for at, (tag, a, b, c, d) in enumerate(codes):
        words = old[a:b]
        is_island = 0 < at < len(codes) - 1 and len(words) == 1 and len(words[0].strip()) <= ISLAND
        is_changed = tag != "equal" or is_island
        _extend(left, "".join(words), is_changed)
        _extend(right, "".join(new[c:d]), is_changed)
    return tuple(left), tuple(right)


def _extend(pieces: list[Piece], text: str, is_changed: bool) -> None:
    if not text:
        return
    if pieces and pieces[-1].is_changed == is_changed:
        text = pieces.pop().text + text
    pieces.append(Piece(text=text, is_changed=is_changed))


def _row(old: Line | None, new: Line | None) -> DiffRow:
    if old is None or new is None:
        left, right = _whole(old), _whole(new)
    else:
        left, right = diff_words(old.text, new.text)
    return DiffRow(part=(new or old or Line("", "")).part, before=left, after=right)


def _whole(line: Line | None) -> tuple[Piece, ...]:
    return () if line is None or not line.text else (Piece(text=line.text, is_changed=True),)


def _aligned(before: Sequence[Line], after: Sequence[Line]) -> list[tuple[Line | None, Line | None]]:
    """Pairs in order that have the most words in common; lines without a like one stand alone, taken away before added.

    best[i][j]: the most likeness that before[i:] and after[j:] can have.
    """
    likeness = [[_likeness(old, new) for new in after] for old in before]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            best[i][j] = max(likeness[i][j] + best[i + 1][j + 1], best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[Line | None, Line | None]] = []
    i = j = 0
    while i < len(before) or j < len(after):
        if i < len(before) and j < len(after) and likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((before[i], after[j]))
            i, j = i + 1, j + 1
        elif j == len(after) or (i < len(before) and best[i][j] == best[i + 1][j]):
            pairs.append((before[i], None))
            i += 1
        else:
            pairs.append((None, after[j]))
            j += 1
    return pairs


def _likeness(old: Line, new: Line) -> float:
    """Dice share of common words; 0 below LIKE, and for lines of other parts of the page."""
    if old.part != new.part:
        return 0.0
    ours, theirs = (Counter(word.strip().casefold() for word in WORD.findall(line.text)) for line in (old, new))
    share = 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())
    return share if share >= LIKE else 0.0
