"""Items to boosted trees, calibration and thresholds. The way of fitting is written here once, for train and compare."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]  # it has no types
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.model_selection import StratifiedGroupKFold  # type: ignore[import-untyped]

from benchmarks.support.data import SETS, Item
from rag.check.score.features import Place, features
from rag.check.score.model import Tree
from rag.check.score.pieces import Piece, statements
from rag.check.score.response import worst
from rag.check.score.source import Source
from rag.index.encoder import Encoder

Row = NDArray[np.float64]
MAIN = "ragtruth-qa"  # the set with marked spans; the others weigh OTHERS of it
OTHERS = 0.15  # of 0, 0.1, 0.15, 0.3 and 0.7: more helps their own figures and costs those of the main set
TREES, DEPTH, RATE, MIN_LEAF, L2 = 200, 3, 0.06, 30, 5.0
LABEL_WEIGHT = 130.0  # of either label of the main set: about the number of its unsupported statements
MIN_OVERLAP = 0.25  # share of a statement's characters in marked spans from which it counts as unsupported
FOLDS = 10
RISING = frozenset(  # doubt never falls as these rise
    """missing missing_unasked rarest_missing missing_run numbers_missing numbers_elsewhere names_missing
    negations_more negations_fewer directions_differ""".split()
)
FALLING = frozenset(
    """known known_or_asked best_sentence best_two pairs twos threes longest_copy nearest nearest_three
    nearest_known""".split()
)


@dataclass(frozen=True)
class Measured:
    """An item with its statements, their features (a row each) and which of them are unsupported."""

    item: Item
    pieces: tuple[Piece, ...]
    rows: Row
    bad: NDArray[np.int64]


@dataclass(frozen=True)
class Fitted:
    """A fitted ensemble: `doubts` gives the log-odds of rows."""

    model: HistGradientBoostingClassifier

    def doubts(self, rows: Row) -> Row:
        found: Row = self.model.decision_function(rows)
        return found

    def trees(self) -> tuple[Tree, ...]:
        """The trees as columns. A leaf's child numbers and threshold are 0."""
        return tuple(_tree(stage[0].nodes) for stage in self.model._predictors)

    def baseline(self) -> float:
        return float(np.ravel(self.model._baseline_prediction)[0])


def measured(items: Sequence[Item], encoder: Encoder) -> tuple[tuple[str, ...], list[Measured]]:
    """Names of the features, and each item with its rows."""
    names: tuple[str, ...] = ()
    found = []
    for item in items:
        source = Source(item.passages, encoder, item.question)
        pieces = statements(item.text)
        read = [features(piece, source, Place(at, len(pieces))) for at, piece in enumerate(pieces)]
        names = tuple(read[0])
        bad = [not item.is_supported if item.spans is None else _overlap(p, item.spans) >= MIN_OVERLAP for p in pieces]
        found.append(Measured(item, pieces, np.array([list(one.values()) for one in read]), np.array(bad, dtype=int)))
    return names, found


def fitted(names: Sequence[str], cases: Sequence[Measured]) -> Fitted:
    """Trees on the statements of `cases`, monotone where a feature can only speak for or against support."""
    rows, bad, weights = zip(*(_weighted([c for c in cases if c.item.set == name]) for name in SETS), strict=True)
    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        min_samples_leaf=MIN_LEAF,
        l2_regularization=L2,
        monotonic_cst=[(name in RISING) - (name in FALLING) for name in names],
        early_stopping=False,
        random_state=0,
    )
    return Fitted(model.fit(np.vstack(rows), np.concatenate(bad), sample_weight=np.concatenate(weights)))


def folds(cases: Sequence[Measured], seed: int, count: int = FOLDS) -> NDArray[np.int64]:
    """Fold of each case: those of one group together, sets and labels spread evenly."""
    fold = np.zeros(len(cases), dtype=int)
    for name in dict.fromkeys(case.item.set for case in cases):
        at = np.array([n for n, case in enumerate(cases) if case.item.set == name])
        labels = [cases[n].item.is_supported for n in at]
        groups = [cases[n].item.group for n in at]
        splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
        for number, (_, held_out) in enumerate(splitter.split(at, labels, groups)):
            fold[at[held_out]] = number
    return fold


