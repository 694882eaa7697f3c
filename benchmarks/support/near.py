"""From when on the rules may judge a statement that cites nothing: `python -m benchmarks.support.near [--json] [--sample N]`.

For each size of source and a grid of limits (see `CheckSettings`): the share of texts that people called supported, or
that say the source in other words, and that the rules would condemn; and the share of made lies that they would catch.
Of the limits that lose at most MAX_LOST of the sound ones it chooses those that catch most, of equals those that lose
least, then the lowest. Lies are made of sentences by script, or written by hand in `tests/data`: what people called
unsupported in the labelled sets is seldom a near copy.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import NamedTuple, TypeVar

from benchmarks.mutations.__main__ import cases
from benchmarks.nci import Figure, show
from benchmarks.support.data import read_items
from rag.check.found import Grounds, Library
from rag.check.near import Near, near
from rag.check.near_rules import NearRules
from rag.check.references import plain
from rag.check.score.pieces import statements
from rag.checked import Failure
from rag.index.encoder import load_encoder
from rag.settings import PROJECT_ROOT, Settings
from rag.vocabulary import load_vocabulary

T = TypeVar("T")
MAX_LOST = 0.05
STEPS = (0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9)
GRID = tuple(product(STEPS, STEPS))
IN_PROSE = 5  # statements of a text made of several cases
AROUND = (4, 30)  # quotes of others around one: a passage, a longer source
LIES = ("lies", "lies_short")
PARAPHRASES = ("paraphrases", "paraphrases_short", "paraphrases_other")
SAMPLE = 150  # items of each labelled set, and cases of each kind of text, unless told otherwise


class Pair(NamedTuple):
    """A statement, the quote it was written from, and the paragraph that holds the quote."""

    text: str
    quote: str
    paragraph: str


@dataclass(frozen=True)
class Judged:
    """A text: where its source belongs by size, whether it is sound, and the limits with which the rules condemn it."""

    size: str
    is_sound: bool
    condemned: frozenset[tuple[float, float]]


@dataclass(frozen=True)
class Remembered(NearRules):
    """The rules, which find out only once what a statement breaks on the same quotes."""

    known: dict[Grounds, tuple[Failure, ...]] = field(default_factory=dict)

    def failures(self, way: Grounds) -> Iterator[Failure]:
        """As those of the rules."""
        if way not in self.known:
            self.known[way] = tuple(super().failures(way))
        yield from self.known[way]


class Judge:
    """With which limits the rules condemn a text."""

    def __init__(self) -> None:
        self._settings = Settings()
        self._encoder = load_encoder(self._settings.index)
        self._vocabulary = load_vocabulary(PROJECT_ROOT / "corpus")

    def judged(self, text: str, passages: Sequence[str], question: str, *, is_sound: bool) -> Judged:
        """The text at every limit of the grid."""
        library = Library(passages)
        said = [plain(piece.text) for piece in statements(text)]
        limits = near(self._settings.check, library.words, len(said))
        rules = Remembered(library, limits, self._settings, self._encoder, self._vocabulary, question)
        ways = [library.grounds(one) for one in said]
        return Judged(limits.size, is_sound, frozenset(at for at in GRID if _is_condemned(at, rules, limits, ways)))


def _is_condemned(
    at: tuple[float, float], rules: Remembered, limits: Near, statements_of: Iterable[Sequence[Grounds]]
) -> bool:
    held, kept = at
    moved = replace(rules, near=limits._replace(held=held, kept=kept))
    return any(moved.broken(ways) for ways in statements_of)


def measure(options: argparse.Namespace) -> list[Figure]:
    """Shares by size and limits: first those of the settings and those that it would choose, then all."""
    judge = Judge()
    found = []
    for at, (text, passages, question, is_sound) in enumerate(_texts(options.sample, options.seed)):
        found.append(judge.judged(text, passages, question, is_sound=is_sound))
        if at % 100 == 99:
            print(f"{at + 1} texts", file=sys.stderr)
    figures: list[Figure] = []
    for size in ("quote", "passage", "source", "prose"):
        figures += _of_size([one for one in found if one.size == size], size)
    return figures


def _of_size(found: Sequence[Judged], size: str) -> Iterator[Figure]:
    sound, false = ([one for one in found if one.is_sound is wanted] for wanted in (True, False))
    shares = {at: (_share(sound, at), _share(false, at)) for at in GRID}
    allowed = [at for at in GRID if shares[at][0] <= MAX_LOST]
    chosen = max(allowed, key=lambda at: (shares[at][1], -shares[at][0], -sum(at)), default=None)
    for name, value in zip(("held", "kept"), chosen or (), strict=False):
        yield Figure(f"{size}: chosen {name}", value, len(found))
    for at in GRID:
        mark = "chosen" if at == chosen else ""
        yield Figure(f"{size}, held {at[0]}, kept {at[1]}: sound lost", shares[at][0], len(sound), target=mark)
        yield Figure(f"{size}, held {at[0]}, kept {at[1]}: false caught", shares[at][1], len(false), target=mark)


def _texts(sample: int, seed: int) -> Iterator[tuple[str, Sequence[str], str, bool]]:
    """Text, passages, question, and whether it is sound: labelled ones, then made ones on quotes, paragraphs and in prose."""
    chance = random.Random(seed)
    items = read_items()
    for name in dict.fromkeys(item.set for item in items):
        sound = [item for item in items if item.set == name and item.is_supported]
        for item in _some(sound, sample, chance):
            yield item.text, item.passages, item.question, True
    false, true = cases(1, seed)
    made, honest = ([Pair(one.text, one.pair.quote, one.pair.paragraph) for one in some] for some in (false, true))
    lies, sound_too = _by_hand(LIES, chance), _by_hand(PARAPHRASES, chance)
    for pairs, others, is_sound in (
        (honest, honest, True),
        (made, honest, False),
        (sound_too, sound_too, True),
        (lies, sound_too, False),
    ):
        for pair in _some(pairs, sample, chance):
            yield pair.text, [pair.quote], "", is_sound
            yield pair.text, [pair.paragraph], "", is_sound
            yield *_in_prose(pair, others, chance), "", is_sound


def _some(of: Sequence[T], sample: int, chance: random.Random) -> Sequence[T]:
    return chance.sample(of, sample) if 0 < sample < len(of) else of


def _by_hand(names: Sequence[str], chance: random.Random) -> Sequence[Pair]:
    """Pairs written by hand, the quotes of each among those of others: they have no paragraph of their own."""
    lines = [
        json.loads(line)
        for name in names
        for line in (PROJECT_ROOT / "tests" / "data" / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    quotes = ["\n".join(line["quotes"]) for line in lines]
    found = []
    for line, quote in zip(lines, quotes, strict=True):
        around = chance.sample(quotes, chance.choice(AROUND))
        found.append(Pair(line["statement"], quote, "\n".join([*around[::2], quote, *around[1::2]])))
    return found


def _in_prose(pair: Pair, others: Sequence[Pair], chance: random.Random) -> tuple[str, Sequence[str]]:
    """The statement among honest ones of other paragraphs, with all their paragraphs."""
    used = [pair]
    while len(used) < IN_PROSE:
        other = chance.choice(others)
        if all(other.paragraph != one.paragraph for one in used):
            used.append(other)
    chance.shuffle(used)
    return "\n".join(one.text for one in used), [one.paragraph for one in used]


def _share(texts: Sequence[Judged], at: tuple[float, float]) -> float:
    return sum(at in one.condemned for one in texts) / max(1, len(texts))


if __name__ == "__main__":
    show("From when on the rules may judge a statement that cites nothing.", measure, seed=1, sample=SAMPLE)
