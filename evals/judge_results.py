"""Opinions to results by criterion: how often met, how far the judge agrees with itself and with a measure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from evals.agreement import cohen_kappa, krippendorff_alpha, pair_agreement
from evals.judgement import (
    CanaryResult,
    Compared,
    Count,
    Criterion,
    CriterionResult,
    Opinion,
    Rubric,
    Verdict,
    Yardstick,
)
from evals.measures.intervals import figure
from evals.records import Key, key_of
from evals.schema import RunRecord
from evals.score_schema import CaseScore, Figure

NOT_ASKED_YET = "not asked yet"


class Page(NamedTuple):
    """A record of the run with its deterministic measures."""

    record: RunRecord
    score: CaseScore


def why_not_asked(criterion: Criterion, record: RunRecord) -> str | None:
    """Why a criterion is not put to the judge for this page; None: it is."""
    if record.answer is None:
        return "the case errored"
    if criterion.of == "answers" and record.answer.kind == "refusal":
        return "the page is a refusal"
    if criterion.looks_at == "statements" and not record.answer.statements:
        return "the page holds no statement"
    return None


def results_of(rubric: Rubric, pages: Sequence[Page], opinions: Sequence[Opinion]) -> tuple[CriterionResult, ...]:
    """A result for each variant and criterion, from the opinions on unbroken pages."""
    variants = dict.fromkeys(page.record.variant for page in pages)
    said = _by_page([opinion for opinion in opinions if not opinion.broken])
    return tuple(
        _result(criterion, variant, [page for page in pages if page.record.variant == variant], said[criterion.id])
        for variant in variants
        for criterion in rubric.criteria
    )


def canary_results(
    rubric: Rubric, pairs: Sequence[tuple[RunRecord, RunRecord]], opinions: Sequence[Opinion]
) -> tuple[CanaryResult, ...]:
    """For each criterion that the broken pages must fail: how often the judge saw it, and how often it passed the sound."""
    sound = _by_page([opinion for opinion in opinions if not opinion.broken])
    broken = _by_page([opinion for opinion in opinions if opinion.broken])
    results = []
    for criterion in (one for one in rubric.criteria if one.canary):
        found = []
        for name, said, is_due in (("good_found", sound, True), ("bad_found", broken, False)):
            met = [_is_good(criterion, said[criterion.id].get(key_of(record), [])) for record, _ in pairs]
            told = [float(one == is_due) for one in met if one is not None]
            reason = "no page of the run passes every measure" if not pairs else "no usable verdict"
            found.append(figure(name, told, unmeasured=len(met) - len(told), reason=reason))
        results.append(CanaryResult(criterion=criterion.id, good_found=found[0], bad_found=found[1]))
    return tuple(results)


Said = Mapping[Key, list[Verdict]]


def _by_page(opinions: Sequence[Opinion]) -> Mapping[str, Said]:
    """Verdicts by criterion and page, in order of turn."""
    found: dict[str, dict[Key, list[Verdict]]] = defaultdict(lambda: defaultdict(list))
    for opinion in sorted(opinions, key=lambda one: one.turn):
        for verdict in opinion.verdicts:
            found[verdict.criterion][Key(opinion.variant, opinion.case, opinion.repeat)].append(verdict)
    return found


def _places(criterion: Criterion, verdicts: Sequence[Verdict]) -> list[int]:
    return [criterion.values.index(one.value) for one in verdicts if one.value is not None]


def _is_good(criterion: Criterion, verdicts: Sequence[Verdict]) -> bool | None:
    """Whether the median of the usable verdicts is good, the lower one of two; None: there is no usable verdict."""
    places = sorted(_places(criterion, verdicts))
    return criterion.values[places[(len(places) - 1) // 2]] in criterion.good if places else None


def _result(criterion: Criterion, variant: str, pages: Sequence[Page], said: Said) -> CriterionResult:
    reasons = [why_not_asked(criterion, page.record) for page in pages]
    asked = [page for page, reason in zip(pages, reasons, strict=True) if reason is None]
    given = [said.get(key_of(page.record), []) for page in asked]
    verdicts = [verdict for one in given for verdict in one]
    good = [_is_good(criterion, one) for one in given]
    not_asked = Counter(reason for reason in reasons if reason is not None)
    if missing := sum(not one for one in given):
        not_asked[NOT_ASKED_YET] = missing
    units = [_places(criterion, one) for one in given]
    pairs = [share for unit in units if (share := pair_agreement(unit)) is not None]
    return CriterionResult(
        variant=variant,
        criterion=criterion.id,
        good=_by_case(asked, good, unmeasured=len({page.record.case.id for page in pages})),
        values=tuple(Count(what=value, n=sum(v.value == value for v in verdicts)) for value in criterion.values),
        unusable=_counts(Counter(v.reason for v in verdicts if v.reason is not None)),
        not_asked=_counts(not_asked),
        agreement=figure("agreement", pairs, unmeasured=len(units) - len(pairs), reason="nothing was rated twice"),
        alpha=krippendorff_alpha(units),
        compared=_compared(criterion.compare_with, asked, good) if criterion.compare_with else None,
    )


def _by_case(pages: Sequence[Page], good: Sequence[bool | None], *, unmeasured: int) -> Figure:
    """Share of cases whose page is good, repeats of a case taken together first. `unmeasured`: cases in all."""
    cases: dict[str, list[bool]] = {}
    for page, met in zip(pages, good, strict=True):
        if met is not None:
            cases.setdefault(page.record.case.id, []).append(met)
    shares = [sum(met) / len(met) for met in cases.values()]
    return figure("good", shares, unmeasured=unmeasured - len(shares), reason="no usable verdict")


def _compared(yardstick: Yardstick, pages: Sequence[Page], good: Sequence[bool | None]) -> Compared:
    judged = [(page, met) for page, met in zip(pages, good, strict=True) if met is not None]
    values = [(_value(page.score, yardstick.measure), met) for page, met in judged]
    both = [(met, yardstick.is_met(value)) for value, met in values if value is not None]
    return Compared(
        yardstick=yardstick,
        agreement=figure(
            "agreement with the measure",
            [float(a == b) for a, b in both],
            unmeasured=len(judged) - len(both),
            reason="no page has both",
        ),
        kappa=cohen_kappa(both),
        both_good=both.count((True, True)),
        judge_only=both.count((True, False)),
        measure_only=both.count((False, True)),
        neither=both.count((False, False)),
        unmeasured=len(judged) - len(both),
    )


def _value(score: CaseScore, measure: str) -> float | None:
    return next((one.value for one in score.measurements if one.name == measure), None)


def _counts(found: Counter[str]) -> tuple[Count, ...]:
    return tuple(Count(what=what, n=n) for what, n in sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))
