"""Words of a PDF page -> lines of text, and table rows. Does not order them."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf_words import Word

_MARKER = re.compile(r"[-*•‣◦▪■□●○–—·\uf0a7\uf0b7➢✓]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})[.)]|\d+(?:\.\d+)+[.:]?")
_NUMBER = re.compile(r"\d{1,2}|[IVX]{1,4}")
_MARKER_GAP = 4.0  # of the text size, between a bullet or number and its text
_NUMBER_GAP = 2.2  # of the text size, between a bare number and its heading
_COLUMN_GAP = 1.0  # of the text size; words of a justified line stand closer, columns stand wider
_WIDE_SPACE = 2.0  # of the text size, after a full stop in a narrow column
_LINE_NUMBERS = 10  # numbered lines on a page; fewer may be the first column of a table
_SAME_BASE = 0.3  # of the text size
_TABLE_ROWS = 3  # rows of several cells in a row make a table
_TABLE_WORDS = 3.0  # words per cell, mean; columns of running text have more


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline within one column, or all cells of a table row; points, downwards."""

    text: str
    left: float
    right: float
    base: float
    size: float  # that most of its characters have
    largest: float
    is_bold: bool
    words: int
    is_row: bool = False
    is_header: bool = False

    @property
    def top(self) -> float:
        """The height of the capitals, about."""
        return self.base - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """The depth of letters such as g, about."""
        return self.base + 0.22 * self.size

    def has_size_of(self, other: "Line") -> bool:
        """Whether both are set in one size; small capitals within a line do not count."""
        return min(abs(self.size - other.size), abs(self.largest - other.largest)) < 0.08 * other.size


def lines_of(words: list[Word]) -> list[Line]:
    """Lines in the order of the file; the rows of a table stand where its first cell stood, cells as "| a | b |".

    Numbers that count the lines down the left margin, as in transcripts and manuscripts, are left out.
    """
    pieces: list[list[Word]] = []
    for word in words:
        if pieces and _continues(pieces[-1], word):
            pieces[-1].append(word)
        else:
            pieces.append([word])
    lines = [_line(piece) for piece in _without_false_gutters(_rejoined(pieces))]
    numbers = _line_numbers(lines)
    return _with_table_rows([line for line in lines if line not in numbers])


def _continues(piece: list[Word], word: Word) -> bool:
    last = piece[-1]
    size = max(last.size, word.size)
    if abs(word.base - last.base) > _SAME_BASE * size:
        return False
    if any(unicodedata.bidirectional(c) in ("R", "AL") for c in word.text + last.text):
        return abs(word.left - last.right) < 3 * size or abs(last.left - word.right) < 3 * size
    allowed = _COLUMN_GAP
    if len(piece) == 1 and _MARKER.fullmatch(last.text):
        allowed = _MARKER_GAP
    elif len(piece) == 1 and _NUMBER.fullmatch(last.text) and word.text[:1].isupper():
        allowed = _NUMBER_GAP
    return -0.5 * size < word.left - last.right < allowed * size


def _rejoined(pieces: list[list[Word]]) -> list[list[Word]]:
    """Pieces of one line that the file holds apart, such as a bold word drawn later, are put together again."""
    order = sorted(range(len(pieces)), key=lambda i: (round(pieces[i][0].base, 0), pieces[i][0].left))
    joined_to: dict[int, int] = {}
    for before, after in pairwise(order):
        target = joined_to.get(before, before)
        last, word = pieces[target][-1], pieces[after][0]
        is_beside = -0.1 * word.size < word.left - last.right < 0.5 * word.size
        if is_beside and abs(word.base - last.base) < 0.1 * word.size:
            pieces[target] += pieces[after]
            joined_to[after] = target
    return [piece for i, piece in enumerate(pieces) if i not in joined_to]


def _without_false_gutters(pieces: list[list[Word]]) -> list[list[Word]]:
    """Pieces parted by a wide space that the line above or below runs across are one line of a justified column."""
    joined: list[list[Word]] = []
    for i, piece in enumerate(pieces):
        before, word = joined[-1] if joined else None, piece[0]
        if before and abs(word.base - before[-1].base) < 0.1 * word.size:
            gap = word.left - before[-1].right
            near = pieces[max(i - 4, 0) : i + 5]
            if 0 < gap < _WIDE_SPACE * word.size and _is_crossed((before[-1].right + word.left) / 2, word, near):
                joined[-1] = before + piece
                continue
        joined.append(piece)
    return joined


