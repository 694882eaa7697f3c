"""Mutants of NCI sentences caught by the gate and honest variants dropped, by kind, on the half held back.

`python -m benchmarks.mutations [--json] [--half 2] [--seed 1]`: `--half 1` are the documents the rules were mended on.
"""

import argparse
import time
from collections.abc import Sequence

from benchmarks.mutations.mutants import mutants
from benchmarks.mutations.pairs import Case, Pair, halves, list_pairs, sentence_pairs, without
from benchmarks.mutations.variants import JOINED, VARIANTS, variants
from benchmarks.nci import Figure, data_folder, show
from evals.measures.intervals import wilson
from evals.mutations.falsehoods import KINDS
from rag.check.gate import failed_check
from rag.index.encoder import Encoder, load_encoder
from rag.schema import Dropped
from rag.settings import PROJECT_ROOT, Settings
from rag.vocabulary import Vocabulary, load_vocabulary

PER_KIND = 150
HONEST_PER_KIND = 200
TARGETS = {
    **dict.fromkeys(("number", "unit", "range end", "stage", "biomarker status", "drug", "cancer"), ">= 0.98"),
    **dict.fromkeys(("negation in", "negation out", "comparator", "strength"), ">= 0.95"),
    "antonym": ">= 0.90",
}
TIMED = 1000


def measure(options: argparse.Namespace) -> list[Figure]:
    """Shares with Wilson intervals, and the seconds that 1,000 statements take by rules alone."""
    lies, honest = cases(options.half, options.seed)
    gate = Gate()
    figures = [
        _share(f"caught: {kind}", [gate.dropped(case) is not None for case in lies if case.kind == kind], TARGETS[kind])
        for kind in KINDS
    ]
    dropped = {
        kind: [gate.dropped(case) is not None for case in honest if case.kind == kind] for kind in (*VARIANTS, JOINED)
    }
    figures += [_share(f"honest dropped: {kind}", found, "") for kind, found in dropped.items()]
    figures.append(_share("honest dropped: all", [one for found in dropped.values() for one in found], "<= 0.05"))
    fresh, _ = cases(options.half, options.seed + 1)
    timed = [*fresh, *honest][:TIMED]
    began = time.process_time()
    for case in timed:
        gate.dropped(case, by_rules_alone=True)
    seconds = time.process_time() - began
    return [
        *figures,
        Figure("1,000 statements by rules alone", seconds * TIMED / len(timed), len(timed), unit="s", target="< 1"),
    ]


def cases(half: int, seed: int) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """False and honest cases about one half of the documents; the second half without what the first says as well."""
    pairs, lists = _pairs(half)
    return mutants(pairs, seed, PER_KIND), variants(pairs, lists, seed, HONEST_PER_KIND)


class Gate:
    """The gate with the default settings, vocabulary and encoder, as for clinicians: orders to the reader may stand."""

    def __init__(self) -> None:
        self._settings = Settings()
        self._vocabulary: Vocabulary = load_vocabulary(PROJECT_ROOT / "corpus")
        self._encoder: Encoder = load_encoder(self._settings.index)

    def dropped(self, case: Case, *, by_rules_alone: bool = False) -> Dropped | None:
        """The rule that drops the statement, or None."""
        return failed_check(
            case.pair.drafted(case.text),
            {case.pair.passage.id: case.pair.passage},
            self._settings.gate,
            audience="clinician",
            vocabulary=self._vocabulary,
            encoder=None if by_rules_alone else self._encoder,
        )


def _pairs(half: int) -> tuple[Sequence[Pair], Sequence[Pair]]:
    first, second = halves(data_folder() / "docs")
    if half == 1:
        return sentence_pairs(first), list_pairs(first)
    return (
        without(sentence_pairs(second), sentence_pairs(first)),
        without(list_pairs(second), list_pairs(first)),
    )


def _share(name: str, found: Sequence[bool], target: str) -> Figure:
    share = sum(found) / len(found) if found else 0.0
    low, high = wilson(share, len(found)) if found else (0.0, 1.0)
    return Figure(name, share, len(found), low, high, target=target)


if __name__ == "__main__":
    show("False statements that the gate catches and honest ones that it drops.", measure, half=2, seed=1)
