"""Measures and thresholds of the support score, on cases worked by hand; the ways of folding. Texts made up here."""

import numpy as np
import pytest

from benchmarks.support.compare import auroc
from benchmarks.support.data import Item
from benchmarks.support.fitting import MAIN, Measured, folds
from benchmarks.support.pairs import PAIRS, read_paraphrases, read_written
from benchmarks.support.thresholds import (
    Measure,
    balanced_accuracy,
    even_threshold,
    f1,
    judged,
    line,
    steady_threshold,
)
from rag.check.score.pieces import statements


@pytest.mark.parametrize(
    ("measure", "bad", "called", "value"),
    [
        (f1, [1, 1, 0, 0], [1, 0, 1, 0], 0.5),  # one hit, one alarm, one missed: 2 / (2 + 1 + 1)
        (f1, [1, 0, 0], [0, 0, 0], 0.0),
        (f1, [0, 0], [0, 0], 0.0),
        (f1, [1, 1], [1, 1], 1.0),
        (balanced_accuracy, [1, 0, 0, 0], [1, 1, 0, 0], (1 + 2 / 3) / 2),
        (balanced_accuracy, [1, 0], [0, 0], 0.5),
    ],
)
def test_measures_count_hits_and_false_alarms(
    measure: Measure, bad: list[float], called: list[float], value: float
) -> None:
    assert judged(measure, np.array(bad), np.array(called)) == pytest.approx(value)


@pytest.mark.parametrize("measure", [f1, balanced_accuracy])
def test_a_threshold_lies_between_what_can_be_told_apart(measure: Measure) -> None:
    doubts = [*np.linspace(-3, -1, 40), *np.linspace(1, 3, 40)]
    bad = [0] * 40 + [1] * 40
    groups = [str(n) for n in range(80)]
    assert -1 < steady_threshold(doubts, bad, groups, measure) < 1.5


def test_a_threshold_is_the_same_for_the_same_cases() -> None:
    doubts, bad, groups = [0.1, 0.4, 0.3, 0.9, 0.8, 0.2], [0, 0, 1, 1, 1, 0], list("aabbcc")
    assert steady_threshold(doubts, bad, groups, f1) == steady_threshold(doubts, bad, groups, f1)


def test_a_draw_without_an_unsupported_case_is_passed_over() -> None:
    assert np.isfinite(steady_threshold([0.0, 1.0], [0, 1], ["a", "b"], f1))


def test_at_even_odds_each_label_weighs_the_same_whatever_its_number() -> None:
    few = even_threshold([0, 1, 2, 3, 1, 2, 3, 4], [0, 0, 0, 0, 1, 1, 1, 1], ["a"] * 8)
    many = even_threshold([0, 1, 2, 3] * 9 + [1, 2, 3, 4], [0] * 36 + [1] * 4, ["a"] * 40)
    assert few == pytest.approx(2, abs=0.01)
    assert many == pytest.approx(few, abs=0.01)


def test_the_line_rises_with_doubt() -> None:
    slope, intercept = line([0, 1, 2, 1, 2, 3], [0, 0, 0, 1, 1, 1], ["a"] * 6)
    assert slope > 0 > intercept


@pytest.mark.parametrize(
    ("bad", "doubts", "value"),
    [([1, 0], [1, 0], 1), ([1, 0], [0, 1], 0), ([1, 0], [1, 1], 0.5), ([1, 0, 0], [1, 0, 2], 0.5)],
)
def test_auroc_counts_ties_half(bad: list[float], doubts: list[float], value: float) -> None:
    assert auroc(np.array(bad), np.array(doubts)) == value


def case(set_name: str, group: str, is_supported: bool) -> Measured:
    text = "It rains."
    item = Item(set_name, group, text, (text,), "", is_supported)
    return Measured(item, statements(text), np.zeros((1, 2)), np.zeros(1), np.array([int(not is_supported)]))


def test_folds_never_split_a_group_and_use_every_fold() -> None:
    cases = [
        case(name, f"{name} {group}", member > 0)
        for name in (MAIN, PAIRS)
        for group in range(12)
        for member in range(3)
    ]
    fold = folds(cases, seed=3, count=4)
    assert set(fold) == {0, 1, 2, 3}
    for group in {one.item.group for one in cases}:
        assert len({at for at, one in zip(fold, cases, strict=True) if one.item.group == group}) == 1


def test_pairs_written_by_hand_are_both_honest_and_false() -> None:
    written = read_written()
    assert {item.is_supported for item in written} == {True, False}
    assert all(item.is_supported == item.field.startswith("paraphrases") for item in written)
    assert all(item.is_supported and item.text not in item.passages for item in read_paraphrases())
    assert all(item.passages and all(item.passages) for item in [*written, *read_paraphrases()])
