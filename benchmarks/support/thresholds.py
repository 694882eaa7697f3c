"""Held-out doubts to a calibrating line and to thresholds. Estimators of low variance: the sets are small."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

Row = NDArray[np.float64]
Measure = Callable[[Row, Row, float, float], Row]  # of hits and false alarms, one per threshold, and all bad and good
SMOOTHED = 3  # thresholds on either side: the best one of a few dozen cases is mostly luck
DRAWS = 60


def f1(hits: Row, alarms: Row, bad: float, good: float) -> Row:
    """F1 of the unsupported; 0 where none is called so."""
    return 2 * hits / np.maximum(1.0, hits + alarms + bad)


def balanced_accuracy(hits: Row, alarms: Row, bad: float, good: float) -> Row:
    """Mean of the shares of unsupported and of supported that are called right."""
    return (hits / bad + 1 - alarms / good) / 2


def judged(measure: Measure, bad: Row, called: Row) -> float:
    """The measure of one set of calls, 1 for unsupported."""
    hits, alarms = np.array([np.sum(bad * called)]), np.array([np.sum((1 - bad) * called)])
    return float(measure(hits, alarms, float(np.sum(bad)), float(np.sum(1 - bad)))[0])


def line(doubts: Sequence[float], bad: Sequence[int], sets: Sequence[str]) -> tuple[float, float]:
    """Platt's slope and intercept, each set and in it each label weighing the same: a probability at even odds."""
    kinds = list(zip(sets, bad, strict=True))
    count = Counter(kinds)
    weights = np.array([1 / count[kind] for kind in kinds])
    model = LogisticRegression(C=1e6).fit(np.array(doubts)[:, None], bad, sample_weight=weights * len(bad))
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def even_threshold(doubts: Sequence[float], bad: Sequence[int], sets: Sequence[str]) -> float:
    """The doubt at even odds by Platt's line: where balanced accuracy over the sets should be highest."""
    slope, intercept = line(doubts, bad, sets)
    return -intercept / slope


def steady_threshold(doubts: Sequence[float], bad: Sequence[int], groups: Sequence[str], measure: Measure) -> float:
    """The doubt from which to call a text unsupported: mean of the best ones of DRAWS bootstraps over groups.

    The best threshold of one sample jumps with a few cases; the mean of many (Breiman 1996, "Bagging predictors") less.
    """
    chance = np.random.default_rng(20260501)
    names, member = np.unique(groups, return_inverse=True)
    order = np.argsort(-np.array(doubts), kind="stable")
    falling, is_bad, member = np.array(doubts)[order], np.array(bad)[order], member[order]
    found = []
    for _ in range(DRAWS):
        weight = np.bincount(chance.integers(0, len(names), len(names)), minlength=len(names))[member].astype(float)
        hits, alarms = np.cumsum(weight * is_bad), np.cumsum(weight * (1 - is_bad))
        if min(hits[-1], alarms[-1]) > 0:
            values = _smooth(measure(hits, alarms, float(hits[-1]), float(alarms[-1])))
            at = int(values.argmax())
            found.append(falling[at : at + 2].mean())
    return float(np.mean(found))


def _smooth(values: Row) -> Row:
    """Running means, of as many neighbours on either side."""
    width = 2 * SMOOTHED + 1
    return np.convolve(np.pad(values, SMOOTHED, "edge"), np.ones(width) / width, "valid")
