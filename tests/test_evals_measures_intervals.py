import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.measures.intervals import bootstrap, figure, wilson


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
