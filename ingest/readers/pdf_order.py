"""Lines of a PDF page -> runs of lines in reading order, column by column. Does not join lines into text."""

import math
import statistics
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from operator import or_

from ingest.readers.pdf_lines import Line

_MAX_GAP = 0.7  # of the text size, that lines of a run may stand further apart than is usual on the page
_DOUBLE_SPACED = 1.8  # of the text size; wider gaps part lines that do not follow each other
_MAX_SHIFT = 3.0  # of the text size, between their left edges
_MAX_RUNS = 600  # on a page; a drawing with labels, whose order in the file is as good as any
_TITLE_SIZE = 1.15  # of the body text
_NOTE_SIZE = 0.93  # of the body text: footnotes are set at 0.7 to 0.9


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of one size that follow each other in one column, and the area they take."""

    lines: tuple[Line, ...]
    left: float
    right: float
    top: float
    bottom: float
    usual_gap: float  # between lines on this page, in parts of the text size


@dataclass(frozen=True, slots=True)
class OrderedPage:
    """The runs of a page in reading order, its footnotes apart."""

    body: tuple[Run, ...]
    notes: tuple[Run, ...]


def order_page(lines: list[Line], body_size: float) -> OrderedPage:
    """Put lines in reading order: a column is read to its end, or to a line that spans the columns.

    Small text under which its column holds no body text is a note. `body_size` is the text size of the document.
    """
    runs = _runs(lines)
    if len(runs) > _MAX_RUNS:
        return OrderedPage(body=tuple(runs), notes=())
    small = [run for run in runs if run.lines[0].size < _NOTE_SIZE * body_size]
    large = [run for run in runs if run.lines[0].size >= _NOTE_SIZE * body_size]
    notes = [run for run in small if large and not any(_overlap(run, other) and other.top > run.top for other in large)]
    note_ids = set(map(id, notes))
    body = [run for run in runs if id(run) not in note_ids]
    return OrderedPage(body=tuple(_in_reading_order(_widened(body, body_size))), notes=tuple(_in_reading_order(notes)))


def _runs(lines: list[Line]) -> list[Run]:
    runs: list[list[Line]] = []
    gap = _usual_gap(lines)
    for line in lines:
        last = runs[-1][-1] if runs else None
        if last and _follows(last, line, runs[-1][0], gap):
            runs[-1].append(line)
        else:
            runs.append([line])
    return [_run(run, gap) for run in runs]


def _usual_gap(lines: list[Line]) -> float:
    """Median distance of lines that follow each other, in parts of the text size: 0.2 when set solid, 1 if doubled."""
    gaps = [(b.top - a.bottom) / b.size for a, b in pairwise(lines) if b.has_size_of(a) and not b.is_row]
    near = [gap for gap in gaps if -0.3 < gap < _DOUBLE_SPACED]
    return statistics.median(near) if near else 0.2


def _run(lines: list[Line], gap: float) -> Run:
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    return Run(lines=tuple(lines), left=left, right=right, top=lines[0].top, bottom=lines[-1].bottom, usual_gap=gap)


def _widened(runs: list[Run], body_size: float) -> list[Run]:
    """The runs, with large ones that have nothing beside them as wide as the page: titles stand over all columns."""
    widened = []
    for run in runs:
        is_alone = not any(other is not run and other.top < run.bottom and run.top < other.bottom for other in runs)
        is_title = is_alone and run.lines[0].size >= _TITLE_SIZE * body_size
        widened.append(replace(run, left=-math.inf, right=math.inf) if is_title else run)
    return widened


def _follows(last: Line, line: Line, first: Line, usual_gap: float) -> bool:
    gap = line.top - last.bottom
    same_look = line.has_size_of(last) and line.is_row == last.is_row
    is_under = min(line.right, last.right) > max(line.left, last.left)
    shift = min(abs(line.left - last.left), abs(line.left - first.left))
    return (
        same_look
        and is_under
        and shift < _MAX_SHIFT * line.size
        and -0.6 * line.size < gap < (usual_gap + _MAX_GAP) * line.size
    )


def _overlap(one: Run, other: Run) -> bool:
    """Whether one stands in the column of the other."""
    slack = 0.5 * min(one.lines[0].size, other.lines[0].size)
    return min(one.right, other.right) - max(one.left, other.left) > slack


def _in_reading_order(runs: list[Run]) -> list[Run]:
    """Topological order of "comes before" (T. Breuel, High performance document layout analysis, 2003).

    One run comes before another if it stands above it in its column, or left of it with nothing that spans both
    between them. Sets of runs are bit masks.
    """
    indexes = range(len(runs))
    overlapping = [sum(1 << j for j in indexes if j != i and _overlap(runs[i], runs[j])) for i in indexes]
    by_height = sorted(indexes, key=lambda i: runs[i].top + runs[i].bottom)
    height = {i: rank for rank, i in enumerate(by_height)}
    first_ranks = [0]  # masks of the runs that stand highest on the page: one, two, three ...
    for i in by_height:
        first_ranks.append(first_ranks[-1] | 1 << i)
    before = [0] * len(runs)  # for each run, those that must come earlier
    for i in indexes:
        for j in indexes:
            if i == j:
                continue
            if overlapping[i] >> j & 1:
                if height[i] < height[j]:
                    before[j] |= 1 << i
            elif runs[i].left < runs[j].left:
                upper, lower = sorted((height[i], height[j]))
                between = first_ranks[lower] & ~first_ranks[upper + 1]
                if not overlapping[i] & overlapping[j] & between:
                    before[j] |= 1 << i
    return [runs[i] for i in _sorted_by(before, by_height)]


def _sorted_by(before: list[int], preference: list[int]) -> list[int]:
    """Indexes so that none precedes one of its `before`; the first by preference among those free, also in a loop."""
    waiting = list(preference)
    left = reduce(or_, (1 << i for i in waiting), 0)
    ordered: list[int] = []
    while waiting:
        free = next((i for i in waiting if not before[i] & left), waiting[0])
        waiting.remove(free)
        left &= ~(1 << free)
        ordered.append(free)
    return ordered
