"""Values, one per case, to a Figure: mean and 95 % interval. The same values give the same bytes."""

import math
from collections.abc import Sequence

from evals.schema import Figure

Z_95 = 1.959963984540054  # 97.5 % point of the standard normal distribution
RESAMPLES = 2000  # enough for 2.5 % tails to the second decimal (Efron and Tibshirani 1993, ch. 19)
SEED = 20260501
DECIMALS = 6  # hides differences in the last bits of floating point between machines


def figure(name: str, values: Sequence[float], *, unmeasured: int = 0, reason: str = "no case") -> Figure:
    """Mean of `values` with its interval. Each is 0..1, one per case: repeats of a case are no new evidence.

    All 0 or 1: Wilson. Otherwise a bootstrap over cases; where all values are equal it has no spread and would claim
    certainty, so Wilson stands in: a value in 0..1 with mean p varies at most as much as a share p does.
    No values: unmeasured, for `reason`.
    """
    n = len(values)
    if n == 0:
        return Figure(name=name, value=None, n=0, unmeasured=unmeasured, reason=reason)
    mean = math.fsum(values) / n
    is_share = all(value in (0, 1) for value in values) or len(set(values)) == 1
    low, high = wilson(mean, n) if is_share else bootstrap(values)
    return Figure(
        name=name,
        value=round(mean, DECIMALS),
        n=n,
        low=round(low, DECIMALS),
        high=round(high, DECIMALS),
        method="wilson" if is_share else "bootstrap",
        unmeasured=unmeasured,
    )


def wilson(share: float, n: int) -> tuple[float, float]:
    """95 % score interval of a share of `n`: (low, high), within 0..1. Source: Wilson, JASA 22, 1927.

    Raises: ValueError: `n` below 1 or `share` outside 0..1.
    """
    if n < 1 or not 0 <= share <= 1:
        raise ValueError(f"no interval for a share of {share} of {n}; n must be at least 1, the share in 0..1")
    z2 = Z_95 * Z_95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low = 0.0 if share == 0 else max(0.0, centre - half)
    high = 1.0 if share == 1 else min(1.0, centre + half)
    return low, high


def bootstrap(values: Sequence[float]) -> tuple[float, float]:
    """95 % percentile interval of the mean: (low, high), with a fixed seed. Source: Efron and Tibshirani 1993, ch. 13.

    Raises: ValueError: no values.
    """
    if not values:
        raise ValueError("no interval of no values; give at least one")
    import numpy as np

    drawn = np.asarray(values, dtype=np.float64)
    generator = np.random.default_rng(SEED)
    means = [float(drawn[generator.integers(0, len(drawn), len(drawn))].mean()) for _ in range(RESAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
