"""Test results that a question takes as given, to the texts they rule out: what holds for hormone receptors is no answer
to a question on triple-negative disease. Reads texts by the rules of prompts/records.yaml, as for a record.
"""

from collections.abc import Callable
from functools import lru_cache

from rag.records.claims import Claim, Claims, claims_of
from rag.records.fitting import level_verdict
from rag.records.known import Known, derived
from rag.records.rules import GivenFor, Level, RecordRules
from rag.vocabulary import Vocabulary


def results_asked(question: str, vocabulary: Vocabulary, rules: RecordRules) -> Known:
    """The results that the question states, with those that follow; a marker with several results counts for none."""
    found: dict[str, set[Level]] = {}
    for claim in claims_of(question, vocabulary, rules).markers:
        found.setdefault(claim.marker, set()).update(claim.levels)
    stated = {name: next(iter(levels)) for name, levels in found.items() if len(levels) == 1}
    return Known(results=derived({name: level for name, level in stated.items() if level != "unknown"}, rules))


def ruling_out(known: Known, vocabulary: Vocabulary, rules: RecordRules) -> Callable[[str, str], bool]:
    """A test of (text, headings): whether it speaks only of other results of a known marker, or of what they are given for.

    Where the text names the marker with no result, its headings do not count.
    """
    useless = _not_for(known, rules)

    @lru_cache(maxsize=2_048)
    def claims(text: str) -> Claims:
        return claims_of(text, vocabulary, rules)

    def is_ruled_out(text: str, headings: str) -> bool:
        if not text:  # a part of a text may hold statements on other results than its heading
            return False
        own, above = claims(text).markers, claims(headings).markers
        said = {claim.marker for claim in own} | claims(text).named_markers
        treatments = claims(text).treatments
        if treatments and treatments <= useless and not said & known.results.keys():
            return True
        return any(
            _all_conflict(
                [claim for claim in (own if marker in said else above) if claim.marker == marker], known, rules
            )
            for marker in known.results
        )

    return is_ruled_out if known.results else lambda _text, _headings: False


def _not_for(known: Known, rules: RecordRules) -> frozenset[str]:
    """Treatments that are given only for results of which the known one is none."""
    given = [(rules.members(one.treatments), _is_against(one, known, rules)) for one in rules.given_for]
    others = (names for names, is_against in given if not is_against)
    return frozenset().union(*(names for names, is_against in given if is_against)).difference(*others)


def _is_against(one: GivenFor, known: Known, rules: RecordRules) -> bool:
    return level_verdict(Claim(marker=one.marker, levels=frozenset(one.results)), known, rules) == "conflict"


def _all_conflict(claims: list[Claim], known: Known, rules: RecordRules) -> bool:
    return bool(claims) and all(level_verdict(claim, known, rules) == "conflict" for claim in claims)
