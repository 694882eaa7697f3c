"""What may be sent a minute, and what a run may cost: rate limits and a spending meter. Sends nothing itself."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from aiolimiter import AsyncLimiter

from rag.errors import LlmBudgetReached, SettingsError
from rag.exchange import ChatReply
from rag.schema import Value
from rag.settings import LlmSettings, Price
from rag.write.outcome import Spent

MILLION = 1_000_000
MINUTE_S = 60.0


class Hold(Value):
    """What a call under way may cost at most."""

    prompt_tokens: int
    max_output_tokens: int
    usd: float


class Tally:
    """What the calls for one answer cost together, failed attempts included: the same figures as the meter's."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.calls = self.prompt_tokens = self.completion_tokens = 0
        self.cost_usd = 0.0

    def add(self, cost: Spent, usd: float) -> None:
        """One more call."""
        self.calls += 1
        self.prompt_tokens += cost.prompt_tokens
        self.completion_tokens += cost.completion_tokens
        self.cost_usd += usd


_tally: ContextVar[Tally | None] = ContextVar("tally", default=None)


@contextmanager
def tallied() -> Iterator[Tally]:
    """A tally of the calls made in this block, in whatever tasks it starts."""
    tally = Tally()
    token = _tally.set(tally)
    try:
        yield tally
    finally:
        _tally.reset(token)


class Meter:
    """Adds up the calls, tokens and cost of one run, and stops it before its cost could pass `llm.budget_usd`.

    A call that broke off is taken to have cost its worst case, for nobody says what it did cost.
    """

    def __init__(self, llm: LlmSettings) -> None:
        """Prices and budget are those of `llm`."""
        self.calls = 0
        self.prompt_tokens = 0
        self.completion_tokens = 0
        self.cost_usd = 0.0
        self._llm = llm
        self._held_usd = 0.0

    def hold(self, prompt_tokens: int, max_output_tokens: int) -> Hold:
        """Set aside the worst case of a call about to be made; `settle` ends it.

        Raises: LlmBudgetReached: with the calls under way it could pass the budget; SettingsError: the model has no price.
        """
        price, budget = self._llm.prices.get(self._llm.model), self._llm.budget_usd
        if budget:
            require_price(self._llm)
        usd = _usd(prompt_tokens, max_output_tokens, price)
        if budget and self.cost_usd + self._held_usd + usd > budget:
            raise LlmBudgetReached(
                f"${self.cost_usd:.4f} of llm.budget_usd = {budget:g} is spent, and the next call could cost ${usd:.4f} "
                f"with ${self._held_usd:.4f} under way; raise --budget (llm.budget_usd) and run the same command again"
            )
        self._held_usd += usd
        return Hold(prompt_tokens=prompt_tokens, max_output_tokens=max_output_tokens, usd=usd)

    def settle(self, hold: Hold, spent: Spent | None, *, was_sent: bool = True) -> None:
        """The call has ended and cost this; None: nobody knows, so its worst case is counted. One never sent counts nothing."""
        if not was_sent:
            self._held_usd = max(0.0, self._held_usd - hold.usd)
            return
        worst = Spent(prompt_tokens=hold.prompt_tokens, completion_tokens=hold.max_output_tokens)
        cost = spent or worst
        usd = _usd(cost.prompt_tokens, cost.completion_tokens, _price(cost.model, self._llm))
        self._held_usd = max(0.0, self._held_usd - hold.usd)
        self.calls += 1
        self.prompt_tokens += cost.prompt_tokens
        self.completion_tokens += cost.completion_tokens
        self.cost_usd += usd
        tally = _tally.get()
        if tally:
            tally.add(cost, usd)

    def summary(self) -> str:
        """One line for the end of a run."""
        tokens = f"{self.prompt_tokens + self.completion_tokens:,} tokens"
        cost = f", ${self.cost_usd:.4f}" if self.cost_usd else ""
        return f"{self.calls} LLM call{'' if self.calls == 1 else 's'}, {tokens}{cost}"


class Rates:
    """Waits until a request fits into `llm.concurrency`, `llm.requests_per_minute` and `llm.tokens_per_minute`.

    A minute's allowance may be used at once; after that it comes back evenly.
    """

    def __init__(self, llm: LlmSettings) -> None:
        """0 requests or tokens a minute: no limit."""
        self._requests_per_minute = llm.requests_per_minute
        self._tokens_per_minute = llm.tokens_per_minute
        self._loop: asyncio.AbstractEventLoop | None = None
        self._requests: AsyncLimiter | None = None
        self._tokens: AsyncLimiter | None = None
        self._concurrency = llm.concurrency
        self._places: asyncio.Semaphore | None = None
        self._owed = 0  # tokens used beyond what was waited for; negative: waited for, but not used

    def place(self) -> asyncio.Semaphore:
        """One of the places for replies under way, to be held with `async with`."""
        self._bind()
        assert self._places is not None
        return self._places

    async def wait(self, tokens: int) -> None:
        """Wait for room for one request of at most so many tokens; one larger than a minute's allowance waits for all of it."""
        self._bind()
        if self._requests:
            await self._requests.acquire()
        if self._tokens:
            due = min(max(tokens + self._owed, 0), self._tokens_per_minute)
            self._owed += tokens - due
            try:
                await self._tokens.acquire(due)
            except asyncio.CancelledError:
                self._owed -= tokens - due
                raise

    def correct(self, tokens: int, used: int) -> None:
        """A request that waited for `tokens` used `used`: the difference is taken from, or added to, the next one's."""
        if self._tokens:
            self._owed += used - tokens

    def _bind(self) -> None:
        """Limiters for the running event loop: each serves one loop only."""
        loop = asyncio.get_running_loop()
        if loop is self._loop:
            return
        self._loop, self._owed = loop, 0
        self._places = asyncio.Semaphore(self._concurrency)
        if self._requests_per_minute:
            self._requests = AsyncLimiter(self._requests_per_minute, MINUTE_S)
        if self._tokens_per_minute:
            self._tokens = AsyncLimiter(self._tokens_per_minute, MINUTE_S)


def require_price(llm: LlmSettings) -> None:
    """Raises: SettingsError: there is a budget, and nothing is known of what the model costs."""
    if llm.budget_usd and llm.model not in llm.prices:
        raise SettingsError(
            f"llm.budget_usd is set, but nothing is known of what {llm.model!r} costs; set prompt and "
            f'completion under [llm.prices."{llm.model}"], in dollars for a million tokens'
        )


def cost_usd(reply: ChatReply, llm: LlmSettings) -> float:
    """What a reply cost in US dollars by `llm.prices`, 0 without a price."""
    return _usd(reply.prompt_tokens, reply.completion_tokens, _price(reply.model, llm))


def _price(model: str, llm: LlmSettings) -> Price | None:
    """The price of a model by the endpoint's name for it, else by the name it was asked for."""
    return llm.prices.get(model) or llm.prices.get(llm.model)


def _usd(prompt_tokens: int, completion_tokens: int, price: Price | None) -> float:
    return (prompt_tokens * price.prompt + completion_tokens * price.completion) / MILLION if price else 0.0
