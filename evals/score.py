"""Run records to a Score. A pure function: no clock, no files, no model; the same records give the same bytes."""

from collections.abc import Callable, Sequence

from evals.measures import abstention, citations, expectations, notices, retrieval
from evals.measures.intervals import figure
from evals.measures.medical import rules as medical
from evals.schema import CaseScore, Figure, Measurement, RunPassage, RunRecord, Score, WriterScore
from evals.writers import writer_label, writer_of, writers_of
from rag.errors import SuiteError

Family = tuple[tuple[str, ...], Callable[[RunRecord], tuple[Measurement, ...]]]
FAMILIES: tuple[Family, ...] = (
    (expectations.NAMES, expectations.measure),
    (abstention.NAMES, abstention.measure),
    (citations.NAMES, citations.measure),
    (notices.NAMES, notices.measure),
    (medical.NAMES, medical.measure),
    (retrieval.NAMES, retrieval.measure),
)
COMPLETED = "run.completed"


def score_run(records: Sequence[RunRecord]) -> Score:
    """Measure every record and take the mean of each measure over cases (of a case's repeats first).

    A case that errored is unmeasured in every measure but `run.completed`, so look at that one first.
    Raises: SuiteError: no records.
    """
    if not records:
        raise SuiteError("the run file holds no record; run it first: citewell eval run SUITE --out RUN.jsonl")
    ordered = sorted(records, key=lambda record: record.repeat)  # stable: suite order within a repeat
    cases = tuple(score_case(record) for record in ordered)
    return Score(
        suite=ordered[0].suite,
        fingerprints=ordered[0].fingerprints,
        written_by=writer_label(ordered),
        records=len(ordered),
        errored=sum(record.error is not None for record in ordered),
        not_run=max(0, ordered[0].suite_cases - len({record.case.id for record in ordered})),
        figures=_figures(cases),
        confusion=abstention.confusion(ordered),
        writers=_by_writer(ordered, cases),
        cases=cases,
        passages=_passages(ordered),
    )


def score_case(record: RunRecord) -> CaseScore:
    """All measurements of one record, in the order of FAMILIES, `run.completed` first."""
    error = None if record.error is None else f"the case errored: {record.error}"
    found = [Measurement.share(COMPLETED, [error], nothing="always measured")]
    for names, measure in FAMILIES:
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


def _passages(records: Sequence[RunRecord]) -> tuple[RunPassage, ...]:
    """Every passage that a case found or cites, once, in order of their ids."""
    seen = {
        passage.passage_id: RunPassage(passage_id=passage.passage_id, source_id=passage.source_id, text=passage.text)
        for record in records
        for passage in (*record.hits, *record.passages)
    }
    return tuple(seen[name] for name in sorted(seen))


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


def _figures(cases: Sequence[CaseScore]) -> tuple[Figure, ...]:
    """The figure of every measure, in the order of FAMILIES, `run.completed` first."""
    names = (COMPLETED, *(name for family_names, _ in FAMILIES for name in family_names))
    return tuple(_figure(name, at, cases) for at, name in enumerate(names))


def _figure(name: str, at: int, cases: Sequence[CaseScore]) -> Figure:
    """The figure of the measure at position `at` of every case's measurements."""
    values: dict[str, list[float]] = {case.id: [] for case in cases}
    reasons: list[str] = []
    for case in cases:
        measurement = case.measurements[at]
        if measurement.value is None:
            reasons.append(measurement.reason or "")
        else:
            values[case.id].append(measurement.value)
    means = [sum(repeats) / len(repeats) for repeats in values.values() if repeats]
    reason = max(reasons, key=reasons.count, default="no case")
    return figure(name, means, unmeasured=len(values) - len(means), reason=reason)
