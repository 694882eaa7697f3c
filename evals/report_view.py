"""A Score to what every report shows of it: rows in words, cases worst first, counts of failures. Knows no format."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.score_schema import CaseScore, Figure, Measurement, Score, Statistic, Unit

UNMEASURED = "not measured"
DIRECTIONS = {"more": "more is better", "less": "less is better", "neither": "for information"}
NEARLY_NOTHING = 0.0005  # share below which one decimal of a percentage would say 0 or 100


@dataclass(frozen=True)
class Row:
    """A figure in words, and how many records list a failure of its measure."""

    figure: Figure
    label: str
    value: str
    interval: str
    failed: int


@dataclass(frozen=True)
class Totals:
    """Records by what became of them. `unmeasured`: nothing but their completion was measured, and nothing failed."""

    records: int
    clean: int
    failed: int
    errored: int
    unmeasured: int


def shown(value: float | None, unit: Unit) -> str:
    """A value with its unit behind a no-break space, as people write it: 96.9 %, 1.25 s, $0.0031, 1,204."""
    if value is None:
        return UNMEASURED
    if unit == "share":
        is_edge = 0 < value < NEARLY_NOTHING or 1 - NEARLY_NOTHING < value < 1
        return f"{100 * value:.3f}\u00a0%" if is_edge else f"{100 * value:.1f}\u00a0%"
    if unit == "usd":
        return f"${value:,.4f}"
    if unit == "seconds":
        return f"{value:,.3f}\u00a0s" if abs(value) < 1 else f"{value:,.2f}\u00a0s"
    number = f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:,.2f}"
    return {"tokens": f"{number}\u00a0tokens", "words": f"{number}\u00a0words", "grade": f"grade\u00a0{number}"}.get(
        unit, number
    )


def interval(figure: Figure) -> str:
    """Its 95 % interval; the reason where there is no value."""
    if figure.value is None:
        return figure.reason or ""
    return f"{shown(figure.low, figure.unit)} to {shown(figure.high, figure.unit)}"


def label_of(name: str, statistic: Statistic) -> str:
    """The name of a measure, with the statistic where the name does not say it."""
    short = {"mean": "", "median": "p50", "p95": "p95"}[statistic]
    return name if not short or short in name else f"{name} {short}"


def rows(figures: Iterable[Figure], cases: Iterable[CaseScore]) -> tuple[Row, ...]:
    """The figures in their order. A figure and its measure go by one name."""
    failed = Counter(name for case in cases for name in failed_names(case))
    return tuple(
        Row(
            figure=figure,
            label=label_of(figure.name, figure.statistic),
            value=shown(figure.value, figure.unit),
            interval=interval(figure),
            failed=failed[figure.name],
        )
        for figure in figures
    )


def first_variant(score: Score) -> Score:
    """The score with the cases alone that its figures are of: those of the first variant, where it holds several."""
    first = score.cases[0].variant
    return score.model_copy(update={"cases": tuple(case for case in score.cases if case.variant == first)})


def made_between(cases: Iterable[CaseScore]) -> str:
    """When the pages were made, first and last; nothing where no trace says it."""
    times = sorted(case.answer.trace.created for case in cases if case.answer and case.answer.trace.created)
    if not times:
        return ""
    return times[0] if times[0] == times[-1] else f"{times[0]} to {times[-1]}"


def failed(case: CaseScore) -> tuple[Measurement, ...]:
    """The measurements that list a failure, in measure order."""
    return tuple(measurement for measurement in case.measurements if measurement.failures)


def failed_names(case: CaseScore) -> tuple[str, ...]:
    """Names of the measures that list a failure, each once."""
    return tuple(dict.fromkeys(measurement.name for measurement in failed(case)))


def is_unmeasured(case: CaseScore) -> bool:
    """Whether the case asked for nothing that could be measured: its first measurement, completion, always is."""
    return case.error is None and all(measurement.value is None for measurement in case.measurements[1:])


def worst_first(cases: Sequence[CaseScore]) -> tuple[CaseScore, ...]:
    """Errored ones, then by measures failed, then by the mean of the shares of which more is better. Ties: as given."""
    return tuple(sorted(cases, key=_badness))


def totals(score: Score) -> Totals:
    """Each record in one place: errored, failed, unmeasured or clean."""
    errored = sum(case.error is not None for case in score.cases)
    bad = sum(case.error is None and bool(case.failures) for case in score.cases)
    empty = sum(is_unmeasured(case) and not case.failures for case in score.cases)
    return Totals(
        records=len(score.cases),
        clean=len(score.cases) - errored - bad - empty,
        failed=bad,
        errored=errored,
        unmeasured=empty,
    )


def case_name(case: CaseScore) -> str:
    """Its id, with the variant and the number of a repeat, where it is one: no two records share a name."""
    repeat = f"repeat {case.repeat}" if case.repeat > 1 else ""
    return ", ".join(filter(None, (case.id, case.variant, repeat)))


def _badness(case: CaseScore) -> tuple[bool, int, float]:
    shares = [m.value for m in case.measurements if m.value is not None and m.unit == "share" and m.better == "more"]
    return (case.error is None, -len(failed_names(case)), sum(shares) / len(shares) if shares else 1.0)
