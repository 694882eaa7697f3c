"""Two Scores, or the variants of one, to a Comparison. A pure function: no files, no clock; chance has a fixed seed.

A case is paired with itself by its id, its repeats averaged first. A *regression* is a share that got worse by more than
the tolerance and, because answers of a model vary by chance, beyond chance too (p after Holm at most 0.05). Where no model
was asked on either side nothing varies by chance, and the fall alone is enough; so it is with the gate "any".
A case that expects no kind of page and is refused falls in ANSWERED: what a refusal takes out of the pairs is not lost.
Seconds, tokens and other units are compared but are no regression: they depend on the machine, or are a price to weigh.
"""

from collections.abc import Sequence
from functools import partial

from evals.changed import Pair, changed_answers
from evals.compare_sides import Matched, Scored, TestedMeasure, match_sides, sides_of
from evals.comparison import Comparison, Contrast, Difference, Differing, Gate, Verdict
from evals.measures.intervals import DECIMALS
from evals.paired import ALPHA, CLOSE, detectable, holm
from evals.score_schema import Score
from evals.writers import EXTRACTIVE
from rag.errors import SuiteError

TOLERANCE = 0.02


def compare_scores(
    before: Score,
    after: Score,
    *,
    labels: tuple[str, str] = ("before", "after"),
    tolerance: float = TOLERANCE,
    gate: Gate = "significant",
) -> Comparison:
    """Hold `after` against `before`; each variant of `after` against the one of the same name, else against the base.

    Raises: SuiteError: no case stands on both sides.
    """
    bases = sides_of(before, labels[0])
    by_variant = {base.side.variant: base for base in bases}
    pairs = [(by_variant.get(side.side.variant, bases[0]), side) for side in sides_of(after, labels[1])]
    return _compare(pairs, tolerance, gate)


def compare_variants(score: Score, *, tolerance: float = TOLERANCE, gate: Gate = "significant") -> Comparison:
    """Hold each variant of one run against its first, the base.

    Raises: SuiteError: the run holds no second variant.
    """
    base, *others = sides_of(score, "")
    if not others:
        raise SuiteError("the run holds one variant; name a second file, or run with: citewell eval run --variant FILE")
    return _compare([(base, other) for other in others], tolerance, gate)


def _compare(pairs: Sequence[tuple[Scored, Scored]], tolerance: float, gate: Gate) -> Comparison:
    """Holm's correction is over the measures of all pairs: who picks the best of many variants looks many times."""
    matched = [match_sides(before, after) for before, after in pairs]
    family = [measure for one in matched for measure in one.measures if measure.is_in_family]
    adjusted = dict(
        zip(
            map(id, family),
            holm([m.test.p for m in family if m.test is not None and m.test.p is not None]),
            strict=True,
        )
    )
    contrasts: list[Contrast] = []
    for one in matched:
        is_repeatable = all(s.side.fingerprints.writer == EXTRACTIVE for s in (one.before, one.after))
        differences = []
        for measure in one.measures:
            made = _difference(measure, one, adjusted.get(id(measure)), len(family))
            is_no_chance = made.verdict == "worse" or is_repeatable or gate == "any"
            is_regression = is_no_chance and _worsening(made) > tolerance + CLOSE
            differences.append(made.model_copy(update={"is_regression": is_regression}))
        contrasts.append(_contrast(one, tuple(differences), is_repeatable))
    return Comparison(tolerance=tolerance, gate=gate, tests=len(family), contrasts=tuple(contrasts))


def _difference(measure: TestedMeasure, one: Matched, p_adjusted: float | None, tests: int) -> Difference:
    """One measure in a Comparison's words. `p_adjusted`: None outside the family of `tests` measures."""
    made = partial(
        Difference,
        name=measure.name,
        unit=measure.unit,
        better=measure.better,
        statistic=measure.statistic,
        before=one.before.figures.get(measure.name),
        after=one.after.figures.get(measure.name),
        verdict=_verdict(measure, p_adjusted),
        unpaired=measure.unpaired,
    )
    test, is_share = measure.test, measure.unit == "share"
    if test is None:
        return made(n=0)
    known = measure.differences if test.p is not None else ()
    return made(
        n=len(measure.differences),
        value_before=round(test.before, DECIMALS),
        value_after=round(test.after, DECIMALS),
        difference=round(test.difference, DECIMALS),
        low=_rounded(test.low),
        high=_rounded(test.high),
        method=test.method,
        rose=test.rose,
        fell=test.fell,
        p=_rounded(test.p),
        test=test.test,
        p_adjusted=_rounded(p_adjusted),
        detectable=_rounded(detectable(known, is_share=is_share)),
        detectable_adjusted=_rounded(detectable(known, is_share=is_share, tests=max(1, tests))),
    )


def _verdict(measure: TestedMeasure, p_adjusted: float | None) -> Verdict:
    test = measure.test
    if test is None:
        return "unmeasured"
    if not test.rose and not test.fell:
        return "same"
    if measure.better == "neither" or test.p is None:
        return "informs"
    if p_adjusted is None or p_adjusted > ALPHA:
        return "unclear"
    return "better" if (test.difference > 0) == (measure.better == "more") else "worse"


def _worsening(made: Difference) -> float:
    """By how much a share got worse; 0 for what cannot be a regression."""
    if made.difference is None or made.p is None or made.unit != "share" or made.better == "neither":
        return 0.0
    return -made.difference if made.better == "more" else made.difference


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)


def _contrast(one: Matched, differences: tuple[Difference, ...], is_repeatable: bool) -> Contrast:
    before, after = one.before, one.after
    pairs = _record_pairs(one)
    changed = changed_answers(pairs)
    old, new = before.side.fingerprints.model_dump(), after.side.fingerprints.model_dump()
    names = {"suite name": (before.side.suite, after.side.suite), **{name: (old[name], new[name]) for name in old}}
    ours, theirs = ({case.id for case in side.cases} for side in (before, after))
    return Contrast(
        before=before.side,
        after=after.side,
        is_repeatable=is_repeatable,
        differing=tuple(Differing(name=name, before=a, after=b) for name, (a, b) in names.items() if a != b),
        pairs=len(one.shared),
        only_before=tuple(dict.fromkeys(case.id for case in before.cases if case.id not in theirs)),
        only_after=tuple(dict.fromkeys(case.id for case in after.cases if case.id not in ours)),
        reworded=one.reworded,
        differences=differences,
        regressions=tuple(made.name for made in differences if made.is_regression),
        changed=changed,
        unchanged=len(pairs) - len(changed),
    )


def _record_pairs(one: Matched) -> list[Pair]:
    """Records of the shared cases that both sides hold, repeat by repeat."""
    shared = set(one.shared)
    new = {(case.id, case.repeat): case for case in one.after.cases}
    keys = [(case, new.get((case.id, case.repeat))) for case in one.before.cases if case.id in shared]
    return [(old, now) for old, now in keys if now is not None]
