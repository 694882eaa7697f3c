"""A Score to a table for the terminal. Plain text; decides nothing."""

from collections.abc import Sequence

from evals.score_schema import CaseScore, Figure, Score, Unit
from rag.page.labels import counted
from rag.page.verdicts import visible

DECIMALS: dict[Unit, int] = {"share": 3, "seconds": 3, "tokens": 0, "usd": 4, "words": 0, "grade": 1, "count": 2}
UNITS: dict[Unit, str] = {"seconds": "s", "usd": "USD"}
BY_TAG = ("expect.all_met", "groundedness.supported", "retrieval.ndcg@10")
HEADER = ("measure", "value", "95 % interval", "n", "unmeasured")


def score_table(score: Score) -> str:
    """Figures, those by writer, variant and tag, the confusion of answers and refusals, then what failed in which case.

    No final line break.
    """
    lines = [
        f"suite {_line(score.suite)}: {counted(score.records, 'record')}, {score.errored} errored, "
        f"{counted(score.not_run, 'case')} not run",
        f"written by {_line(score.written_by)}",
        "",
        *_table([HEADER, *(_row(figure) for figure in score.figures)], to_left=(0, 2)),
        *_parts("by writer of the page:", [(part.writer, part.figures) for part in score.writers]),
        *_parts("by variant:", [(part.variant or "as given", part.figures) for part in score.variants]),
        *_tag_lines(score),
        "",
        *_confusion_lines(score),
        *_failure_lines(score),
    ]
    return visible("\n".join(lines))


def _row(figure: Figure) -> tuple[str, str, str, str, str]:
    if figure.low is None or figure.high is None:
        interval = _line(figure.reason or "")
    else:
        interval = f"{number(figure.low, figure.unit)} to {number(figure.high, figure.unit)}"
    return (figure.name, _value(figure), interval, str(figure.n), str(figure.unmeasured))


def _value(figure: Figure) -> str:
    """With its unit, unless the name of the measure says it."""
    if figure.value is None:
        return "unmeasured"
    unit = UNITS.get(figure.unit, "")
    return f"{number(figure.value, figure.unit)} {unit}".strip()


def number(value: float, unit: Unit) -> str:
    """A value with the decimals that its unit deserves, without the unit."""
    return f"{value:,.{DECIMALS[unit]}f}"


def _table(rows: Sequence[tuple[str, ...]], *, to_left: tuple[int, ...]) -> list[str]:
    """Columns `to_left` (names, intervals) set to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if at in to_left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _parts(title: str, parts: Sequence[tuple[str, Sequence[Figure]]]) -> list[str]:
    """The values again, over one part of the records in each column; nothing where there is no part."""
    if not parts:
        return []
    rows = [("measure", *(cell for name, _ in parts for cell in (name, "n")))]
    for figures in zip(*(figures for _, figures in parts), strict=True):
        rows.append((figures[0].name, *(cell for figure in figures for cell in (_value(figure), str(figure.n)))))
    return ["", title, *_table(rows, to_left=(0,))]


def _tag_lines(score: Score) -> list[str]:
    """A few figures over the cases with each tag; the score holds them all."""
    if not score.tags:
        return []
    rows: list[tuple[str, ...]] = [("tag", "records", *BY_TAG)]
    for part in score.tags:
        values = {figure.name: _value(figure) for figure in part.figures}
        rows.append((_line(part.tag), str(part.records), *(values[name] for name in BY_TAG)))
    return ["", "by tag of the case:", *_table(rows, to_left=(0,))]


def _confusion_lines(score: Score) -> list[str]:
    counts = score.confusion
    return [
        f"answer due: {counts.answered_rightly} answered, {counts.refused_wrongly} refused",
        f"refusal due: {counts.refused_rightly} refused, {counts.answered_wrongly} answered",
    ]


def _failure_lines(score: Score) -> list[str]:
    failed = [case for case in score.cases if case.failures]
    if not failed:
        return ["", "no case failed"]
    return ["", f"{len(failed)} of {counted(len(score.cases), 'record')} with failures:"] + [
        line
        for case in failed
        for line in (f"- {_case_name(case, score)}", *(f"    {_line(failure)}" for failure in case.failures))
    ]


def _line(text: str) -> str:
    return " ".join(text.split())


def _case_name(case: CaseScore, score: Score) -> str:
    repeats = max(other.repeat for other in score.cases)
    marks = [f"repeat {case.repeat}"] if repeats > 1 else []
    marks += [f"variant {case.variant or 'as given'}"] if score.variants else []
    return f"{case.id} ({', '.join(marks)})" if marks else case.id
