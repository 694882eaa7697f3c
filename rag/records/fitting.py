"""What a text presupposes, held against what is known: what fits, what is missing, whether anything contradicts."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from rag.records.claims import Claims
from rag.records.known import Known
from rag.records.results import Choice, Claim
from rag.records.rules import Level, RecordRules

Verdict = Literal["fits", "open", "conflict"]

# Result known, result meant by a text: whether it is so, may be so, or is not. What is not listed is a conflict.
FITS: dict[Level, frozenset[Level]] = {
    "positive": frozenset(["positive"]),
    "negative": frozenset(["negative"]),
    "low": frozenset(["low", "negative"]),
    "ultralow": frozenset(["ultralow", "negative"]),
    "high": frozenset(["high", "positive"]),
}
MAY_FIT: dict[Level, frozenset[Level]] = {
    "positive": frozenset(["unknown"]),
    "negative": frozenset(["low", "ultralow", "none", "unknown"]),
    "low": frozenset(["unknown"]),
    "ultralow": frozenset(["none", "unknown"]),
}
LEVELLED: dict[Level, frozenset[Level]] = {  # markers of which low and high are both positive
    "positive": frozenset(["positive"]),
    "negative": frozenset(["negative"]),
    "low": frozenset(["low", "positive"]),
    "high": frozenset(["high", "positive"]),
}
LEVELLED_MAY_FIT: dict[Level, frozenset[Level]] = {"positive": frozenset(["low", "high", "unknown"])}


class Fitting(NamedTuple):
    """Facts that a text names and the record gives; facts it needs and the record lacks; a fact that rules it out."""

    fits: frozenset[str]
    missing: frozenset[str]
    conflict: str | None


def fitting(own: Claims, above: Claims, known: Known, rules: RecordRules) -> Fitting:
    """How a statement fits the facts. `above`: what its headings presuppose, where the statement itself says nothing of it.

    Only what the statement itself says counts as fitting.
    """
    fits: set[str] = set()
    missing: set[str] = set()
    for name, verdict, is_own in _verdicts(own, above, known, rules):
        if verdict == "conflict":
            return Fitting(frozenset(), frozenset(), name)
        if verdict == "open":
            missing.add(name)
        elif is_own:
            fits.add(name)
    fits |= {f"treatment: {name}" for name in own.treatments & known.treatments}
    return Fitting(frozenset(fits), frozenset(missing), None)


def _verdicts(own: Claims, above: Claims, known: Known, rules: RecordRules) -> Iterator[tuple[str, Verdict, bool]]:
    for claim in own.markers:
        yield from ((name, verdict, True) for name, verdict in _marker_verdicts(claim, known, rules))
    said = {claim.marker for claim in own.markers}
    for marker in {claim.marker for claim in above.markers} - said:  # a heading may name two results: one must be it
        levels = frozenset(level for claim in above.markers if claim.marker == marker for level in claim.levels)
        yield _status(marker, known), level_verdict(Claim(marker=marker, levels=levels), known, rules), False
    for choice in own.choices:
        yield (*_choice_verdict(choice, known, rules), True)
    for choice in above.choices:
        if not said & {claim.marker for group in choice for claim in group}:
            yield (*_choice_verdict(choice, known, rules), False)
    stages = own.stages or above.stages
    if stages:
        yield "stage", _stage_verdict(stages, known), bool(own.stages)
    if own.substages or (above.substages and not own.stages):
        yield "exact stage", _substage_verdict(own.substages or above.substages, known), bool(own.substages)
    aspects = dict(own.aspects)
    for name, wanted in {**dict(above.aspects), **aspects}.items():
        have = known.aspects.get(name)
        yield name, "open" if have is None else "fits" if have & wanted else "conflict", name in aspects
    for low, high in own.ages:
        age = known.age
        yield "age", "open" if age is None else "fits" if low <= age <= high else "conflict", True
    yield from ((name, verdict, True) for name, verdict in _number_verdicts(own, known))
    if own.unused:
        yield "treatments so far", _unused_verdict(own, known), True
    if any(name in known.past for name in own.precedes - own.follows):
        yield "treatments so far", "conflict", True
    line = _line_verdict(own, above, known)
    if line:
        before = " or ".join(sorted(own.follows))
        yield (
            f"treatments so far ({before})" if own.follows and known.had else "treatments so far",
            line,
            bool(own.follows),
        )


def _marker_verdicts(claim: Claim, known: Known, rules: RecordRules) -> Iterator[tuple[str, Verdict]]:
    if claim.score and known.scores.get(claim.marker) == claim.score and claim.marker not in known.unclear:
        yield f"{claim.marker} score", "fits"
        return
    verdict = level_verdict(claim, known, rules)
    if claim.levels != {"unknown"}:  # a score that stands for no result asks for the score alone
        yield _status(claim.marker, known), verdict
    if claim.score and verdict != "conflict":
        have = known.scores.get(claim.marker)
        yield f"{claim.marker} score", "open" if have is None else "fits" if have == claim.score else "conflict"


def _choice_verdict(choice: Choice, known: Known, rules: RecordRules) -> tuple[str, Verdict]:
    """The verdict of the best of several groups of results, under the names of those that decide it."""
    by_verdict: dict[Verdict, list[str]] = {}
    for group in choice:
        verdicts = [each for claim in group for each in _marker_verdicts(claim, known, rules)]
        worst: Verdict = next((v for v in ("conflict", "open") if v in {each for _, each in verdicts}), "fits")
        by_verdict.setdefault(worst, []).extend(name for name, each in verdicts if each == worst)
    best: Verdict = next(v for v in ("fits", "open", "conflict") if v in by_verdict)
    return " or ".join(sorted({*by_verdict[best]})), best


def _status(marker: str, known: Known) -> str:
    is_given = marker in known.results or marker in known.numbers or marker in known.scores
    return f"exact {marker} result" if is_given else f"{marker} status"


def level_verdict(claim: Claim, known: Known, rules: RecordRules) -> Verdict:
    """Whether the known result of the marker is one of those that a text means; "open": not known, or not in full."""
    have = known.results.get(claim.marker)
    if have is None:
        return "open"
    if claim.levels == {"low"} and have == "negative" and known.scores.get(claim.marker) == "0":
        return "conflict"
    is_levelled = claim.marker in rules.levels
    if (LEVELLED if is_levelled else FITS).get(have, frozenset()) & claim.levels:
        return "fits"
    return (
        "open" if (LEVELLED_MAY_FIT if is_levelled else MAY_FIT).get(have, frozenset()) & claim.levels else "conflict"
    )


def _stage_verdict(stages: frozenset[str], known: Known) -> Verdict:
    if not known.stages:
        return "open"
    if known.stages <= stages:
        return "fits"
    return "open" if known.stages & stages else "conflict"


def _substage_verdict(substages: frozenset[str], known: Known) -> Verdict:
    """Stage IIA is none of "stage IIB or IIC"; stage II may be one. Of stages without a letter, all letters are meant."""
    lettered = {stage[0] for stage in substages}
    if not known.stages or not known.stages <= lettered:
        return "fits"  # a stage that the text names without a letter, or not at all: see the stage itself
    if not known.substages:
        return "open"
    return "fits" if known.substages & substages else "conflict"


def _unused_verdict(own: Claims, known: Known) -> Verdict:
    """Whether what must not have been had was not; a record without treatments does not tell."""
    if own.unused & known.had:
        return "conflict"
    return "fits" if known.treatments else "open"


def _number_verdicts(own: Claims, known: Known) -> Iterator[tuple[str, Verdict]]:
    """A bound on the one measured marker that the text names, in the unit of the record."""
    measured = [name for name in own.named_markers if name in known.numbers]
    if len(measured) != 1:
        return
    have = known.numbers[measured[0]]
    for bound in own.numbers:
        if bound.unit != have.unit or not (bound.direction or bound.upper):
            continue
        limit = float(bound.value.replace(",", ""))
        end = float(bound.upper.replace(",", "")) if bound.upper else limit
        value = have.value
        holds = {
            "<": value < limit,
            "<=": value <= limit,
            ">": value > limit,
            ">=": value >= limit,
            "": limit <= value <= end,
        }
        yield f"{measured[0]} value", "fits" if holds[bound.direction] else "conflict"


def _line_verdict(own: Claims, above: Claims, known: Known) -> Verdict | None:
    """Whether the treatments so far are those that a text comes after; None where it says nothing of them."""
    if own.follows:
        return "fits" if own.follows & known.had else "open"
    if own.is_later_line or (above.is_later_line and not own.is_first_line):
        return "fits" if known.had else "open"
    if own.is_first_line and known.past and not own.treatments & known.past:
        return "conflict"
    return None
