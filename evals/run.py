"""A suite and a pipeline to a run file. Measures nothing: that is `score.py`, from the run file alone."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from pydantic import Field

from evals.asking import Subject, ask_case, relevant_by_case
from evals.fingerprints import changed, fingerprint_run
from evals.records import Key, RunFile, key_of
from evals.schema import Case, Fingerprints, RunRecord, Suite
from evals.writers import Byline, byline, label
from rag.at_once import do_at_once
from rag.errors import SuiteError
from rag.page.notices import load_notices, load_safety_notice
from rag.schema import Alarm, Answer, Audience, Notices, Value
from rag.settings import Settings

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
ALARMS: tuple[Alarm, ...] = get_args(Alarm)


class RunSummary(Value):
    """What a run did. `recorded` counts earlier records too; `errored` is how many of all of them hold an error.

    `errored_apart`: those of them that were not planned now, so that the same command would not ask them again.
    """

    out: Path
    planned: int = Field(ge=1)
    recorded: int = Field(ge=0)
    run_now: int = Field(ge=0)
    errored: int = Field(ge=0)
    errored_apart: int = Field(default=0, ge=0, description="of another variant, repeat, tag or limit")
    left: int = Field(ge=0, description="planned, and not in the file: the run ended early")
    written_by: str = Field(description="who wrote the pages of all of them, as in Score")
    stopped: str | None = Field(default=None, description="why it ended early: the spending cap, with the remedy")


class Progress(Value):
    """How far a run is, told after each record. `done` counts what was there before."""

    done: int
    planned: int
    record: RunRecord
    left_s: float = Field(description="seconds that the rest will take, at the pace so far")
    cost_usd: float = Field(description="of all pages in the run file")


Listener = Callable[[Progress], None]


class _Ask(NamedTuple):
    """One thing to do: a case, asked for the n-th time."""

    place: int
    case: Case
    repeat: int


def run_suite(
    suite: Suite,
    subject: Subject,
    out: Path,
    *,
    variants: Mapping[str, Subject] | None = None,
    cases: Sequence[Case] | None = None,
    repeat: int = 1,
    at_once: int = 1,
    retries_errors: bool = False,
    on_progress: Listener = lambda _: None,
) -> RunSummary:
    """Run cases `repeat` times, `at_once` at a time, and append a record of each to `out`; records there are kept.

    First the subject, then each of `variants`, by name. `cases`: those of the suite to run now; None: all.
    `retries_errors`: those of them that errored are run again, and what comes then counts.
    A CitewellError in a case becomes that case's record. A spending cap ends the run: what has begun is finished.
    Raises: SuiteError: `repeat` or `at_once` below 1, or `out` holds another run or is being written.
    """
    for name, number in (("--repeat", repeat), ("--concurrency", at_once)):
        if number < 1:
            raise SuiteError(f"{name} {number} is below 1; give a whole number from 1")
    subjects = {"": subject, **(variants or {})}
    fingerprints = {name: fingerprint_run(suite, one) for name, one in subjects.items()}
    chosen = None if cases is None else {case.id for case in cases}
    wanted = [
        _Ask(place, case, number)
        for number in range(1, repeat + 1)
        for place, case in enumerate(suite.cases)
        if chosen is None or case.id in chosen
    ]
    with RunFile(out) as file:
        planned = [Key(v, w.case.id, w.repeat) for v in subjects for w in wanted]
        ledger = _Ledger(file, fingerprints, planned, retries_errors=retries_errors)
        todo = {v: [w for w in wanted if Key(v, w.case.id, w.repeat) in ledger.todo] for v in subjects}
        stopped = asyncio.run(_run_all(suite, subjects, todo, at_once, ledger, on_progress))
    return RunSummary(
        out=out,
        planned=len(planned),
        recorded=len(ledger.bylines),
        run_now=ledger.run_now,
        errored=len(ledger.errored),
        errored_apart=len(ledger.errored.difference(planned)),
        left=sum(key not in ledger.bylines for key in planned),
        written_by=label(list(ledger.bylines.values())),
        stopped=stopped,
    )


class _Ledger:
    """What a run file holds, as far as a run has to know it; the pages themselves stay on disk."""

    def __init__(
        self, file: RunFile, fingerprints: Mapping[str, Fingerprints], planned: Sequence[Key], *, retries_errors: bool
    ) -> None:
        """Raises: SuiteError: the file holds another run."""
        self.bylines: dict[Key, Byline] = {}
        self.errored: set[Key] = set()
        self.fingerprints = fingerprints
        self.run_now = 0
        self.cost_usd = 0.0
        self._file, self._planned, self._began = file, len(planned), time.monotonic()
        for record in file.earlier():
            _must_be_of_this_run(file.path, record, fingerprints)
            self._enter(record)
        self.todo = {key for key in planned if key not in self.bylines or (retries_errors and key in self.errored)}

    def add(self, record: RunRecord) -> Progress:
        """Store the record; how far the run is now."""
        self._file.append(record)
        self._enter(record)
        self.todo.remove(key_of(record))
        self.run_now += 1
        pace_s = (time.monotonic() - self._began) / self.run_now
        done, left_s = self._planned - len(self.todo), pace_s * len(self.todo)
        return Progress(done=done, planned=self._planned, record=record, left_s=left_s, cost_usd=self.cost_usd)

    def _enter(self, record: RunRecord) -> None:
        key = key_of(record)
        self.bylines[key] = byline(record)
        (self.errored.discard if record.error is None else self.errored.add)(key)
        self.cost_usd += record.answer.trace.cost_usd if record.answer else 0.0


def _must_be_of_this_run(path: Path, record: RunRecord, fingerprints: Mapping[str, Fingerprints]) -> None:
    """A variant that is not run now may stay, as long as it is of the same suite."""
    now = fingerprints.get(record.variant) or record.fingerprints.model_copy(update={"suite": fingerprints[""].suite})
    what = changed(record.fingerprints, now)
    if what:
        of = f", variant {record.variant!r}" if record.variant else ""
        raise SuiteError(f"{path} holds another run ({what}{of}); choose another --out, or remove the file")


async def _run_all(
    suite: Suite,
    subjects: Mapping[str, Subject],
    todo: Mapping[str, Sequence[_Ask]],
    at_once: int,
    ledger: _Ledger,
    on_progress: Listener,
) -> str | None:
    """One subject after the other. Returns why it stopped early, if it did."""
    for variant, subject in subjects.items():
        make = _Maker(suite, subject, variant, ledger.fingerprints[variant], [ask.case for ask in todo[variant]])

        async def one(ask: _Ask, make: _Maker = make) -> None:
            on_progress(ledger.add(await make.record(ask)))

        stopped = await do_at_once(todo[variant], one, at_once)
        if stopped:
            return stopped
    return None


class _Maker:
    """Makes the records of one subject."""

    def __init__(
        self, suite: Suite, subject: Subject, variant: str, fingerprints: Fingerprints, cases: Iterable[Case]
    ) -> None:
        self._suite, self._subject, self._variant, self._fingerprints = suite, subject, variant, fingerprints
        self._relevant = relevant_by_case(cases, subject)
        settings: Settings = subject.settings
        self._notices = {audience: load_notices(settings.prompts_dir, audience) for audience in AUDIENCES}
        self._safety = {
            alarm: load_safety_notice(settings.prompts_dir, alarm, locale=settings.locale) for alarm in ALARMS
        }

    async def record(self, ask: _Ask) -> RunRecord:
        """Raises: as ask_case."""
        outcome = await ask_case(ask.case, self._subject, ask.repeat)
        return RunRecord(
            suite=self._suite.name,
            suite_cases=len(self._suite.cases),
            fingerprints=self._fingerprints,
            variant=self._variant,
            case=ask.case,
            place=ask.place,
            repeat=ask.repeat,
            notices=self._due(ask.case, outcome.answer),
            relevant=self._relevant[ask.case.id],
            answer=outcome.answer,
            error=outcome.error,
            hits=outcome.hits,
            passages=outcome.passages,
        )

    def _due(self, case: Case, answer: Answer | None) -> Notices:
        """The notices of the files that the page must carry: on an alarm the safety notice too."""
        refusal = answer.refusal if answer else None
        alarm = next((alarm for alarm in ALARMS if refusal and refusal.reason == alarm), None)
        return self._notices[case.audience].model_copy(update={"safety": self._safety[alarm] if alarm else None})
