"""A Score to the charts of its report, each with what it shows in words and the same numbers as a table."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from evals.measures.intervals import wilson
from evals.plots import Bar, bars, bins_of, histogram, quantile
from evals.report_view import UNMEASURED, shown
from evals.score_schema import CaseScore, Score, Unit
from rag.page.labels import counted
from rag.page.verdicts import visible

MOST_TAGS = 40  # rows of the chart by tag; the worst are kept


@dataclass(frozen=True)
class Chart:
    """A drawing, or the reason why there is none (`missing`), with its numbers as a table of words."""

    title: str
    svg: str = ""
    missing: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Group:
    """Charts under one heading. `anchor` names its place on the page."""

    anchor: str
    heading: str
    says: str
    charts: tuple[Chart, ...]
    notes: tuple[str, ...] = ()


def distributions(score: Score) -> Group:
    """A histogram of every measure that takes more than two values; the others in words."""
    values: dict[str, list[float]] = defaultdict(list)
    units: dict[str, Unit] = {}
    for measurement in (m for case in score.cases for m in case.measurements):
        if measurement.value is None:
            continue
        values[measurement.name].append(measurement.value)
        units[measurement.name] = measurement.unit
    measured = [(name, found, sorted(set(found))) for name, found in values.items() if found]
    same = [
        f"{name} ({shown(kinds[0], units[name])} in all {len(found):,})"
        for name, found, kinds in measured
        if len(kinds) == 1
    ]
    two = [
        f"{name} ({', '.join(f'{found.count(kind):,} × {shown(kind, units[name])}' for kind in kinds)})"
        for name, found, kinds in measured
        if len(kinds) == 2
    ]
    notes = [f"Only two values: {', '.join(two)}."] if two else []
    notes += [f"The same value in every case measured: {', '.join(same)}."] if same else []
    charts = tuple(_histogram(name, found, units[name]) for name, found, kinds in measured if len(kinds) > 2)
    return Group(
        anchor="distributions",
        heading="Distribution of each score",
        says="How many records have which value. Records in which a measure is not measured are left out.",
        charts=charts or (Chart("Distributions", missing="no measure takes more than two values"),),
        notes=tuple(notes),
    )


def latency(score: Score) -> Group:
    """Wall time of each answer and of its stages, from the traces."""
    traces = [case.answer.trace.seconds for case in score.cases if case.answer]
    totals = [seconds.total for seconds in traces if seconds.total > 0]
    if not totals:
        charts: tuple[Chart, ...] = (Chart("Time to an answer", missing="no trace holds a time"),)
    else:
        middle, late = quantile(totals, 0.5), quantile(totals, 0.95)
        marks = [(middle, f"p50 {shown(middle, 'seconds')}"), (late, f"p95 {shown(late, 'seconds')}")]
        stages = ("understand", "retrieve", "write", "verify")
        lists = [(stage, [getattr(seconds, stage) for seconds in traces if seconds.total > 0]) for stage in stages]
        rows = [
            (name, shown(median(found), "seconds"), shown(quantile(found, 0.95), "seconds"), f"{len(found):,}")
            for name, found in (*lists, ("in all", totals))
        ]
        top = max(totals)
        chart = histogram(
            bins_of(totals, 0.0, top),
            f"Seconds to an answer, {counted(len(totals), 'record')}",
            "0 s",
            shown(top, "seconds"),
            marks,
        )
        charts = (Chart("Time to an answer", chart, "", ("stage", "median", "95th percentile", "n"), tuple(rows)),)
    says = (
        "Wall time as the traces give it. It depends on the machine, on how many cases ran at once, and on what was asked "
        "before: a question asked again, as by a second variant, is faster unless the run was made with --cold."
    )
    return Group("latency", "Latency", says, charts)


def by_tag(score: Score) -> Group:
    """Share of cases of each tag in which nothing failed. A repeated case counts once, clean if all repeats are."""
    found = _clean_by_tag(score.cases)
    rows = [
        Bar(visible(tag), sum(clean) / len(clean), *wilson(sum(clean) / len(clean), len(clean)), len(clean))
        for tag, clean in found.items()
    ]
    rows.sort(key=lambda row: (row.value, row.low, row.name))
    table = tuple(
        (row.name, shown(row.value, "share"), f"{shown(row.low, 'share')} to {shown(row.high, 'share')}", f"{row.n:,}")
        for row in rows
    )
    drawn = rows[:MOST_TAGS]
    label = f"Share of cases without a failure by tag, {counted(len(drawn), 'tag')}"
    chart = (
        Chart(
            "Cases without a failure", bars(drawn, label), "", ("tag", "without a failure", "95 % interval", "n"), table
        )
        if rows
        else Chart("Cases without a failure", missing="no case has a tag")
    )
    says = (
        "Share of cases in which no measure lists a failure, with its 95 % interval (Wilson) and the number of cases; "
        "lowest first. Where few cases have a tag the interval is wide: look there before you compare."
    )
    notes = (
        (f"Drawn are the {MOST_TAGS} lowest of {len(rows):,} tags; the table has them all.",)
        if len(rows) > MOST_TAGS
        else ()
    )
    return Group("tags", "By tag", says, (chart,), notes)


def _clean_by_tag(cases: Sequence[CaseScore]) -> dict[str, list[bool]]:
    """For each tag, one truth value a case and variant."""
    clean: dict[tuple[str, str], bool] = {}
    tags: dict[tuple[str, str], tuple[str, ...]] = {}
    for case in cases:
        key = (case.id, case.variant)
        clean[key] = clean.get(key, True) and not case.failures
        tags[key] = case.tags
    found: dict[str, list[bool]] = defaultdict(list)
    for key, is_clean in clean.items():
        for tag in dict.fromkeys(tags[key]):
            found[tag].append(is_clean)
    return found


def _histogram(name: str, values: Sequence[float], unit: Unit) -> Chart:
    low, high = (0.0, 1.0) if unit == "share" else (min(0.0, min(values)), max(values))
    bins = bins_of(values, low, high)
    label = f"{name}: {counted(len(values), 'record')}, median {shown(median(values), unit)}"
    rows = tuple((f"{shown(one.low, unit)} to {shown(one.high, unit)}", f"{one.count:,}") for one in bins)
    drawing = histogram(bins, label, shown(low, unit), shown(high, unit))
    return Chart(name, drawing, "", ("value", "records"), rows) if values else Chart(name, missing=UNMEASURED)