def held_out(names: Sequence[str], cases: Sequence[Measured], seed: int, count: int = FOLDS) -> list[Row]:
    """Doubts of the statements of each case, by trees that saw nothing of its group."""
    fold = folds(cases, seed, count)
    found: list[Row] = [np.zeros(0)] * len(cases)
    for number in range(count):
        model = fitted(names, [case for case, at in zip(cases, fold, strict=True) if at != number])
        for n in np.flatnonzero(fold == number).tolist():
            found[n] = model.doubts(cases[n].rows)
    return found


def doubt(statement_doubts: Row) -> float:
    """Doubt of a whole text, as `score_text` takes it."""
    return worst(statement_doubts.tolist())


def line(doubts: Sequence[float], bad: Sequence[int], sets: Sequence[str]) -> tuple[float, float]:
    """Platt's slope and intercept, each set and in it each label weighing the same: a probability at even odds."""
    kinds = list(zip(sets, bad, strict=True))
    count = Counter(kinds)
    weights = np.array([1 / count[kind] for kind in kinds])
    model = LogisticRegression(C=1e6).fit(np.array(doubts)[:, None], bad, sample_weight=weights * len(bad))
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def best_threshold(doubts: Sequence[float], bad: Sequence[int], measure: Callable[[Row, Row], float]) -> float:
    """The doubt from which to call a text unsupported that gives the highest measure, smoothed over neighbours."""
    order = np.sort(np.unique(doubts))
    values = np.array([measure(np.array(bad), np.array(doubts) >= at) for at in order])
    smooth = np.convolve(np.pad(values, SMOOTHED, "edge"), np.ones(2 * SMOOTHED + 1) / (2 * SMOOTHED + 1), "valid")
    at = int(smooth.argmax())
    return float(order[max(at - 1, 0) : at + 1].mean())


SMOOTHED = 3  # thresholds on either side: the best one of a few dozen cases is mostly luck


def f1(bad: Row, called: Row) -> float:
    """F1 of the unsupported; 0 where none is called so."""
    hits = float(np.sum((bad == 1) & (called == 1)))
    return 2 * hits / max(1.0, float(np.sum(bad) + np.sum(called)))


def balanced_accuracy(bad: Row, called: Row) -> float:
    """Mean of the shares of unsupported and of supported that are called right."""
    return float((np.mean(called[bad == 1]) + np.mean(called[bad == 0] == 0)) / 2)


def _weighted(cases: Sequence[Measured]) -> tuple[Row, NDArray[np.int64], Row]:
    """Rows, labels and weights of one set: both labels weigh the same in all.

    In the main set the unsupported statements of one response share their weight in part, lest a few long ones decide.
    """
    is_main = cases[0].item.set == MAIN
    bad = np.concatenate([case.bad for case in cases])
    weight = np.concatenate(
        [
            np.where(c.bad == 1, max(1, c.bad.sum()) ** -0.5, 1.0) if is_main else np.full(len(c.bad), 1 / len(c.bad))
            for c in cases
        ]
    )
    in_all = np.where(bad == 1, weight[bad == 1].sum(), weight[bad == 0].sum())
    scale = LABEL_WEIGHT * (1.0 if is_main else OTHERS)
    return np.vstack([case.rows for case in cases]), bad, scale * weight / in_all


def _overlap(piece: Piece, spans: Sequence[tuple[int, int]]) -> float:
    shared = sum(max(0, min(piece.end, end) - max(piece.start, start)) for start, end in spans)
    return shared / max(1, piece.end - piece.start)


def _tree(nodes: NDArray[np.void]) -> Tree:
    is_leaf = nodes["is_leaf"].astype(bool)
    return Tree(
        feature=tuple(np.where(is_leaf, -1, nodes["feature_idx"]).tolist()),
        threshold=tuple(round(float(x), 6) for x in np.where(is_leaf, 0.0, nodes["num_threshold"])),
        left=tuple(np.where(is_leaf, 0, nodes["left"]).tolist()),
        right=tuple(np.where(is_leaf, 0, nodes["right"]).tolist()),
        value=tuple(round(float(x), 6) for x in np.where(is_leaf, nodes["value"], 0.0)),
    )
