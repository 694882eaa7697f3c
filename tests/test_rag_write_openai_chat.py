"""One attempt at an OpenAI-compatible server on this machine: what is sent, what is read, what is never shown."""

import asyncio
import gc
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from pydantic import SecretStr

from rag.errors import LlmBadReply, LlmInterrupted, LlmKeyRejected
from rag.exchange import ChatMessage, ChatReply, ChatRequest
from rag.settings import Endpoint
from rag.write.endpoints import Manner
from rag.write.openai_chat import OpenAIChat
from rag.write.outcome import AttemptFailed
from tests.llm_server import Fault, LlmServer

KEY = "canary-77aa31"
REQUEST = ChatRequest(
    messages=(ChatMessage(role="user", content="Ask it again."),), reply_model="page", max_output_tokens=50
)


def endpoint(url: str, key: str | None = KEY, model: str = "test-model") -> Endpoint:
    return Endpoint(provider="openai", model=model, base_url=url, key=SecretStr(key) if key is not None else None)


def attempt(where: Endpoint, manner: Manner | None = None, on_text: Callable[[str], None] | None = None) -> ChatReply:
    async def once() -> ChatReply:
        chat = OpenAIChat(where)
        try:
            return await chat.attempt(REQUEST, manner or Manner(), on_text)
        finally:
            await chat.close()

    return asyncio.run(once())


def test_without_a_key_a_placeholder_is_sent() -> None:
    with LlmServer(lambda body: "text") as server:
        assert attempt(endpoint(server.url, key=None)).text == "text"
    assert server.requests[0].headers["authorization"] == "Bearer none"


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "umläut"])
def test_a_key_no_header_can_carry_is_rejected_before_it_is_sent(key: str) -> None:
    with LlmServer() as server, pytest.raises(AttemptFailed) as caught:
        attempt(endpoint(server.url, key=key))
    assert type(caught.value.error) is LlmKeyRejected
    assert key not in str(caught.value)
    assert server.requests == []


@pytest.mark.parametrize(
    ("manner", "present", "absent"),
    [
        (Manner(level="json_object"), {"response_format": {"type": "json_object"}, "max_tokens": 50}, ()),
        (Manner(level="plain"), {"temperature": 0.0}, ("response_format",)),
        (Manner(limit_field="max_completion_tokens"), {"max_completion_tokens": 50}, ("max_tokens",)),
        (Manner(sends_temperature=False), {"max_tokens": 50}, ("temperature",)),
        (Manner(), {"stream": True, "stream_options": {"include_usage": True}}, ()),
        (Manner(asks_usage=False), {"stream": True}, ("stream_options",)),
    ],
)
def test_the_manner_decides_what_is_sent(manner: Manner, present: dict[str, Any], absent: tuple[str, ...]) -> None:
    with LlmServer(lambda body: "text") as server:
        attempt(endpoint(server.url), manner, (lambda text: None) if "stream" in present else None)
    body = server.requests[0].body
    assert {name: body.get(name) for name in present} == present
    assert not body.keys() & set(absent)


def test_the_schema_on_the_wire_is_strict_throughout() -> None:
    with LlmServer(lambda body: "text") as server:
        attempt(endpoint(server.url))
    schema = server.requests[0].body["response_format"]["json_schema"]["schema"]
    objects = [part for part in parts(schema) if part.get("type") == "object"]
    assert len(objects) == 4
    for part in objects:
        assert part["additionalProperties"] is False
        assert set(part["required"]) == set(part["properties"])