def _is_crossed(x: float, word: Word, pieces: list[list[Word]]) -> bool:
    """Whether a neighbouring line goes on over this place without a break."""
    for piece in pieces:
        distance = abs(piece[0].base - word.base)
        is_neighbour = 0.5 * word.size < distance < 2.5 * word.size
        if is_neighbour and len(piece) > 1 and piece[0].left + word.size < x < piece[-1].right - word.size:
            return True
    return False


def _line(piece: list[Word]) -> Line:
    sizes: Counter[float] = Counter()
    for word in piece:
        sizes[word.size] += len(word.text)
    return Line(
        text=" ".join(word.text for word in piece),
        left=min(word.left for word in piece),
        right=max(word.right for word in piece),
        base=piece[0].base,
        size=sizes.most_common(1)[0][0],
        largest=max(sizes),
        is_bold=all(word.is_bold for word in piece if any(map(str.isalnum, word.text))),
        words=len(piece),
    )


def _line_numbers(lines: list[Line]) -> set[Line]:
    """Bare numbers that count up by one down the page, left of all other lines."""
    numbers = [line for line in lines if line.text.isdecimal() and len(line.text) <= 3]
    if len(numbers) < _LINE_NUMBERS:
        return set()
    numbers.sort(key=lambda line: line.base)
    first = int(numbers[0].text)
    counting = [line for i, line in enumerate(numbers) if int(line.text) == first + i]
    text_left = min((line.left for line in lines if not line.text.isdecimal()), default=0.0)
    counting = [line for line in counting if line.right <= text_left]
    return set(counting) if len(counting) >= _LINE_NUMBERS else set()


def _with_table_rows(lines: list[Line]) -> list[Line]:
    """The lines, with those that stand beside each other as cells of a table replaced by one line per row."""
    rows = _rows_by_base(lines)
    merged: dict[int, Line] = {}
    gone: set[int] = set()
    start = 0
    for end in range(1, len(rows) + 1):
        if end < len(rows) and len(rows[end]) > 1 and len(rows[start]) > 1 and not _is_far(lines, rows, end):
            continue
        region = rows[start:end]
        cells = [lines[i] for row in region for i in row]
        if len(region) >= _TABLE_ROWS and sum(cell.words for cell in cells) <= _TABLE_WORDS * len(cells):
            for row in region:
                merged[min(row)] = _row_line(
                    [lines[i] for i in row], is_header=row is region[0] and _heads(lines, region)
                )
                gone.update(row)
        start = end
    return [merged.get(i, line) for i, line in enumerate(lines) if i in merged or i not in gone]


def _rows_by_base(lines: list[Line]) -> list[list[int]]:
    """Indexes of the lines by shared baseline, from the top of the page; within one from left to right."""
    rows: list[list[int]] = []
    for i in sorted(range(len(lines)), key=lambda i: lines[i].base):
        if rows and lines[i].base - lines[rows[-1][0]].base < _SAME_BASE * lines[i].size:
            rows[-1].append(i)
        else:
            rows.append([i])
    return [sorted(row, key=lambda i: lines[i].left) for row in rows]


def _is_far(lines: list[Line], rows: list[list[int]], end: int) -> bool:
    above, below = lines[rows[end - 1][0]], lines[rows[end][0]]
    return below.top - above.bottom > 3 * max(above.size, below.size)


def _heads(lines: list[Line], region: list[list[int]]) -> bool:
    """Whether the first row names columns: words only, above rows with numbers."""
    first, *rest = (any(character.isdigit() for i in row for character in lines[i].text) for row in region)
    return not first and any(rest)


def _row_line(cells: list[Line], *, is_header: bool) -> Line:
    return Line(
        text="| " + " | ".join(cell.text for cell in cells) + " |",
        left=cells[0].left,
        right=max(cell.right for cell in cells),
        base=cells[0].base,
        size=max(cell.size for cell in cells),
        largest=max(cell.largest for cell in cells),
        is_bold=all(cell.is_bold for cell in cells),
        words=sum(cell.words for cell in cells),
        is_row=True,
        is_header=is_header,
    )
