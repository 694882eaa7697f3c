"""Statements held against one short quote: variants, mutants and additions made of NCI sentences; pairs written by hand."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from benchmarks.mutations.__main__ import cases
from benchmarks.mutations.pairs import Case, Pair
from benchmarks.support.data import ROOT, Item
from rag.check.alike import same_word
from rag.check.score.source import content

PAIRS = "nci-pairs"
ADDED, FOREIGN = "addition", "another sentence"
TAIL = re.compile(r"(?:, (?:and|but|which)| because| when| before| after| if| to) [^.,:;()]{20,90}\.$")
NEW_WORDS = 3  # content words that an addition must bring
PER_KIND = 200
SEED = 1
# Of additions 1. The rules catch the other kinds, and some of them leave no sign in the features.
WEIGHTS: Mapping[str, float] = {
    FOREIGN: 0.5,
    **dict.fromkeys(("number", "unit", "range end", "negation in", "negation out"), 0.25),
    **dict.fromkeys(("drug", "biomarker status", "stage", "cancer"), 0.25),
    **dict.fromkeys(("antonym", "strength", "comparator"), 0.0),
}
WRITTEN = ("paraphrases", "paraphrases_short", "paraphrases_other", "lies", "lies_short")


def read_pairs(half: int) -> list[Item]:
    """Items of PAIRS, `field` naming the kind: of half 1 to fit and choose with, of half 2 to report."""
    lies, honest = cases(half, SEED)
    pairs = sorted({case.pair.quote: case.pair for case in (*lies, *honest)}.values(), key=lambda pair: pair.quote)
    made = [*_additions(honest, pairs), *_foreign(pairs)]
    return [*(_item(case, True) for case in honest), *(_item(case, False) for case in (*lies, *made))]


def read_written() -> list[Item]:
    """The pairs of WRITTEN under tests/data, `field` naming the file: for reports alone."""
    return [
        Item(PAIRS, row["source"], row["statement"], tuple(row["quotes"]), "", name.startswith("para"), field=name)
        for name in WRITTEN
        for row in map(json.loads, _lines(name))
    ]


def read_paraphrases() -> list[Item]:
    """Honest statements of tests/data/check_dev.jsonl, beside which the threshold of quotes is chosen."""
    rows = map(json.loads, _lines("check_dev"))
    return [Item(PAIRS, row["quote"], text, (row["quote"],), "", True) for row in rows for text in row["honest"]]


def _lines(name: str) -> list[str]:
    return (ROOT / "tests" / "data" / f"{name}.jsonl").read_text("utf-8").splitlines()


def _additions(honest: Sequence[Case], pairs: Sequence[Pair]) -> Iterator[Case]:
    """Honest variants that end in what another document says of something else."""
    rng = Random(f"{SEED} {ADDED}")
    tails = [(pair.document, match[0]) for pair in pairs if (match := TAIL.search(pair.quote))]
    for case in rng.sample(honest, min(PER_KIND, len(honest))):
        others = (tail for document, tail in rng.sample(tails, len(tails)) if document != case.pair.document)
        tail = next((tail for tail in others if _is_new(tail, case.pair.quote)), None)
        if tail:
            yield Case(kind=ADDED, text=case.text.rstrip(".") + tail, pair=case.pair)


def _foreign(pairs: Sequence[Pair]) -> Iterator[Case]:
    """Sentences of the same document, which the quote does not hold."""
    rng = Random(f"{SEED} {FOREIGN}")
    for pair in rng.sample(pairs, min(PER_KIND, len(pairs))):
        others = (other.quote for other in rng.sample(pairs, len(pairs)) if other.document == pair.document)
        text = next((text for text in others if _is_new(text, pair.quote)), None)
        if text:
            yield Case(kind=FOREIGN, text=text, pair=pair)


def _is_new(text: str, quote: str) -> bool:
    have = set(content(quote))
    return sum(not any(same_word(stem, other) for other in have) for stem in set(content(text))) >= NEW_WORDS


def _item(case: Case, is_supported: bool) -> Item:
    weight = WEIGHTS.get(case.kind, 1.0)
    quotes = (case.pair.quote,)
    return Item(PAIRS, case.pair.document, case.text, quotes, "", is_supported, field=case.kind, weight=weight)
