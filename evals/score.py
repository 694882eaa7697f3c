"""Run records to a Score. A pure function: no clock, no files, no model; the same records give the same bytes."""

from collections.abc import Callable, Sequence

from evals.measures import (
    abstention,
    alce,
    citations,
    effort,
    expectations,
    facts,
    fidelity,
    flags,
    groundedness,
    notices,
    reading,
    retrieval,
)
from evals.measures.intervals import figure, quantile_figure
from evals.measures.medical import pairs
from evals.measures.medical import rules as medical
from evals.schema import RunPassage, RunRecord
from evals.score_schema import CaseScore, Figure, Measurement, Score, TagScore, VariantScore, WriterScore
from evals.writers import writer_label, writer_of, writers_of
from rag.errors import SuiteError

Family = tuple[tuple[str, ...], Callable[[RunRecord], tuple[Measurement, ...]]]
FAMILIES: tuple[Family, ...] = (
    (expectations.NAMES, expectations.measure),
    (facts.NAMES, facts.measure),
    (abstention.NAMES, abstention.measure),
    (flags.NAMES, flags.measure),
    (citations.NAMES, citations.measure),
    (alce.NAMES, alce.measure),
    (groundedness.NAMES, groundedness.measure),
    (fidelity.NAMES, fidelity.measure),
    (notices.NAMES, notices.measure),
    (medical.NAMES, medical.measure),
    (retrieval.NAMES, retrieval.measure),
    (reading.NAMES, reading.measure),
    (effort.NAMES, effort.measure),
)
COMPLETED = "run.completed"


def score_run(records: Sequence[RunRecord], families: Sequence[Family] = FAMILIES) -> Score:
    """Measure every record and take the figure of each measure over cases (of a case's repeats first).

    `families`: names and function of each family of measures; more than FAMILIES to try one (docs/how-to-measure.md).
    A case that errored is unmeasured in every measure but `run.completed`, so look at that one first. Where the run
    holds several variants, all figures but those in `variants` are of the first. Raises: SuiteError: no records.
    """
    if not records:
        raise SuiteError("the run file holds no record; run it first: citewell eval run SUITE --out RUN.jsonl")
    ordered = sorted(records, key=lambda record: record.repeat)  # stable: suite order within a repeat
    alone = [score_case(record, families) for record in ordered]
    cases = tuple(_with(case, more) for case, more in zip(alone, pairs.of_run(ordered), strict=True))
    names = tuple(dict.fromkeys(record.variant for record in records))
    base = [record for record in ordered if record.variant == names[0]]
    base_cases = [case for case in cases if case.variant == names[0]]
    return Score(
        suite=base[0].suite,
        fingerprints=base[0].fingerprints,
        written_by=writer_label(base),
        records=len(ordered),
        errored=_errored(ordered),
        not_run=_not_run(base),
        figures=_figures(base_cases),
        confusion=abstention.confusion(base),
        writers=_by_writer(base, base_cases),
        variants=_by_variant(ordered, cases, names) if len(names) > 1 else (),
        tags=_by_tag(base_cases),
        cases=cases,
        passages=_passages(ordered),
    )


def score_case(record: RunRecord, families: Sequence[Family] = FAMILIES) -> CaseScore:
    """All measurements of one record, in the order of `families`, `run.completed` first."""
    error = None if record.error is None else f"the case errored: {record.error}"
    found = [Measurement.share(COMPLETED, [error], nothing="always measured")]
    for names, measure in families:
        found += measure(record) if error is None else [Measurement.unmeasured(name, error) for name in names]
    return CaseScore(
        id=record.case.id,
        repeat=record.repeat,
        question=record.case.question,
        tags=record.case.tags,
        expected=record.case.expect.kind,
        got=None if record.answer is None else record.answer.kind,
        writer=writer_of(record),
        variant=record.variant,
        error=record.error,
        answer=record.answer,
        hits=tuple(hit.passage_id for hit in sorted(record.hits, key=lambda hit: hit.rank)),
        measurements=tuple(found),
    )


