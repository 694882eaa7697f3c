"""Endpoint and settings to a chat model that is safe to call. Says what a chat model is; the work is done in its parts."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rag.exchange import ChatMessage, ChatReply, ChatRequest, ReplyLevel
from rag.schema import Value
from rag.settings import Endpoint, LlmSettings
from rag.write.endpoints import Memory
from rag.write.limits import Meter
from rag.write.scrub import shown_url

if TYPE_CHECKING:
    from rag.write.calls import SteadyChat

PROBE = 'This is a test of the connection. Reply with this JSON and nothing else: {"question": "Does it work?"}'


class ChatModel(Protocol):
    """Whatever answers a chat request: an endpoint, a cache before one, recordings."""

    name: str

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None] | None = None) -> ChatReply:
        """The reply, which fits `request.reply_model`; `on_text` gets the text so far, from "" anew with each attempt.

        Raises: LlmError.
        """


class Probe(Value):
    """An endpoint that works: it was reached, took the key, has the model, and gave a reply of the shape asked for."""

    url: str
    model: str = ""
    level: ReplyLevel
    requests: int
    seconds: float


def open_chat(
    endpoint: Endpoint, settings: LlmSettings, *, memory_dir: Path | None = None, meter: Meter | None = None
) -> ChatModel:
    """The endpoint's model. Nothing is sent yet, and whatever is wrong with the endpoint shows with the first call.

    `memory_dir`: where it is kept what the endpoint takes. `meter`: shared by all chats of a run; None: its own.
    """
    return _steady(endpoint, settings, Memory(endpoint, memory_dir), meter or Meter(settings))


async def probe(endpoint: Endpoint, settings: LlmSettings, *, memory_dir: Path | None = None) -> Probe:
    """Ask the endpoint for one tiny reply. What it takes is found out afresh and, with `memory_dir`, remembered.

    Raises: LlmError: what is wrong, with its remedy. Nothing is tried twice.
    """
    once = settings.model_copy(update={"max_attempts": 1})
    memory = Memory(endpoint, memory_dir)
    memory.forget()
    chat = _steady(endpoint, once, memory, Meter(once))
    request = ChatRequest(
        messages=(ChatMessage(role="user", content=PROBE),),
        reply_model="standalone_question",
        max_output_tokens=settings.max_output_tokens,
        temperature=settings.temperature,
    )
    started = time.perf_counter()
    try:
        reply = await chat.complete(request)
    finally:
        await chat.close()
    seconds = time.perf_counter() - started
    return Probe(url=shown_url(endpoint), model=reply.model, level=reply.level, requests=reply.calls, seconds=seconds)


def _steady(endpoint: Endpoint, settings: LlmSettings, memory: Memory, meter: Meter) -> "SteadyChat":
    """Imported here: who has no endpoint waits for none of it."""
    from rag.write.calls import SteadyChat
    from rag.write.langchain_chat import LangChainChat
    from rag.write.openai_chat import OpenAIChat

    adapter = OpenAIChat(endpoint) if endpoint.provider == "openai" else LangChainChat(endpoint)
    return SteadyChat(adapter, settings, memory=memory, meter=meter)
