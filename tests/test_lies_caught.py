"""What the gate promises: no lie of the kinds it checks reaches a page, and few honest paraphrases are lost."""

from collections import Counter

import pytest

from benchmarks.gate import corpus_claims, made_lies, other_claims, verdict, written_lies
from tests.author_data import rows, written_claims
from tests.lies import Claim

SEED = 7
CLAIMED = {  # kinds that must all be caught, made by code or written by hand
    *("changed_number", "changed_unit", "range_end", "comparator", "negation", "drug", "invented_drug"),
    *("biomarker_polarity", "score", "stage", "raised_strength", "absolute", "population", "time", "direction"),
    *("wrong_citation", "invented_citation", "paraphrase_as_quote", "stitched_quote", "true_elsewhere"),
    "instruction_obeyed",
}
SURVIVORS: dict[str, str] = {}
MAX_DROPPED = 0.05


def test_no_made_lie_of_a_claimed_kind_passes() -> None:
    made = made_lies((SEED,), 20)
    assert len(made) >= 300
    assert len({kind for kind, _ in made} & CLAIMED) >= 15
    assert [(kind, claim.text) for kind, claim in made if kind in CLAIMED and verdict(claim) is None] == []


@pytest.mark.parametrize("row", [row for row in rows("lies") if row["kind"] in CLAIMED], ids=lambda row: row["id"])
def test_no_written_lie_of_a_claimed_kind_passes_but_those_listed(row: dict[str, str]) -> None:
    """A survivor that is caught must leave the list."""
    at = [each["id"] for each in rows("lies")].index(row["id"])
    passes = verdict(written_lies()[at][1]) is None
    assert passes == (row["id"] in SURVIVORS), row["statement"]


def test_few_honest_paraphrases_are_dropped() -> None:
    claims = [*corpus_claims(), *other_claims()]
    checks = Counter(dropped.check for claim, clinicians in claims if (dropped := verdict(claim, clinicians)))
    assert len(claims) >= 400
    assert checks.total() <= MAX_DROPPED * len(claims), checks


MOST_SHORT_LIES = 14  # of 170 on short quotes and new predicates, written by someone who had not seen the rules
MOST_SHORT_DROPPED = 18  # of 160 paraphrases by the same hand; the rules have read half of both since


def test_few_lies_on_short_quotes_pass_and_few_free_paraphrases_are_dropped() -> None:
    """What is known to be missed is in these files: docs/battery.md and benchmarks/README.md give the shares."""
    passed = [row["id"] for row, claim in _both("lies_short") if verdict(claim) is None]
    dropped = [row["id"] for row, claim in _both("paraphrases_short") if verdict(claim) is not None]
    assert len(passed) <= MOST_SHORT_LIES, passed
    assert len(dropped) <= MOST_SHORT_DROPPED, dropped


def _both(name: str) -> list[tuple[dict[str, str], Claim]]:
    return list(zip(rows(name), written_claims(name), strict=True))
