"""One request to one usable reply: attempts, waits, the total deadline, breaker, limits and budget. Reads no statement."""

import asyncio
import random
from collections.abc import Callable

from tenacity import AsyncRetrying, RetryCallState

from rag.errors import (
    LlmBadReply,
    LlmBudgetReached,
    LlmDeadline,
    LlmError,
    LlmFiltered,
    LlmRequestRefused,
    LlmTruncated,
)
from rag.exchange import ChatReply, ChatRequest
from rag.settings import LlmSettings
from rag.write.breaker import Breaker
from rag.write.endpoints import Memory, lesser
from rag.write.limits import Meter, Rates
from rag.write.outcome import Adapter, AttemptFailed, Spent, prompt_tokens_of
from rag.write.reply import REPLIES, read_reply

JITTER = 0.5  # share of a wait that is added at random, so that calls refused together do not come back together
TELLS_NOTHING = (LlmFiltered, LlmTruncated, LlmRequestRefused, LlmBudgetReached)  # of how the endpoint is


class SteadyChat:
    """An adapter with everything that makes its replies dependable. A `ChatModel`."""

    def __init__(self, adapter: Adapter, llm: LlmSettings, *, memory: Memory, meter: Meter) -> None:
        """Attempts, waits and limits are those of `llm`; the breaker is this value's own."""
        self.name = adapter.name
        self._adapter, self._llm, self._memory, self._meter = adapter, llm, memory, meter
        self._breaker = Breaker(llm.breaker_failures, llm.breaker_reset_s)
        self._rates = Rates(llm)

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None] | None = None) -> ChatReply:
        """A reply of the shape asked for, after up to `llm.max_attempts` requests.

        `on_text` gets the whole text so far of the attempt under way; "" when another attempt begins.
        At most `llm.concurrency` replies are under way at once; a further call waits for its place before its time begins.
        Raises: LlmError, its `calls` set. A caller's own timeout or cancellation passes through and ends the request.
        """
        async with self._rates.place():
            return await self._reply(request, on_text)

    async def _reply(self, request: ChatRequest, on_text: Callable[[str], None] | None) -> ChatReply:
        was_trial = self._breaker.enter()
        exchange = _Exchange(self._adapter, self._llm, self._memory, self._meter, self._rates, request, on_text)
        started = asyncio.get_running_loop().time()
        try:
            reply = await self._in_time(exchange)
        except LlmError as error:
            error.calls = exchange.calls
            if exchange.calls and not isinstance(error, TELLS_NOTHING):
                self._breaker.fail(str(error))
            else:
                self._breaker.leave(was_trial=was_trial)
            raise
        except asyncio.CancelledError:
            waited = asyncio.get_running_loop().time() - started
            if (
                exchange.calls and waited > self._llm.deadline_s / 2
            ):  # a caller with a deadline of its own gave up on it
                self._breaker.fail(f"no reply came within {waited:.0f} s")
            else:
                self._breaker.leave(was_trial=was_trial)
            raise
        except BaseException:
            self._breaker.leave(was_trial=was_trial)
            raise
        self._breaker.succeed()
        return reply.model_copy(update={"calls": exchange.calls})

    async def close(self) -> None:
        """Close idle connections. The next call opens new ones."""
        await self._adapter.close()

    async def _in_time(self, exchange: "_Exchange") -> ChatReply:
        limit = asyncio.timeout(self._llm.deadline_s)
        try:
            async with limit:
                return await exchange.reply()
        except TimeoutError:
            if not limit.expired():
                raise
        raise LlmDeadline(
            f"{self.name} gave no whole reply within {self._llm.deadline_s:g} s; try again, or raise llm.deadline_s"
        )


class _Exchange:
    """The attempts at one reply. `calls`: HTTP requests sent so far."""

    def __init__(
        self,
        adapter: Adapter,
        llm: LlmSettings,
        memory: Memory,
        meter: Meter,
        rates: Rates,
        request: ChatRequest,
        on_text: Callable[[str], None] | None,
    ) -> None:
        self.calls = 0
        self._adapter, self._llm, self._memory, self._meter, self._rates = adapter, llm, memory, meter, rates
        self._request, self._on_text = request, on_text
        self._manner = memory.manner
        self._bad_replies = 0

    async def reply(self) -> ChatReply:
        """The first usable reply. Raises: LlmError, without the client's exceptions as its context."""
        attempts = AsyncRetrying(
            retry=self._is_worth_another,
            wait=self._wait_s,
            stop=self._is_over,
            reraise=True,
        )
        try:
            return await attempts(self._attempt)
        except AttemptFailed as failed:
            error = failed.error
        if isinstance(error, LlmRequestRefused):
            self._memory.forget()
        raise error

    async def _attempt(self) -> ChatReply:
        """One attempt, put to the endpoint in ever plainer ways as long as it refuses the form of the request."""
        if self.calls and self._on_text:
            self._on_text("")
        while True:
            try:
                reply = await self._send()
            except AttemptFailed as failed:
                less = lesser(self._manner, failed.refusal) if failed.refusal is not None else None
                if less is None:
                    raise
                self._manner = less
            else:
                self._memory.keep(self._manner)
                return reply

    async def _send(self) -> ChatReply:
        prompt, most = prompt_tokens_of(self._request), self._request.max_output_tokens
        await self._rates.wait(prompt + most)
        spent: Spent | None = Spent()
        was_sent = True
        try:
            hold = self._meter.hold(prompt, most)
            self.calls += 1
            spent = None
            try:
                reply = await self._adapter.attempt(self._request, self._manner, self._on_text)
                spent = Spent(
                    model=reply.model, prompt_tokens=reply.prompt_tokens, completion_tokens=reply.completion_tokens
                )
            except AttemptFailed as failed:
                spent, was_sent = failed.spent, failed.was_sent
                self.calls -= not was_sent
                raise
            finally:
                self._meter.settle(hold, spent, was_sent=was_sent)
        finally:
            used = spent.prompt_tokens + spent.completion_tokens if spent else prompt + most
            self._rates.correct(prompt + most, used)
        try:
            read_reply(reply.text, REPLIES[self._request.reply_model])
        except LlmBadReply as error:
            raise AttemptFailed(error, spent=spent) from None
        return reply

    def _is_worth_another(self, state: RetryCallState) -> bool:
        failed = _failure(state)
        if failed and isinstance(failed.error, LlmBadReply):
            self._bad_replies += 1
            return self._bad_replies == 1
        return bool(failed and failed.is_passing)

    def _wait_s(self, state: RetryCallState) -> float:
        failed = _failure(state)
        jitter = random.uniform(0, JITTER)
        if failed and failed.retry_after_s is not None:
            return failed.retry_after_s + jitter * min(self._llm.backoff_s, failed.retry_after_s)
        backoff = self._llm.backoff_s * 2.0 ** (state.attempt_number - 1)
        return min(backoff * (1 + jitter), self._llm.max_wait_s)

    def _is_over(self, state: RetryCallState) -> bool:
        """Whether the attempts are used up, or the wait before another one is longer than we may or can wait."""
        failed = _failure(state)
        asked_s = (failed.retry_after_s if failed else None) or 0.0
        return (
            state.attempt_number >= self._llm.max_attempts
            or asked_s > self._llm.max_wait_s
            or (state.seconds_since_start or 0.0) + state.upcoming_sleep >= self._llm.deadline_s
        )


def _failure(state: RetryCallState) -> AttemptFailed | None:
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, AttemptFailed) else None
