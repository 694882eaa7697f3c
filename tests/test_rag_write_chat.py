"""Endpoint to a working chat model, and the probe behind citewell doctor."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from rag.errors import LlmBadReply, LlmError, LlmKeyRejected, LlmModelMissing, LlmServerFault, LlmUnreachable
from rag.exchange import ChatMessage, ChatReply, ChatRequest
from rag.settings import Endpoint, LlmSettings
from rag.write.chat import open_chat, probe
from rag.write.limits import Meter
from tests.llm_server import Fault, LlmServer

SETTINGS = LlmSettings(model="test-model", backoff_s=0.01)
REQUEST = ChatRequest(
    messages=(ChatMessage(role="user", content="Ask it again."),),
    reply_model="standalone_question",
    max_output_tokens=50,
)


def author(body: dict[str, Any]) -> dict[str, Any]:
    return {"question": "Does it work?"}


def endpoint(url: str, **changes: Any) -> Endpoint:
    return Endpoint(**{"provider": "openai", "model": "test-model", "base_url": url, "key": None, **changes})


def test_an_opened_chat_answers_and_is_metered() -> None:
    meter = Meter(SETTINGS)
    with LlmServer(author) as server:
        chat = open_chat(endpoint(server.url), SETTINGS, meter=meter)
        reply: ChatReply = asyncio.run(chat.complete(REQUEST))
    assert (chat.name, reply.model, meter.calls) == ("test-model", "test-model", 1)
    assert meter.completion_tokens == reply.completion_tokens


def test_opening_sends_nothing_and_refuses_nothing() -> None:
    chats = [
        open_chat(endpoint(url, provider=provider), SETTINGS)
        for url in ("nonsense", "http://127.0.0.1:9/v1")
        for provider in ("openai", "nonsense")
    ]
    for chat in chats:
        with pytest.raises(LlmError):
            asyncio.run(chat.complete(REQUEST))


def test_a_probe_reports_what_it_found() -> None:
    with LlmServer(author, rejects=["json_schema"]) as server:
        found = asyncio.run(probe(endpoint(server.url), SETTINGS))
        assert (found.url, found.model, found.level, found.requests) == (server.url, "test-model", "json_object", 2)
    assert found.seconds > 0


def test_a_probe_finds_the_level_afresh_and_leaves_it_for_the_chats_after_it(tmp_path: Path) -> None:
    with LlmServer(author, rejects=["json_schema", "json_object"]) as server:
        where = endpoint(server.url)
        assert asyncio.run(probe(where, SETTINGS, memory_dir=tmp_path)).level == "plain"
        assert asyncio.run(open_chat(where, SETTINGS, memory_dir=tmp_path).complete(REQUEST)).calls == 1
        server.rejects = frozenset()
        assert asyncio.run(open_chat(where, SETTINGS, memory_dir=tmp_path).complete(REQUEST)).level == "plain"
        assert asyncio.run(probe(where, SETTINGS, memory_dir=tmp_path)).level == "json_schema"
        assert asyncio.run(open_chat(where, SETTINGS, memory_dir=tmp_path).complete(REQUEST)).level == "json_schema"


@pytest.mark.parametrize(
    ("fault", "changes", "kind"),
    [
        (Fault("status", 500), {}, LlmServerFault),
        (Fault("echo_key"), {}, LlmKeyRejected),
        (None, {"model": "other"}, LlmModelMissing),
        (Fault("content", text="Yes, it works."), {}, LlmBadReply),
        (Fault("hang_up"), {}, LlmUnreachable),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_a_probe_raises_what_is_wrong_after_one_request(
    fault: Fault | None, changes: dict[str, str], kind: type[LlmError]
) -> None:
    with LlmServer(author, faults=[fault] * 3) as server:
        with pytest.raises(kind):
            asyncio.run(probe(endpoint(server.url, **changes), SETTINGS))
        assert len(server.requests) == 1
