"""The shelf and the flow as LangChain users meet them: documents from a retriever, answer JSON from a runnable."""

import asyncio
from collections.abc import Callable

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from rag.errors import InputError
from rag.interop import AnswerJson, answer_runnable, retriever
from rag.parts import Parts, open_llm
from rag.pipeline import answer, find
from rag.schema import Answer
from rag.settings import LlmSettings, Settings
from tests.demo_shelf import NO_MEDICINE, SYMPTOMS
from tests.llm_authors import verbatim_author
from tests.llm_server import LlmServer

pytest_plugins = ["tests.demo_shelf"]

HER2 = "What does HER2 status mean for breast cancer treatment?"


def without_times(page: AnswerJson) -> AnswerJson:
    read = Answer.model_validate(page)
    trace = read.trace.model_copy(update={"seconds": read.trace.seconds.model_validate({}), "created": ""})
    return read.model_copy(update={"trace": trace}).to_json_dict()


def test_retriever_returns_what_search_finds_in_the_same_order(demo: Parts, demo_settings: Settings) -> None:
    hits = find(SYMPTOMS, demo, demo_settings, k=4)
    documents = retriever(demo, demo_settings, k=4).invoke(SYMPTOMS)
    assert [document.page_content for document in documents] == [hit.passage.text for hit in hits]
    assert [document.id for document in documents] == [hit.passage.id for hit in hits]
    first = hits[0].passage
    assert documents[0].metadata == {
        "passage_id": first.id,
        "source_id": first.source_id,
        "title": first.title,
        "edition": first.edition,
        "score": hits[0].score,
        "headings": list(first.locator.headings),
        "page": first.locator.page,
    }


def test_retriever_finds_the_same_when_awaited_and_in_a_batch(demo: Parts, demo_settings: Settings) -> None:
    searcher = retriever(demo, demo_settings, k=3)
    one, two = searcher.invoke(SYMPTOMS), searcher.invoke(HER2)
    assert one != two
    assert asyncio.run(searcher.ainvoke(SYMPTOMS)) == one
    assert searcher.batch([SYMPTOMS, HER2]) == [one, two]
    assert asyncio.run(searcher.abatch([HER2, SYMPTOMS])) == [two, one]


def test_retriever_without_k_returns_top_k_of_the_settings(demo: Parts, demo_settings: Settings) -> None:
    few = demo_settings.model_copy(update={"retrieve": demo_settings.retrieve.model_copy(update={"top_k": 2})})
    assert len(retriever(demo, few).invoke(SYMPTOMS)) == 2


def test_retriever_stands_in_a_chain(demo: Parts, demo_settings: Settings) -> None:
    def sources(documents: list[Document]) -> list[str]:
        return [document.metadata["source_id"] for document in documents]

    chain = {
        "question": RunnablePassthrough(),
        "sources": retriever(demo, demo_settings, k=1) | RunnableLambda(sources),
    } | RunnableLambda(lambda found: found)
    assert chain.invoke(SYMPTOMS) == {"question": SYMPTOMS, "sources": ["kidney-cancer"]}


@pytest.mark.parametrize("query", ["", "   "])
def test_retriever_refuses_an_empty_query_with_our_error(query: str, demo: Parts, demo_settings: Settings) -> None:
    searcher = retriever(demo, demo_settings)
    with pytest.raises(InputError, match="empty"):
        searcher.invoke(query)
    with pytest.raises(InputError, match="empty"):
        asyncio.run(searcher.ainvoke(query))


@pytest.mark.parametrize("k", [0, -3])
def test_retriever_for_no_passages_is_refused(k: int, demo: Parts, demo_settings: Settings) -> None:
    with pytest.raises(InputError, match=f"k is {k}"):
        retriever(demo, demo_settings, k=k)


@pytest.mark.parametrize("question", [SYMPTOMS, NO_MEDICINE])
def test_runnable_returns_the_answer_json_refusals_included(
    question: str, demo: Parts, demo_settings: Settings
) -> None:
    page = answer_runnable(demo, demo_settings).invoke(question)
    assert without_times(page) == without_times(answer(question, demo, demo_settings).to_json_dict())


