"""What a model said to a reply, or to the fault it amounts to. Knows no client library, retries nothing."""

import math
from collections.abc import Callable
from typing import Protocol

from rag.errors import LlmBadReply, LlmError, LlmFiltered, LlmTruncated
from rag.exchange import ChatReply, ChatRequest
from rag.schema import Value
from rag.write.endpoints import Manner

TRUNCATED = {"length", "max_tokens", "max_output_tokens", "model_length", "model_context_window_exceeded"}
FILTERED = {"content_filter", "safety", "refusal", "recitation", "blocklist", "prohibited_content", "spii"}


class Spent(Value):
    """Tokens of one request, as the endpoint counts them. `model`: as it names itself, "" when it does not."""

    model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Said(Value):
    """The end of one exchange, before it is judged. Token counts are 0 where the endpoint gives none."""

    text: str | None
    refusal: str | None = None
    reason: str | None = None
    spent: Spent = Spent()


class AttemptFailed(Exception):
    """One request failed. `error` is for the user, the rest for the retry layer.

    `is_passing`: the same request may succeed later, after `retry_after_s` where the endpoint says so.
    `refusal`: what the endpoint has against the form of the request, which may be put in another way.
    `spent`: what it cost; None when nobody knows, because the model may have written before the connection broke.
    `was_sent`: False when there was nothing to send it to, or with.
    """

    def __init__(
        self,
        error: LlmError,
        *,
        is_passing: bool = False,
        retry_after_s: float | None = None,
        refusal: str | None = None,
        spent: Spent | None = Spent(),  # noqa: B008 -- frozen
        was_sent: bool = True,
    ) -> None:
        """By default: the fault does not pass, and nothing was spent."""
        super().__init__(str(error))
        self.error = error
        self.is_passing = is_passing
        self.retry_after_s = retry_after_s
        self.refusal = refusal
        self.spent = spent
        self.was_sent = was_sent


class Adapter(Protocol):
    """One kind of client library. Sends one request at a time and leaves everything else to the retry layer."""

    name: str

    async def attempt(
        self, request: ChatRequest, manner: Manner, on_text: Callable[[str], None] | None = None
    ) -> ChatReply:
        """The reply to one HTTP request. Raises: AttemptFailed."""

    async def close(self) -> None:
        """Close idle connections."""


def estimate_tokens(text: str) -> int:
    """Four bytes of UTF-8 for a token, rounded up: what is taken where an endpoint does not count."""
    return math.ceil(len(text.encode("utf-8", "surrogatepass")) / 4)


def prompt_tokens_of(request: ChatRequest) -> int:
    """Estimated tokens of a request's messages."""
    return sum(estimate_tokens(message.content) for message in request.messages)


def reply_of(said: Said, request: ChatRequest, manner: Manner, name: str) -> ChatReply:
    """The reply, its tokens estimated where they were not counted.

    Raises: AttemptFailed with LlmTruncated, LlmFiltered, or LlmBadReply when there is no text.
    """
    spent = Spent(
        model=said.spent.model,
        prompt_tokens=said.spent.prompt_tokens or prompt_tokens_of(request),
        completion_tokens=said.spent.completion_tokens or estimate_tokens(said.text or ""),
    )
    reason = (said.reason or "").lower()
    if said.refusal or reason in FILTERED:
        by = "the model" if said.refusal or reason == "refusal" else "the endpoint's content filter"
        raise AttemptFailed(
            LlmFiltered(f"{by} refused to answer; ask in other words, or use another --model"), spent=spent
        )
    if reason in TRUNCATED:
        limit = request.max_output_tokens
        raise AttemptFailed(
            LlmTruncated(f"the reply was cut at its limit of {limit} tokens; raise llm.max_output_tokens"), spent=spent
        )
    if not (said.text and said.text.strip()):
        raise AttemptFailed(LlmBadReply("the model's reply is empty; try again, or another --model"), spent=spent)
    return ChatReply(
        text=said.text,
        model=spent.model or name,
        level=manner.level,
        prompt_tokens=spent.prompt_tokens,
        completion_tokens=spent.completion_tokens,
    )
