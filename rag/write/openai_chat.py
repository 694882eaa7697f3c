"""A request to one call of an OpenAI-compatible endpoint, streamed or whole. Retries nothing, and keeps no text of its own."""

import asyncio
import difflib
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from rag.errors import LlmBadReply, LlmInterrupted, LlmKeyRejected
from rag.exchange import ChatReply, ChatRequest
from rag.settings import Endpoint
from rag.write.completions import Completion, Heard, Models
from rag.write.endpoints import Manner
from rag.write.faults import (
    Refused,
    bad_endpoint,
    connection_failure,
    is_about_form,
    is_about_model,
    missing_model,
    no_address,
    read_refusal,
    status_failure,
    unreadable,
)
from rag.write.outcome import AttemptFailed, Said, reply_of
from rag.write.reply import reply_schema
from rag.write.scrub import keep_keys_out_of_logs, shown_url

NO_KEY = "none"  # local endpoints want none, the client library insists on one
CONNECT_S = 10.0  # seconds until a host that does not answer counts as unreachable; all else ends at llm.deadline_s
LOOK_S = 5.0  # seconds spent at most on finding out what a 404 means
MAX_MODELS = 8  # named in a message
SENDABLE = re.compile(r"[!-~]+")


class OpenAIChat:
    """One OpenAI-compatible endpoint and model."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Nothing is opened or checked before the first attempt."""
        self.name = endpoint.model
        self._endpoint = endpoint
        self._client: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def attempt(
        self, request: ChatRequest, manner: Manner, on_text: Callable[[str], None] | None = None
    ) -> ChatReply:
        """The reply to one POST, asked for in this manner; `on_text` gets the text so far while it is streamed.

        Raises: AttemptFailed. A 404 may cost a GET of the list of models, to tell what is missing.
        """
        import openai

        failed: AttemptFailed
        try:
            client = self._open()
            said = await (
                self._listen(client, request, manner, on_text) if on_text else self._ask(client, request, manner)
            )
            return reply_of(said, request, manner, self.name)
        except AttemptFailed as failure:
            failed = failure
        except openai.APIStatusError as error:
            failed = await self._refusal(read_refusal(error.status_code, error.response.text, error.response.headers))
        except openai.APIConnectionError as error:
            failed = connection_failure(error.__cause__, self._endpoint)
        except openai.APIError as error:  # an error object in the middle of a stream
            failed = self._error_object(error.body)
        raise failed  # out here, so that the library's exception, which holds the key, is not its context

    async def close(self) -> None:
        """Close idle connections, if they belong to this event loop."""
        if self._client is not None and self._loop is asyncio.get_running_loop():
            await self._client.close()
        self._client = None

    def _open(self) -> Any:
        """The client of the running event loop: its connections cannot be used in another."""
        import openai

        if self._client is not None and self._loop is asyncio.get_running_loop():
            return self._client
        key = self._endpoint.key.get_secret_value() if self._endpoint.key else NO_KEY
        if not SENDABLE.fullmatch(key):
            raise AttemptFailed(
                LlmKeyRejected("OPENAI_API_KEY holds blanks or signs that no key has; set it to the key alone"),
                was_sent=False,
            )
        try:
            parts = urlsplit(self._endpoint.base_url or "https://api.openai.com/v1")
            is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            is_address = False
        if not is_address:
            raise AttemptFailed(no_address(self._endpoint), was_sent=False)
        keep_keys_out_of_logs(self._endpoint)
        timeout = openai.Timeout(None, connect=CONNECT_S)
        self._client = openai.AsyncOpenAI(
            api_key=key,
            base_url=self._endpoint.base_url,
            max_retries=0,
            timeout=timeout,
            # the library's own one closes itself when it is collected, in whatever loop runs then, and complains
            http_client=openai.DefaultAsyncHttpxClient(timeout=timeout),
        )
        self._loop = asyncio.get_running_loop()
        return self._client

    async def _ask(self, client: Any, request: ChatRequest, manner: Manner) -> Said:
        answer = await client.chat.completions.with_raw_response.create(**self._fields(request, manner))
        return self._read(answer.http_response.text)

    def _read(self, text: str) -> Said:
        heard = Heard()
        try:
            completion = Completion.model_validate(json.loads(text))
        except (ValueError, RecursionError):
            raise unreadable(text, self._endpoint) from None
        heard.add(completion)
        if not heard.is_begun:
            raise self._error_object(completion.error)
        return heard.said()

    async def _listen(self, client: Any, request: ChatRequest, manner: Manner, on_text: Callable[[str], None]) -> Said:
        options = {"stream_options": {"include_usage": True}} if manner.asks_usage else {}
        stream = await client.chat.completions.create(**self._fields(request, manner), **options, stream=True)
        heard = Heard()
        async with stream:
            if not stream.response.headers.get("content-type", "").startswith("text/event-stream"):
                return self._read((await stream.response.aread()).decode("utf-8", "replace"))
            async for piece in _pieces(stream, self._endpoint):
                if heard.add(piece):
                    on_text(heard.text)
        if not heard.is_begun:
            raise self._error_object(None)
        if not heard.is_ended:
            where = shown_url(self._endpoint)
            error = LlmInterrupted(f"{where} ended its reply in the middle; try again")
            raise AttemptFailed(error, is_passing=True, spent=None)
        return heard.said()

    def _fields(self, request: ChatRequest, manner: Manner) -> Mapping[str, Any]:
        fields: dict[str, Any] = {
            "model": self.name,
            "messages": [message.model_dump() for message in request.messages],
            manner.limit_field: request.max_output_tokens,
        }
        if manner.sends_temperature:
            fields["temperature"] = request.temperature
        if manner.level == "json_schema":
            schema = {"name": request.reply_model, "strict": True, "schema": reply_schema(request.reply_model)}
            fields["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif manner.level == "json_object":
            fields["response_format"] = {"type": "json_object"}
        return fields

    def _error_object(self, body: object) -> AttemptFailed:
        """The fault of an HTTP 200 that brought an error, or nothing, where a completion should be."""
        if body:
            code = str(body.get("code")) if isinstance(body, dict) else ""
            status = int(code) if re.fullmatch(r"[45]\d\d", code) else 500
            return status_failure(read_refusal(status, json.dumps({"error": body}, default=str), {}), self._endpoint)
        return AttemptFailed(
            LlmBadReply(f"{shown_url(self._endpoint)} answered without a reply (no choices); try another --model")
        )

    async def _refusal(self, refused: Refused) -> AttemptFailed:
        """The fault of an error answer; for one about the model or the address, with what there is instead."""
        is_unknown = refused.status in (404, 405) and not is_about_form(refused)
        if not (is_unknown or is_about_model(refused)):
            return status_failure(refused, self._endpoint)
        served = await self._served(self._client)
        if served is not None and self.name not in served:
            alike = difflib.get_close_matches(self.name, served, n=MAX_MODELS, cutoff=0.3)
            return AttemptFailed(missing_model(self._endpoint, tuple(dict.fromkeys([*alike, *served]))[:MAX_MODELS]))
        base_url = (self._endpoint.base_url or "").rstrip("/")
        if is_unknown and not is_about_model(refused) and base_url and not base_url.endswith("/v1"):
            fuller = self._endpoint.model_copy(update={"base_url": f"{base_url}/v1"})
            if await self._served(self._client.with_options(base_url=fuller.base_url)) is not None:
                return AttemptFailed(bad_endpoint(self._endpoint, f"HTTP {refused.status}", shown_url(fuller)))
        return status_failure(refused, self._endpoint)

    async def _served(self, client: Any) -> tuple[str, ...] | None:
        """Names of the models the endpoint says it has; None when it does not say."""
        import openai

        try:
            async with asyncio.timeout(LOOK_S):
                answer = await client.models.with_raw_response.list()
            return tuple(model.id for model in Models.model_validate(json.loads(answer.http_response.text)).data)
        except (openai.OpenAIError, ValueError, RecursionError, TimeoutError):
            return None


async def _pieces(stream: Any, endpoint: Endpoint) -> AsyncIterator[Completion]:
    """The events of a stream, each read as far as we need it."""
    try:
        async for event in stream:
            yield Completion.model_validate(event.model_dump(warnings=False))
    except (json.JSONDecodeError, ValidationError):
        error = LlmBadReply(f"{shown_url(endpoint)} sent a stream that cannot be read; try again")
        raise AttemptFailed(error, spent=None) from None
