"""Items to boosted trees, calibration and thresholds. The way of fitting is written here once, for train and compare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedGroupKFold

from benchmarks.support.data import SETS, Item
from benchmarks.support.pairs import PAIRS
from benchmarks.support.thresholds import Row
from rag.check.score.features import MEANING, Place, features
from rag.check.score.model import Forest, Tree
from rag.check.score.pieces import Piece, statements
from rag.check.score.response import is_foreign, worst
from rag.check.score.source import Source
from rag.index.encoder import Encoder

MAIN = "ragtruth-qa"  # the set with marked spans; the others weigh OTHERS of it
OTHERS = 0.15  # of 0, 0.1, 0.15, 0.3 and 0.7: more helps their own figures and costs those of the main set
QUOTES = 0.4  # likewise the pairs, for the trees of quotes alone: among the others they cost the main set 0.05 of F1
TREES, QUOTE_TREES = 200, 80
DEPTH, RATE, MIN_LEAF, L2 = 3, 0.06, 30, 5.0
LABEL_WEIGHT = 130.0  # of either label of the main set: about the number of its unsupported statements
MIN_OVERLAP = 0.25  # share of a statement's characters in marked spans from which it counts as unsupported
FOREIGN_NUMBER = (
    3.0  # added to the doubt of a statement with a number of no passage: of 0, 1.5, 3 and 6 about as good as 6
)
FOLDS = 10
RISING = frozenset(  # doubt never falls as these rise
    """missing missing_unasked rarest_missing missing_run numbers_missing numbers_elsewhere names_missing
    negations_more negations_fewer directions_differ""".split()
)
FALLING = frozenset(
    """known known_or_asked best_sentence best_two pairs twos threes longest_copy nearest nearest_three
    nearest_known""".split()
)


TEXTS: Mapping[str, float] = {name: 1.0 if name == MAIN else OTHERS for name in SETS}
WITH_QUOTES: Mapping[str, float] = {**TEXTS, PAIRS: QUOTES}


@dataclass(frozen=True)
class Measured:
    """An item with its statements: their features (a row each), which hold a foreign number, which are unsupported."""

    item: Item
    pieces: tuple[Piece, ...]
    rows: Row
    foreign: Row
    bad: NDArray[np.int64]


@dataclass(frozen=True)
class Fitted:
    """A fitted ensemble: `doubts` gives the log-odds of rows. `foreign_number`: what such a number adds to them."""

    model: HistGradientBoostingClassifier
    foreign_number: float

    def doubts(self, rows: Row) -> Row:
        found: Row = self.model.decision_function(rows)
        return found

    def doubts_of(self, cases: Sequence[Measured]) -> list[Row]:
        """Of the statements of each case: all at once, much faster than one by one."""
        if not cases:
            return []
        ends = np.cumsum([len(case.rows) for case in cases])
        foreign = np.concatenate([case.foreign for case in cases])
        doubts = self.doubts(np.vstack([case.rows for case in cases])) + self.foreign_number * foreign
        return np.split(doubts, ends[:-1])

    def forest(self) -> Forest:
        """The trees as columns. A leaf's child numbers and threshold are 0."""
        trees = tuple(_tree(stage[0].nodes) for stage in self.model._predictors)
        return Forest(baseline=float(np.ravel(self.model._baseline_prediction)[0]), trees=trees)


def measured(items: Sequence[Item], encoder: Encoder | None) -> tuple[tuple[str, ...], list[Measured]]:
    """Names of the features, and each item with its rows. Pairs are measured without an encoder, as `score_quoted` does."""
    names: tuple[str, ...] = ()
    found = []
    for item in items:
        source = Source(item.passages, None if item.set == PAIRS else encoder, item.question)
        pieces = statements(item.text)
        read = [features(piece, source, Place(at, len(pieces))) for at, piece in enumerate(pieces)]
        names = tuple(read[0])
        bad = [not item.is_supported if item.spans is None else _overlap(p, item.spans) >= MIN_OVERLAP for p in pieces]
        rows, foreign = np.array([list(one.values()) for one in read]), [is_foreign(p, source) for p in pieces]
        found.append(Measured(item, pieces, rows, np.array(foreign, dtype=float), np.array(bad, dtype=int)))
    return names, found


def fitted(names: Sequence[str], cases: Sequence[Measured], shares: Mapping[str, float] = TEXTS) -> Fitted:
    """Trees on the statements of the sets in `shares`, monotone where a feature can only speak for or against support."""
    parts = [_weighted([case for case in cases if case.item.set == name], share) for name, share in shares.items()]
    rows, bad, weights = zip(*parts, strict=True)
    read = np.vstack(rows)
    if PAIRS in shares:
        read[:, [name in MEANING for name in names]] = 0
    model = HistGradientBoostingClassifier(
        max_iter=QUOTE_TREES if PAIRS in shares else TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        min_samples_leaf=MIN_LEAF,
        l2_regularization=L2,
        monotonic_cst=[(name in RISING) - (name in FALLING) for name in names],
        early_stopping=False,
        random_state=0,
    )
    fit = model.fit(read, np.concatenate(bad), sample_weight=np.concatenate(weights))
    return Fitted(fit, 0.0 if PAIRS in shares else FOREIGN_NUMBER)


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


def held_out(
    names: Sequence[str],
    cases: Sequence[Measured],
    seed: int,
    count: int = FOLDS,
    shares: Mapping[str, float] = TEXTS,
) -> list[Row]:
    """Doubts of the statements of each case, by trees that saw nothing of its group."""
    fold = folds(cases, seed, count)
    found: list[Row] = [np.zeros(0)] * len(cases)
    for number in range(count):
        model = fitted(names, [case for case, at in zip(cases, fold, strict=True) if at != number], shares)
        mine = np.flatnonzero(fold == number).tolist()
        for n, row in zip(mine, model.doubts_of([cases[n] for n in mine]), strict=True):
            found[n] = row
    return found


def doubt(statement_doubts: Row) -> float:
    """Doubt of a whole text, as `score_text` takes it."""
    return worst(statement_doubts.tolist())


def _weighted(cases: Sequence[Measured], share: float) -> tuple[Row, NDArray[np.int64], Row]:
    """Rows, labels and weights of one set: both labels weigh the same in all.

    In the main set the unsupported statements of one response share their weight in part, lest a few long ones decide.
    """
    is_main = cases[0].item.set == MAIN
    bad = np.concatenate([case.bad for case in cases])
    if is_main:
        parts = [np.where(case.bad == 1, max(1, case.bad.sum()) ** -0.5, 1.0) for case in cases]
    else:
        parts = [np.full(len(case.bad), case.item.weight / len(case.bad)) for case in cases]
    weight = np.concatenate(parts)
    in_all = np.where(bad == 1, weight[bad == 1].sum(), weight[bad == 0].sum())
    return np.vstack([case.rows for case in cases]), bad, LABEL_WEIGHT * share * weight / in_all


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
