"""Real requests to a real server on this machine: what is tried again, how often, how long, and what is reported."""

import asyncio
import itertools
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from rag.errors import (
    LlmBadEndpoint,
    LlmBadReply,
    LlmBreakerOpen,
    LlmBudgetReached,
    LlmDeadline,
    LlmError,
    LlmFiltered,
    LlmInterrupted,
    LlmKeyRejected,
    LlmModelMissing,
    LlmRateLimited,
    LlmRequestRefused,
    LlmServerFault,
    LlmTruncated,
    LlmUnreachable,
)
from rag.exchange import ChatMessage, ChatReply, ChatRequest
from rag.settings import Endpoint, LlmSettings, Price
from rag.write.calls import SteadyChat
from rag.write.endpoints import Memory
from rag.write.limits import Meter
from rag.write.openai_chat import OpenAIChat
from tests.llm_server import Fault, LlmServer, Recorded

KEY = "canary-5e8f1c7d2b"
WORDS = "Is this the question that was asked, with enough words for several pieces?"
REQUEST = ChatRequest(
    messages=(ChatMessage(role="system", content="Answer in JSON."), ChatMessage(role="user", content="Ask it again.")),
    reply_model="standalone_question",
    max_output_tokens=200,
)


def author(body: dict[str, Any]) -> dict[str, Any]:
    return {"question": WORDS}


def llm(**changes: Any) -> LlmSettings:
    """Settings with short waits."""
    return LlmSettings(model="test-model").model_copy(update={"backoff_s": 0.01, "deadline_s": 20.0, **changes})


def open_steady(
    url: str, settings: LlmSettings, *, folder: Path | None = None, meter: Meter | None = None
) -> SteadyChat:
    endpoint = Endpoint(provider="openai", model=settings.model, base_url=url, key=SecretStr(KEY))
    memory = Memory(endpoint, folder)
    return SteadyChat(OpenAIChat(endpoint), settings, memory=memory, meter=meter or Meter(settings))


def ask(chat: SteadyChat, on_text: Callable[[str], None] | None = None, request: ChatRequest = REQUEST) -> ChatReply:
    async def once() -> ChatReply:
        try:
            return await chat.complete(request, on_text)
        finally:
            await chat.close()

    return asyncio.run(once())


def failure(chat: SteadyChat, on_text: Callable[[str], None] | None = None) -> LlmError:
    """The error that a call ends with."""
    with pytest.raises(LlmError) as caught:
        ask(chat, on_text)
    return caught.value


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and everything that hangs on it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def reads(text: str) -> None:
    """A listener that does nothing with what it hears."""


LISTENERS = pytest.mark.parametrize("on_text", [None, reads], ids=["whole", "streamed"])