def parts(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from parts(part)


@pytest.mark.parametrize("count", [1, 3])
def test_an_error_in_the_middle_of_a_stream_ends_it(count: int) -> None:
    """No endpoint of our test server does this: the events are written out here."""
    chunk = {"model": "m", "choices": [{"index": 0, "delta": {"content": "half"}, "finish_reason": None}]}
    events = [chunk] * count + [{"error": {"message": "ran out of memory", "code": 500}}]
    heard: list[str] = []
    body = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
    with Raw("text/event-stream", body) as url, pytest.raises(AttemptFailed) as caught:
        attempt(endpoint(url), on_text=heard.append)
    assert "ran out of memory" in str(caught.value)
    assert caught.value.is_passing
    assert heard == ["half" * n for n in range(1, count + 1)]


class Raw:
    """A server that answers every request with the same bytes, whatever they are."""

    def __init__(self, kind: str, body: str) -> None:
        from http.server import BaseHTTPRequestHandler, HTTPServer
        from threading import Thread

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name of the base class
                pass

        self._http = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def test_an_endpoint_that_does_not_stream_is_read_whole() -> None:
    body = {"model": "m", "choices": [{"message": {"content": "whole"}, "finish_reason": "stop"}]}
    with Raw("application/json", json.dumps(body)) as url:
        assert attempt(endpoint(url), on_text=lambda text: None).text == "whole"


@pytest.mark.parametrize(
    ("kind", "body", "error"),
    [
        ("text/event-stream", "data: {broken\n\n", LlmBadReply),
        ("text/event-stream", 'data: {"choices": 5}\n\n', LlmBadReply),
        ("text/event-stream", 'data: {"choices": [{"delta": {"content": "x"}}]}\n\ndata: [DONE]\n\n', LlmInterrupted),
        ("text/event-stream", "", LlmBadReply),
        ("application/json", "", LlmBadReply),
        ("application/json", "[]", LlmBadReply),
        ("application/json", "[" * 100_000, LlmBadReply),
        ("application/json", '{"choices": [{"message": {"content": ["part"]}}]}', LlmBadReply),
    ],
    ids=["broken event", "no event", "no finish reason", "no events", "empty", "a list", "deep", "content in parts"],
)
def test_what_is_no_reply_is_never_taken_for_one(kind: str, body: str, error: type[Exception]) -> None:
    with Raw(kind, body) as url, pytest.raises(AttemptFailed) as caught:
        attempt(endpoint(url), on_text=lambda text: None)
    assert type(caught.value.error) is error


def test_what_a_listener_raises_is_not_taken_for_a_fault_of_the_endpoint() -> None:
    def fails(text: str) -> None:
        raise json.JSONDecodeError("mine", text, 0)

    with LlmServer(lambda body: "text") as server, pytest.raises(json.JSONDecodeError, match="mine"):
        attempt(endpoint(server.url), on_text=fails)


@pytest.fixture
def debug_log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    for name in ("openai", "httpx2", "httpcore2"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


@pytest.mark.parametrize(
    "fault", [None, Fault("echo_key"), Fault("status", 429, {"X-Echo": KEY}), Fault("cut"), Fault("html")]
)
@pytest.mark.parametrize("on_text", [None, lambda text: None], ids=["whole", "streamed"])
def test_the_key_is_in_no_log_at_debug(
    fault: Fault | None, on_text: Callable[[str], None] | None, debug_log: pytest.LogCaptureFixture
) -> None:
    with LlmServer(lambda body: "text", faults=[fault], key=KEY) as server:
        url = server.url.replace("//", f"//user:{KEY}@")
        with suppress(AttemptFailed):
            attempt(endpoint(f"{url}?api_key={KEY}"), on_text=on_text)
    assert any(record.name.startswith("httpcore2") for record in debug_log.records)
    assert any(record.name.startswith("openai") for record in debug_log.records)
    assert KEY not in debug_log.text
    assert KEY not in repr([(record.msg, record.args) for record in debug_log.records])


def test_a_client_left_behind_by_one_event_loop_does_not_complain_in_the_next(caplog: pytest.LogCaptureFixture) -> None:
    async def ask(chat: OpenAIChat) -> None:
        await chat.attempt(REQUEST, Manner())

    async def collect() -> None:
        gc.collect()
        await asyncio.sleep(0.05)
        gc.collect()

    with LlmServer(lambda _: "text") as server:
        chat = OpenAIChat(endpoint(server.url))
        asyncio.run(ask(chat))
        asyncio.run(ask(chat))
        del chat
        asyncio.run(collect())
    assert [record for record in caplog.records if record.name == "asyncio"] == []
