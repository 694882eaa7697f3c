"""A case and the subject of a run to a RunRecord. Measures nothing, and decides nothing about which cases are asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from evals.measures.retrieval import DEPTH, is_relevant
from evals.schema import Case, RunHit, RunPassage
from rag.errors import CitewellError, LlmBudgetReached
from rag.schema import Answer, Audience, Hit, PageKind, Passage
from rag.settings import Settings


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

    @property
    def endpoint(self) -> str:
        """Where the model is asked, without what opens it; "" where none is, or from recordings."""
        ...

    async def answer(self, question: str, audience: Audience, page_kind: PageKind, *, repeat: int) -> Answer:
        """The verified answer or refusal, as `citewell ask` gives it. Each `repeat` asks a model anew."""
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


@dataclass(frozen=True)
class Outcome:
    """What came of one case: an answer and what it rests on, or an error."""

    answer: Answer | None = None
    error: str | None = None
    hits: tuple[RunHit, ...] = ()
    passages: tuple[RunPassage, ...] = ()


async def ask_case(case: Case, subject: Subject, repeat: int) -> Outcome:
    """Search, answer, and fetch the cited passages. Our own errors are an outcome.

    Raises: LlmBudgetReached: the money is spent, which no case is to blame for. Whatever is a bug.
    """
    try:
        hits = subject.search(case.question, DEPTH)
        answer = await subject.answer(case.question, case.audience, case.page_kind, repeat=repeat)
        cited = [subject.passage(name) for name in dict.fromkeys(citation.passage_id for citation in answer.citations)]
    except LlmBudgetReached:
        raise
    except CitewellError as error:
        return Outcome(error=f"{type(error).__name__}: {error}")
    return Outcome(
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


def relevant_by_case(cases: Iterable[Case], subject: Subject) -> dict[str, tuple[str, ...]]:
    """One pass over the shelf: ids of the relevant passages, by case id."""
    by_id = {case.id: case.expect for case in cases}
    found: dict[str, list[str]] = {name: [] for name in by_id}
    wanted = {name: expect for name, expect in by_id.items() if expect.names_passages}
    if wanted:
        for passage in subject.passages():
            for name, expect in wanted.items():
                if is_relevant(passage.text, passage.source_id, expect, passage_id=passage.id):
                    found[name].append(passage.id)
    return {name: tuple(ids) for name, ids in found.items()}
