"""What the gate promises: no lie of the kinds it checks reaches a page, and few honest paraphrases are lost."""

from collections import Counter

import pytest

from benchmarks.gate import corpus_claims, made_lies, other_claims, verdict, written_lies
from tests.author_data import rows

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