def test_runnable_takes_audience_and_kind(demo: Parts, demo_settings: Settings) -> None:
    given = {"question": HER2, "audience": "clinician", "kind": "glossary"}
    page = answer_runnable(demo, demo_settings).invoke(given)
    assert (page["question"], page["audience"], page["page_kind"]) == (HER2, "clinician", "glossary")


def test_runnable_reads_a_follow_up_with_its_history(demo: Parts, demo_settings: Settings) -> None:
    runnable = answer_runnable(demo, demo_settings)
    asked = {"question": "and for lung cancer?", "history": ["What are the symptoms of kidney cancer?"]}
    page = Answer.model_validate(runnable.invoke(asked))
    assert page.question == "and for lung cancer?"
    assert page.inquiry.topics == ("lung-cancer",)
    alone = Answer.model_validate(runnable.invoke("What are the symptoms of lung cancer?"))
    assert page.sections == alone.sections
    assert page.kind == "answer"


def test_runnable_answers_the_same_when_awaited_and_in_a_batch(demo: Parts, demo_settings: Settings) -> None:
    runnable = answer_runnable(demo, demo_settings)
    one, two = without_times(runnable.invoke(SYMPTOMS)), without_times(runnable.invoke(HER2))
    assert without_times(asyncio.run(runnable.ainvoke(SYMPTOMS))) == one
    assert [without_times(page) for page in runnable.batch([SYMPTOMS, {"question": HER2}])] == [one, two]
    assert [without_times(page) for page in asyncio.run(runnable.abatch([HER2, SYMPTOMS]))] == [two, one]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("", "the question is empty"),
        ({"audience": "patient"}, "question: Field required"),
        ({"question": "What is HER2?", "audience": "nurse"}, "audience: "),
        ({"question": "What is HER2?", "language": "en"}, "language: "),
        ({"question": "What is HER2?", "history": [3]}, "history.0: "),
        (7, 'give a question, or a mapping with "question"'),
    ],
)
def test_runnable_refuses_other_input_with_our_error(
    given: object, message: str, demo: Parts, demo_settings: Settings
) -> None:
    runnable = answer_runnable(demo, demo_settings)
    with pytest.raises(InputError, match=message):
        runnable.invoke(given)  # type: ignore[arg-type]  # what a caller without types may give
    with pytest.raises(InputError, match=message):
        asyncio.run(runnable.ainvoke(given))  # type: ignore[arg-type]


@pytest.fixture
def with_llm(demo: Parts, demo_settings: Settings) -> Callable[[str], Callable[..., AnswerJson]]:
    """The runnable with the LLM at a URL."""

    def make(url: str) -> Callable[..., AnswerJson]:
        llm_settings = LlmSettings(base_url=url, model="test-model", cache=False)
        settings = demo_settings.model_copy(update={"llm": llm_settings})
        runnable = answer_runnable(demo, settings, llm=open_llm(settings, writer="llm"))

        def ask(*questions: str, how: str) -> AnswerJson:
            if how == "invoke":
                return runnable.invoke(questions[0])
            if how == "batch":
                return runnable.batch(list(questions))[-1]
            if how == "invoke inside a loop":

                async def inside() -> AnswerJson:
                    return runnable.invoke(questions[0])

                return asyncio.run(inside())
            return asyncio.run(runnable.abatch(list(questions)))[-1]

        return ask

    return make


@pytest.mark.parametrize("how", ["invoke", "batch", "abatch", "invoke inside a loop"])
def test_runnable_with_an_llm_writes_with_it_in_whatever_way_it_is_called(
    how: str, with_llm: Callable[[str], Callable[..., AnswerJson]]
) -> None:
    with LlmServer(verbatim_author) as server:
        ask = with_llm(server.url)
        pages = [Answer.model_validate(ask(HER2, HER2, how=how)) for _ in range(2)]
    assert [page.trace.writer for page in pages] == ["llm", "llm"]
