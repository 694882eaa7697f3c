"""Numbers to small charts as inline SVG text. No script, no style attribute: classes and sizes only, colours in the css.

Each chart says in its label what it shows; whoever puts it on a page gives the numbers in words beside it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 320, 150  # of the drawing, in the units of its viewBox
LEFT, RIGHT, TOP, FOOT = 34, 12, 10, 24  # room around the field of the drawing
BINS = 10
ROW = 13  # height of a line of words


@dataclass(frozen=True)
class Point:
    """A point with an interval upwards and downwards, all in 0..1, and the number of things it stands for."""

    x: float
    y: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Bar:
    """A share in 0..1 with its interval, by name."""

    name: str
    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Bin:
    """How many values stand in low..high; the last bin holds its upper end too."""

    low: float
    high: float
    count: int


def interval_bar(value: float, low: float, high: float) -> str:
    """A share and its interval on a line from 0 to 1, for a table cell that says the same in numbers."""
    at, start, end = (f"{4 + 112 * part:.1f}" for part in (value, low, high))
    return (
        '<svg class="spark" viewBox="0 0 120 16" width="120" height="16" aria-hidden="true" focusable="false">'
        f'<path class="axis" d="M4 8H116"/><path class="whisker" d="M{start} 8H{end}"/>'
        f'<circle class="dot" cx="{at}" cy="8" r="4"/></svg>'
    )


def bins_of(values: Sequence[float], low: float, high: float) -> tuple[Bin, ...]:
    """BINS bins of equal width from `low` to `high`; a single bin where all values are equal. Values lie within."""
    if high <= low:
        return (Bin(low, high, len(values)),)
    width = (high - low) / BINS
    places = [min(BINS - 1, int((value - low) / width)) for value in values]
    return tuple(Bin(low + width * at, low + width * (at + 1), places.count(at)) for at in range(BINS))


def histogram(bins: Sequence[Bin], label: str, low: str, high: str, marks: Sequence[tuple[float, str]] = ()) -> str:
    """Counts as columns. `low`, `high`: the ends in words. `marks`: values named by a line through the field."""
    most = max((one.count for one in bins), default=0) or 1
    start, end = bins[0].low, bins[-1].high
    width = (WIDTH - LEFT - RIGHT) / len(bins)
    top = TOP + ROW * len(marks)  # each mark is named in a row of its own, clear of the columns and of other names
    parts = [_frame(str(most), "0", low, high, top)]
    for at, one in enumerate(bins):
        tall = (HEIGHT - top - FOOT) * one.count / most
        if one.count:
            parts.append(
                f'<rect class="bar" x="{LEFT + width * at + 1:.1f}" y="{HEIGHT - FOOT - tall:.1f}" '
                f'width="{width - 2:.1f}" height="{tall:.1f}"/>'
            )
    for at, (value, name) in enumerate(marks):
        x, y = _x((value - start) / (end - start) if end > start else 0.5), TOP + ROW * at
        is_late = x > WIDTH / 2
        parts.append(f'<path class="mark" d="M{x:.1f} {y}V{HEIGHT - FOOT}"/>')
        parts.append(_text(x + (-4 if is_late else 4), y + 8, name, "end" if is_late else "start"))
    return _svg(parts, label)


def scatter(points: Sequence[Point], label: str, across: str, up: str) -> str:
    """Points with intervals over 0..1 and 0..1, and the line on which both are equal. `across`, `up` name the axes."""
    parts = [_frame("1", "0", "0", f"1 ({across})"), _text(LEFT + 4, TOP + 8, up, "start")]
    parts.append(f'<path class="even" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>')
    for one in points:
        x = _x(one.x)
        parts.append(f'<path class="whisker" d="M{x:.1f} {_y(one.low):.1f}V{_y(one.high):.1f}"/>')
        parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{_y(one.y):.1f}" r="{3 + min(4, one.n**0.5 / 4):.1f}"/>')
    return _svg(parts, label)


def steps(lines: Sequence[Sequence[tuple[float, float]]], names: Sequence[str], label: str, across: str) -> str:
    """One line for each series of (x, y) in 0..1, named in a key above; told apart by dashes, not by colour alone."""
    top = TOP + ROW * len(lines)
    parts = [_frame("100 %", "0", "0 %", f"100 % {across}", top)]
    for at, (line, name) in enumerate(zip(lines, names, strict=True)):
        path = "L".join(f"{_x(x):.1f} {_y(y, top):.1f}" for x, y in line)
        y = ROW * at + ROW / 2
        parts.append(f'<path class="line line-{at}" d="M{LEFT} {y}H{LEFT + 24}M{path}"/>')
        parts.append(_text(LEFT + 30, y + 4, name, "start"))
    return _svg(parts, label)


def bars(rows: Sequence[Bar], label: str) -> str:
    """Shares with their intervals, one row each, names to the left and numbers of things to the right."""
    step, left, right = 20, 128, 34
    width, height = 360, step * len(rows) + FOOT
    span = width - left - right
    parts = []
    for at in range(5):
        x = left + span * at / 4
        parts.append(f'<path class="grid" d="M{x:.1f} 4V{height - FOOT + 4}"/>')
        parts.append(_text(x, height - 6, f"{25 * at} %", "middle"))
    for at, one in enumerate(rows):
        y = 4 + step * at + step / 2
        low, high, x = (left + span * part for part in (one.low, one.high, one.value))
        name = one.name if len(one.name) <= 22 else one.name[:21] + "…"
        parts.append(_text(left - 8, y + 4, name, "end"))
        parts.append(f'<path class="whisker" d="M{low:.1f} {y:.1f}H{high:.1f}"/>')
        parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>')
        parts.append(_text(width - 4, y + 4, str(one.n), "end"))
    return _svg(parts, label, width, height)


def quantile(values: Sequence[float], share: float) -> float:
    """The value at or below which `share` of the values lie, between two neighbours by their distance (type 7).

    Raises: ValueError: no values.
    """
    if not values:
        raise ValueError("no quantile of no values; give at least one")
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    below = math.floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)


def _frame(most: str, least: str, start: str, end: str, top: float = TOP) -> str:
    """The axes of the field with the values at their ends."""
    x, y = LEFT, HEIGHT - FOOT
    return (
        f'<path class="axis" d="M{x} {top}V{y}H{WIDTH - RIGHT}"/>'
        + _text(x - 4, top + 8, most, "end")
        + _text(x - 4, y, least, "end")
        + _text(x, HEIGHT - 6, start, "start")
        + _text(WIDTH - RIGHT, HEIGHT - 6, end, "end")
    )


def _x(share: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * share


def _y(share: float, top: float = TOP) -> float:
    return HEIGHT - FOOT - (HEIGHT - top - FOOT) * share


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(parts: Sequence[str], label: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    return (
        f'<svg class="plot" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}" focusable="false">'
        + "".join(parts)
        + "</svg>"
    )
