"""How well the unsupported characters of a response are found: F1 over characters, thresholds inside the folds."""

from collections.abc import Iterable, Sequence

import numpy as np

from benchmarks.nci import Figure
from benchmarks.support.fitting import MAIN, Measured, fitted, folds, held_out
from benchmarks.support.thresholds import Row

GRID = tuple(np.arange(-0.5, 2.5, 0.1).tolist())
INNER = 5


def span_figure(names: Sequence[str], cases: list[Measured], seed: int = 0) -> Figure:
    """F1 over all characters of the main set's responses, whole statements being marked. Bootstrap over groups.

    Counted as RAGTruth and LettuceDetect count spans: characters marked by both, by us, by people, summed over responses.
    """
    fold = folds(cases, seed)
    counts: dict[str, Row] = {}
    for number in range(int(fold.max()) + 1):
        others = [case for case, at in zip(cases, fold, strict=True) if at != number]
        inner = held_out(names, others, seed, INNER)
        scores = [(_f1(_counts(_main(others, inner), at)), at) for at in GRID]
        threshold = max(scores)[1]
        model = fitted(names, others)
        mine = [case for case, at in zip(cases, fold, strict=True) if at == number]
        for case, doubts in _main(mine, model.doubts_of(mine)):
            counts[case.item.group] = counts.get(case.item.group, np.zeros(3)) + _counts([(case, doubts)], threshold)
    chance = np.random.default_rng(20260501)
    rows = np.array(list(counts.values()))
    drawn = [_f1(rows[chance.integers(0, len(rows), len(rows))].sum(axis=0)) for _ in range(1000)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    responses = sum(case.item.set == MAIN for case in cases)
    return Figure(f"{MAIN}: F1 over characters: citewell", _f1(rows.sum(axis=0)), responses, float(low), float(high))


def _main(cases: Iterable[Measured], doubts: Iterable[Row]) -> list[tuple[Measured, Row]]:
    return [(case, row) for case, row in zip(cases, doubts, strict=True) if case.item.set == MAIN]


def _counts(found: Iterable[tuple[Measured, Row]], threshold: float) -> Row:
    """Characters marked by both, by us, by people."""
    total = np.zeros(3)
    for case, doubts in found:
        gold, mine = np.zeros(len(case.item.text), bool), np.zeros(len(case.item.text), bool)
        for start, end in case.item.spans or ():
            gold[start:end] = True
        for piece, one in zip(case.pieces, doubts, strict=True):
            mine[piece.start : piece.end] = one >= threshold
        total += [(gold & mine).sum(), mine.sum(), gold.sum()]
    return total


def _f1(counts: Row) -> float:
    return 2 * float(counts[0]) / max(1.0, float(counts[1] + counts[2]))
