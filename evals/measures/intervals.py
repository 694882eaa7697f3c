"""Values, one per case, to a Figure: mean or quantile, with a 95 % interval. The same values give the same bytes."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from evals.score_schema import Better, Figure, Statistic, Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Z_95 = 1.959963984540054  # 97.5 % point of the standard normal distribution
RESAMPLES = 2000  # enough for 2.5 % tails to the second decimal (Efron and Tibshirani 1993, ch. 19)
SEED = 20260501
DECIMALS = 6  # hides differences in the last bits of floating point between machines
BLOCK = 1_000_000  # values drawn at a time
LARGEST = 1e100  # the squares of differences, which tell their spread, can still be added
TOO_LARGE = f"a value beyond {LARGEST:g} cannot be reckoned with"
QUANTILES: dict[Statistic, float] = {"median": 0.5, "p95": 0.95}


def figure(
    name: str,
    values: Sequence[float],
    *,
    unit: Unit = "share",
    better: Better = "more",
    unmeasured: int = 0,
    reason: str = "no case",
) -> Figure:
    """Mean of `values` with its interval. They are one per case: repeats of a case are no new evidence.

    Shares that are all 0 or 1: Wilson. Otherwise a bootstrap over cases; where all shares are equal it has no spread and
    would claim certainty, so Wilson stands in: a value in 0..1 with mean p varies at most as much as a share p does.
    Values that are no shares have no such bound: an interval without width says that the cases do not differ.
    No values: unmeasured, for `reason`. A value beyond LARGEST: unmeasured, since no mean of it says anything.
    """
    if not values:
        return _unmeasured(name, "mean", unit, better, unmeasured, reason)
    if max(map(abs, values)) > LARGEST:
        return _unmeasured(name, "mean", unit, better, unmeasured + len(values), TOO_LARGE)
    n = len(values)
    mean = math.fsum(values) / n
    is_share = unit == "share" and (all(value in (0, 1) for value in values) or len(set(values)) == 1)
    low, high = wilson(mean, n) if is_share else bootstrap(values)
    return Figure(
        name=name,
        value=round(mean, DECIMALS),
        unit=unit,
        better=better,
        n=n,
        low=round(low, DECIMALS),
        high=round(high, DECIMALS),
        method="wilson" if is_share else "bootstrap",
        unmeasured=unmeasured,
    )


def quantile_figure(
    name: str,
    repeats: Sequence[Sequence[float]],
    statistic: Statistic,
    *,
    unit: Unit = "share",
    better: Better = "more",
    unmeasured: int = 0,
    reason: str = "no case",
) -> Figure:
    """Quantile of all values together, by nearest rank, with its interval: a bootstrap over cases, each with its repeats.

    `repeats`: the values of each case, one or more. `statistic`: median or p95. No values: unmeasured, for `reason`.
    Source: nearest rank as in Hyndman and Fan, Am Stat 50, 1996, definition 1; clusters as in Davison and Hinkley 1997, 3.8.
    """
    if not repeats:
        return _unmeasured(name, statistic, unit, better, unmeasured, reason)
    share = QUANTILES[statistic]
    value = nearest_rank([value for values in repeats for value in values], share)
    low, high = bootstrap_quantile(repeats, share)
    return Figure(
        name=name,
        value=round(value, DECIMALS),
        unit=unit,
        better=better,
        statistic=statistic,
        n=len(repeats),
        low=round(low, DECIMALS),
        high=round(high, DECIMALS),
        method="bootstrap",
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


def nearest_rank(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed. Raises: ValueError: no values."""
    if not values:
        raise ValueError("no quantile of no values; give at least one")
    return sorted(values)[max(0, math.ceil(share * len(values) - 1e-9) - 1)]


def bootstrap(values: Sequence[float]) -> tuple[float, float]:
    """95 % percentile interval of the mean: (low, high), with a fixed seed. Source: Efron and Tibshirani 1993, ch. 13.

    Raises: ValueError: no values.
    """
    if not values:
        raise ValueError("no interval of no values; give at least one")
    import numpy as np

    given, n = np.asarray(values, dtype=np.float64), len(values)
    rows = max(1, BLOCK // n)
    draws = _draws(n)
    means = np.concatenate([given[draws[at : at + rows]].mean(axis=1) for at in range(0, RESAMPLES, rows)])
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def bootstrap_quantile(repeats: Sequence[Sequence[float]], share: float) -> tuple[float, float]:
    """95 % percentile interval of the quantile of all values, cases being drawn with all their repeats: (low, high).

    Raises: ValueError: no case, or one without a value.
    """
    if not repeats or not all(repeats):
        raise ValueError("no interval of no values; give at least one for each case")
    import numpy as np

    pairs = sorted((value, case) for case, values in enumerate(repeats) for value in values)
    ordered = np.array([value for value, _ in pairs], dtype=np.float64)
    owners = np.array([case for _, case in pairs])
    n, rows, draws, found = len(repeats), max(1, BLOCK // len(pairs)), _draws(len(repeats)), []
    for at in range(0, RESAMPLES, rows):
        block = draws[at : at + rows]
        cells = block + n * np.arange(len(block))[:, None]  # one stretch of n counts for each row
        counts = np.bincount(cells.ravel(), minlength=n * len(block)).reshape(len(block), n)
        upto = counts[:, owners].cumsum(axis=1)  # values drawn, up to each in order of size
        found.append(ordered[(upto >= share * upto[:, -1:] - 1e-9).argmax(axis=1)])
    low, high = np.percentile(np.concatenate(found), [2.5, 97.5], method="nearest")
    return float(low), float(high)


@lru_cache(maxsize=4)  # many measures have the same number of cases
def _draws(n: int) -> "NDArray[np.uint32]":
    """RESAMPLES rows of n indexes below n, drawn with replacement: the same for each n."""
    import numpy as np

    return np.random.default_rng(SEED).integers(0, n, (RESAMPLES, n), dtype=np.uint32)


def _unmeasured(name: str, statistic: Statistic, unit: Unit, better: Better, unmeasured: int, reason: str) -> Figure:
    return Figure(
        name=name,
        value=None,
        statistic=statistic,
        unit=unit,
        better=better,
        n=0,
        unmeasured=unmeasured,
        reason=reason,
    )
