"""Whole comparisons of made-up scores, a few hundred with a fixed seed; benchmarks/compare_power makes thousands."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from benchmarks.compare_power import SEED, Pairs, compare, exact, is_found, scores, simulated, theory, yes_no

ROUNDS = 200


@pytest.mark.parametrize("kind", [yes_no, scores])
def test_identical_variants_are_told_apart_in_one_comparison_of_twenty(kind: Callable[..., Pairs]) -> None:
    found = sum(map(is_found, simulated(partial(kind, 80, 0.4, 0.0), ROUNDS, SEED)))
    assert 0.02 * ROUNDS <= found <= 0.08 * ROUNDS


@pytest.mark.parametrize(
    ("kind", "share", "shift", "spread"), [(yes_no, 0.3, 0.15, 1.0), (yes_no, 0.3, 0.1, 1.0), (scores, 0.5, 0.03, 0.15)]
)
def test_a_known_difference_is_found_as_often_as_theory_says(
    kind: Callable[..., Pairs], share: float, shift: float, spread: float
) -> None:
    found = sum(map(is_found, simulated(partial(kind, 120, share, shift), ROUNDS, SEED))) / ROUNDS
    assert found == pytest.approx(theory(120, share, shift, spread), abs=0.1)  # 3 sigma


@pytest.mark.parametrize(("kind", "shift"), [(yes_no, 0.1), (scores, 0.03)])
def test_the_interval_holds_the_true_difference_nearly_always(kind: Callable[..., Pairs], shift: float) -> None:
    made = list(simulated(partial(kind, 120, 0.4, shift), ROUNDS, SEED))
    held = sum(d.low is not None and d.high is not None and d.low <= shift <= d.high for d in made)
    assert 0.91 * ROUNDS <= held <= 0.99 * ROUNDS


def test_the_detectable_difference_is_found_four_times_in_five() -> None:
    up, down, same = [1.0] * 30, [0.0] * 30, [1.0] * 140  # of 200 cases 60 differ
    seen, *_ = compare([(np.array([*down, *up, *same]), np.array([*up, *down, *same]))])
    assert seen.detectable is not None
    found = sum(map(is_found, simulated(partial(yes_no, 200, 0.3, seen.detectable), ROUNDS, SEED))) / ROUNDS
    assert found == pytest.approx(0.8, abs=0.08)


@pytest.mark.parametrize(("n", "share"), [(60, 0.2), (60, 0.5), (200, 0.1), (200, 0.5)])
def test_false_alarms_of_yes_no_measures_are_nearly_five_in_a_hundred_by_every_outcome(n: int, share: float) -> None:
    assert 0.035 <= exact(n, share, 0.0) <= 0.05


def test_with_very_few_differing_pairs_there_are_fewer_false_alarms_not_more() -> None:
    assert exact(60, 0.05, 0.0) < 0.035
