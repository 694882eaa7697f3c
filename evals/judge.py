"""A run and a rubric to a Judgement: the opinion of a chat model, with how far it can be trusted. Measures nothing."""

import asyncio
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from evals.judge_asking import Asked, Listener, Session, ask_all
from evals.judge_canary import sound_and_broken
from evals.judge_file import OpinionFile
from evals.judge_request import Sitting, judge_request
from evals.judge_results import Page, canary_results, results_of, why_not_asked
from evals.judgement import Judgement, Rubric
from evals.schema import RunRecord
from evals.score import score_case
from rag.errors import SuiteError
from rag.schema import Value
from rag.settings import LlmSettings
from rag.write.chat import ChatModel
from rag.write.prompting import Prompt


class JudgeSummary(Value):
    """What one call of `judge_run` did. `owed`: opinions that the same command can still get."""

    judgement: Judgement
    asked_now: int
    owed: int
    stopped: str | None

    @property
    def is_complete(self) -> bool:
        """Every opinion is there and every verdict usable."""
        unusable = any(result.unusable for result in self.judgement.results)
        return not (self.owed or self.stopped or unusable)


def judge_run(
    records: Sequence[RunRecord],
    out: Path,
    *,
    chat: ChatModel,
    llm: LlmSettings,
    rubric: Rubric,
    prompt: Prompt,
    turns: int,
    seed: int,
    with_canary: bool = False,
    on_progress: Listener = lambda done, planned, name: None,
) -> JudgeSummary:
    """Ask the judge `turns` times for each page and criterion, and write the judgement to `out`.

    Opinions that are in `out`, or were kept when an earlier call was cut off, are not asked for again; a reply that is no
    reply, is off the scale or does not come makes the verdict unusable, never a value.
    Raises: SuiteError: no records, or `out` cannot be written. LlmError: the endpoint gave nothing at all. PromptError.
    """
    if not records:
        raise SuiteError("the run file holds no record; run it first: citewell eval run SUITE --out RUN.jsonl")
    pages = [Page(record, score_case(record)) for record in records]
    pairs = sound_and_broken(records, {at: p.score for at, p in enumerate(pages)}, seed=seed) if with_canary else ()
    sittings = [*_sittings(records, rubric, turns), *_broken_sittings([bad for _, bad in pairs], rubric, turns)]
    todo = [Asked(sitting, judge_request(sitting, prompt, llm, seed=seed)) for sitting in sittings]
    with OpinionFile(out) as file:
        session = asyncio.run(ask_all(todo, chat, file, at_once=llm.concurrency, on_progress=on_progress))
        _must_have_something(session, len(todo))
        judgement = Judgement(
            suite=records[0].suite,
            fingerprints=records[0].fingerprints,
            judge=chat.name,
            prompt=f"{prompt.name} version {prompt.version} [{prompt.fingerprint}]",
            rubric=rubric,
            turns=turns,
            seed=seed,
            pages=len(pages),
            wanted=len(todo),
            results=results_of(rubric, pages, session.opinions),
            canary=canary_results(rubric, pairs, session.opinions) if with_canary else None,
            cost_usd=sum(opinion.cost_usd for opinion in session.opinions),
            opinions=tuple(session.opinions),
        )
        file.finish(judgement, is_complete=not (session.owed or session.stopped))
    return JudgeSummary(judgement=judgement, asked_now=session.asked_now, owed=session.owed, stopped=session.stopped)


def _sittings(records: Sequence[RunRecord], rubric: Rubric, turns: int) -> list[Sitting]:
    """Turn by turn over all pages, so that a judge stopped early has seen as many pages as it could."""
    found = []
    for turn in range(1, turns + 1):
        for record in records:
            due = [criterion for criterion in rubric.criteria if why_not_asked(criterion, record) is None]
            for looks_at, group in groupby(sorted(due, key=lambda one: one.looks_at), key=lambda one: one.looks_at):
                found.append(Sitting(record, looks_at, tuple(group), turn))
    return found


def _broken_sittings(records: Sequence[RunRecord], rubric: Rubric, turns: int) -> list[Sitting]:
    """The same of broken pages, for all criteria: what a judge is asked must not tell it that they are broken."""
    return [sitting._replace(is_broken=True) for sitting in _sittings(records, rubric, turns)]


def _must_have_something(session: Session, planned: int) -> None:
    """A judge that answers nothing at all is an error, not a judgement without a verdict."""
    usable = any(verdict.value is not None for opinion in session.opinions for verdict in opinion.verdicts)
    if planned and not usable and session.fault is not None:
        raise session.fault
    if planned and not session.opinions and session.stopped:
        raise SuiteError(f"nothing was judged: {session.stopped}")
