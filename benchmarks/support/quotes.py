"""How often the score of quotes drops honest statements and catches false ones, by kind. `python -m benchmarks.support.quotes`.

Of the NCI pairs the half is read on which nothing was fitted; the pairs written by hand are those of tests/data.
"""

import argparse
import time

from benchmarks.nci import Figure, show
from benchmarks.support.data import Item
from benchmarks.support.pairs import read_pairs, read_written
from evals.measures.intervals import wilson
from rag.check.score.model import load_model
from rag.check.score.response import score_quoted


def measure(options: argparse.Namespace) -> list[Figure]:
    """Shares below `min_gate_score`, with Wilson intervals, and the time of 1,000 statements."""
    least = load_model().min_gate_score
    items = [*read_pairs(options.half), *read_written()]
    began = time.process_time()
    is_below = [score_quoted(item.text, item.passages) < least for item in items]
    seconds = time.process_time() - began
    kinds: dict[tuple[bool, str], list[bool]] = {}
    for item, one in zip(items, is_below, strict=True):
        kinds.setdefault((item.is_supported, item.field), []).append(one)
    made = [one for item, one in zip(items, is_below, strict=True) if item.is_supported and _is_made(item)]
    figures = [_share(f"{'dropped' if is_true else 'caught'}: {kind}", of) for (is_true, kind), of in kinds.items()]
    figures.append(_share("dropped: all variants by script", made, "<= 0.05"))
    return [
        *figures,
        Figure("processor time of 1,000 statements", 1000 * seconds / len(items), len(items), unit="s", target="< 1"),
    ]


def _is_made(item: Item) -> bool:
    return not item.field.startswith("paraphrases")


def _share(name: str, found: list[bool], target: str = "") -> Figure:
    share = sum(found) / len(found)
    low, high = wilson(share, len(found))
    return Figure(name, share, len(found), low, high, target=target)


if __name__ == "__main__":
    show("Statements that the score of quotes drops: honest ones and false ones.", measure, half=2)
