"""Our LLM path on a real server: a usable reply becomes a page, and what is not usable never does."""

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rag.errors import LlmBadReply, LlmDeadline, LlmError, LlmServerFault, LlmTruncated
from rag.exchange import ChatMessage, ChatReply, ChatRequest
from rag.settings import Endpoint, LlmSettings
from rag.write.chat import open_chat
from tests.demo_shelf import SYMPTOMS, Cli, Ran
from tests.llm_authors import verbatim_author
from tests.llm_server import LlmServer
from tests.real_server import RealServer, pieces_of

pytest_plugins = ["tests.demo_shelf"]

PROSE = "The kidneys are two organs. They say nothing that could be read as JSON."
USABLE = '{"question": "What is kidney cancer, and how is it found?"}'
MESSAGES = (ChatMessage(role="user", content="What is a kidney?"),)


LIMITS = {"CITEWELL_LLM_MAX_OUTPUT_TOKENS": "100", "CITEWELL_LLM_BACKOFF_S": "0.01"}


class Heard(NamedTuple):
    """How one completion through our client ended, and what was seen of it meanwhile."""

    reply: ChatReply | None
    error: LlmError | None
    texts: list[str]


Hear = Callable[..., Heard]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    with RealServer(tmp_path_factory.mktemp("served")) as running:
        running.add_reciting("prose", PROSE)
        running.add_reciting("usable", USABLE)
        running.add_broken("broken")
        yield running


@pytest.fixture
def hear(server: RealServer) -> Hear:
    """One completion of a named model, streamed or whole."""

    def run(model: str, *, streams: bool, max_output_tokens: int = 100, **settings: Any) -> Heard:
        endpoint = Endpoint(provider="openai", model=model, base_url=server.url, key=None)
        request = ChatRequest(messages=MESSAGES, reply_model="standalone_question", max_output_tokens=max_output_tokens)
        chat = open_chat(endpoint, LlmSettings(model=model, backoff_s=0.01, **settings))
        texts: list[str] = []
        try:
            return Heard(asyncio.run(chat.complete(request, texts.append if streams else None)), None, texts)
        except LlmError as error:
            return Heard(None, error, texts)

    return run


@pytest.mark.parametrize("text", ["a", "abcabcabc" * 9, "ab" * 300, PROSE, '{"a": [], "b": []}' * 40])
def test_a_text_to_recite_is_cut_into_pieces_no_two_alike(text: str) -> None:
    pieces = pieces_of(text)
    assert "".join(pieces) == text
    assert len(set(pieces)) == len(pieces) <= 62


def test_the_server_speaks_the_protocol(server: RealServer) -> None:
    from openai import OpenAI

    with OpenAI(base_url=server.url, api_key="none", max_retries=0) as client:
        asked: dict[str, Any] = {"model": "prose", "messages": [m.model_dump() for m in MESSAGES], "max_tokens": 100}
        whole = client.chat.completions.create(**asked)
        chunks = list(client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))
    assert (whole.choices[0].message.content, whole.choices[0].finish_reason) == (PROSE, "stop")
    assert whole.usage.completion_tokens == len(pieces_of(PROSE)) + 1  # with the mark that ends it
    deltas = [choice.delta.content or "" for chunk in chunks for choice in chunk.choices]
    assert "".join(deltas) == PROSE
    assert sum(map(bool, deltas)) > 1
    assert chunks[-1].usage == whole.usage


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
def test_a_usable_reply_comes_back_with_the_tokens_the_server_counted(hear: Hear, streams: bool) -> None:
    heard = hear("usable", streams=streams)
    assert heard.reply
    assert heard.reply.text == USABLE
    assert (heard.reply.calls, heard.reply.level) == (1, "json_schema")
    assert heard.reply.completion_tokens == len(pieces_of(USABLE)) + 1
    assert heard.texts == sorted(heard.texts, key=len)
    assert heard.texts[-1:] == ([USABLE] if streams else [])


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    ("model", "fault", "calls"),
    [
        ("rambling", LlmTruncated, 1),
        ("prose", LlmBadReply, 2),  # the server ignores the schema it is given
        ("broken", LlmServerFault, 3),
        ("absent", LlmServerFault, 3),  # the server says no more than HTTP 500
    ],
)
def test_an_unusable_reply_is_a_typed_error(
    hear: Hear, model: str, fault: type[LlmError], calls: int, streams: bool
) -> None:
    heard = hear(model, streams=streams)
    assert heard.reply is None
    assert type(heard.error) is fault
    assert heard.error.calls == calls
    assert "\n" not in str(heard.error)


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
def test_a_reply_that_goes_on_past_the_deadline_is_given_up_and_the_server_serves_on(hear: Hear, streams: bool) -> None:
    heard = hear("rambling", streams=streams, max_output_tokens=3_000, deadline_s=0.2)
    assert isinstance(heard.error, LlmDeadline)
    assert hear("usable", streams=streams).reply


