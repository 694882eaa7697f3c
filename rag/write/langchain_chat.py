"""A request to one call of any chat model LangChain can open. Reads its text back; LangChain parses nothing for us."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

from rag.errors import LlmBadReply, LlmError, LlmRequestRefused
from rag.exchange import ChatReply, ChatRequest
from rag.settings import Endpoint
from rag.write.endpoints import Manner
from rag.write.faults import connection_failure, read_refusal, status_failure
from rag.write.outcome import AttemptFailed, Said, Spent, reply_of
from rag.write.reply import reply_schema
from rag.write.scrub import keep_keys_out_of_logs, scrub, shown_url

REASONS = ("finish_reason", "stop_reason", "done_reason")  # OpenAI, Google, Mistral; Anthropic, Bedrock; Ollama


class LangChainChat:
    """One model of a LangChain provider, which finds its own key in the environment.

    `model`: a `BaseChatModel` to use as it is, instead of the one that `init_chat_model` opens for the endpoint.
    A stream that LangChain ends without an error counts as whole: most providers give no finish reason there.
    """

    def __init__(self, endpoint: Endpoint, model: Any = None) -> None:
        """Nothing is opened before the first attempt."""
        self.name = endpoint.model
        self._endpoint = endpoint
        self._given = model
        self._opened: dict[tuple[int, float | None], Any] = {}  # by limit and temperature, which are set on opening

    async def attempt(
        self, request: ChatRequest, manner: Manner, on_text: Callable[[str], None] | None = None
    ) -> ChatReply:
        """The model's reply, asked for in this manner; `on_text` gets the text so far while it is streamed.

        Raises: AttemptFailed.
        """
        model = self._given or self._open(request, manner)
        form = _form(request, manner)
        asked = model.bind(response_format=form) if form else model
        heard: Any = None
        async with aclosing(self._pieces(asked, request, manner, is_streamed=on_text is not None)) as pieces:
            async for piece in pieces:
                heard = piece if heard is None else heard + piece
                if on_text:
                    on_text(str(heard.text))
        return reply_of(_said(heard), request, manner, self.name)

    async def _pieces(
        self, asked: Any, request: ChatRequest, manner: Manner, *, is_streamed: bool
    ) -> AsyncGenerator[Any, None]:
        messages = [(message.role, message.content) for message in request.messages]
        failed: AttemptFailed | None = None
        try:
            if is_streamed:
                async for piece in asked.astream(messages):
                    yield piece
            else:
                yield await asked.ainvoke(messages)
        except Exception as error:  # noqa: BLE001 -- each provider's library has exceptions of its own
            failed = self._failure(error, manner)
        if failed:
            raise failed  # out here, so that the library's exception, which may hold the key, is not its context

    async def close(self) -> None:
        """Nothing to close: LangChain's models keep their clients to themselves."""

    def _open(self, request: ChatRequest, manner: Manner) -> Any:
        from langchain.chat_models import init_chat_model

        temperature = request.temperature if manner.sends_temperature else None
        options: dict[str, Any] = {
            "max_tokens": request.max_output_tokens,
            "max_retries": 0,
            "temperature": temperature,
        }
        known = self._opened.get((request.max_output_tokens, temperature))
        if known is not None:
            return known
        if self._endpoint.base_url:
            options["base_url"] = self._endpoint.base_url
        if temperature is None:
            del options["temperature"]
        keep_keys_out_of_logs(self._endpoint)
        provider = self._endpoint.provider
        why = ""
        try:
            model = init_chat_model(self.name, model_provider=provider, **options)
        except ImportError as error:
            why = f"{scrub(str(error))}; or use another llm.provider"
        except Exception as error:  # noqa: BLE001 -- an unknown provider, a key that is not set: each says it in its own way
            why = f"{scrub(str(error), self._endpoint)}; see llm.provider and the provider's key in the environment"
        if why:
            raise AttemptFailed(LlmError(f"LangChain cannot open {provider} {self.name!r}: {why}"), was_sent=False)
        self._opened[(request.max_output_tokens, temperature)] = model
        return model

    def _failure(self, error: Exception, manner: Manner) -> AttemptFailed:
        """The fault of an exception, by the HTTP status most libraries give it."""
        response = getattr(error, "response", None)
        status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
        if isinstance(status, int) and status >= 400:
            headers = getattr(response, "headers", None) or {}
            return status_failure(read_refusal(status, str(error), headers), self._endpoint)
        if isinstance(error, TypeError) and manner.level != "plain":  # this model's call has no response_format
            refused = LlmRequestRefused(f"{shown_url(self._endpoint)} cannot take this request; try another --model")
            return AttemptFailed(refused, refusal=f"response_format: {scrub(str(error), self._endpoint)}")
        cause = next((known for known in (error, error.__cause__, error.__context__) if _is_connection(known)), None)
        if cause is not None:
            return connection_failure(cause, self._endpoint)
        why = scrub(f"{type(error).__name__}: {error}", self._endpoint)
        return AttemptFailed(
            LlmError(f"{shown_url(self._endpoint)} failed ({why}); try another --model or llm.provider")
        )


def _form(request: ChatRequest, manner: Manner) -> object:
    if manner.level == "json_schema":
        schema = {"name": request.reply_model, "strict": True, "schema": dict(reply_schema(request.reply_model))}
        return {"type": "json_schema", "json_schema": schema}
    return {"type": "json_object"} if manner.level == "json_object" else None


def _said(heard: Any) -> Said:
    if heard is None:
        raise AttemptFailed(LlmBadReply("the model sent nothing; try again, or another --model"), spent=None)
    details, usage = heard.response_metadata, heard.usage_metadata or {}
    return Said(
        text=str(heard.text),
        refusal=heard.additional_kwargs.get("refusal"),
        reason=next((str(details[name]) for name in REASONS if details.get(name)), None),
        spent=Spent(
            model=str(details.get("model_name") or details.get("model") or ""),
            prompt_tokens=usage.get("input_tokens", 0),
            completion_tokens=usage.get("output_tokens", 0),
        ),
    )


def _is_connection(error: BaseException | None) -> bool:
    """Whether it comes from a connection: the standard library's errors, or those of httpx by any name."""
    return isinstance(error, OSError) or type(error).__module__.partition(".")[0] in {"httpx", "httpx2", "httpcore"}
