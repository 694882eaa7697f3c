"""A Comparison to plain text for the terminal: measures that moved, power, answers that changed. Decides nothing."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from evals.comparison import ChangedAnswer, Comparison, Contrast, Difference, Page, Piece, Side
from rag.page.labels import counted
from rag.page.verdicts import visible

HEADER = (
    *("measure", "pairs", "before", "after", "difference", "95 % interval", "up", "down", "p", "p adj.", "seen from"),
    "verdict",
)
TO_LEFT = (0, 5, 11)
COLUMN = 56  # characters of each side of an answer
ANSWERS = 10  # that are shown; all are in --json and --out
ROWS = 12  # lines of an answer that are shown
NAMES = 12  # ids that are listed


def comparison_table(comparison: Comparison) -> str:
    """All contrasts, then whether it regressed. No final line break."""
    lines: list[str] = []
    for contrast in comparison.contrasts:
        lines += [
            *filter(None, [not_compared_line(contrast)]),
            *side_lines(contrast),
            "",
            *_measure_lines(contrast, comparison.tests),
            "",
        ]
        lines += [*_changed_lines(contrast), ""]
    return "\n".join([*lines, result_line(comparison)])


def result_line(comparison: Comparison) -> str:
    """Whether anything got worse by more than the tolerance, and what, in one line; with what no case could tell."""
    found = comparison.regressions
    rule = f"worse by more than {points(comparison.tolerance)}"
    if found:
        return f"regression ({rule}): {', '.join(found)}"
    beyond = "" if comparison.gate == "any" or all(c.is_repeatable for c in comparison.contrasts) else " beyond chance"
    least = max(comparison.contrasts, key=lambda contrast: contrast.not_compared)
    unseen = f"; {_not_compared(least)} not compared" if least.not_compared else ""
    return f"no regression: no share is {rule}{beyond}{unseen}"


def not_compared_line(contrast: Contrast) -> str:
    """That cases of the earlier side are left out, and what follows from it; empty where none is."""
    if not contrast.not_compared:
        return ""
    return (
        f"NOT COMPARED: {_not_compared(contrast)}. Whatever got worse there is not seen, and fails nothing; "
        "run them too (eval run without --limit and --tag) before you rely on this"
    )


def _not_compared(contrast: Contrast) -> str:
    missing = contrast.not_compared
    return f"{missing} of {counted(contrast.pairs + missing, 'case')} of {contrast.before.label}"


def side_lines(contrast: Contrast) -> list[str]:
    """What is held against what, and which cases and records are left out."""
    lines = [f"before: {_side(contrast.before)}", f"after:  {_side(contrast.after)}"]
    lines += [f"not the same: {d.name}, {d.before} before, {d.after} after" for d in contrast.differing]
    lines.append(f"{counted(contrast.pairs, 'case')} on both sides")
    for what, ids in (
        ("only before, left out", contrast.only_before),
        ("only after, left out", contrast.only_after),
        ("with another question on each side, left out", contrast.reworded),
        *turned_cases(contrast),
    ):
        if ids:
            more = f" and {len(ids) - NAMES} more" if len(ids) > NAMES else ""
            lines.append(f"{counted(len(ids), 'case')} {what}: {', '.join(ids[:NAMES])}{more}")
    if contrast.is_repeatable:
        lines.append("no model was asked on either side: no fall of these cases is chance; p is about other questions")
    return lines


def turned_cases(contrast: Contrast) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Which cases became a refusal or an answer, in words and by id: what is measured of answers is not of refusals."""
    return (
        ("answered before and refused now", contrast.now_refused),
        ("refused before and answered now", contrast.now_answered),
    )


def changed_line(contrast: Contrast) -> str:
    """How many answers changed, of how many."""
    total = len(contrast.changed) + contrast.unchanged
    return f"{len(contrast.changed):,} of {counted(total, 'answer')} changed"


def power_line(contrast: Contrast, tests: int) -> str:
    """What the comparison could not have shown, in a sentence on the unclear share with most pairs; else on any share.

    The column "seen from" has the same of every measure. Empty where no share was paired.
    """
    shares = [d for d in contrast.differences if d.unit == "share" and d.better != "neither" and d.n]
    unclear = [d for d in shares if d.verdict == "unclear"] or shares
    if not unclear:
        return ""
    widest = max(unclear, key=lambda d: d.n)  # the first of several
    if widest.detectable is None:
        return f"power: with {counted(widest.n, 'case')} no difference of {widest.name} would be seen"
    among = widest.detectable_adjusted
    corrected = (
        f" ({points(among)} after the correction for {counted(tests, 'measure')})" if among and tests > 1 else ""
    )
    return (
        f"power: with {counted(widest.n, 'case')} a difference of {widest.name} under {points(widest.detectable)}{corrected} "
        "would be missed in more than 1 comparison of 5"
    )


def lost_pairs(contrast: Contrast) -> dict[str, list[str]]:
    """Side and reason to the measures, with counts of cases, that are unmeasured there and measured on the other side."""
    lost: dict[str, list[str]] = {}
    for difference in contrast.differences:
        for part in difference.unpaired:
            if part.side != "both":
                other = "after" if part.side == "before" else "before"
                names = lost.setdefault(f"unmeasured {part.side}, not {other}: {part.reason}", [])
                names.append(f"{difference.name} ({part.cases})")
    return lost


