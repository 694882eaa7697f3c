"""What a run may cost, worked out by hand, and how many requests and tokens a minute it may send."""

import asyncio
import time

import pytest

from rag.errors import LlmBudgetReached, SettingsError
from rag.exchange import ChatReply
from rag.settings import LlmSettings, Price
from rag.write.limits import Meter, Rates, cost_usd
from rag.write.outcome import Spent

PRICES = {"asked": Price(prompt=1.0, completion=4.0), "asked-dated": Price(prompt=2.0, completion=8.0)}


def settings(**changes: object) -> LlmSettings:
    return LlmSettings(model="asked").model_copy(update={"prices": PRICES, **changes})


@pytest.mark.parametrize(
    ("model", "prices", "cost"),
    [
        ("asked-dated", PRICES, (1000 * 2 + 500 * 8) / 1e6),
        ("another name", PRICES, (1000 * 1 + 500 * 4) / 1e6),
        ("asked-dated", {}, 0.0),
    ],
)
def test_a_reply_is_priced_by_the_endpoints_name_then_by_the_one_asked_for(
    model: str, prices: dict[str, Price], cost: float
) -> None:
    reply = ChatReply(text="x", model=model, level="plain", prompt_tokens=1000, completion_tokens=500)
    assert cost_usd(reply, settings(prices=prices)) == pytest.approx(cost)


def test_a_meter_adds_up_what_was_spent() -> None:
    meter = Meter(settings())
    meter.settle(meter.hold(900, 2000), Spent(model="asked-dated", prompt_tokens=1000, completion_tokens=500))
    meter.settle(meter.hold(900, 2000), Spent())
    assert (meter.calls, meter.prompt_tokens, meter.completion_tokens) == (2, 1000, 500)
    assert meter.cost_usd == pytest.approx(0.006)
    assert meter.summary() == "2 LLM calls, 1,500 tokens, $0.0060"


def test_a_call_that_broke_off_counts_as_its_worst_case() -> None:
    meter = Meter(settings())
    meter.settle(meter.hold(1000, 2000), None)
    assert (meter.prompt_tokens, meter.completion_tokens) == (1000, 2000)
    assert meter.cost_usd == pytest.approx((1000 * 1 + 2000 * 4) / 1e6)


def test_the_budget_is_never_passed() -> None:
    meter = Meter(settings(budget_usd=0.02))  # one call: 1000 * 1 + 2000 * 4 = $0.009 at most
    first, second = meter.hold(1000, 2000), meter.hold(1000, 2000)
    with pytest.raises(LlmBudgetReached, match=r"\$0\.0180 under way"):
        meter.hold(1000, 2000)
    meter.settle(first, Spent(prompt_tokens=1000, completion_tokens=250))  # $0.002
    third = meter.hold(1000, 2000)  # 0.002 + 0.009 + 0.009 = 0.02
    for hold in (second, third):
        meter.settle(hold, None)
    assert meter.cost_usd == pytest.approx(0.02)
    with pytest.raises(LlmBudgetReached, match=r"raise --budget .* and run the same command again"):
        meter.hold(1, 1)


def test_a_budget_without_a_price_is_an_error_with_its_remedy() -> None:
    with pytest.raises(SettingsError, match=r'\[llm\.prices\."asked"\]'):
        Meter(settings(budget_usd=1.0, prices={})).hold(1, 1)


def test_without_budget_and_price_calls_and_tokens_are_counted_all_the_same() -> None:
    meter = Meter(settings(prices={}))
    meter.settle(meter.hold(1, 1), Spent(prompt_tokens=3, completion_tokens=4))
    assert meter.summary() == "1 LLM call, 7 tokens"


SOON_S = 10.0  # far above what a machine under load needs, far below what the wrong answer would wait


def waited_s(llm: LlmSettings, *steps: tuple[int, int]) -> float:
    """Seconds that requests, one after another, wait: each of `(tokens it may use, tokens it used)`."""

    async def run() -> float:
        rates = Rates(llm)
        started = time.monotonic()
        for tokens, used in steps:
            await rates.wait(tokens)
            rates.correct(tokens, used)
        return time.monotonic() - started

    return asyncio.run(run())


def test_requests_beyond_the_rate_wait() -> None:
    # 120 a minute come back at 2 a second: the 121st waits half a second
    assert waited_s(settings(requests_per_minute=120), *[(1, 1)] * 121) >= 0.4


def test_tokens_beyond_the_rate_wait() -> None:
    # 6,000 a minute come back at 100 a second: 50 too many take half a second
    assert waited_s(settings(tokens_per_minute=6000), (6000, 6000), (50, 50)) >= 0.4


def test_a_minutes_allowance_may_be_used_at_once() -> None:
    llm = settings(requests_per_minute=10, tokens_per_minute=100)  # one by one it would take 54 s
    assert waited_s(llm, *[(10, 10)] * 10) < SOON_S


def test_tokens_that_were_not_used_are_free_for_the_next_request() -> None:
    # 5,990 of 6,000 are asked for after a call that may use 3,000 and used 10: else it would wait 30 s
    assert waited_s(settings(tokens_per_minute=6000), (3000, 10), (5990, 0)) < SOON_S


def test_tokens_used_beyond_the_estimate_are_owed_by_the_next_request() -> None:
    # 2,000 waited for and 3,000 more used, then 1,050: 50 beyond the 6,000
    assert waited_s(settings(tokens_per_minute=6000), (2000, 5000), (1050, 0)) >= 0.4


def test_a_request_larger_than_a_minutes_tokens_is_sent_all_the_same() -> None:
    assert waited_s(settings(tokens_per_minute=100), (5000, 5000)) < SOON_S


def test_rates_serve_one_event_loop_after_another() -> None:
    rates = Rates(settings(requests_per_minute=5, tokens_per_minute=500))
    for _ in range(3):
        asyncio.run(rates.wait(10))
