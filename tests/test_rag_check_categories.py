"""Evidence categories and grades stand word for word in the quotes; none is inferred, raised or put for another."""

import pytest

from rag.check.categories import category_failure


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Amirol is used (category 1).", "Amirol (category 1) is used."),
        ("Amirol is a category 2A choice.", "Category 2A: amirol, bexatine."),
        ("It is rated Category  2B.", "Amirol is rated category 2B."),
        ("There is high-certainty evidence for amirol.", "High certainty evidence supports amirol."),
        ("Very low certainty evidence supports it.", "Evidence: very low certainty evidence."),
        ("The certainty of the evidence is moderate.", "Overall, the certainty of the evidence is moderate."),
        ("A conditional recommendation favors amirol.", "Amirol: conditional recommendation."),
        ("Amirol is strongly recommended.", "We strongly recommend amirol."),
        ("Level II evidence supports amirol.", "Amirol has level II evidence."),
        ("It has ESCAT I-A.", "The target is ESCAT I-A."),
        ("It is a grade B recommendation.", "Grade B recommendation: offer it."),
        ("Oxford level 1b supports it.", "Amirol (Oxford level 1b)."),
        ("Grade 2 tumors grow slowly.", "Tumors of grade 2 grow slowly."),
        ("Stage 2A tumors are small.", "In stage 2A the tumor is small."),
        ("People at high risk are tested.", "Testing is for people at high risk."),
        ("Images of high quality are needed.", "Good images are needed."),
    ],
)
def test_a_category_copied_or_none_passes(statement: str, quote: str) -> None:
    assert category_failure(statement, [quote]) is None


@pytest.mark.parametrize(
    ("statement", "quote", "named"),
    [
        ("Amirol is a category 1 choice.", "Amirol is recommended.", "category 1"),
        ("Amirol is a category 1 choice.", "Amirol (category 2A) is used.", "category 1"),
        ("Amirol is a category 2A choice.", "Amirol (category 2B) is used.", "category 2a"),
        ("Amirol is a category 1 choice.", "It is a category 10 hazard.", "category 1"),
        ("High-certainty evidence supports it.", "Moderate-certainty evidence supports it.", "high certainty evidence"),
        ("Low certainty evidence supports it.", "Very good evidence supports it.", "low certainty evidence"),
        ("High quality evidence supports it.", "Large trials support it.", "high quality evidence"),
        ("The certainty of the evidence is high.", "The certainty of the evidence is low.", "is high"),
        ("The quality of evidence was moderate.", "The quality of evidence was very low.", "was moderate"),
        ("It is a strong recommendation.", "It is a conditional recommendation.", "strong recommendation"),
        ("Amirol is strongly recommended.", "Amirol is recommended.", "strongly recommended"),
        ("The recommendation is strong.", "The recommendation is conditional.", "recommendation is strong"),
        ("Level I evidence supports it.", "Level II evidence supports it.", "level i evidence"),
        ("Level 1 evidence supports it.", "Level 1b evidence supports it.", "level 1 evidence"),
        ("It is a grade A recommendation.", "It is a grade B recommendation.", "grade a recommendation"),
        ("It is a class I recommendation.", "It is a class IIa recommendation.", "class i recommendation"),
        ("The target is ESCAT I-A.", "The target is ESCAT II-B.", "escat i a"),
        ("It has Oxford level 1a.", "It has Oxford level 2b.", "oxford level 1a"),
        ("Level of evidence: A.", "Level of evidence: C.", "level of evidence: a"),
        ("It is a tier I alteration.", "It is a tier II alteration.", "tier i alteration"),
    ],
)
def test_a_category_that_no_quote_gives_fails(statement: str, quote: str, named: str) -> None:
    why = str(category_failure(statement, [quote]))
    assert named in why
    assert "word for word" in why


def test_a_grade_of_the_heading_holds_for_what_stands_under_it() -> None:
    assert category_failure("Category 1: amirol.", ["Amirol"], "Regimens of category 1") is None
    assert category_failure("Category 1: amirol.", ["Amirol"], "Regimens") is not None
