"""Agreement on cases worked by hand or printed in the source of each formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.agreement import Level, cohen_kappa, krippendorff_alpha, pair_agreement

# the 12 units by 4 observers of Krippendorff 2011, section C; he gives 0.743 nominal and 0.815 ordinal
PRINTED = (
    *((1, 1, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4)),
    *((4, 4, 4, 4), (1, 1, 2, 1), (2, 2, 2, 2), (5, 5, 5), (1, 1), (3,)),
)


@pytest.mark.parametrize(("level", "value"), [("nominal", 0.743), ("ordinal", 0.815)])
def test_alpha_is_that_of_the_source(level: Level, value: float) -> None:
    found = krippendorff_alpha(PRINTED, level)
    assert found.value == pytest.approx(value, abs=5e-4)
    assert found.n == 11  # the unit rated once tells nothing
    assert found.low is not None
    assert found.high is not None
    assert found.low < value < found.high


def test_alpha_by_hand() -> None:
    # 2 units (0, 0), (0, 1): coincidences 00: 2, 01: 1, 10: 1; totals 3 and 1; 1 - 3 * 1 / 3
    assert krippendorff_alpha([(0, 0), (0, 1)], "nominal").value == 0


@given(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=4), min_size=1, max_size=6))
def test_alpha_minds_no_order_and_is_at_most_one(units: list[list[int]]) -> None:
    found = krippendorff_alpha(units)
    turned = krippendorff_alpha([list(reversed(unit)) for unit in reversed(units)])
    assert (found.value is None) == (found.reason is not None)
    assert (found.value is None) == (turned.value is None)
    if found.value is not None and turned.value is not None:
        assert found.value == pytest.approx(turned.value, abs=1e-6)
        assert found.value <= 1


@pytest.mark.parametrize(
    ("units", "reason"),
    [
        ([], "nothing was rated twice"),
        ([(1,), ()], "nothing was rated twice"),
        ([(1, 1), (1, 1, 1)], "all ratings are the same"),
    ],
)
def test_alpha_without_a_value_says_why(units: list[tuple[int, ...]], reason: str) -> None:
    found = krippendorff_alpha(units)
    assert found.value is None
    assert reason in str(found.reason)


def test_an_ordinal_slip_to_the_neighbour_weighs_less_than_one_across() -> None:
    rest = [(0, 0), (1, 1), (2, 2)]
    near, far = krippendorff_alpha([*rest, (0, 1)]).value, krippendorff_alpha([*rest, (0, 2)]).value
    assert near is not None
    assert far is not None
    assert near > far


@pytest.mark.parametrize(
    ("ratings", "value"),
    [((), None), ((1,), None), ((1, 1), 1), ((1, 2), 0), ((1, 1, 2), 1 / 3), ((0, 0, 1, 1), 1 / 3)],
)
def test_pair_agreement_counts_pairs(ratings: tuple[int, ...], value: float | None) -> None:
    assert pair_agreement(ratings) == (None if value is None else pytest.approx(value))


def test_kappa_by_hand() -> None:
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed 0.7, by chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    found = cohen_kappa(pairs)
    assert found.value == pytest.approx(0.4)
    assert found.n == 50


@pytest.mark.parametrize(("pairs", "reason"), [([], "by both"), ([(True, True)] * 3, "chance would agree as well")])
def test_kappa_without_a_value_says_why(pairs: list[tuple[bool, bool]], reason: str) -> None:
    found = cohen_kappa(pairs)
    assert found.value is None
    assert reason in str(found.reason)
