"""Ratings of the same things, several each, to how far they agree. Pure functions; ratings are places on a scale, from 0."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, combinations_with_replacement
from random import Random
from typing import Literal

from evals.judgement import Coefficient

RESAMPLES = 1000
SEED = 20260501
DECIMALS = 6
Level = Literal["nominal", "ordinal"]
Pairs = dict[tuple[int, int], float]


def pair_agreement(ratings: Sequence[int]) -> float | None:
    """Share of pairs of ratings that are equal, 0..1; None for fewer than two.

    Source: P_i of Fleiss, Psychol Bull 76, 1971.
    """
    pairs = list(combinations(ratings, 2))
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else None


def krippendorff_alpha(units: Sequence[Sequence[int]], level: Level = "ordinal") -> Coefficient:
    """Alpha over units of any number of ratings, with a 95 % bootstrap interval over units, at a fixed seed.

    Units with fewer than two ratings tell nothing and are left out. No value where all ratings are the same.
    Source: Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011.
    """
    rated = [_coincidences(unit) for unit in units if len(unit) > 1]
    if not rated:
        return Coefficient(value=None, n=0, reason="nothing was rated twice")
    value = _alpha(rated, level)
    if value is None:
        return Coefficient(value=None, n=len(rated), reason="all ratings are the same: chance would agree as well")
    rng = Random(SEED)
    drawn = sorted(
        one for _ in range(RESAMPLES) if (one := _alpha(rng.choices(rated, k=len(rated)), level)) is not None
    )
    low, high = (round(drawn[math.floor(share * (len(drawn) - 1) + 0.5)], DECIMALS) for share in (0.025, 0.975))
    return Coefficient(value=round(value, DECIMALS), n=len(rated), low=low, high=high)


def cohen_kappa(pairs: Sequence[tuple[bool, bool]]) -> Coefficient:
    """Kappa of two raters who each said yes or no to the same things.

    No value where chance alone would agree always: both gave one and the same answer throughout.
    Source: Cohen, Educ Psychol Meas 20, 1960.
    """
    n = len(pairs)
    if not n:
        return Coefficient(value=None, n=0, reason="nothing was rated by both")
    observed = sum(a == b for a, b in pairs) / n
    first, second = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    chance = first * second + (1 - first) * (1 - second)
    if chance == 1:
        return Coefficient(value=None, n=n, reason="both say the same of everything: chance would agree as well")
    return Coefficient(value=round((observed - chance) / (1 - chance), DECIMALS), n=n)


def _coincidences(unit: Sequence[int]) -> Pairs:
    """How often two of the unit's ratings meet, each ordered pair of raters counted 1 / (ratings - 1)."""
    counts = Counter(unit)
    weight = 1 / (len(unit) - 1)
    return {(a, b): weight * counts[a] * (counts[b] - (a == b)) for a in counts for b in counts}


def _alpha(units: Sequence[Pairs], level: Level) -> float | None:
    met: dict[tuple[int, int], float] = {}
    for unit in units:
        for pair, weight in unit.items():
            met[pair] = met.get(pair, 0.0) + weight
    totals: dict[int, float] = {}
    for (a, _), weight in met.items():
        totals[a] = totals.get(a, 0.0) + weight
    values = sorted(totals)
    n = math.fsum(totals.values())
    found = expected = 0.0
    for a, b in combinations_with_replacement(values, 2):
        apart = _distance(a, b, totals, values, level)
        found += met.get((a, b), 0.0) * apart
        expected += totals[a] * totals[b] * apart
    return 1 - (n - 1) * found / expected if expected else None


def _distance(a: int, b: int, totals: dict[int, float], values: Sequence[int], level: Level) -> float:
    """Squared difference metric of the source: nominal 0 or 1; ordinal by the ratings that lie between."""
    if a == b or level == "nominal":
        return float(a != b)
    between = math.fsum(totals[value] for value in values if a <= value <= b)
    return (between - (totals[a] + totals[b]) / 2) ** 2
