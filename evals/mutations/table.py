"""A mutation report to text for the terminal: the share caught by kind, then survivors and false alarms. Decides nothing."""

from evals.mutations.results import FalseAlarm, MutationReport, Survivor
from evals.score_schema import Figure
from rag.page.labels import counted
from rag.page.verdicts import visible

HEADER = ("kind", "mutants", "caught", "95 % interval", "without expectations")


def mutation_table(report: MutationReport) -> str:
    """The table, then each survivor and each false alarm. No final line break."""
    rows = [HEADER]
    rows += [_row(result.kind, result.mutants, result.caught, result.by_rules) for result in report.kinds]
    rows.append(_row("all", report.mutants, report.caught, report.by_rules))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        f"suite {report.suite}: {counted(report.mutants, 'mutant')} of {counted(report.answers, 'answer')}, "
        f"{report.errored} errored, seed {report.seed}",
        "",
        *(
            "  ".join(
                cell.ljust(width) if at in (0, 3) else cell.rjust(width)
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        ),
        "",
        f"false alarms on unbroken answers: {_value(report.false_alarms)} ({_interval(report.false_alarms)}) "
        f"of {report.false_alarms.n}",
    ]
    if report.survivors:
        lines += ["", f"{len(report.survivors)} survived:", *(_survivor(one) for one in report.survivors)]
    if report.alarms:
        lines += [
            "",
            f"{counted(len(report.alarms), 'fault')} found in unbroken answers:",
            *(_alarm(one) for one in report.alarms),
        ]
    return visible("\n".join(lines))


def _row(name: str, count: int, caught: Figure, by_rules: Figure) -> tuple[str, str, str, str, str]:
    return (name, str(count), _value(caught), _interval(caught), _value(by_rules))


def _value(figure: Figure) -> str:
    return "unmeasured" if figure.value is None else f"{figure.value:.3f}"


def _interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return figure.reason or ""
    return f"{figure.low:.3f} to {figure.high:.3f}"


def _survivor(one: Survivor) -> str:
    return f"- {one.kind}, {_case(one)}, {one.where}\n    before: {_line(one.before)}\n    after:  {_line(one.after)}"


def _alarm(one: FalseAlarm) -> str:
    return f"- {_case(one)}, {one.measure}: {_line(one.failure)}"


def _case(one: Survivor | FalseAlarm) -> str:
    return f"{one.case} ({one.variant})" if one.variant else one.case


def _line(text: str) -> str:
    return " / ".join(filter(None, map(str.strip, text.splitlines())))
