"""A run to how much of what breaks its answers the harness sees: each mutant scored, and the unbroken answers too.

A mutant is caught when some measure has a failure that the unbroken record does not have. An unbroken answer that fails a
hard measure is a false alarm, and nothing is made of it.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from evals.measures.intervals import figure
from evals.mutations.drawing import BREAKERS, draw_mutants
from evals.mutations.results import FalseAlarm, KindResult, MutationReport, Survivor
from evals.mutations.table import mutation_table
from evals.output import keep_apart
from evals.records import key_of, read_records
from evals.schema import RunRecord
from evals.score import score_case
from evals.score_schema import CaseScore, Figure
from rag.errors import SuiteError
from rag.page.labels import counted
from rag.result_file import write_whole
from rag.schema import Value

EXPECTING = ("expect.", "facts.", "flags.", "abstention.")  # measures of what the case expects: other pages have none
SOFT = (  # on these a sound answer may fall short
    *EXPECTING,
    *("run.", "retrieval.", "citations.precision", "reading.", "latency.", "llm."),
    *("medical.m16_", "medical.m17_", "medical.m19_"),
)
DONE, DONE_WITH_ERRORS, TOO_FEW_CAUGHT = 0, 4, 5

Progress = Callable[[int, int], None]


class _Outcome(Value):
    """What came of one mutant: the measures that saw it, and how it is listed where none did."""

    seen: tuple[str, ...]
    survivor: Survivor

    @property
    def by_rules(self) -> bool:
        return any(not name.startswith(EXPECTING) for name in self.seen)


def mutate_run(
    records: Sequence[RunRecord], *, seed: int, limit: int, on_progress: Progress | None = None
) -> MutationReport:
    """Break the sound answers of a run in up to `limit` places, shared evenly over the kinds, and score each.

    `on_progress(done, planned)` follows each mutant. The same records, seed and limit give the same report.
    Raises: SuiteError: no record holds a sound answer that can be broken.
    """
    answered = [record for record in records if record.answer is not None]
    scores = {key_of(record): score_case(record) for record in answered}
    alarms = {key: _alarms(score) for key, score in scores.items()}
    sound = [record for record in answered if not alarms[key_of(record)] and _is_due(record)]
    drawn = draw_mutants(sound, seed=seed, limit=limit)
    if not drawn:
        raise SuiteError(
            f"no sound answer to break in {counted(len(records), 'record')}; see why with: citewell eval score RUN.jsonl"
        )
    outcomes: list[_Outcome] = []
    for done, one in enumerate(drawn, start=1):
        seen = failing_measures(scores[key_of(one.record)], score_case(one.record))
        survivor = Survivor(
            kind=one.kind,
            case=one.record.case.id,
            variant=one.record.variant,
            where=one.where,
            before=one.before,
            after=one.after,
        )
        outcomes.append(_Outcome(seen=seen, survivor=survivor))
        if on_progress is not None:
            on_progress(done, len(drawn))
    return MutationReport(
        suite=records[0].suite,
        seed=seed,
        mutants=len(drawn),
        answers=len(answered),
        errored=len(records) - len(answered),
        caught=_share("caught", [bool(outcome.seen) for outcome in outcomes]),
        by_rules=_share("caught without expectations", [outcome.by_rules for outcome in outcomes]),
        false_alarms=_share("false alarms", [bool(found) for found in alarms.values()]),
        kinds=tuple(_result(kind, [one for one in outcomes if one.survivor.kind == kind]) for kind in BREAKERS),
        survivors=tuple(outcome.survivor for outcome in outcomes if not outcome.seen),
        alarms=tuple(alarm for found in alarms.values() for alarm in found),
    )


def failing_measures(unbroken: CaseScore, broken: CaseScore) -> tuple[str, ...]:
    """Names of the measures that have a failure in the broken record which they do not have in the unbroken one."""
    known = {(measurement.name, failure) for measurement in unbroken.measurements for failure in measurement.failures}
    return tuple(
        measurement.name
        for measurement in broken.measurements
        if any((measurement.name, failure) not in known for failure in measurement.failures)
    )


def command_mutate(
    run: Path,
    out: Path | None = None,
    *,
    seed: int,
    limit: int,
    min_share: float | None = None,
    as_json: bool = False,
    on_progress: Progress | None = None,
) -> int:
    """Mutate the run; the table, or with `as_json` the report, on stdout, and the report in `out` too.

    Returns 0; 5 when less than `min_share` of all mutants is caught; else 4 when the run holds errors.
    Raises: SuiteError: the run file cannot be read, holds nothing to break, or is `out` itself.
    """
    if out is not None:
        keep_apart(out, run)
    report = mutate_run(read_records(run), seed=seed, limit=limit, on_progress=on_progress)
    text = report.model_dump_json(by_alias=True, indent=1) + "\n"
    if out is not None:
        write_whole(out, text)
    print(text if as_json else mutation_table(report) + "\n", end="")
    if min_share is not None and (report.caught.value or 0.0) < min_share:
        return TOO_FEW_CAUGHT
    return DONE_WITH_ERRORS if report.errored else DONE


def _is_due(record: RunRecord) -> bool:
    """Whether it is of the kind that its case expects, if it expects one."""
    return record.case.expect.kind in (None, record.given.kind)


def _alarms(score: CaseScore) -> list[FalseAlarm]:
    return [
        FalseAlarm(case=score.id, variant=score.variant, measure=measurement.name, failure=failure)
        for measurement in score.measurements
        if not measurement.name.startswith(SOFT)
        for failure in measurement.failures
    ]


def _result(kind: str, outcomes: Sequence[_Outcome]) -> KindResult:
    return KindResult(
        kind=kind,
        mutants=len(outcomes),
        caught=_share("caught", [bool(outcome.seen) for outcome in outcomes]),
        by_rules=_share("caught without expectations", [outcome.by_rules for outcome in outcomes]),
    )


def _share(name: str, outcomes: Sequence[bool]) -> Figure:
    return figure(name, [float(outcome) for outcome in outcomes], reason="the answers of the run offer none")
