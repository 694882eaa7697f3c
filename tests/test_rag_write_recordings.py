"""Replies kept on disk: found by exactly what was asked, readable by their owner, and of private questions none."""

import asyncio
import os
import stat
import time
from pathlib import Path

import pytest

from rag.errors import InputError, LlmError, RecordingMissing
from rag.exchange import ChatMessage, ChatReply, ChatRequest
from rag.settings import Endpoint, LlmSettings, llm_endpoint
from rag.write.chat import ChatModel, open_chat
from rag.write.recordings import CachedChat, RecordingChat, ReplayChat
from tests.llm_server import Fault, LlmServer

ASKED = ChatRequest(
    messages=(ChatMessage(role="user", content="Is Maria asking?"),),
    reply_model="standalone_question",
    max_output_tokens=50,
)
SAYS = '{"question": "Does it work?"}'


def endpoint_of(server: LlmServer, model: str = "test-model") -> Endpoint:
    found = llm_endpoint(LlmSettings(base_url=server.url, model=model))
    assert found is not None
    return found


def ask(chat: ChatModel, request: ChatRequest = ASKED) -> ChatReply:
    return asyncio.run(chat.complete(request))


def cached(server: LlmServer, folder: Path, *, model: str = "test-model", days: float = 30) -> CachedChat:
    endpoint = endpoint_of(server, model)
    return CachedChat(open_chat(endpoint, LlmSettings(model=model)), endpoint, folder, max_age_days=days)


def test_the_same_request_is_sent_once(tmp_path: Path) -> None:
    with LlmServer(lambda _: SAYS) as server:
        first, second = (ask(cached(server, tmp_path / "replies")) for _ in range(2))
    assert len(server.requests) == 1
    assert (first.origin, second.origin, second.calls, second.text) == ("endpoint", "cache", 0, SAYS)


@pytest.mark.parametrize(
    "update",
    [
        {"messages": (ChatMessage(role="user", content="Is Maria asking??"),)},
        {"messages": (ChatMessage(role="system", content="Is Maria asking?"),)},
        {"max_output_tokens": 51},
        {"temperature": 0.1},
    ],
)
def test_any_change_of_the_request_is_sent(tmp_path: Path, update: dict[str, object]) -> None:
    with LlmServer(lambda _: SAYS) as server:
        chat = cached(server, tmp_path)
        ask(chat)
        assert ask(chat, ASKED.model_copy(update=update)).origin == "endpoint"


def test_another_model_or_endpoint_is_asked(tmp_path: Path) -> None:
    with LlmServer(lambda _: SAYS, models=("test-model", "other")) as server, LlmServer(lambda _: SAYS) as second:
        ask(cached(server, tmp_path))
        ask(cached(server, tmp_path, model="other"))
        ask(cached(second, tmp_path))
    assert (len(server.requests), len(second.requests)) == (2, 1)


def test_the_cache_holds_nothing_of_the_question_and_is_its_owners_alone(tmp_path: Path) -> None:
    with LlmServer(lambda _: SAYS) as server:
        ask(cached(server, tmp_path / "replies"))
    (kept,) = (tmp_path / "replies").iterdir()
    assert b"Maria" not in kept.read_bytes()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_a_private_request_is_neither_kept_nor_looked_up(tmp_path: Path) -> None:
    private = ASKED.model_copy(update={"is_private": True})
    with LlmServer(lambda _: SAYS) as server:
        chat = cached(server, tmp_path)
        ask(chat, private)
        assert list(tmp_path.iterdir()) == []
        ask(chat)
        assert ask(chat, private).origin == "endpoint"


@pytest.mark.parametrize("spoilt", [b"", b"{", b"\xff\xfe", b'{"format": "citewell/reply/9"}'])
def test_a_spoilt_file_is_made_again(tmp_path: Path, spoilt: bytes) -> None:
    with LlmServer(lambda _: SAYS) as server:
        chat = cached(server, tmp_path)
        ask(chat)
        next(tmp_path.iterdir()).write_bytes(spoilt)
        assert ask(chat).origin == "endpoint"
        assert ask(chat).origin == "cache"


def test_old_replies_are_removed_when_the_cache_is_opened(tmp_path: Path) -> None:
    with LlmServer(lambda _: SAYS) as server:
        ask(cached(server, tmp_path))
        long_ago = time.time() - 10 * 86_400
        os.utime(next(tmp_path.iterdir()), (long_ago, long_ago))
        cached(server, tmp_path, days=11)
        assert len(list(tmp_path.iterdir())) == 1
        cached(server, tmp_path, days=9)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["cut", "length", "html", "no_content"])
def test_a_failed_call_leaves_nothing(tmp_path: Path, kind: str) -> None:
    broken = lambda _: Fault(kind)  # type: ignore[arg-type]  # noqa: E731  # one of the kinds
    with LlmServer(lambda _: SAYS, faults=broken) as server:
        endpoint = endpoint_of(server)
        chat = open_chat(endpoint, LlmSettings(backoff_s=0.01))
        for keeping in (
            CachedChat(chat, endpoint, tmp_path / "cache", max_age_days=1),
            RecordingChat(chat, tmp_path / "recorded"),
        ):
            with pytest.raises(LlmError):
                ask(keeping)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_is_recorded_is_replayed_without_an_endpoint_on_any_settings(tmp_path: Path) -> None:
    with LlmServer(lambda _: SAYS) as server:
        sent = ask(RecordingChat(open_chat(endpoint_of(server), LlmSettings()), tmp_path))
    heard: list[str] = []
    chat = ReplayChat(tmp_path)
    other = ASKED.model_copy(update={"max_output_tokens": 99, "temperature": 1.0})
    reply = asyncio.run(chat.complete(other, heard.append))
    assert (reply.text, reply.origin, reply.calls, heard) == (sent.text, "recording", 0, [SAYS])
    assert chat.name == "test-model"


def test_what_was_not_recorded_is_named_with_the_remedy(tmp_path: Path) -> None:
    with LlmServer(lambda _: SAYS) as server:
        ask(RecordingChat(open_chat(endpoint_of(server), LlmSettings()), tmp_path))
    other = ASKED.model_copy(update={"messages": (ChatMessage(role="user", content="Why?"),)})
    with pytest.raises(RecordingMissing, match="--record"):
        ask(ReplayChat(tmp_path), other)


def test_a_folder_without_recordings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="it does not exist"):
        ReplayChat(tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    with LlmServer() as server, pytest.raises(InputError, match="cannot record"):
        RecordingChat(open_chat(endpoint_of(server), LlmSettings()), tmp_path / "file" / "below")


def test_a_reply_written_by_a_person_is_not_passed_off_as_a_model_s(tmp_path: Path) -> None:
    with LlmServer(lambda _: SAYS) as server:
        ask(RecordingChat(open_chat(endpoint_of(server), LlmSettings()), tmp_path))
    (path,) = tmp_path.glob("*.json")
    path.write_text(path.read_text("utf-8").replace('"author": "model"', '"author": "person"'), "utf-8")
    assert ask(ReplayChat(tmp_path)).origin == "written"


@pytest.mark.parametrize(("name", "what"), [("README.md", "is a file"), ("nowhere", "does not exist")])
def test_what_is_no_folder_cannot_be_replayed(tmp_path: Path, name: str, what: str) -> None:
    (tmp_path / "README.md").write_text("text")
    with pytest.raises(InputError, match=f"{what}; give the folder"):
        ReplayChat(tmp_path / name)
