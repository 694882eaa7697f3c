"""What did the page take: time, calls, tokens, money? Read from its trace. Values that are no shares; less is better."""

from evals.measures.intervals import LARGEST, TOO_LARGE
from evals.schema import RunRecord
from evals.score_schema import Measurement, Statistic, Unit

NAMES = ("latency.p50", "latency.p95", "llm.calls", "llm.tokens", "llm.cost")


def measure(record: RunRecord) -> tuple[Measurement, ...]:
    """All of them for one record, in the order of NAMES.

    latency.p50, latency.p95: seconds from question to page. One record gives both the same value; their figures are the
    median and the 95th percentile over all records of all cases. Unmeasured: the trace holds no time.
    llm.calls, llm.tokens, llm.cost: of all calls, failed ones included; tokens are those sent and received together.
    Without a call all three are 0. Unmeasured: cost in US dollars, where tokens were spent and the model has no price.
    Unmeasured too: whatever is beyond LARGEST, which no clock or bill says.
    """
    trace = record.given.trace
    tokens = trace.tokens.prompt + trace.tokens.completion
    p50, p95, calls, spent, cost = NAMES
    timed = trace.seconds.total or None
    priced = trace.cost_usd if trace.cost_usd or not tokens else None
    return (
        _measured(p50, timed, "seconds", "the trace holds no time", "median"),
        _measured(p95, timed, "seconds", "the trace holds no time", "p95"),
        _measured(calls, trace.llm_calls, "count"),
        _measured(spent, tokens, "tokens"),
        _measured(cost, priced, "usd", "the settings give the model no price, see llm.prices"),
    )


def _measured(
    name: str, value: float | None, unit: Unit, reason: str | None = None, statistic: Statistic = "mean"
) -> Measurement:
    if value is not None and value > LARGEST:
        value, reason = None, TOO_LARGE
    reason = reason if value is None else None
    return Measurement(name=name, value=value, unit=unit, better="less", statistic=statistic, reason=reason)
