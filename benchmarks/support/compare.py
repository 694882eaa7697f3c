"""The support score side by side with what a user could install. `python -m benchmarks.support.compare [--json]`.

Ours is fitted anew in every fold. Thresholds are chosen inside the folds: ours as they ship, one for all sets of claims; the
others', but the fixed ones, for each set by itself, which is the kinder way. Nothing is written.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from benchmarks.nci import Figure, show
from benchmarks.support.baselines import BASELINES, FIXED
from benchmarks.support.data import MEDICINE, SETS, read_abstracts, read_items
from benchmarks.support.fitting import MAIN, Measured, doubt, fitted, folds, held_out, measured
from benchmarks.support.spans import span_figure
from benchmarks.support.thresholds import Measure, Row, balanced_accuracy, even_threshold, f1, judged, steady_threshold
from rag.check.score.response import score_text
from rag.index.encoder import Encoder, load_encoder
from rag.settings import Settings

INNER = 5  # folds inside a fold
DRAWS = 1000
Way = tuple[Row, Row]  # of one way of folding: doubts of all cases, and whether each was called unsupported
Value = Callable[[Row, Row], float]  # of labels, and of doubts or calls


def measure(options: argparse.Namespace) -> list[Figure]:
    """Figures by set and method. Intervals: bootstrap over groups, since items of one source are no independent evidence."""
    encoder = load_encoder(Settings().index)
    names, cases = measured(read_items(), encoder)
    ways = {"citewell": [_ours(names, cases, seed) for seed in range(options.seeds)]}
    for name, score in BASELINES.items():
        doubts = np.array([1 - score(case.item, encoder) for case in cases])
        ways[name] = [_called(name, doubts, cases, seed) for seed in range(options.seeds)]
    found = []
    for set_name in SETS:
        found += _figures(set_name, cases, [case.item.set == set_name for case in cases], ways)
    found += _figures("expertqa, medicine", cases, [case.item.field == MEDICINE for case in cases], ways)
    return [*found, span_figure(names, cases), _foreign(encoder), _speed(cases, encoder)]


def measure_of(set_name: str) -> Measure:
    """What a threshold is chosen for: F1 of the unsupported on the main set, balanced accuracy on the others."""
    return f1 if set_name == MAIN else balanced_accuracy


def auroc(bad: Row, doubts: Row) -> float:
    """Chance that an unsupported item has the higher doubt, ties counting half."""
    wrong, right = doubts[bad == 1], np.sort(doubts[bad == 0])
    below = np.searchsorted(right, wrong, "left") + np.searchsorted(right, wrong, "right")
    return float(below.mean() / (2 * len(right)))


def _ours(names: Sequence[str], cases: list[Measured], seed: int) -> Way:
    """Each fold by trees fitted without it, and thresholds from doubts that were held out among the others."""
    fold, doubts, called = folds(cases, seed), np.zeros(len(cases)), np.zeros(len(cases))
    for number in range(int(fold.max()) + 1):
        others = [case for case, at in zip(cases, fold, strict=True) if at != number]
        inner = [doubt(row) for row in held_out(names, others, seed, INNER)]
        model = fitted(names, others)
        claims = [(d, case) for d, case in zip(inner, others, strict=True) if case.item.set != MAIN]
        of_claims = even_threshold(
            [d for d, _ in claims],
            [int(not case.item.is_supported) for _, case in claims],
            [case.item.set for _, case in claims],
        )
        thresholds = {**dict.fromkeys(SETS, of_claims), MAIN: _threshold(MAIN, others, inner)}
        mine = np.flatnonzero(fold == number).tolist()
        for n, row in zip(mine, model.doubts_of([cases[n] for n in mine]), strict=True):
            doubts[n] = doubt(row)
            called[n] = doubts[n] >= thresholds[cases[n].item.set]
    return doubts, called


def _called(name: str, doubts: Row, cases: list[Measured], seed: int) -> Way:
    if name in FIXED:
        return doubts, (doubts > 1 - FIXED[name]).astype(float)
    fold, called = folds(cases, seed), np.zeros(len(cases))
    for number in range(int(fold.max()) + 1):
        at = np.flatnonzero(fold != number).tolist()
        for set_name in SETS:
            threshold = _threshold(set_name, [cases[n] for n in at], doubts[at].tolist())
            mine = [n for n in np.flatnonzero(fold == number) if cases[n].item.set == set_name]
            called[mine] = doubts[mine] >= threshold
    return doubts, called


def _threshold(set_name: str, cases: Sequence[Measured], doubts: Sequence[float]) -> float:
    chosen = [(d, case.item) for d, case in zip(doubts, cases, strict=True) if case.item.set == set_name]
    bad, groups = [int(not item.is_supported) for _, item in chosen], [item.group for _, item in chosen]
    return steady_threshold([d for d, _ in chosen], bad, groups, measure_of(set_name))


def _figures(name: str, cases: Sequence[Measured], wanted: Sequence[bool], ways: dict[str, list[Way]]) -> list[Figure]:
    at = np.flatnonzero(wanted).tolist()
    bad = np.array([int(not cases[n].item.is_supported) for n in at])
    groups = np.array([cases[n].item.group for n in at])
    short, by = ("F1", f1) if name == MAIN else ("balanced accuracy", balanced_accuracy)
    found = []
    for method, of in ways.items():
        mine = [(doubts[at], called[at]) for doubts, called in of]
        found.append(_figure(f"{name}: AUROC: {method}", bad, groups, [d for d, _ in mine], auroc))
        found.append(_figure(f"{name}: {short}: {method}", bad, groups, [c for _, c in mine], partial(judged, by)))
    return found


def _figure(name: str, bad: Row, groups: Row, found: Sequence[Row], by: Value) -> Figure:
    """Mean over the ways of folding, with a percentile interval over groups."""
    chance = np.random.default_rng(20260501)
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    drawn = []
    for _ in range(DRAWS):
        rows = np.concatenate([members[n] for n in chance.integers(0, len(members), len(members))])
        if 0 < bad[rows].sum() < len(rows):
            drawn.append(np.mean([by(bad[rows], one[rows]) for one in found]))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(name, float(np.mean([by(bad, one) for one in found])), len(bad), float(low), float(high))


def _foreign(encoder: Encoder) -> Figure:
    """The shipped model, which saw nothing of this set: a conclusion beside its own abstract and beside another's."""
    items = read_abstracts()
    doubts = np.array(
        [1 - score_text(item.text, item.passages, encoder, question=item.question).score for item in items]
    )
    bad = np.array([int(not item.is_supported) for item in items])
    name = "pubmedqa: AUROC, own abstract or another's: citewell"
    return _figure(name, bad, np.array([item.group for item in items]), [doubts], auroc)


def _speed(cases: Sequence[Measured], encoder: Encoder) -> Figure:
    """Seconds for 1,000 statements, clauses of the failing ones included, each text against its passages."""
    chosen = [case for case in cases if case.item.set == MAIN]
    began = time.perf_counter()
    count = 0
    for case in chosen:
        count += len(score_text(case.item.text, case.item.passages, encoder, question=case.item.question).statements)
        if count >= 1000:
            break
    return Figure(
        "time of 1,000 statements", 1000 * (time.perf_counter() - began) / count, count, unit="s", target="< 10 s"
    )


if __name__ == "__main__":
    show("The support score side by side with other ways to tell unsupported text.", measure, seeds=3)
