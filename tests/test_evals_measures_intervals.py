import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.measures.intervals import bootstrap, bootstrap_quantile, figure, nearest_rank, quantile_figure, wilson


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [  # worked by hand from the formula; 0.9 of 10 and 81/263 stand in Newcombe, Stat Med 17, 1998, too
        (0.9, 10, 0.5958, 0.9821),
        (81 / 263, 263, 0.2553, 0.3662),
        (0.0, 20, 0.0, 0.1611),
        (1.0, 29, 0.8830, 1.0),
        (0.5, 1, 0.0546, 0.9454),
    ],
)
def test_wilson_gives_the_published_intervals(share: float, n: int, low: float, high: float) -> None:
    assert wilson(share, n) == pytest.approx((low, high), abs=0.0001)


@pytest.mark.parametrize(("share", "n"), [(0.5, 0), (-0.1, 3), (1.1, 3)])
def test_wilson_of_nothing_is_an_error(share: float, n: int) -> None:
    with pytest.raises(ValueError, match="no interval"):
        wilson(share, n)


def test_bootstrap_agrees_with_the_normal_interval_of_a_large_sample() -> None:
    values = [at / 99 for at in range(100)] * 10
    low, high = bootstrap(values)
    half = 1.96 * 0.2916 / 1000**0.5  # standard deviation of 0, 1/99, ..., 1
    assert (low, high) == pytest.approx((0.5 - half, 0.5 + half), abs=0.002)


def test_bootstrap_gives_the_same_bytes_twice_and_needs_values() -> None:
    assert bootstrap([0.1, 0.5, 0.9]) == bootstrap([0.1, 0.5, 0.9])
    with pytest.raises(ValueError, match="no interval"):
        bootstrap([])


def test_no_values_are_unmeasured_with_the_reason() -> None:
    made = figure("f", [], unmeasured=7, reason="no case was refused")
    assert (made.value, made.n, made.low, made.high, made.unmeasured) == (None, 0, None, None, 7)
    assert made.reason == "no case was refused"


@pytest.mark.parametrize("values", [[1e308, 1e308], [1e308, 1.0], [float("inf")], [-1e101]])
def test_values_whose_mean_cannot_be_reckoned_are_unmeasured_with_the_reason(values: list[float]) -> None:
    made = figure("x", values, unit="count", unmeasured=2)
    assert (made.value, made.n, made.unmeasured) == (None, 0, 2 + len(values))
    assert "1e+100" in (made.reason or "")


@pytest.mark.parametrize(
    ("values", "method"),
    [([1, 1, 0], "wilson"), ([1.0] * 5, "wilson"), ([0.5] * 5, "wilson"), ([0.5], "wilson"), ([0.5, 1.0], "bootstrap")],
)
def test_shares_take_wilson_and_means_take_the_bootstrap(values: list[float], method: str) -> None:
    assert figure("f", values).method == method


def test_a_perfect_figure_claims_no_certainty() -> None:
    assert figure("f", [1.0] * 30).low == pytest.approx(0.8865, abs=0.0001)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_the_interval_holds_the_value_and_stays_in_range(values: list[float]) -> None:
    made = figure("f", values)
    assert made.value is not None
    assert made.low is not None
    assert made.high is not None
    assert 0 <= made.low <= made.value + 1e-6
    assert made.value - 1e-6 <= made.high <= 1


def test_values_that_are_no_shares_keep_their_unit_and_take_the_bootstrap() -> None:
    made = figure("f", [3.0] * 5, unit="words", better="neither")
    assert (made.value, made.low, made.high, made.method) == (3, 3, 3, "bootstrap")  # the cases do not differ
    assert (made.unit, made.better) == ("words", "neither")
    assert figure("f", [], unit="usd", better="less").unit == "usd"


def test_bootstrap_of_a_large_sample_keeps_to_its_blocks() -> None:
    low, high = bootstrap([float(at % 2) for at in range(3000)])  # 2,000 rows do not fit in one block
    assert (low, high) == pytest.approx(wilson(0.5, 3000), abs=0.002)


@pytest.mark.parametrize(
    ("values", "share", "wanted"),
    [([3, 1, 2], 0.5, 2), ([1, 2, 3, 4], 0.5, 2), ([1, 2, 3, 4], 0.95, 4), ([7], 0.95, 7), ([2, 2, 2, 9], 0.75, 2)],
)
def test_nearest_rank_worked_by_hand(values: list[float], share: float, wanted: float) -> None:
    assert nearest_rank(values, share) == wanted


def test_quantile_of_a_large_sample_has_the_published_interval() -> None:
    values = [[at / 1000] for at in range(1, 1001)]
    made = quantile_figure("f", values, "median", unit="seconds", better="less")
    half = 1.96 * (0.25 / 1000) ** 0.5  # order statistics of a uniform sample: David and Nagaraja 2003, 7.1
    assert made.value == 0.5
    assert (made.low, made.high) == pytest.approx((0.5 - half, 0.5 + half), abs=0.006)
    assert (made.statistic, made.method, made.n) == ("median", "bootstrap", 1000)


def test_cases_are_drawn_with_all_their_repeats() -> None:
    alone = bootstrap_quantile([[float(at)] for at in range(20)], 0.5)
    fourfold = bootstrap_quantile([[float(at)] * 4 for at in range(20)], 0.5)
    apart = bootstrap_quantile([[float(at)] for at in range(20) for _ in range(4)], 0.5)
    assert fourfold == alone  # four runs of a case are no new evidence
    assert apart[1] - apart[0] < fourfold[1] - fourfold[0]


@pytest.mark.parametrize("repeats", [[], [[1.0], []]])
def test_quantile_of_nothing_is_an_error_or_unmeasured(repeats: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="no interval"):
        bootstrap_quantile(repeats, 0.5)
    assert quantile_figure("f", [], "p95", reason="none was timed").reason == "none was timed"
    with pytest.raises(ValueError, match="no quantile"):
        nearest_rank([], 0.5)


@given(
    st.lists(st.lists(st.floats(0, 100), min_size=1, max_size=3), min_size=1, max_size=8), st.sampled_from([0.5, 0.95])
)
def test_quantile_and_its_interval_are_values_of_the_sample(repeats: list[list[float]], share: float) -> None:
    values = {value for one in repeats for value in one}
    low, high = bootstrap_quantile(repeats, share)
    assert {low, high} <= values
    assert low <= high
