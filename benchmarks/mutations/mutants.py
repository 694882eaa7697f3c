"""True sentences to false ones, by kind: some of the sentence as it stands, some of the sentence reworded first."""

from collections.abc import Sequence
from random import Random

from benchmarks.mutations.pairs import Case, Pair
from benchmarks.mutations.variants import REWORDINGS
from evals.mutations.falsehoods import KINDS, Maker, sentence_case

SHARE_OF_REWORDED = 0.5  # of the mutants are made of the sentence reworded in every way that applies, not of itself


def mutants(pairs: Sequence[Pair], seed: int, per_kind: int, per_pair: int = 6) -> tuple[Case, ...]:
    """Up to `per_kind` false cases of every kind, at most `per_pair` of a kind about one sentence; the same for a seed."""
    found: list[Case] = []
    for kind, make in KINDS.items():
        rng = Random(f"{seed} {kind}")
        made: dict[str, Case] = {}
        for _ in range(per_pair):  # a second case about a sentence only when all others have had their turn
            for pair in rng.sample(pairs, len(pairs)):
                if len(made) >= per_kind:
                    break
                text = _false_text(pair, make, rng)
                if text and text not in made:
                    made[text] = Case(kind=kind, text=text, pair=pair)
        found.extend(made.values())
    return tuple(found)


def _false_text(pair: Pair, make: Maker, rng: Random) -> str | None:
    base = pair.quote
    for reword in rng.sample(REWORDINGS, len(REWORDINGS)) if rng.random() < SHARE_OF_REWORDED else ():
        base = reword(base, rng) or base
    texts = [text for text in dict.fromkeys(make(base, pair.quote)) if text not in (base, pair.quote)]
    return sentence_case(rng.choice(texts)) if texts else None
