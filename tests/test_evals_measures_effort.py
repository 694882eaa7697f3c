import pytest

from evals.measures.effort import NAMES, measure
from evals.schema import RunRecord
from evals.score import score_run
from rag.schema import Seconds, Tokens
from tests.test_evals_example import KIDNEY, make_answer, make_record


def record_of(
    seconds: float,
    *,
    calls: int = 0,
    tokens: tuple[int, int] = (0, 0),
    cost: float = 0.0,
    name: str = "c",
    repeat: int = 1,
) -> RunRecord:
    answer = make_answer()
    trace = answer.trace.model_copy(
        update={
            "seconds": Seconds(total=seconds),
            "llm_calls": calls,
            "tokens": Tokens(prompt=tokens[0], completion=tokens[1]),
            "cost_usd": cost,
        }
    )
    case = KIDNEY.model_copy(update={"id": name})
    return make_record(case, answer.model_copy(update={"trace": trace}), repeat=repeat)


def test_what_a_page_took_is_read_from_its_trace() -> None:
    measured = {one.name: one for one in measure(record_of(1.5, calls=2, tokens=(900, 100), cost=0.02))}
    assert list(measured) == list(NAMES)
    assert [one.value for one in measured.values()] == [1.5, 1.5, 2, 1000, 0.02]
    assert [one.unit for one in measured.values()] == ["seconds", "seconds", "count", "tokens", "usd"]
    assert {one.better for one in measured.values()} == {"less"}


def test_tokens_without_a_price_have_no_cost_and_no_call_costs_nothing() -> None:
    assert measure(record_of(1.0, calls=1, tokens=(5, 5)))[-1].value is None
    assert "price" in (measure(record_of(1.0, calls=1, tokens=(5, 5)))[-1].reason or "")
    assert measure(record_of(1.0))[-1].value == 0


def test_a_page_that_was_not_timed_is_unmeasured() -> None:
    assert [one.value for one in measure(record_of(0.0))[:2]] == [None, None]


def test_latency_figures_are_quantiles_over_all_records() -> None:
    records = [record_of(float(at), name=f"c{at}") for at in range(1, 21)]
    figures = {figure.name: figure for figure in score_run(records).figures}
    p50, p95 = figures["latency.p50"], figures["latency.p95"]
    assert (p50.value, p50.statistic, p50.unit, p50.n) == (10, "median", "seconds", 20)
    assert (p95.value, p95.statistic) == (19, "p95")  # 19 of 20 values are no greater
    assert p50.low is not None
    assert p50.low < 10 < (p50.high or 0)
    assert figures["llm.tokens"].value == 0
    assert figures["llm.tokens"].unit == "tokens"


def test_repeats_of_a_case_count_in_quantiles_but_not_as_cases() -> None:
    records = [record_of(1.0), record_of(9.0, repeat=2), record_of(9.0, repeat=3), record_of(2.0, name="d")]
    figure = next(figure for figure in score_run(records).figures if figure.name == "latency.p50")
    assert (figure.value, figure.n) == (2, 2)  # 1, 2, 9, 9: the second of four


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("latency.p50", record_of(1e308)),
        ("latency.p95", record_of(1e101)),
        ("llm.calls", record_of(1.0, calls=10**400)),
        ("llm.tokens", record_of(1.0, tokens=(10**400, 1))),
        ("llm.cost", record_of(1.0, cost=1e308)),
    ],
)
def test_what_no_clock_or_bill_says_is_unmeasured_and_takes_nothing_from_the_other_cases(
    name: str, record: RunRecord
) -> None:
    again = record.model_copy(update={"repeat": 2})
    sound = record_of(1.0, calls=1, tokens=(5, 5), cost=1.0, name="sound")
    figure = next(f for f in score_run([record, again, sound]).figures if f.name == name)
    assert (figure.n, figure.unmeasured) == (1, 1)
    alone = next(f for f in score_run([record, again]).figures if f.name == name)
    assert (alone.value, alone.unmeasured) == (None, 1)
    assert "1e+100" in (alone.reason or "")


@pytest.mark.parametrize("name", NAMES)
def test_a_run_of_errors_has_no_zero_in_disguise(name: str) -> None:
    figure = next(f for f in score_run([make_record(error="away")]).figures if f.name == name)
    assert (figure.value, figure.reason) == (None, "the case errored: away")
