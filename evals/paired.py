"""Paired values of two runs to a difference: interval, p, power, Holm correction. Knows no cases, measures or files.

Yes/no values: mid-p McNemar test, exact for every n, and the interval of Bonett and Price. The plain exact test is
conservative (Fagerland et al., BMC Med Res Methodol 13:91, 2013). Other values: interval by paired bootstrap, test by
flipping the signs of the differences (Fisher 1935; mid-p), which of yes/no values is the mid-p McNemar test again. The
bootstrap's own test is not used: where few pairs differ it raises about 7 false alarms in 100. benchmarks/compare_power
measures both.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from evals.measures.intervals import RESAMPLES, SEED, Z_95, bootstrap

ALPHA = 0.05
POWER = 0.8
ENUMERATED = 12  # differing pairs up to which all 2^n ways of flipping are looked at
FLIPS = 9_999
FLIPS_AT_ONCE = 500  # bounds memory: rows of a block of random signs
CLOSE = 1e-9  # sums of the same numbers in another order differ in their last bits

IntervalMethod = Literal["bonett-price", "bootstrap"]
TestName = Literal["mid-p McNemar", "sign flips"]


@dataclass(frozen=True)
class PairedTest:
    """`difference`: after - before, of means or quantiles. `rose`, `fell`: pairs by sign. No interval where nothing tells
    the spread. Quantiles are not tested: no p.
    """

    before: float
    after: float
    difference: float
    low: float | None
    high: float | None
    method: IntervalMethod | None
    p: float | None
    test: TestName | None
    rose: int
    fell: int

    @property
    def least_p(self) -> float:
        """The smallest p that any outcome of this many differing pairs could have had."""
        return 0.5 ** (self.rose + self.fell)


def compare_pairs(before: Sequence[float], after: Sequence[float], *, is_share: bool) -> PairedTest:
    """Test mean(after) = mean(before), two-sided. One value per case, in the same order. The same values, the same result.

    `is_share`: values lie in 0..1. Raises: ValueError: no pairs, or sides of different length.
    """
    _must_pair(before, after)
    differences = [b - a for a, b in zip(before, after, strict=True)]
    rose, fell = _moved(differences)
    is_yes_no = is_share and all(value in (0, 1) for value in (*before, *after))
    low: float | None = None
    high: float | None = None
    method: IntervalMethod | None = None
    if is_yes_no or (is_share and not rose and not fell):
        (low, high), method = bonett_price(rose, fell, len(differences)), "bonett-price"
    elif rose or fell:
        (low, high), method = paired_bootstrap(differences), "bootstrap"
    return PairedTest(
        before=math.fsum(before) / len(before),
        after=math.fsum(after) / len(after),
        difference=math.fsum(differences) / len(differences),
        low=low,
        high=high,
        method=method,
        p=mcnemar_mid_p(rose, fell) if is_yes_no else sign_flip_mid_p(differences),
        test="mid-p McNemar" if is_yes_no else "sign flips",
        rose=rose,
        fell=fell,
    )


def compare_quantiles(before: Sequence[float], after: Sequence[float], share: float) -> PairedTest:
    """Difference of the quantiles by nearest rank, with a bootstrap over pairs. Seconds have long tails: means mislead.

    Raises: ValueError: no pairs, or sides of different length.
    """
    _must_pair(before, after)
    import numpy as np

    sides = np.asarray([before, after], dtype=np.float64)
    draws = np.random.default_rng(SEED).integers(0, len(before), (RESAMPLES, len(before)))
    old, new = np.quantile(sides, share, axis=1, method="inverted_cdf")
    drawn = np.quantile(sides[:, draws], share, axis=2, method="inverted_cdf")
    low, high = np.percentile(drawn[1] - drawn[0], [2.5, 97.5])
    rose, fell = _moved([b - a for a, b in zip(before, after, strict=True)])
    return PairedTest(
        before=float(old),
        after=float(new),
        difference=float(new - old),
        low=float(low),
        high=float(high),
        method="bootstrap",
        p=None,
        test=None,
        rose=rose,
        fell=fell,
    )


def mcnemar_mid_p(rose: int, fell: int) -> float:
    """Two-sided mid-p of `rose` and `fell` discordant pairs, exact for every n. Source: Fagerland et al. 2013, eq. 5."""
    n, least = rose + fell, min(rose, fell)
    if rose == fell:
        return 1.0
    below = sum(math.comb(n, k) for k in range(least))
    return (2 * below + math.comb(n, least)) / (1 << n)  # whole numbers until here: no rounding for any n


def bonett_price(rose: int, fell: int, n: int) -> tuple[float, float]:
    """95 % interval of the difference of two paired shares. Source: Bonett and Price, J Educ Behav Stat 37, 2012."""
    up, down = (rose + 1) / (n + 2), (fell + 1) / (n + 2)
    half = Z_95 * math.sqrt((up + down - (up - down) ** 2) / (n + 2))
    return max(-1.0, up - down - half), min(1.0, up - down + half)


def paired_bootstrap(differences: Sequence[float]) -> tuple[float, float]:
    """95 % interval of the mean difference: a bootstrap over pairs, with a fixed seed, of at least one that differs.

    One pair up and one down, each by the root mean square of those that differ, are added, as Bonett and Price do for
    shares: without them the interval of few differing pairs is too narrow, see benchmarks/compare_power.
    """
    apart = _typical(differences)
    low, high = bootstrap([*differences, apart, -apart])
    mean = math.fsum(differences) / len(differences)
    return min(low, mean), max(high, mean)


def sign_flip_mid_p(differences: Sequence[float]) -> float:
    """Share of ways to flip signs that give a sum as far from 0 or farther; as far counts half.

    All ways up to ENUMERATED differing pairs, FLIPS random ones with a fixed seed beyond. 1.0 where no pair differs.
    """
    import numpy as np

    differing = np.asarray([d for d in differences if abs(d) > CLOSE], dtype=np.float64)
    if not len(differing):
        return 1.0
    seen = abs(float(differing.sum()))
    margin = CLOSE * max(1.0, float(np.abs(differing).sum()))
    if len(differing) <= ENUMERATED:
        signs = np.asarray(list(itertools.product((1.0, -1.0), repeat=len(differing))))
        sums = np.abs(signs @ differing)
        return float((sums > seen + margin).mean() + (np.abs(sums - seen) <= margin).mean() / 2)
    generator = np.random.default_rng(SEED)
    farther = as_far = 0
    for begin in range(0, FLIPS, FLIPS_AT_ONCE):
        shape = (min(FLIPS_AT_ONCE, FLIPS - begin), len(differing))
        sums = np.abs((2.0 * generator.integers(0, 2, shape, dtype=np.int8) - 1.0) @ differing)
        farther += int((sums > seen + margin).sum())
        as_far += int((np.abs(sums - seen) <= margin).sum())
    return (farther + (as_far + 1) / 2) / (FLIPS + 1)  # the outcome seen is one of the ways


def holm(ps: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p in the given order; those up to ALPHA hold together at ALPHA. Source: Holm, Scand J Stat 6, 1979."""
    adjusted = [0.0] * len(ps)
    highest = 0.0
    for done, at in enumerate(sorted(range(len(ps)), key=lambda at: ps[at])):
        highest = max(highest, min(1.0, (len(ps) - done) * ps[at]))
        adjusted[at] = highest
    return tuple(adjusted)


