"""The whole flow with a model behind a local server, as `citewell ask --base-url` runs it."""

import asyncio
from collections.abc import Sequence
from typing import Any, Literal

from rag.parts import Parts, open_llm
from rag.pipeline import answer_async
from rag.prepare import Listener
from rag.schema import Answer, Audience, PageKind
from rag.settings import LlmSettings, Settings
from tests.llm_server import Author, LlmServer

MODEL = "test-model"


def settings_with(settings: Settings, server: LlmServer | str, **llm: Any) -> Settings:
    """`settings` with this server as the endpoint; no cache, and quick retries, unless said otherwise."""
    url = server if isinstance(server, str) else server.url
    values = {"model": MODEL, "base_url": url, "cache": False, "backoff_s": 0.01, **llm}
    return settings.model_copy(update={"llm": LlmSettings(**values)})


def ask_llm(
    question: str,
    parts: Parts,
    settings: Settings,
    *,
    writer: Literal["auto", "extractive", "llm"] = "llm",
    audience: Audience = "patient",
    page_kind: PageKind = "answer",
    history: Sequence[str] = (),
    streams: bool = False,
    on_event: Listener = lambda _: None,
) -> Answer:
    """One question, answered with the endpoint of `settings`."""
    llm = open_llm(settings, writer=writer, streams=streams)
    page = answer_async(
        question, parts, settings, llm=llm, audience=audience, page_kind=page_kind, history=history, on_event=on_event
    )
    return asyncio.run(page)


def answered_by(author: Author, question: str, parts: Parts, settings: Settings, **options: Any) -> Answer:
    """One question, answered by a model that writes as `author` does."""
    with LlmServer(author) as server:
        return ask_llm(question, parts, settings_with(settings, server), **options)


def texts(page: Answer) -> list[str]:
    """Everything on a page that a writer could have put there."""
    shown = [statement.text for statement in page.statements]
    return [*shown, *(question.text for question in page.questions_to_ask), *(c.quote for c in page.citations)]
