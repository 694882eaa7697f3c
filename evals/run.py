"""A suite and a pipeline to a run file. Measures nothing: that is `score.py`, from the run file alone."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, get_args

from pydantic import Field

from evals.measures.retrieval import DEPTH, is_relevant
from evals.records import append_record, drop_torn_line, read_records
from evals.schema import Case, Fingerprints, RunHit, RunPassage, RunRecord, Suite
from evals.writers import writer_label
from rag.errors import CitewellError, LlmBudgetReached, SuiteError
from rag.outlines import prompt_fingerprints
from rag.page.notices import load_notices
from rag.schema import Answer, Audience, Hit, PageKind, Passage, Value
from rag.settings import Settings

AUDIENCES: tuple[Audience, ...] = get_args(Audience)


class Subject(Protocol):
    """What is evaluated: a pipeline over one opened generation, with its settings. See pipeline.py for the real one."""

    @property
    def settings(self) -> Settings:
        """The settings the answers are made with."""
        ...

    @property
    def generation(self) -> str:
        """Name of the generation that is searched."""
        ...

    @property
    def writer(self) -> str:
        """Who is asked to write the answers: "extractive", or a model."""
        ...

    def answer(self, question: str, audience: Audience, page_kind: PageKind) -> Answer:
        """The verified answer or refusal, as `citewell ask` gives it."""
        ...

    def search(self, question: str, k: int) -> Sequence[Hit]:
        """Up to `k` passages, best first, as `citewell search` gives them."""
        ...

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with this id; None when the generation does not hold it."""
        ...

    def passages(self) -> Iterable[Passage]:
        """Every passage that search may return: editions in force, not superseded ones."""
        ...


class RunSummary(Value):
    """What a run did. `recorded` counts earlier records too; `errored` is how many of all of them hold an error."""

    out: Path
    planned: int = Field(ge=1)
    recorded: int = Field(ge=0)
    run_now: int = Field(ge=0)
    errored: int = Field(ge=0)
    written_by: str = Field(description="who wrote the pages of all of them, as in Score")


@dataclass(frozen=True)
class _Outcome:
    """What came of one case: an answer and what it rests on, or an error."""

    answer: Answer | None = None
    error: str | None = None
    hits: tuple[RunHit, ...] = ()
    passages: tuple[RunPassage, ...] = ()


Progress = Callable[[int, int, RunRecord], None]


def run_suite(
    suite: Suite, subject: Subject, out: Path, *, repeat: int = 1, on_progress: Progress | None = None
) -> RunSummary:
    """Run each case `repeat` times and append a record of each to `out`; records already there are kept.

    A CitewellError in a case becomes that case's record. `on_progress(done, planned, record)` follows each.
    Raises: SuiteError: `repeat` below 1, or `out` holds another run.
    """
    if repeat < 1:
        raise SuiteError(f"--repeat {repeat} is below 1; ask for at least one run of each case")
    fingerprints = fingerprint_run(suite, subject)
    records = {(record.case.id, record.repeat): record for record in _earlier_records(out, fingerprints)}
    wanted = [(case, number) for number in range(1, repeat + 1) for case in suite.cases]
    to_run = [(case, number) for case, number in wanted if (case.id, number) not in records]
    relevant = _relevant_by_case([case for case, _ in to_run], subject)
    notices = {audience: load_notices(subject.settings.prompts_dir, audience) for audience in AUDIENCES}
    out.parent.mkdir(parents=True, exist_ok=True)
    for done, (case, number) in enumerate(to_run, start=len(wanted) - len(to_run) + 1):
        outcome = _ask(case, subject)
        record = RunRecord(
            suite=suite.name,
            suite_cases=len(suite.cases),
            fingerprints=fingerprints,
            case=case,
            repeat=number,
            notices=notices[case.audience],
            relevant=relevant[case.id],
            answer=outcome.answer,
            error=outcome.error,
            hits=outcome.hits,
            passages=outcome.passages,
        )
        append_record(out, record)
        records[case.id, number] = record
        if on_progress is not None:
            on_progress(done, len(wanted), record)
    errored = sum(record.error is not None for record in records.values())
    return RunSummary(
        out=out,
        planned=len(wanted),
        recorded=len(records),
        run_now=len(to_run),
        errored=errored,
        written_by=writer_label(list(records.values())),
    )


def fingerprint_run(suite: Suite, subject: Subject) -> Fingerprints:
    """What shapes the answers to this suite. Equal before and after means that earlier records may be kept."""
    settings = subject.settings
    vocabulary = settings.corpus_dir / "vocabulary.csv"
    return Fingerprints(
        settings=settings.fingerprint(),
        generation=subject.generation,
        prompts=_hash(json.dumps(prompt_fingerprints(settings.prompts_dir), sort_keys=True).encode()),
        vocabulary=_hash(vocabulary.read_bytes() if vocabulary.is_file() else b""),
        suite=suite.fingerprint,
        writer=subject.writer,
    )


def _hash(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()[:16]


def _earlier_records(out: Path, fingerprints: Fingerprints) -> tuple[RunRecord, ...]:
    if not out.exists():
        return ()
    records = read_records(out)
    if records and records[0].fingerprints != fingerprints:
        found, wanted = records[0].fingerprints.model_dump(), fingerprints.model_dump()
        changed = ", ".join(
            f"{name} {found[name]} then, {wanted[name]} now" for name in found if found[name] != wanted[name]
        )
        raise SuiteError(f"{out} holds another run ({changed}); choose another --out, or remove the file")
    drop_torn_line(out)
    return records


def _relevant_by_case(cases: Sequence[Case], subject: Subject) -> dict[str, tuple[str, ...]]:
    """One pass over the shelf: ids of the relevant passages, by case id."""
    found: dict[str, list[str]] = {case.id: [] for case in cases}
    by_id = {case.id: case for case in cases if case.expect.passages_contain or case.expect.sources}
    if by_id:
        for passage in subject.passages():
            for case in by_id.values():
                if is_relevant(passage.text, passage.source_id, case.expect):
                    found[case.id].append(passage.id)
    return {name: tuple(ids) for name, ids in found.items()}


def _ask(case: Case, subject: Subject) -> _Outcome:
    """Search, answer, and fetch the cited passages. Our own errors are recorded; a spending cap and bugs end the run."""
    try:
        hits = subject.search(case.question, DEPTH)
        answer = subject.answer(case.question, case.audience, case.page_kind)
        cited = [subject.passage(name) for name in dict.fromkeys(citation.passage_id for citation in answer.citations)]
    except LlmBudgetReached:
        raise
    except CitewellError as error:
        return _Outcome(error=f"{type(error).__name__}: {error}")
    return _Outcome(
        answer=answer,
        hits=tuple(
            RunHit(rank=hit.rank, passage_id=hit.passage.id, source_id=hit.passage.source_id, text=hit.passage.text)
            for hit in hits
        ),
        passages=tuple(
            RunPassage(passage_id=passage.id, source_id=passage.source_id, text=passage.text)
            for passage in cited
            if passage is not None
        ),
    )
