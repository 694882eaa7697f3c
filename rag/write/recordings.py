"""Replies of a model kept as files: a response cache for users, recordings for tests, demos and evals. Calls no model.

A recording is found by what was asked (messages and reply model) and holds it in full; a cached reply is found by
that and everything else that matters (endpoint, model, sampling, limits), and holds nothing of the question.
"""

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from rag.errors import InputError, RecordingMissing
from rag.exchange import ChatReply, ChatRequest
from rag.index.generation import write_atomically
from rag.schema import ReplyOrigin, Value
from rag.settings import Endpoint
from rag.write.chat import ChatModel

DAY_S = 86_400.0


class Recording(Value):
    """One file: a reply, and for recordings the request it answers."""

    format: Literal["citewell/reply/1"] = "citewell/reply/1"
    author: Literal["model", "person"] = Field(default="model", description="who wrote the reply: the page says so")
    request: ChatRequest | None = None
    reply: ChatReply


def request_key(request: ChatRequest, endpoint: Endpoint | None = None) -> str:
    """Name of the reply to a request: 24 hex digits of SHA-256; with an endpoint, of all that decides a reply."""
    asked: list[object] = [request.reply_model, [[m.role, m.content] for m in request.messages]]
    if endpoint:
        where = [endpoint.provider, endpoint.base_url, endpoint.model]
        asked += [where, request.max_output_tokens, request.temperature]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()[:24]


class CachedChat:
    """Asks a model only what it was not asked before. Replies to requests marked private are neither kept nor looked up."""

    def __init__(self, chat: ChatModel, endpoint: Endpoint, folder: Path, *, max_age_days: float) -> None:
        """Keep replies in `folder`, readable by its owner alone; those older than `max_age_days` are removed now."""
        self.name = chat.name
        self._chat, self._endpoint, self._folder = chat, endpoint, folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        oldest = time.time() - max_age_days * DAY_S
        for path in folder.glob("*.json"):
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None] | None = None) -> ChatReply:
        """The kept reply, at no cost, or the model's. Raises: as the model does."""
        if request.is_private:
            return await self._chat.complete(request, on_text)
        path = self._folder / f"{request_key(request, self._endpoint)}.json"
        kept = _read(path)
        if kept:
            return _kept(kept.reply, "cache")
        reply = await self._chat.complete(request, on_text)
        write_atomically(path, Recording(reply=reply).model_dump_json(indent=1).encode())
        path.chmod(0o600)
        return reply


class RecordingChat:
    """Asks a model and writes each request with its reply into a folder."""

    def __init__(self, chat: ChatModel, folder: Path) -> None:
        """Raises: InputError: the folder cannot be made."""
        self.name = chat.name
        self._chat, self._folder = chat, folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"cannot record into {folder} ({error.strerror}); choose another folder") from error

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None] | None = None) -> ChatReply:
        """The model's reply, recorded. Raises: as the model does; a failed call leaves no recording."""
        reply = await self._chat.complete(request, on_text)
        once = reply.model_copy(update={"calls": 1})
        recording = Recording(request=request, reply=once)
        write_atomically(self._folder / f"{request_key(request)}.json", recording.model_dump_json(indent=1).encode())
        return reply


class ReplayChat:
    """Answers from recordings alone: no endpoint, no key, the same bytes every time."""

    def __init__(self, folder: Path) -> None:
        """Raises: InputError: no such folder, or nothing recorded in it."""
        self._folder = folder
        if not folder.is_dir():
            what = "is a file" if folder.exists() else "does not exist"
            raise InputError(f"--replay {folder}: it {what}; give the folder that --record wrote into")
        recording = next(filter(None, map(_read, sorted(folder.glob("*.json")))), None)
        if recording is None:
            raise InputError(f"no recording in {folder}; make some with: citewell ask ... --record {folder}")
        self.name = recording.reply.model

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None] | None = None) -> ChatReply:
        """The recorded reply. Raises: RecordingMissing: exactly this request was never recorded."""
        recording = _read(self._folder / f"{request_key(request)}.json")
        if recording is None:
            raise RecordingMissing(
                f"no reply is recorded in {self._folder} for this question with these prompts, passages and settings; "
                "record it with --record, or ask without --replay"
            )
        if on_text:
            on_text(recording.reply.text)
        return _kept(recording.reply, "written" if recording.author == "person" else "recording")


def _read(path: Path) -> Recording | None:
    """The recording in a file; None when it is not there or cannot be read: it is then made again."""
    try:
        return Recording.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _kept(reply: ChatReply, origin: ReplyOrigin) -> ChatReply:
    return reply.model_copy(update={"origin": origin, "calls": 0})
