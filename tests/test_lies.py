"""Lies made of true claims are false, many, of every kind, and the same for the same seed."""

from collections import Counter

import pytest

from tests.author_data import true_claims
from tests.lies import KINDS, Citation, Claim, lie, lies_about

NOT_IN_TEXT = ("invented_citation", "paraphrase_as_quote", "stitched_quote")


def test_made_lies_are_many_of_every_kind_and_the_same_for_the_same_seed() -> None:
    made = lies_about(true_claims(), seed=1, per_kind=20)
    kinds = Counter(one.kind for one in made)
    assert len(made) >= 300
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 10
    assert made == lies_about(true_claims(), seed=1, per_kind=20)
    assert made != lies_about(true_claims(), seed=2, per_kind=20)


def test_a_made_lie_differs_from_what_is_true_and_from_what_it_quotes() -> None:
    for kind, claim, honest in lies_about(true_claims(), seed=1, per_kind=20):
        assert claim != honest
        assert claim.text == honest.text or claim.text not in claim.quoted
        keeps_quotes = all(quote in honest.quoted for _, quote in claim.citations)
        names_no_passage = claim.citations[0].passage == "P987"
        assert keeps_quotes == (kind not in ("wrong_citation", *NOT_IN_TEXT) or names_no_passage), (kind, claim)


@pytest.mark.parametrize(
    ("kind", "text", "quote", "false"),
    [
        ("comparator", "It is above 2.2.", "The ratio is greater than 2.2.", "It is below 2.2."),
        ("negation", "Surgery is not done.", "Surgery is not done.", "Surgery is done."),
        ("biomarker_polarity", "A HER2-positive one.", "It is HER2-positive.", "A HER2-negative one."),
        ("biomarker_polarity", "A HER2-positive one.", "HER2-positive, not HER2-negative.", None),
        (
            "raised_strength",
            "Scans may be done.",
            "Scans may be done.",
            ("Scans should be done.", "Scans must be done."),
        ),
        ("absolute", "It rarely works.", "It rarely works.", "It never works."),
        ("time", "Given after surgery.", "It is given after surgery.", "Given before surgery."),
        ("time", "Given before and after surgery.", "It is given before and after surgery.", None),
        ("direction", "Smoking raises the risk.", "Smoking raises the risk.", "Smoking lowers the risk."),
        ("stage", "For stage III.", "Used in stage III.", "For stage I."),
        ("changed_unit", "After 6 weeks.", "After 6 weeks.", "After 6 days."),
        ("changed_number", "It has no number.", "It has no number.", None),
        ("drug", "It names no drug.", "It names no drug.", None),
        ("range_end", "From 4 to 6 doses.", "From 4 to 6 doses.", ("From 3 to 6 doses.", "From 4 to 9 doses.")),
    ],
)
def test_a_mutator_lies_in_its_own_way_or_not_at_all(
    kind: str, text: str, quote: str, false: str | tuple[str, ...] | None
) -> None:
    found = lie(kind, Claim(text, (Citation("P1", quote),)), seed=4)
    assert (found and found.text) in (false if isinstance(false, tuple) else (false,))
