"""Sound records to their mutants: evenly over the kinds, every answer in its turn, the same for a seed."""

from collections.abc import Mapping, Sequence
from random import Random

from evals.mutations.mutant import Breaker, Mutant
from evals.mutations.notices import NOTICES
from evals.mutations.pages import PAGES
from evals.mutations.sourcing import SOURCING
from evals.mutations.statements import FALSE_STATEMENTS
from evals.schema import RunRecord

BREAKERS: Mapping[str, Breaker] = {**FALSE_STATEMENTS, **SOURCING, **NOTICES, **PAGES}
PER_RECORD = 12  # mutants of one kind of one answer, at most


def draw_mutants(records: Sequence[RunRecord], *, seed: int, limit: int) -> tuple[Mutant, ...]:
    """Up to `limit` mutants, kind by kind in the order of BREAKERS: an even share of each, or all that there are.

    A second one of an answer is drawn only when all answers have had their turn. A sentence that several pages share is
    made false in one way once.
    """
    pools = {kind: _pool(kind, breaker, records, seed) for kind, breaker in BREAKERS.items()}
    counts = _shared({kind: len(pool) for kind, pool in pools.items()}, limit)
    return tuple(mutant for kind, pool in pools.items() for mutant in pool[: counts[kind]])


def _pool(kind: str, breaker: Breaker, records: Sequence[RunRecord], seed: int) -> list[Mutant]:
    """The mutants of a kind in the order in which they are used."""
    rng = Random(f"{seed} {kind}")
    ranked: list[tuple[int, float, Mutant]] = []
    seen: set[tuple[str, str]] = set()
    for record in records:
        made, turn = list(breaker(record, records)), 0
        for mutant in rng.sample(made, len(made)):
            if turn == PER_RECORD:
                break
            page = mutant.before if kind in FALSE_STATEMENTS else f"{record.case.id} {mutant.where}"
            if (page, mutant.after) not in seen:
                seen.add((page, mutant.after))
                ranked.append((turn, rng.random(), mutant))
                turn += 1
    return [mutant for _, _, mutant in sorted(ranked, key=lambda entry: entry[:2])]


def _shared(sizes: Mapping[str, int], limit: int) -> dict[str, int]:
    """How many of each kind: an even share of the limit; what small kinds leave goes to the others."""
    counts: dict[str, int] = {}
    for done, kind in enumerate(sorted(sizes, key=lambda name: (sizes[name], name))):
        counts[kind] = min(sizes[kind], (limit - sum(counts.values())) // (len(sizes) - done))
    return counts
