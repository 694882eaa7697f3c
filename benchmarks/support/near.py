"""From when on the rules may judge a statement that cites nothing: `python -m benchmarks.support.near [--json]`.

For each size of source and a grid of limits (see `CheckSettings`): the share of texts that people called supported and
that the rules would condemn, and the share of made lies that they would catch. It chooses for each the lowest limits at
which at most MAX_LOST of the supported are lost. Sizes: by the words of the passages, and texts of several statements.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.mutations.__main__ import cases
from benchmarks.nci import Figure, show
from benchmarks.support.data import read_items
from rag.check.found import Library
from rag.check.near import WHOLE, near
from rag.check.near_rules import NearRules
from rag.check.references import plain
from rag.check.score.pieces import statements
from rag.index.encoder import load_encoder
from rag.settings import PROJECT_ROOT, Settings
from rag.vocabulary import load_vocabulary

MAX_LOST = 0.05
GRID = ((0.4, 0.4), (0.5, 0.5), (0.6, 0.6), (0.7, 0.6), (0.8, 0.6), (0.8, 0.7), (0.85, 0.8))


@dataclass(frozen=True)
class Judged:
    """A text: where its source belongs by size, whether it is true, and of each statement (held, kept, is broken)."""

    size: str
    is_true: bool
    statements: tuple[tuple[tuple[float, float], ...], ...]

    def is_condemned(self, held: float, kept: float) -> bool:
        """Whether the rules would condemn it with these limits."""
        return any(any(h >= held and k >= kept for h, k in ways) for ways in self.statements)


class Judge:
    """Which rules a text breaks, whatever the limits."""

    def __init__(self) -> None:
        self._settings = Settings()
        self._encoder = load_encoder(self._settings.index)
        self._vocabulary = load_vocabulary(PROJECT_ROOT / "corpus")

    def judged(self, text: str, passages: Sequence[str], question: str, *, is_true: bool) -> Judged:
        """The text with what its near copies break."""
        library = Library(passages)
        pieces = statements(text)
        limits = near(self._settings.check, library.words, len(pieces))
        rules = NearRules(library, limits, self._settings, self._encoder, self._vocabulary, question)
        found = tuple(tuple(_broken(plain(piece.text), rules)) for piece in pieces)
        return Judged(limits.size, is_true, found)


def _broken(text: str, rules: NearRules) -> Iterator[tuple[float, float]]:
    """Nearness of each way to put the statement on one sentence or list, where it breaks a rule on all of them."""
    ways = [way for way in rules.library.grounds(text) if rules.near.is_prose or not way.is_joined]
    if ways and all(any(rules.failures(way)) for way in ways):
        yield from ((way.held, 1.0 if way.held >= WHOLE else way.kept) for way in ways if not way.is_joined)


def measure(options: argparse.Namespace) -> list[Figure]:
    """Shares by size and limits; at the end the limits that it would choose."""
    judge = Judge()
    found = [judge.judged(item.text, item.passages, item.question, is_true=item.is_supported) for item in read_items()]
    lies, honest = cases(1, options.seed)
    for case, is_true in ((case, case in honest) for case in (*lies[::5], *honest[::3])):
        for source in (case.pair.quote, case.pair.paragraph):
            found.append(judge.judged(case.text, [source], "", is_true=is_true))
    figures = []
    for size in sorted({one.size for one in found}):
        true = [one for one in found if one.size == size and one.is_true]
        false = [one for one in found if one.size == size and not one.is_true]
        chosen = None
        for held, kept in GRID:
            lost = _share(true, held, kept)
            chosen = chosen or ((held, kept) if lost <= MAX_LOST else None)
            figures.append(Figure(f"{size}, held {held}, kept {kept}: supported lost", lost, len(true)))
            figures.append(
                Figure(f"{size}, held {held}, kept {kept}: false caught", _share(false, held, kept), len(false))
            )
        figures += [
            Figure(f"{size}: chosen {name}", value, len(true))
            for name, value in zip(("held", "kept"), chosen or (), strict=False)
        ]
    return figures


def _share(texts: Sequence[Judged], held: float, kept: float) -> float:
    return sum(one.is_condemned(held, kept) for one in texts) / max(1, len(texts))


if __name__ == "__main__":
    show("From when on the rules may judge a statement that cites nothing.", measure, seed=1)
