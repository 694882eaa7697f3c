"""A Score to a table for the terminal. Plain text; decides nothing."""

from evals.schema import CaseScore, Figure, Score

HEADER = ("measure", "value", "95 % interval", "n", "unmeasured")


def score_table(score: Score) -> str:
    """Figures, then the confusion of answers and refusals, then what failed in which case. No final line break."""
    rows = [HEADER, *(_row(figure) for figure in score.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    lines = [
        f"suite {score.suite}: {score.records} records, {score.errored} errored, {score.not_run} cases not run",
        "",
        *("  ".join(_cells(row, widths)).rstrip() for row in rows),
        "",
        *_confusion_lines(score),
        *_failure_lines(score),
    ]
    return "\n".join(lines)


def _row(figure: Figure) -> tuple[str, str, str, str, str]:
    if figure.value is None:
        return (figure.name, "unmeasured", figure.reason or "", "0", str(figure.unmeasured))
    interval = f"{figure.low:.3f} to {figure.high:.3f}"
    return (figure.name, f"{figure.value:.3f}", interval, str(figure.n), str(figure.unmeasured))


def _cells(row: tuple[str, ...], widths: list[int]) -> list[str]:
    """Names and intervals to the left, numbers to the right."""
    return [
        cell.ljust(width) if at in (0, 2) else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]


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
