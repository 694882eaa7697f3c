"""A Score to a table for the terminal. Plain text; decides nothing."""

from collections.abc import Sequence

from evals.schema import CaseScore, Figure, Score

HEADER = ("measure", "value", "95 % interval", "n", "unmeasured")


def score_table(score: Score) -> str:
    """Figures, then the confusion of answers and refusals, then what failed in which case. No final line break."""
    lines = [
        f"suite {score.suite}: {score.records} records, {score.errored} errored, {score.not_run} cases not run",
        f"written by {score.written_by}",
        "",
        *_table([HEADER, *(_row(figure) for figure in score.figures)], to_left=(0, 2)),
        *_writer_lines(score),
        "",
        *_confusion_lines(score),
        *_failure_lines(score),
    ]
    return "\n".join(lines)


def _row(figure: Figure) -> tuple[str, str, str, str, str]:
    interval = figure.reason or "" if figure.value is None else f"{figure.low:.3f} to {figure.high:.3f}"
    return (figure.name, _value(figure), interval, str(figure.n), str(figure.unmeasured))


def _value(figure: Figure) -> str:
    return "unmeasured" if figure.value is None else f"{figure.value:.3f}"


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


def _writer_lines(score: Score) -> list[str]:
    """The values again, over the pages of each writer alone; nothing where one wrote them all."""
    if not score.writers:
        return []
    rows = [("measure", *(cell for part in score.writers for cell in (part.writer, "n")))]
    for figures in zip(*(part.figures for part in score.writers), strict=True):
        rows.append((figures[0].name, *(cell for figure in figures for cell in (_value(figure), str(figure.n)))))
    return ["", "by writer of the page:", *_table(rows, to_left=(0,))]


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
    repeats = max(case.repeat for case in score.cases)
    return ["", f"{len(failed)} of {len(score.cases)} records with failures:"] + [
        line
        for case in failed
        for line in (f"- {_case_name(case, repeats)}", *(f"    {failure}" for failure in case.failures))
    ]


def _case_name(case: CaseScore, repeats: int) -> str:
    return f"{case.id} (repeat {case.repeat})" if repeats > 1 else case.id
