import asyncio

import pytest

from evals.asking import ask_case, relevant_by_case
from evals.schema import Case, Expect
from rag.errors import LlmBudgetReached
from rag.schema import Answer, Audience, PageKind
from tests.test_evals_example import KIDNEY, PLAGUE, ExamplePipeline


def test_our_own_errors_are_an_outcome_without_an_answer() -> None:
    outcome = asyncio.run(ask_case(Case(id="f", question="please fail"), ExamplePipeline(), 1))
    assert (outcome.answer, outcome.hits) == (None, ())
    assert outcome.error == "WriterUnavailable: the writer is away; start it"


def test_hits_and_cited_passages_come_with_their_texts() -> None:
    outcome = asyncio.run(ask_case(KIDNEY, ExamplePipeline(), 1))
    assert [(hit.rank, hit.passage_id) for hit in outcome.hits] == [(1, "p1"), (2, "p2"), (3, "p3")]
    assert [passage.text[:10] for passage in outcome.passages] == ["Clear cell"]


def test_a_spending_cap_is_nobodys_outcome() -> None:
    class Poor(ExamplePipeline):
        async def answer(self, question: str, audience: Audience, page_kind: PageKind, *, repeat: int) -> Answer:
            raise LlmBudgetReached("spent; raise --budget")

    with pytest.raises(LlmBudgetReached):
        asyncio.run(ask_case(KIDNEY, Poor(), 1))


def test_relevant_passages_are_those_the_case_names() -> None:
    by_source = Case(id="by-source", question="q", expect=Expect(sources=("breast-cancer",)))
    found = relevant_by_case([KIDNEY, by_source, PLAGUE], ExamplePipeline())
    assert found == {"kidney": ("p1", "p2"), "by-source": ("p3",), "plague": ()}