def points(share: float) -> str:
    """A difference of shares in points of a hundred."""
    return f"{100 * share:.1f} points"


def probability(p: float | None) -> str:
    """A p value; a dash where there is none."""
    if p is None:
        return "-"
    return "<0.0001" if p < 0.0001 else f"{p:.4f}"


def number(value: float | None, *, signed: bool = False) -> str:
    """Three decimals, or none where there are thousands; a dash where there is no value."""
    if value is None:
        return "-"
    decimals = 0 if abs(value) >= 1000 else 3
    return f"{value:{'+' if signed else ''},.{decimals}f}"


def interval(difference: Difference) -> str:
    """The 95 % interval of a difference."""
    if difference.low is None or difference.high is None:
        return "-"
    return f"{number(difference.low, signed=True)} to {number(difference.high, signed=True)}"


def page_words(page: Page) -> str:
    """What came of a case on one side: "answer", "refusal (weak evidence)", "error"."""
    return f"{page.kind} ({page.reason.replace('_', ' ')})" if page.reason else page.kind


def cells(difference: Difference) -> tuple[str, ...]:
    """One row under HEADER."""
    return (
        difference.name,
        str(difference.n),
        number(difference.value_before),
        number(difference.value_after),
        number(difference.difference, signed=True),
        interval(difference),
        str(difference.rose),
        str(difference.fell),
        probability(difference.p),
        probability(difference.p_adjusted),
        number(difference.detectable_adjusted),
        difference.verdict + (", REGRESSION" if difference.is_regression else ""),
    )


def _side(side: Side) -> str:
    by = f", written by {side.written_by}" if side.written_by else ""
    not_run = "" if side.not_run is None else f", {counted(side.not_run, 'case')} not run"
    return f"{side.label}: suite {side.suite}, {counted(side.records, 'record')}, {side.errored} errored{not_run}{by}"


def _measure_lines(contrast: Contrast, tests: int) -> Iterator[str]:
    moved = [d for d in contrast.differences if d.rose or d.fell]
    if moved:
        yield from _columns([HEADER, *map(cells, moved)])
        yield f"p adj.: after Holm over the {counted(tests, 'test')} that could come out; seen from: found 4 times in 5 after it"
    still = [f"{d.name} ({d.n})" for d in contrast.differences if d.verdict == "same"]
    if still:
        yield from _list("no pair differs", still)
    for what, names in lost_pairs(contrast).items():
        yield from _list(visible(what), names)
    unmeasured = [d.name for d in contrast.differences if d.n == 0 and all(u.side == "both" for u in d.unpaired)]
    if unmeasured:
        yield from _list("measured on neither side", unmeasured)
    yield from filter(None, [power_line(contrast, tests)])


def _list(what: str, names: Sequence[str]) -> list[str]:
    return textwrap.wrap(f"{what}: {', '.join(names)}", 2 * COLUMN, subsequent_indent="  ")


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        parts = zip(row, widths, strict=True)
        yield "  ".join(c.ljust(w) if at in TO_LEFT else c.rjust(w) for at, (c, w) in enumerate(parts)).rstrip()


def _changed_lines(contrast: Contrast) -> Iterator[str]:
    yield changed_line(contrast)
    for answer in contrast.changed[:ANSWERS]:
        yield from _answer_lines(answer)
    if len(contrast.changed) > ANSWERS:
        yield f"and {len(contrast.changed) - ANSWERS} more; all of them: --out FILE.md or FILE.json"


def _answer_lines(answer: ChangedAnswer) -> Iterator[str]:
    repeat = f" (repeat {answer.repeat})" if answer.repeat > 1 else ""
    yield ""
    yield f"- {answer.id}{repeat}: {visible(answer.question)}"
    if answer.is_of_other_kind:
        yield f"    {page_words(answer.before)} -> {page_words(answer.after)}"
    for moved in answer.moved:
        sign = "worse" if moved.is_worse else "better"
        yield f"    {sign}: {moved.name} {number(moved.before)} -> {number(moved.after)}"
    part = ""
    for row in answer.rows[:ROWS]:
        if row.part != part:
            part = row.part
            yield f"  {visible(part)}"
        left, right = _wrapped(row.before, "[-{}-]"), _wrapped(row.after, "{{+{}+}}")
        for old, new in zip_longest(left, right, fillvalue=""):
            yield f"    {old.ljust(COLUMN)} | {new}".rstrip()
    if len(answer.rows) > ROWS:
        yield f"    and {counted(len(answer.rows) - ROWS, 'more line')}"


def _wrapped(pieces: Iterable[Piece], mark: str) -> list[str]:
    """The line with its changed words marked as `git diff --word-diff` marks them, no line longer than COLUMN."""
    texts = ((visible(piece.text), piece.is_changed) for piece in pieces)
    marked = (mark.format(text.strip()) + " " if is_changed else text for text, is_changed in texts)
    return textwrap.wrap("".join(marked), COLUMN)