def _with(case: CaseScore, more: Sequence[Measurement]) -> CaseScore:
    """The case with what only two records together tell, in the place of what it could not tell alone."""
    if not more:
        return case
    told = {measurement.name: measurement for measurement in more}
    return case.model_copy(update={"measurements": tuple(told.get(one.name, one) for one in case.measurements)})


def _passages(records: Sequence[RunRecord]) -> tuple[RunPassage, ...]:
    """Every passage that a case found or cites, once, in order of their ids."""
    seen = {
        passage.passage_id: RunPassage(passage_id=passage.passage_id, source_id=passage.source_id, text=passage.text)
        for record in records
        for passage in (*record.hits, *record.passages)
    }
    return tuple(seen[name] for name in sorted(seen))


def _errored(records: Sequence[RunRecord]) -> int:
    return sum(record.error is not None for record in records)


def _not_run(records: Sequence[RunRecord]) -> int:
    """Cases of the suite that none of the records holds. `records`: of one variant, at least one."""
    return max(0, records[0].suite_cases - len({record.case.id for record in records}))


def _by_writer(records: Sequence[RunRecord], cases: Sequence[CaseScore]) -> tuple[WriterScore, ...]:
    """Figures over the pages of each writer; none where one wrote them all."""
    counts = writers_of(records)
    return tuple(
        WriterScore(
            writer=writer,
            records=count,
            figures=_figures([case for case in cases if case.writer == writer]),
            confusion=abstention.confusion(record for record in records if writer_of(record) == writer),
        )
        for writer, count in counts.items()
        if len(counts) > 1
    )


def _by_variant(
    records: Sequence[RunRecord], cases: Sequence[CaseScore], names: Sequence[str]
) -> tuple[VariantScore, ...]:
    """Figures over the records of each variant, the first too."""
    found: list[VariantScore] = []
    for name in names:
        own = [record for record in records if record.variant == name]
        found.append(
            VariantScore(
                variant=name,
                fingerprints=own[0].fingerprints,
                written_by=writer_label(own),
                records=len(own),
                errored=_errored(own),
                not_run=_not_run(own),
                figures=_figures([case for case in cases if case.variant == name]),
                confusion=abstention.confusion(own),
            )
        )
    return tuple(found)


def _by_tag(cases: Sequence[CaseScore]) -> tuple[TagScore, ...]:
    """Figures over the cases with each tag; a case with several tags counts in each."""
    tagged = {tag: [case for case in cases if tag in case.tags] for tag in sorted({t for c in cases for t in c.tags})}
    return tuple(TagScore(tag=tag, records=len(own), figures=_figures(own)) for tag, own in tagged.items())


def _figures(cases: Sequence[CaseScore]) -> tuple[Figure, ...]:
    """The figure of every measure, in the order in which all cases hold them. `cases`: at least one."""
    return tuple(_figure(measurement.name, at, cases) for at, measurement in enumerate(cases[0].measurements))


def _figure(name: str, at: int, cases: Sequence[CaseScore]) -> Figure:
    """The figure of the measure at position `at` of every case's measurements, as its measurements ask for it."""
    values: dict[str, list[float]] = {case.id: [] for case in cases}
    reasons: list[str] = []
    kind = Measurement.unmeasured(name, "no case")
    for case in cases:
        measurement = case.measurements[at]
        kind = kind if case.error else measurement
        if measurement.value is None:
            reasons.append(measurement.reason or "")
        else:
            values[case.id].append(measurement.value)
    measured = [repeats for repeats in values.values() if repeats]
    missing, reason = len(values) - len(measured), max(reasons, key=reasons.count, default="no case")
    if kind.statistic != "mean":
        return quantile_figure(
            name, measured, kind.statistic, unit=kind.unit, better=kind.better, unmeasured=missing, reason=reason
        )
    means = [sum(repeats) / len(repeats) for repeats in measured]
    return figure(name, means, unit=kind.unit, better=kind.better, unmeasured=missing, reason=reason)