@LISTENERS
def test_a_reply_comes_with_model_level_tokens_and_calls(on_text: Callable[[str], None] | None) -> None:
    with LlmServer(author, key=KEY) as server:
        reply = ask(open_steady(server.url, llm()), on_text)
    assert json.loads(reply.text) == {"question": WORDS}
    assert (reply.model, reply.level, reply.calls, reply.origin) == ("test-model", "json_schema", 1, "endpoint")
    assert reply.prompt_tokens == 4 + 4  # 15 and 13 bytes
    assert reply.completion_tokens == -(-len(reply.text) // 4)


@LISTENERS
def test_tokens_are_estimated_where_the_endpoint_does_not_count(on_text: Callable[[str], None] | None) -> None:
    with LlmServer(author, usage=False) as server:
        reply = ask(open_steady(server.url, llm()), on_text)
    assert (reply.prompt_tokens, reply.completion_tokens) == (4 + 4, -(-len(reply.text) // 4))


def test_the_listener_gets_the_whole_text_so_far() -> None:
    heard: list[str] = []
    with LlmServer(author) as server:
        reply = ask(open_steady(server.url, llm()), heard.append)
    assert len(heard) > 2
    assert heard[-1] == reply.text
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(heard))


def test_an_attempt_after_a_cut_starts_its_text_anew() -> None:
    heard: list[str] = []
    with LlmServer(author, faults=[Fault("cut")]) as server:
        reply = ask(open_steady(server.url, llm()), heard.append)
    assert heard.count("") == 1
    assert 0 < heard.index("") < len(heard) - 1
    assert (heard[-1], reply.calls) == (reply.text, 2)


# fault, error, requests sent with max_attempts = 3, words of the message
FAULTS: list[tuple[Fault, type[LlmError], int, str]] = [
    (Fault("status", 500), LlmServerFault, 3, "HTTP 500"),
    (Fault("status", 502), LlmServerFault, 3, "HTTP 502"),
    (Fault("status", 503, {"Retry-After": "0"}), LlmServerFault, 3, "HTTP 503"),
    (Fault("status", 408), LlmServerFault, 3, "HTTP 408"),
    (Fault("status", 429, {"Retry-After": "0"}), LlmRateLimited, 3, "HTTP 429"),
    (Fault("status", 429, {"Retry-After": "600"}), LlmRateLimited, 1, "asks to wait 600 s"),
    (Fault("status", 503, {"Retry-After": "600"}), LlmServerFault, 1, "HTTP 503"),
    (Fault("hang_up"), LlmUnreachable, 3, "nothing answers"),
    (Fault("cut"), LlmInterrupted, 3, "broke off|ended its reply"),
    (Fault("end_early"), LlmInterrupted, 3, "broke off|ended its reply"),
    (Fault("length"), LlmTruncated, 1, "llm.max_output_tokens"),
    (Fault("content_filter"), LlmFiltered, 1, "content filter"),
    (Fault("refusal", text="I cannot help with that."), LlmFiltered, 1, "the model refused"),
    (Fault("no_content"), LlmBadReply, 2, "empty"),
    (Fault("no_choices"), LlmBadReply, 2, "no choices"),
    (Fault("content", text='{"question": '), LlmBadReply, 2, "not JSON"),
    (Fault("content", text='{"answer": 42}'), LlmBadReply, 2, "question"),
    (Fault("error_body"), LlmServerFault, 3, "out of order"),
    (Fault("error_body", 429), LlmRateLimited, 3, "HTTP 429"),
    (Fault("broken_json"), LlmBadReply, 2, "no JSON object"),
    (Fault("html"), LlmBadEndpoint, 1, "web page"),
    (Fault("echo_key"), LlmKeyRejected, 1, "OPENAI_API_KEY"),
    (Fault("status", 403, text=f"your key {KEY} may not"), LlmKeyRejected, 1, "check its rights"),
    (Fault("status", 400, text=f"no such thing, sk-abcdef123456 and {KEY}"), LlmRequestRefused, 3, "no such thing"),
    (Fault("status", 400, text="maximum context length is 4096 tokens"), LlmRequestRefused, 1, "evidence_tokens"),
    (Fault("status", 402, text="pay first"), LlmRequestRefused, 1, "pay first"),
    (Fault("status", 405), LlmBadEndpoint, 1, "up to /v1"),
]


@LISTENERS
@pytest.mark.parametrize(
    ("fault", "kind", "requests", "words"), FAULTS, ids=lambda value: str(getattr(value, "kind", ""))
)
def test_a_lasting_fault_ends_in_its_own_error_after_bounded_requests(
    fault: Fault, kind: type[LlmError], requests: int, words: str, on_text: Callable[[str], None] | None
) -> None:
    with LlmServer(author, faults=itertools.repeat(fault)) as server:
        error = failure(open_steady(server.url, llm()), on_text)
    assert type(error) is kind
    assert (len(server.requests), error.calls) == (requests, requests)
    assert re.search(words, str(error))
    assert "\n" not in str(error)
    for part in chain(error):
        assert KEY not in repr(part)
        assert "sk-abc" not in repr(part)


@pytest.mark.parametrize("kind", ["status", "hang_up", "cut", "end_early", "no_choices", "broken_json", "error_body"])
@LISTENERS
def test_a_fault_that_passes_costs_one_more_request(kind: Any, on_text: Callable[[str], None] | None) -> None:
    with LlmServer(author, faults=[Fault(kind)]) as server:
        reply = ask(open_steady(server.url, llm()), on_text)
    assert (reply.calls, len(server.requests)) == (2, 2)
    assert json.loads(reply.text) == {"question": WORDS}


def gap(requests: list[Recorded]) -> float:
    return requests[1].at - requests[0].at


@pytest.mark.parametrize("headers", [{"Retry-After": "1"}, {"Retry-After-Ms": "1000", "Retry-After": "600"}])
def test_a_short_retry_after_is_waited_for(headers: dict[str, str]) -> None:
    with LlmServer(author, faults=[Fault("status", 429, headers)]) as server:
        reply = ask(open_steady(server.url, llm()))
    assert reply.calls == 2
    assert gap(server.requests) >= 1.0


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    with LlmServer(author, faults=[Fault("status", 429, {"Retry-After": "10"})]) as server:
        started = time.monotonic()
        error = failure(open_steady(server.url, llm(deadline_s=5.0)))
    assert isinstance(error, LlmRateLimited)
    assert time.monotonic() - started < 4
    assert len(server.requests) == 1


def test_a_wait_longer_than_we_may_is_not_begun() -> None:
    with LlmServer(author, faults=[Fault("status", 429, {"Retry-After": "3"})]) as server:
        error = failure(open_steady(server.url, llm(max_wait_s=2.0)))
    assert isinstance(error, LlmRateLimited)
    assert len(server.requests) == 1


def test_waits_grow_between_attempts() -> None:
    with LlmServer(author, faults=itertools.repeat(Fault("status", 500))) as server:
        failure(open_steady(server.url, llm(backoff_s=0.2, max_attempts=3)))
    first, second, third = (recorded.at for recorded in server.requests)
    assert second - first >= 0.2
    assert third - second >= 0.4


@LISTENERS
@pytest.mark.parametrize(
    "fault", [Fault("slow_headers", seconds=60), Fault("drip", seconds=0.3)], ids=["slow headers", "dripped body"]
)
def test_the_deadline_is_total(fault: Fault, on_text: Callable[[str], None] | None) -> None:
    with LlmServer(author, faults=itertools.repeat(fault)) as server:
        started = time.monotonic()
        error = failure(open_steady(server.url, llm(deadline_s=1.0)), on_text)
        assert 0.9 < time.monotonic() - started < 2.0
        assert type(error) is LlmDeadline
        assert "llm.deadline_s" in str(error)
        assert wait_until(lambda: server.hang_ups == 1)


def wait_until(is_so: Callable[[], bool]) -> bool:
    until = time.monotonic() + 5
    while not is_so() and time.monotonic() < until:
        time.sleep(0.01)
    return is_so()


@LISTENERS
def test_a_callers_own_timeout_passes_through_and_closes_the_connection(on_text: Callable[[str], None] | None) -> None:
    async def hurried(chat: SteadyChat) -> None:
        async with asyncio.timeout(1.5):
            await chat.complete(REQUEST, on_text)

    with LlmServer(author, faults=[Fault("drip", seconds=0.5)]) as server:
        with pytest.raises(TimeoutError) as caught:
            asyncio.run(hurried(open_steady(server.url, llm())))
        assert not isinstance(caught.value, LlmError)
        assert wait_until(lambda: server.hang_ups == 1)


def test_cancelling_closes_the_connection_and_leaves_the_chat_usable() -> None:
    async def cancelled(chat: SteadyChat, server: LlmServer) -> ChatReply:
        task = asyncio.create_task(chat.complete(REQUEST))
        while not server.requests:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await chat.complete(REQUEST)

    with LlmServer(author, faults=[Fault("slow_headers", seconds=60)]) as server:
        reply = asyncio.run(cancelled(open_steady(server.url, llm()), server))
        assert reply.calls == 1
        assert wait_until(lambda: server.hang_ups == 1)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/v1", "http://citewell-nowhere.invalid/v1"], ids=["refused", "no such host"]
)
def test_an_endpoint_that_is_not_there_is_unreachable(url: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        error = failure(open_steady(url.format(port=unused.getsockname()[1]), llm()))
    assert type(error) is LlmUnreachable
    assert error.calls == 3


def test_a_timeout_that_is_not_ours_is_no_deadline() -> None:
    def fails(text: str) -> None:
        raise TimeoutError("mine")

    with LlmServer(author) as server, pytest.raises(TimeoutError, match="mine"):
        ask(open_steady(server.url, llm()), fails)


def test_waiting_for_the_rate_counts_towards_the_deadline() -> None:
    with LlmServer(author) as server:
        chat = open_steady(server.url, llm(requests_per_minute=1, deadline_s=1.5))
        with pytest.raises(LlmDeadline) as caught:
            asyncio.run(twice(chat))
    assert (caught.value.calls, len(server.requests)) == (0, 1)


async def twice(chat: SteadyChat) -> int:
    """Requests that two calls take, one after the other."""
    return (await chat.complete(REQUEST)).calls + (await chat.complete(REQUEST)).calls


def test_tokens_a_reply_did_not_use_are_free_for_the_next_call() -> None:
    # each may use 8 + 200 of 300 tokens a minute and uses about 30: without giving back, the second would wait 23 s
    with LlmServer(author) as server:
        assert asyncio.run(twice(open_steady(server.url, llm(tokens_per_minute=300, deadline_s=10.0)))) == 2


def test_the_breaker_opens_after_failures_in_a_row_and_a_trial_closes_it() -> None:
    faults: list[Fault | None] = [Fault("status", 500), None, Fault("status", 500), Fault("status", 500)]
    settings = llm(max_attempts=1, breaker_failures=2, breaker_reset_s=1.5)
    with LlmServer(author, faults=faults) as server:
        chat = open_steady(server.url, settings)
        seen = [type(outcome(chat)).__name__ for _ in range(5)]
        assert seen == ["LlmServerFault", "ChatReply", "LlmServerFault", "LlmServerFault", "LlmBreakerOpen"]
        error = failure(chat)
        assert "HTTP 500" in str(error)
        assert re.search(r"tried again in [12] s", str(error))
        assert (error.calls, len(server.requests)) == (0, 4)
        time.sleep(1.6)
        assert [type(outcome(chat)).__name__ for _ in range(2)] == ["ChatReply"] * 2


def outcome(chat: SteadyChat) -> ChatReply | LlmError:
    try:
        return ask(chat)
    except LlmError as error:
        return error


def test_only_one_call_is_the_trial() -> None:
    async def many(chat: SteadyChat) -> list[ChatReply | BaseException]:
        return await asyncio.gather(*(chat.complete(REQUEST) for _ in range(8)), return_exceptions=True)

    settings = llm(max_attempts=1, breaker_failures=1, breaker_reset_s=0.1)
    with LlmServer(author, faults=itertools.repeat(Fault("status", 500))) as server:
        chat = open_steady(server.url, settings)
        failure(chat)
        time.sleep(0.15)
        ends = asyncio.run(many(chat))
    assert sorted(type(end).__name__ for end in ends) == ["LlmBreakerOpen"] * 7 + ["LlmServerFault"]
    assert len(server.requests) == 2


@pytest.mark.parametrize("kind", ["length", "content_filter", "refusal"])
def test_what_is_wrong_with_one_request_does_not_open_the_breaker(kind: Any) -> None:
    with LlmServer(author, faults=itertools.repeat(Fault(kind))) as server:
        chat = open_steady(server.url, llm(breaker_failures=1))
        assert {type(failure(chat)) for _ in range(3)} <= {LlmTruncated, LlmFiltered}


def test_an_endpoint_too_slow_for_its_callers_opens_the_breaker() -> None:
    async def hurried(chat: SteadyChat) -> None:
        async with asyncio.timeout(0.4):
            await chat.complete(REQUEST)

    with LlmServer(author, delay_s=60) as server:
        chat = open_steady(server.url, llm(deadline_s=0.5, breaker_failures=1))
        with pytest.raises(TimeoutError):
            asyncio.run(hurried(chat))
        assert type(failure(chat)) is LlmBreakerOpen


def levels(server: LlmServer) -> list[str]:
    return [(recorded.body.get("response_format") or {"type": "plain"})["type"] for recorded in server.requests]


@pytest.mark.parametrize(
    ("rejects", "asked"),
    [
        ((), ["json_schema"]),
        (("json_schema",), ["json_schema", "json_object"]),
        (("json_schema", "json_object"), ["json_schema", "json_object", "plain"]),
    ],
)
def test_structured_output_steps_down_once_and_is_remembered(
    rejects: tuple[str, ...], asked: list[str], tmp_path: Path
) -> None:
    with LlmServer(author, rejects=rejects) as server:
        chat = open_steady(server.url, llm(), folder=tmp_path)
        assert [ask(chat).calls, ask(chat).calls] == [len(asked), 1]
        assert ask(open_steady(server.url, llm(), folder=tmp_path)).level == asked[-1]
        assert levels(server) == [*asked, asked[-1], asked[-1]]


@pytest.mark.parametrize("status", [404, 422, 500])
def test_a_refused_response_format_steps_down_whatever_its_status(status: int) -> None:
    refusal = Fault("status", status, text="response_format json_schema is not supported here")
    with LlmServer(author, faults=[refusal]) as server:
        reply = ask(open_steady(server.url, llm(max_attempts=1)))
    assert (reply.level, reply.calls) == ("json_object", 2)


@LISTENERS
@pytest.mark.parametrize(("name", "instead"), [("max_tokens", "max_completion_tokens"), ("temperature", None)])
def test_an_unsupported_parameter_is_given_up_and_remembered(
    name: str, instead: str | None, on_text: Callable[[str], None] | None
) -> None:
    with LlmServer(author, rejects=[name]) as server:
        chat = open_steady(server.url, llm())
        assert [ask(chat, on_text).calls, ask(chat, on_text).calls] == [2, 1]
    assert [name in recorded.body for recorded in server.requests] == [True, False, False]
    assert instead is None or server.requests[-1].body[instead] == 200
    assert set(levels(server)) == {"json_schema"}


def test_usage_is_not_asked_for_where_that_is_refused() -> None:
    with LlmServer(author, rejects=["stream_options"]) as server:
        reply = ask(open_steady(server.url, llm()), reads)
    assert (reply.calls, reply.level) == (2, "json_schema")


def test_what_was_remembered_is_found_out_anew_once_it_is_refused(tmp_path: Path) -> None:
    with LlmServer(author, rejects=["json_schema", "json_object"]) as server:
        assert ask(open_steady(server.url, llm(), folder=tmp_path)).level == "plain"
        server.rejects = frozenset(["max_tokens"])
        chat = open_steady(server.url, llm(), folder=tmp_path)
        assert ask(chat).level == "plain"  # what is refused now is given up as well
        server.rejects = frozenset(["max_completion_tokens"])
        assert type(failure(chat)) is LlmRequestRefused
        assert ask(open_steady(server.url, llm(), folder=tmp_path)).level == "json_schema"


def test_the_request_on_the_wire_is_what_was_asked() -> None:
    with LlmServer(author) as server:
        ask(open_steady(server.url, llm()))
    body, headers = server.requests[0].body, server.requests[0].headers
    assert body["messages"] == [message.model_dump() for message in REQUEST.messages]
    assert (body["model"], body["max_tokens"], body["temperature"]) == ("test-model", 200, 0.0)
    assert body["response_format"]["json_schema"]["name"] == "standalone_question"
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["question"]
    assert headers["authorization"] == f"Bearer {KEY}"
    assert headers["x-stainless-retry-count"] == "0"


@pytest.mark.parametrize("places", [64, 5])
def test_as_many_calls_run_at_once_as_there_are_places(places: int) -> None:
    async def many(chat: SteadyChat) -> list[ChatReply]:
        return await asyncio.gather(*(chat.complete(REQUEST) for _ in range(64)))

    with LlmServer(author, delay_s=1.0 if places == 64 else 0.02) as server:
        replies = asyncio.run(many(open_steady(server.url, llm(concurrency=places))))
    assert [reply.calls for reply in replies] == [1] * 64
    assert server.most_at_once == places


def test_one_chat_serves_one_event_loop_after_another() -> None:
    with LlmServer(author) as server:
        chat = open_steady(server.url, llm())
        assert [asyncio.run(chat.complete(REQUEST)).calls for _ in range(3)] == [1, 1, 1]


def test_the_budget_counts_calls_under_way() -> None:
    settings = llm(prices={"test-model": Price(prompt=0, completion=10_000)}, budget_usd=7.0)  # 200 tokens: $2

    async def many(chat: SteadyChat) -> list[ChatReply | BaseException]:
        return await asyncio.gather(*(chat.complete(REQUEST) for _ in range(5)), return_exceptions=True)

    meter = Meter(settings)
    with LlmServer(author, delay_s=0.2) as server:
        chat = open_steady(server.url, settings, meter=meter)
        ends = asyncio.run(many(chat))
        assert sorted(type(end).__name__ for end in ends) == ["ChatReply"] * 3 + ["LlmBudgetReached"] * 2
        assert len(server.requests) == 3
        tokens = sum(end.completion_tokens for end in ends if isinstance(end, ChatReply))
        assert meter.cost_usd == pytest.approx(tokens * 0.01)
        assert meter.calls == 3
        assert ask(chat).calls == 1  # what the calls did not use is free again


def test_a_reached_budget_does_not_open_the_breaker() -> None:
    settings = llm(prices={"test-model": Price(prompt=0, completion=1)}, budget_usd=1e-6, breaker_failures=1)
    with LlmServer(author) as server:
        chat = open_steady(server.url, settings)
        assert [type(failure(chat)) for _ in range(3)] == [LlmBudgetReached] * 3
    assert server.requests == []


def test_every_request_is_metered_and_a_broken_one_at_its_worst_case() -> None:
    meter = Meter(llm(prices={"test-model": Price(prompt=0, completion=10_000)}))
    with LlmServer(author, faults=[Fault("status", 500), Fault("cut")]) as server:
        reply = ask(open_steady(server.url, llm(prices={}), meter=meter))
    assert reply.calls == meter.calls == 3
    assert meter.completion_tokens == 0 + 200 + reply.completion_tokens
    assert meter.cost_usd == pytest.approx(meter.completion_tokens * 0.01)


def test_a_missing_model_is_named_with_those_there_are() -> None:
    with LlmServer(author, models=("gemma-small", "test-modal", "qwen-big")) as server:
        error = failure(open_steady(server.url, llm()))
    assert type(error) is LlmModelMissing
    assert "'test-model'" in str(error)
    assert "use one of: test-modal, gemma-small, qwen-big" in str(error)
    assert len(server.requests) == 1


def test_a_url_without_v1_is_told_to_have_it() -> None:
    with LlmServer(author) as server:
        error = failure(open_steady(server.url.removesuffix("/v1"), llm()))
        assert type(error) is LlmBadEndpoint
        assert f"use --base-url {server.url}" in str(error)


@pytest.mark.parametrize(
    "url", ["localhost:8000/v1", "not a url", "ftp://localhost/v1", "http://[::1/v1", "http://a:b/"]
)
def test_what_is_no_web_address_is_a_bad_endpoint(url: str) -> None:
    error = failure(open_steady(url, llm()))
    assert type(error) is LlmBadEndpoint
    assert "no web address; begin --base-url (llm.base_url) with http://" in str(error)
    assert error.calls == 0  # none was made


def test_a_url_with_the_path_of_the_protocol_is_told_to_leave_it_out() -> None:
    with LlmServer(author) as server:
        error = failure(open_steady(f"{server.url}/chat/completions", llm()))
    assert type(error) is LlmBadEndpoint
    assert f"use --base-url {server.url}" in str(error)
