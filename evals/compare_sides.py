"""Two sides of scores to their shared cases and each measure tested over them. Corrects and judges nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evals.compare_answered import with_answered
from evals.comparison import Side, Unpaired
from evals.measures.intervals import LARGEST, QUANTILES, TOO_LARGE
from evals.paired import ALPHA, PairedTest, compare_pairs, compare_quantiles
from evals.score_schema import Better, CaseScore, Figure, Measurement, Score, Statistic, Unit
from rag.errors import SuiteError

BASE = "base"  # what the variant without a name is called
ABSENT = "no measure of this score"


@dataclass(frozen=True)
class Scored:
    """A side with its figures and scored records."""

    side: Side
    figures: Mapping[str, Figure]
    cases: tuple[CaseScore, ...]


@dataclass(frozen=True)
class TestedMeasure:
    """One measure of two sides, tested but not yet held against the other measures."""

    name: str
    unit: Unit
    better: Better
    statistic: Statistic
    test: PairedTest | None
    differences: tuple[float, ...]
    unpaired: tuple[Unpaired, ...]

    @property
    def is_in_family(self) -> bool:
        """Whether it shares Holm's correction: a test that no outcome could make significant costs the others nothing.

        Source: Tarone, Biometrics 46, 1990.
        """
        test = self.test
        return self.better != "neither" and test is not None and test.p is not None and test.least_p <= ALPHA


@dataclass(frozen=True)
class Matched:
    """Two sides with the cases they share, and their measures."""

    before: Scored
    after: Scored
    shared: tuple[str, ...]
    reworded: tuple[str, ...]
    measures: tuple[TestedMeasure, ...]


def sides_of(score: Score, label: str) -> tuple[Scored, ...]:
    """The variants of a score, the base first; the whole score where it holds no variants. Each case with ANSWERED."""
    cases = tuple(map(with_answered, score.cases))
    if not score.variants:
        name = label or score.cases[0].variant or BASE
        side = Side(
            label=name,
            variant=score.cases[0].variant,
            suite=score.suite,
            fingerprints=score.fingerprints,
            written_by=score.written_by,
            records=score.records,
            errored=score.errored,
            not_run=score.not_run,
        )
        return (Scored(side, _by_name(score.figures), cases),)
    return tuple(
        Scored(
            Side(
                label=" ".join(filter(None, (label, part.variant or BASE))),
                variant=part.variant,
                suite=score.suite,
                fingerprints=part.fingerprints,
                written_by=part.written_by,
                records=part.records,
                errored=part.errored,
                not_run=part.not_run,
            ),
            _by_name(part.figures),
            tuple(case for case in cases if case.variant == part.variant),
        )
        for part in score.variants
    )


def _by_name(figures: Iterable[Figure]) -> dict[str, Figure]:
    """The mean of each measure; a second figure of the same measure, such as a p95, is no side of a mean difference."""
    found: dict[str, Figure] = {}
    for figure in figures:
        found.setdefault(figure.name, figure)
    return found


def match_sides(before: Scored, after: Scored) -> Matched:
    """Pair the cases of two sides by id, and test each measure of either over the cases that both measured.

    Raises: SuiteError: no case stands on both sides.
    """
    old = {case.id: case.question for case in before.cases}
    new = {case.id: case.question for case in after.cases}
    shared = tuple(name for name in old if name in new and old[name] == new[name])
    reworded = tuple(name for name in old if name in new and old[name] != new[name])
    if not shared:
        if reworded:
            raise SuiteError(
                f"every case that stands in both {before.side.label} and {after.side.label} asks something else in each "
                f"({', '.join(reworded[:3])}); give a case with a new question a new id, or run both anew"
            )
        raise SuiteError(
            f"no case stands in both {before.side.label} and {after.side.label}; compare runs of the same suite"
        )
    ours, theirs = _measurements(before, shared), _measurements(after, shared)
    names = dict.fromkeys((*theirs, *ours))  # the order of the newer side
    measures = tuple(_tested(name, shared, ours.get(name, {}), theirs.get(name, {})) for name in names)
    return Matched(before, after, shared, reworded, measures)


def _measurements(scored: Scored, shared: Iterable[str]) -> dict[str, dict[str, list[Measurement]]]:
    """By measure and case, repeats in order."""
    wanted = set(shared)
    found: dict[str, dict[str, list[Measurement]]] = {}
    for case in scored.cases:
        if case.id in wanted:
            for measurement in case.measurements:
                found.setdefault(measurement.name, {}).setdefault(case.id, []).append(measurement)
    return found


def _tested(
    name: str, shared: Sequence[str], ours: Mapping[str, list[Measurement]], theirs: Mapping[str, list[Measurement]]
) -> TestedMeasure:
    old = {case: _mean(ours.get(case, ())) for case in shared}
    new = {case: _mean(theirs.get(case, ())) for case in shared}
    every = [measurement for side in (theirs, ours) for found in side.values() for measurement in found]
    like = next((measurement for measurement in every if measurement.value is not None), every[0])
    pairs = [(a, b) for case in shared if (a := old[case]) is not None and (b := new[case]) is not None]
    reasons: Counter[tuple[str, str]] = Counter()
    for case in shared:
        side = {(True, False): "before", (False, True): "after", (True, True): "both"}.get(
            (old[case] is None, new[case] is None)
        )
        if side is not None:
            reasons[side, _reason((theirs if side == "after" else ours).get(case, ()))] += 1
    return TestedMeasure(
        name=name,
        unit=like.unit,
        better=like.better,
        statistic=like.statistic,
        test=_test(pairs, like) if pairs else None,
        differences=tuple(b - a for a, b in pairs),
        unpaired=tuple(
            Unpaired.model_validate({"side": side, "reason": reason, "cases": count})
            for (side, reason), count in reasons.most_common()
        ),
    )


def _test(pairs: Sequence[tuple[float, float]], like: Measurement) -> PairedTest:
    before, after = [a for a, _ in pairs], [b for _, b in pairs]
    if like.statistic == "mean":
        return compare_pairs(before, after, is_share=like.unit == "share")
    return compare_quantiles(before, after, QUANTILES[like.statistic])


def _values(repeats: Sequence[Measurement]) -> list[float]:
    return [measurement.value for measurement in repeats if measurement.value is not None]


def _mean(repeats: Sequence[Measurement]) -> float | None:
    values = _values(repeats)
    return sum(values) / len(values) if values and max(map(abs, values)) <= LARGEST else None


def _reason(repeats: Sequence[Measurement]) -> str:
    if _values(repeats):  # and yet no mean
        return TOO_LARGE
    return next((measurement.reason for measurement in repeats if measurement.reason), ABSENT)
