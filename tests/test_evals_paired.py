import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.paired import (
    ENUMERATED,
    PairedTest,
    bonett_price,
    compare_pairs,
    compare_quantiles,
    detectable,
    holm,
    mcnemar_mid_p,
    paired_bootstrap,
    sign_flip_mid_p,
)

SHARES = st.lists(
    st.tuples(st.sampled_from([0.0, 0.25, 1.0]), st.sampled_from([0.0, 0.5, 1.0])), min_size=1, max_size=30
)


@pytest.mark.parametrize(
    ("rose", "fell", "p"),
    [  # worked by hand: twice the share of outcomes less even, once that of outcomes as even
        (0, 0, 1.0),
        (5, 0, 1 / 32),
        (0, 5, 1 / 32),
        (7, 1, (2 * 1 + 8) / 256),
        (4, 4, 1.0),
        (1, 7, 0.0391),  # the example of Fagerland et al. 2013: 0.039, where the exact test says 0.070
        (600, 400, 2.5e-10),
    ],
)
def test_mcnemar_mid_p_is_exact(rose: int, fell: int, p: float) -> None:
    assert mcnemar_mid_p(rose, fell) == pytest.approx(p, rel=0.15 if p < 1e-6 else 0.001)


@pytest.mark.parametrize("rose", range(ENUMERATED))
def test_sign_flips_of_yes_no_values_are_mcnemar_again(rose: int) -> None:
    fell = ENUMERATED - 1 - rose
    assert sign_flip_mid_p([1.0] * rose + [-1.0] * fell + [0.0] * 9) == pytest.approx(mcnemar_mid_p(rose, fell))


def test_random_sign_flips_agree_with_all_of_them() -> None:
    differences = [0.1, 0.2, 0.3, -0.05, 0.15, 0.2, -0.1, 0.25, 0.1, 0.05, -0.2, 0.3]
    exact = sign_flip_mid_p(differences)
    nearly = sign_flip_mid_p([*differences, 1e-6])  # one more than is enumerated, and of no weight
    assert len(differences) == ENUMERATED
    assert nearly == pytest.approx(exact, abs=3 * math.sqrt(exact / 9_999))


def test_sign_flips_worked_by_hand() -> None:
    # of the 8 ways to flip 1, 2, 3: |sum| 6 twice, 4 twice, 2 twice, 0 twice
    assert sign_flip_mid_p([1, 2, 3]) == pytest.approx(1 / 8)
    assert sign_flip_mid_p([-1, 2, 3]) == pytest.approx(2 / 8 + 1 / 8)


@pytest.mark.parametrize(
    ("rose", "fell", "n", "low", "high"),
    [
        (1, 7, 21, -0.5084, -0.0134),  # by the formula: up 2/23, down 8/23
        (0, 0, 98, -0.0277, 0.0277),  # no pair differs: chance could hide as much
        (3, 3, 50, -0.1066, 0.1066),
    ],
)
def test_bonett_price_gives_the_interval_of_the_formula(rose: int, fell: int, n: int, low: float, high: float) -> None:
    assert bonett_price(rose, fell, n) == pytest.approx((low, high), abs=0.0005)


def test_holm_worked_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([0.9, 0.8]) == (1.0, 1.0)
    assert holm([]) == ()


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_keeps_the_order_and_lies_between_p_and_bonferroni(ps: list[float]) -> None:
    adjusted = holm(ps)
    for p, q in zip(ps, adjusted, strict=True):
        assert p <= q <= min(1.0, p * len(ps)) + 1e-12
    ordered = sorted(range(len(ps)), key=lambda at: ps[at])
    assert [adjusted[at] for at in ordered] == sorted(adjusted)


@pytest.mark.parametrize("is_yes_no", [True, False])
def test_yes_no_takes_mcnemar_and_scores_take_sign_flips(is_yes_no: bool) -> None:
    before = [1.0, 0.0, 1.0, 1.0]
    after = [1.0, 1.0, 0.0, 0.0 if is_yes_no else 0.5]
    made = compare_pairs(before, after, is_share=True)
    assert (made.test, made.method) == (("mid-p McNemar", "bonett-price") if is_yes_no else ("sign flips", "bootstrap"))
    assert (made.rose, made.fell) == (1, 2)
    assert made.difference == pytest.approx(made.after - made.before)


def test_values_that_are_no_shares_are_no_yes_no() -> None:
    made = compare_pairs([0.0, 1.0, 1.0], [1.0, 1.0, 0.0], is_share=False)  # seconds that happen to be 0 or 1
    assert (made.test, made.method) == ("sign flips", "bootstrap")


