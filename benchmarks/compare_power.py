"""How often `eval compare` finds a known difference, and none: `python -m benchmarks.compare_power [--json] [--rounds N]`.

Scores are made up by chance with a fixed seed; each round is one whole comparison, as the command makes it.
"""

import argparse
import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from benchmarks.nci import Figure, show
from evals.compare import compare_scores
from evals.comparison import Difference
from evals.measures.intervals import wilson
from evals.paired import ALPHA, mcnemar_mid_p
from evals.schema import Fingerprints
from evals.score_schema import CaseScore, Confusion, Measurement, Score

Floats = NDArray[np.float64]
Pairs = tuple[Floats, Floats]
Draw = Callable[[np.random.Generator], Pairs]
SEED = 20260502
FINGERPRINTS = Fingerprints(settings="s", generation="g", prompts="p", vocabulary="v", suite="u", writer="tiny-3")


def measure(options: argparse.Namespace) -> list[Figure]:
    """False alarms of identical variants, power against theory, and how often intervals hold the truth."""
    rounds = options.rounds
    figures: list[Figure] = []
    for n, share in ((60, 0.2), (60, 0.5), (200, 0.1), (200, 0.3)):
        what = f"{n} cases, {share:.0%} differ"
        for name, draw in (("yes/no", partial(yes_no, n, share, 0.0)), ("score", partial(scores, n, share, 0.0))):
            found = list(simulated(draw, rounds, SEED, len(figures)))
            true = f"0.035 to 0.065; exact {exact(n, share, 0.0):.3f}" if name == "yes/no" else "0.035 to 0.065"
            figures.append(_share(f"false alarms: {name}, {what}", list(map(is_found, found)), true))
            if name == "score":
                old = [_bootstrap_alarm(*draw(np.random.default_rng((SEED, len(figures), at)))) for at in range(rounds)]
                figures.append(_share(f"  of a bootstrap test: {what}", old, "not used"))
    for n, share, shift in ((60, 0.3, 0.2), (200, 0.2, 0.06), (200, 0.2, 0.089), (200, 0.3, 0.15)):
        figures += _power(f"yes/no, {n} cases, {share:.0%} differ, by {shift}", yes_no, n, share, shift, 1.0, rounds)
    for n, share, shift in ((60, 1.0, 0.055), (200, 0.5, 0.021), (200, 0.5, 0.03)):
        figures += _power(f"score, {n} cases, {share:.0%} differ, by {shift}", scores, n, share, shift, 0.15, rounds)
    family = [_family(at) for at in range(max(1, rounds // 4))]
    figures.append(_share("any of 10 measures after Holm, identical", family, "<= 0.065"))
    return figures


def yes_no(n: int, share: float, shift: float, generator: np.random.Generator) -> Pairs:
    """Cases of which `share` differ, the yes being `shift` more on the after side; half of the others are yes."""
    kind = generator.choice(3, n, p=[(share + shift) / 2, (share - shift) / 2, 1 - share])
    same = generator.integers(0, 2, n)
    before, after = np.where(kind == 2, same, kind == 1), np.where(kind == 2, same, kind == 0)
    return before.astype(np.float64), after.astype(np.float64)


def scores(n: int, share: float, shift: float, generator: np.random.Generator) -> Pairs:
    """Values in 0..1 of which `share` differ, by a mean that makes the whole `shift`, spread 0.15."""
    before = generator.uniform(0.45, 0.55, n)  # far enough from both ends that nothing is cut off
    change = np.clip(generator.normal(shift / share, 0.15, n), -0.45, 0.45)
    return before, before + np.where(generator.random(n) < share, change, 0.0)


def simulated(draw: Draw, rounds: int, *seed: int) -> Iterator[Difference]:
    """The one measure of `rounds` comparisons of `draw`. `seed`: another one for each kind of draw."""
    for at in range(rounds):
        yield compare([draw(np.random.default_rng((*seed, at)))])[0]


def compare(drawn: Sequence[Pairs]) -> tuple[Difference, ...]:
    """One comparison with a measure for each of `drawn`."""
    before, after = (made_up([pair[side].tolist() for pair in drawn]) for side in (0, 1))
    return compare_scores(before, after).contrasts[0].differences


def made_up(measures: Sequence[Sequence[float]]) -> Score:
    """A score with the values of each measure, case by case."""
    cases = tuple(
        CaseScore(
            id=f"c{at}",
            repeat=1,
            question="?",
            tags=(),
            expected=None,
            got="answer",
            error=None,
            measurements=tuple(Measurement(name=f"m{nth}", value=value) for nth, value in enumerate(values)),
        )
        for at, values in enumerate(zip(*measures, strict=True))
    )
    return Score(
        suite="made-up",
        fingerprints=FINGERPRINTS,
        written_by="tiny-3",
        records=len(cases),
        errored=0,
        not_run=0,
        figures=(),
        confusion=Confusion(refused_rightly=0, refused_wrongly=0, answered_rightly=0, answered_wrongly=0),
        cases=cases,
    )


def theory(n: int, share: float, shift: float, spread: float) -> float:
    """Power of McNemar's test, or with `spread` of the paired test of scores. Source: Connor, Biometrics 43, 1987.

    `spread`: 1 for yes/no; else the standard deviation of the differences that are not 0.
    """
    square = share if spread == 1 else share * (spread**2 + (shift / share) ** 2)  # mean square of the differences
    z_alpha = NormalDist().inv_cdf(1 - ALPHA / 2)
    return NormalDist().cdf((shift * math.sqrt(n) - z_alpha * math.sqrt(square)) / math.sqrt(square - shift**2))


def exact(n: int, share: float, shift: float) -> float:
    """How often the mid-p McNemar test finds it, by the chance of every outcome: no simulation, no approximation."""
    up = (share + shift) / (2 * share)
    whole = 0.0
    for differing in range(n + 1):
        often = math.comb(n, differing) * share**differing * (1 - share) ** (n - differing)
        ways = (rose for rose in range(differing + 1) if mcnemar_mid_p(rose, differing - rose) <= ALPHA)
        whole += often * sum(math.comb(differing, k) * up**k * (1 - up) ** (differing - k) for k in ways)
    return whole


def is_found(difference: Difference) -> bool:
    """Whether the measure alone, without Holm, is told from chance."""
    return difference.p is not None and difference.p <= ALPHA


def _power(
    what: str, kind: Callable[..., Pairs], n: int, share: float, shift: float, spread: float, rounds: int
) -> list[Figure]:
    found = list(simulated(partial(kind, n, share, shift), rounds, SEED, n, round(1000 * shift)))
    expected = f"theory {theory(n, share, shift, spread):.3f}"
    expected += f"; exact {exact(n, share, shift):.3f}" if kind is yes_no else ""
    holds = [d.low is not None and d.high is not None and d.low <= shift <= d.high for d in found]
    return [
        _share(f"found: {what}", list(map(is_found, found)), expected),
        _share("  the interval holds the true difference", holds, "0.95"),
    ]


def _family(at: int) -> bool:
    """Whether any of ten measures of identical variants is called better or worse."""
    generator = np.random.default_rng((SEED, 1, at))
    drawn = [draw(100, 0.3, 0.0, generator) for draw in (yes_no, scores) for _ in range(5)]
    return any(difference.verdict in ("better", "worse") for difference in compare(drawn))


def _bootstrap_alarm(before: Floats, after: Floats) -> bool:
    """Whether the plain percentile bootstrap leaves out 0."""
    differences = after - before
    draws = np.random.default_rng(SEED).integers(0, len(differences), (1000, len(differences)))
    low, high = np.percentile(differences[draws].mean(axis=1), [2.5, 97.5])
    return bool(low > 0 or high < 0)


def _share(name: str, found: Sequence[bool], target: str) -> Figure:
    share = sum(found) / len(found)
    low, high = wilson(share, len(found))
    return Figure(name, share, len(found), low, high, target=target)


if __name__ == "__main__":
    show(__doc__ or "", measure, rounds=1000)