def detectable(differences: Sequence[float], *, is_share: bool, tests: int = 1) -> float | None:
    """The difference that as many pairs, differing as often and as far as these do, would show in 80 of 100 comparisons.

    `tests`: how many share ALPHA (Holm's first and hardest step). Source: the sample size of McNemar's test (Connor,
    Biometrics 43, 1987), solved for the difference, in units of how far differing pairs lie apart (root mean square).
    A mean cannot move without pairs that differ, so more of them are assumed where these are too few. None: no number
    of differing pairs would do, or nothing tells how far pairs of this unit lie apart.
    """
    n = len(differences)
    differing = sum(abs(d) > CLOSE for d in differences)
    if not n or not (differing or is_share):
        return None
    scale = _typical(differences) if differing else 1.0
    z_alpha = NormalDist().inv_cdf(1 - ALPHA / tests / 2)
    z_power = NormalDist().inv_cdf(POWER)

    def is_found(shift: float) -> bool:
        share = max(differing / n, shift)
        return shift * math.sqrt(n) >= z_alpha * math.sqrt(share) + z_power * math.sqrt(max(0.0, share - shift**2))

    low, high = 0.0, 1.0
    if not is_found(high):
        return None
    for _ in range(50):  # halves the range: exact to the last bit
        middle = (low + high) / 2
        low, high = (low, middle) if is_found(middle) else (middle, high)
    return high * scale


def _must_pair(before: Sequence[float], after: Sequence[float]) -> None:
    if not before or len(before) != len(after):
        raise ValueError(f"no pairs in {len(before)} and {len(after)} values; give both sides of at least one case")


def _moved(differences: Sequence[float]) -> tuple[int, int]:
    """How many went up, and down."""
    return sum(d > CLOSE for d in differences), sum(d < -CLOSE for d in differences)


def _typical(differences: Sequence[float]) -> float:
    """Root mean square of the differences that are not 0."""
    squares = [d * d for d in differences if abs(d) > CLOSE]
    return math.sqrt(math.fsum(squares) / len(squares))