def test_equal_sides_claim_no_certainty_where_the_range_is_known() -> None:
    made = compare_pairs([0.5] * 50, [0.5] * 50, is_share=True)
    assert (made.p, made.difference, made.rose, made.fell) == (1.0, 0.0, 0, 0)
    assert made.high == pytest.approx(0.0533, abs=0.001)
    seconds = compare_pairs([3.0] * 50, [3.0] * 50, is_share=False)
    assert (seconds.low, seconds.high, seconds.method) == (None, None, None)


@given(SHARES)
def test_sides_swapped_give_the_mirror_image(pairs: list[tuple[float, float]]) -> None:
    before, after = [a for a, _ in pairs], [b for _, b in pairs]
    there, back = compare_pairs(before, after, is_share=True), compare_pairs(after, before, is_share=True)
    assert there.difference == pytest.approx(-back.difference)
    assert there.p == pytest.approx(back.p)
    assert (there.rose, there.fell) == (back.fell, back.rose)
    assert there == compare_pairs(before, after, is_share=True)
    assert there.low is not None
    assert there.high is not None
    assert there.low - 1e-9 <= there.difference <= there.high + 1e-9


def test_the_interval_of_few_differing_pairs_reaches_beyond_what_was_seen() -> None:
    low, high = paired_bootstrap([0.5, 0.5, 0.5] + [0.0] * 97)
    assert low < 0 < 0.015 < high


def test_no_pairs_are_an_error() -> None:
    none: list[float] = []
    for before, after in ((none, none), ([1.0], none)):
        with pytest.raises(ValueError, match="no pairs"):
            compare_pairs(before, after, is_share=True)
        with pytest.raises(ValueError, match="no pairs"):
            compare_quantiles(before, after, 0.5)


def test_quantiles_by_nearest_rank_are_compared_and_not_tested() -> None:
    before = [float(second) for second in range(1, 101)]
    made = compare_quantiles(before, [2 * second for second in before], 0.95)
    assert (made.before, made.after, made.difference, made.p) == (95, 190, 95, None)
    assert made.low is not None
    assert made.high is not None
    assert made.low < 95 < made.high


def connor(n: int, share: float) -> float:
    """Connor's formula solved for the difference by trial."""
    z, power = NormalDist().inv_cdf(0.975), NormalDist().inv_cdf(0.8)
    shift = 0.0
    while shift * math.sqrt(n) < z * math.sqrt(share) + power * math.sqrt(max(0.0, share - shift**2)):
        shift += 0.0001
    return shift


@pytest.mark.parametrize(("differing", "n"), [(30, 100), (60, 200), (80, 1000)])
def test_detectable_is_connors_sample_size_turned_round(differing: int, n: int) -> None:
    differences = [1.0, -1.0] * (differing // 2) + [0.0] * (n - differing)
    assert detectable(differences, is_share=True) == pytest.approx(connor(n, differing / n), abs=0.0002)


def test_detectable_of_scores_is_that_of_the_paired_test_in_their_own_unit() -> None:
    seconds = [0.5, -0.5] * 50
    expected = (NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(0.8)) * 0.5 / math.sqrt(100)
    assert detectable(seconds, is_share=False) == pytest.approx(expected, rel=0.03)


def test_detectable_needs_more_where_more_measures_are_tested_or_fewer_cases_stand() -> None:
    differences = [1.0, -1.0] * 10 + [0.0] * 40
    alone, among = (detectable(differences, is_share=True, tests=tests) for tests in (1, 20))
    halved = detectable(differences[:30], is_share=True)
    assert alone is not None
    assert among is not None
    assert halved is not None
    assert alone < among
    assert alone < halved


def test_a_mean_cannot_move_without_pairs_that_differ() -> None:
    found = detectable([0.0] * 60, is_share=True)
    assert found is not None
    assert 6 / 60 < found < 9 / 60  # six pairs that go one way are the fewest that are told from chance nearly always
    assert detectable([0.0] * 3, is_share=True) is None
    assert detectable([0.0] * 60, is_share=False) is None
    assert detectable([], is_share=True) is None


def test_the_least_p_says_when_a_test_could_not_come_out() -> None:
    def least(differing: int) -> float:
        made: PairedTest = compare_pairs([0.0] * 9, [1.0] * differing + [0.0] * (9 - differing), is_share=True)
        assert made.p == pytest.approx(made.least_p)
        return made.least_p

    assert least(4) > 0.05 > least(5)