def page_of(ran: Ran) -> dict[str, Any]:
    """The page a command printed, without the account of how it was made."""
    return {name: value for name, value in ran.value.items() if name != "trace"}


@pytest.fixture
def ask_llm(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """`citewell ask` about symptoms with an endpoint and a model of it; what the model says is not kept."""
    for name, value in LIMITS.items():
        monkeypatch.setenv(name, value)

    def run(url: str, model: str, *arguments: str) -> Ran:
        return cli("ask", SYMPTOMS, "--json", "--no-cache", "--base-url", url, "--model", model, *arguments)

    return run


@pytest.mark.parametrize(
    ("model", "why"),
    [
        ("rambling", "cut at its limit of 100 tokens"),
        ("prose", "not JSON"),
        ("usable", "it gives neither sections nor cannot_answer"),  # JSON, but nothing of a page
        ("broken", "HTTP 500"),
        ("absent", "HTTP 500"),
    ],
)
def test_the_extractive_writer_takes_over_and_says_why(
    server: RealServer, ask_llm: Callable[..., Ran], cli: Cli, model: str, why: str
) -> None:
    ran = ask_llm(server.url, model)
    assert ran.code == 0
    trace = ran.value["trace"]
    assert trace["writer"] == "extractive"
    assert why in trace["fallback_reason"]
    assert trace["fallback_reason"] in ran.err
    assert "Traceback" not in ran.err
    without = cli("ask", SYMPTOMS, "--json", "--writer", "extractive")
    assert page_of(ran) == page_of(without)


@pytest.mark.parametrize("model", ["rambling", "prose", "broken", "absent"])
def test_a_model_asked_for_by_name_that_fails_is_one_line_of_error(
    server: RealServer, ask_llm: Callable[..., Ran], model: str
) -> None:
    ran = ask_llm(server.url, model, "--writer", "llm")
    assert (ran.code, ran.out) == (1, "")
    assert re.fullmatch(r"citewell: [^\n]+; [^\n]+\n", ran.err)  # what is wrong; what to do


def test_every_line_of_a_batch_is_answered_though_no_reply_can_be_used(
    server: RealServer, cli: Cli, tmp_path: Path
) -> None:
    lines = [{"id": str(number), "question": SYMPTOMS} for number in range(3)]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))
    ran = cli("ask", "--in", tmp_path / "in.jsonl", "--no-cache", "--base-url", server.url, "--model", "prose")
    assert ran.code == 0
    assert [line["id"] for line in ran.lines] == ["0", "1", "2"]
    assert all("not JSON" in line["answer"]["trace"]["fallback_reason"] for line in ran.lines)


@pytest.mark.parametrize(
    ("model", "code", "said"),
    [("usable", 0, "does not refuse json_schema"), ("prose", 1, "it is not JSON"), ("absent", 1, "HTTP 500")],
)
def test_doctor_says_whether_the_model_can_be_used(
    server: RealServer, cli: Cli, monkeypatch: pytest.MonkeyPatch, model: str, code: int, said: str
) -> None:
    for name, value in {**LIMITS, "OPENAI_BASE_URL": server.url, "CITEWELL_LLM_MODEL": model}.items():
        monkeypatch.setenv(name, value)
    ran = cli("doctor", "--llm")
    assert ran.code == code
    assert said in ran.out.splitlines()[-1]


def test_a_good_reply_through_the_real_server_makes_the_page_that_it_makes_elsewhere(
    server: RealServer, ask_llm: Callable[..., Ran]
) -> None:
    replies: list[str] = []

    def author(body: dict[str, Any]) -> str:
        replies.append(json.dumps(verbatim_author(body)))
        return replies[-1]

    with LlmServer(author) as scripted:
        expected = ask_llm(scripted.url, "test-model", "--writer", "llm")
    model = server.add_reciting("good", replies[0])
    ran = ask_llm(server.url, model, "--writer", "llm")
    assert (ran.code, expected.code) == (0, 0), ran.err
    assert ran.value["trace"]["writer"] == "llm"
    assert page_of(ran) == page_of(expected)
