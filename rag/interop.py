"""The shelf as a LangChain retriever, and the whole flow as a LangChain runnable. Only home of langchain_core."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from pydantic import ValidationError

from rag.errors import InputError
from rag.parts import Parts
from rag.pipeline import answer, answer_async, find
from rag.schema import Audience, Hit, PageKind, Value
from rag.settings import Settings
from rag.write.llm import Llm

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

AnswerJson = dict[str, object]


class Asked(Value):
    """What the runnable is given, as a mapping. `history`: earlier questions, oldest first."""

    question: str
    audience: Audience = "patient"
    kind: PageKind = "answer"
    history: tuple[str, ...] = ()


def retriever(parts: Parts, settings: Settings, *, k: int | None = None) -> "BaseRetriever":
    """A retriever that returns what `citewell search` finds, best first, as documents: `k` (default retrieve.top_k).

    Each document has the passage's text and id; its metadata are passage_id, source_id, title, edition, score, headings
    (outermost first) and page (from 1, None where the source has no pages).
    Its calls raise: InputError: the query is empty, or `k` is less than 1. IndexDamaged.
    """
    from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever

    class CitewellRetriever(BaseRetriever):
        k: int

        def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
            return [_document(hit) for hit in find(query, parts, settings, k=self.k)]

        async def _aget_relevant_documents(
            self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
        ) -> list[Document]:
            hits = await asyncio.to_thread(find, query, parts, settings, k=self.k)
            return [_document(hit) for hit in hits]

    wanted = settings.retrieve.top_k if k is None else k
    if wanted < 1:
        raise InputError(f"k is {wanted}; ask for at least 1 passage")
    return CitewellRetriever(k=wanted)


def answer_runnable(
    parts: Parts, settings: Settings, *, llm: Llm | None = None
) -> "Runnable[str | Mapping[str, object], AnswerJson]":
    """A runnable from a question to the answer JSON of docs/answer.schema.json; refusals are answers too.

    Input: the question, or a mapping {"question", "audience"?, "kind"?, "history"?}. With `llm` pages are written by it,
    else by the extractive writer. Its calls raise: InputError: another input, or an empty question. LlmError, IndexDamaged.
    """
    from langchain_core.runnables import RunnableLambda

    one_loop = ThreadPoolExecutor(
        max_workers=1
    )  # a chat client serves one event loop at a time: `abatch` is concurrent

    def make(given: str | Mapping[str, object]) -> AnswerJson:
        if llm:
            return one_loop.submit(lambda: asyncio.run(make_async(given))).result()
        asked = _asked(given)
        page = answer(
            asked.question, parts, settings, audience=asked.audience, page_kind=asked.kind, history=asked.history
        )
        return page.to_json_dict()

    async def make_async(given: str | Mapping[str, object]) -> AnswerJson:
        if not llm:
            return await asyncio.to_thread(make, given)
        asked = _asked(given)
        page = await answer_async(
            *(asked.question, parts, settings),
            llm=llm,
            audience=asked.audience,
            page_kind=asked.kind,
            history=asked.history,
        )
        return page.to_json_dict()

    return RunnableLambda(make, afunc=make_async, name="citewell")


def _document(hit: Hit) -> "Document":
    from langchain_core.documents import Document

    passage = hit.passage
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "passage_id": passage.id,
            "source_id": passage.source_id,
            "title": passage.title,
            "edition": passage.edition,
            "score": hit.score,
            "headings": list(passage.locator.headings),
            "page": passage.locator.page,
        },
    )


def _asked(given: object) -> Asked:
    try:
        return Asked.model_validate({"question": given} if isinstance(given, str) else given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "input"
        raise InputError(
            f'{place}: {first["msg"]} (got {type(first["input"]).__name__}); give a question, or a mapping with "question" '
            'and optional "audience", "kind", "history"'
        ) from error
