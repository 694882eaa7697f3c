"""Negation and opposites of a statement against those of its quotes, row by row."""

import pytest

from rag.check.polarity import polarity_failure


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The drug should not be used by pregnant women.", "Pregnant women should avoid the drug."),
        ("Avoid the drug in pregnancy.", "Do not use the drug in pregnancy."),
        ("Hypoglycemia is uncommon.", "Hypoglycemia is rare."),
        ("Hypoglycemia is not common.", "Hypoglycemia is rare."),
        ("The treatment is not effective.", "The treatment is ineffective."),
        ("It does not yet damage organs.", "It does not yet cause organ damage."),
        ("Not only adults get lumaria.", "Adults get lumaria, and so do children."),
        ("Many people have surgery without one.", "Many people have surgery without a biopsy."),
        ("The dose is 5 mg or less.", "The dose is no more than 5 mg."),
        ("Quitting smoking reduces the risk.", "Stopping smoking lowers the risk."),
        ("If it does not work, ask again.", "Ask again if it does not work."),
        ("Early treatment is offered.", "Treatment is offered early. Late treatment is not offered."),
        ("Nothing in common.", "Quite another thing."),
        ("The test does not require fasting.", "The test requires no fasting."),
        ("Breathing out needs no effort.", "Breathing out does not need any effort."),
    ],
)
def test_an_honest_statement_passes(statement: str, quote: str) -> None:
    assert polarity_failure(statement, [quote]) is None


@pytest.mark.parametrize(
    ("statement", "quote", "why"),
    [
        ("Amirol should be given with food.", "Amirol should not be given with food.", "the quote negates"),
        ("The test requires fasting.", "The test requires no fasting.", "the quote negates"),
        ("The test does not require fasting.", "The test requires fasting.", "it negates"),
        ("Amirol should not be given with food.", "Amirol should be given with food.", "it negates"),
        (
            "People with heart disease can use amirol.",
            "People with heart disease should avoid amirol.",
            "the quote negates",
        ),
        (
            "People with heart disease should not avoid amirol.",
            "People with heart disease should avoid amirol.",
            "the quote negates",
        ),
        ("A scan without dye is the main test.", "A scan with dye is the main test.", "it negates"),
        ("Lumaria has receptors.", "Lumaria lacks receptors.", "the quote negates"),
        ("The tumor is HER2-negative.", "The tumor is HER2-positive.", "'negative', the quote 'positive'"),
        ("Amirol raises blood pressure.", "Amirol lowers blood pressure.", "'raises', the quote 'lowers'"),
        (
            "Plant seedlings before the last frost.",
            "Plant seedlings after the last frost.",
            "'before', the quote 'after'",
        ),
        (
            "Amirol is ineffective in lumaria.",
            "Amirol is effective in lumaria.",
            "'ineffective', the quote 'effective'",
        ),
        (
            "People with a complete response recover.",
            "People with an incomplete response recover.",
            "'complete', the quote 'incomplete'",
        ),
        ("Lumaria is common in men.", "Lumaria is rare in men.", "'common', the quote 'rare'"),
        ("Amirol is started in week 2.", "Amirol is stopped in week 2.", "'started', the quote 'stopped'"),
        ("It can't be cured.", "It can be cured.", "it negates"),
        ("High-risk lumaria is watched.", "Low-risk lumaria is watched.", "'high', the quote 'low'"),
        ("High-risk lumaria is watched.", "Standard-risk lumaria is watched.", "'high', the quote 'standard risk'"),
        ("It came back in relapse.", "It came back in remission.", "'relapse', the quote 'remission'"),
        ("In the chronic phase amirol helps.", "In the blastic phase amirol helps.", "the quote 'blastic phase'"),
        ("Cells have too little protein.", "Cells have too much protein.", "'too little', the quote 'too much'"),
    ],
)
def test_a_statement_that_says_otherwise_fails_with_the_reason(statement: str, quote: str, why: str) -> None:
    assert why in str(polarity_failure(statement, [quote]))


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("It is known if amirol is better than no care.", "It is not known if amirol is better than no care."),
        ("The cells are normal and don't become healthy.", "The cells are abnormal and do not become healthy."),
        ("The normal cells make a protein.", "The abnormal cells make a protein."),
        ("A lump far from the gland.", "A lump near the gland."),
        ("Lumaria is treated with internal beams.", "Lumaria is treated with external beams."),
        ("It starts in immature cells.", "It begins in mature cells."),
        ("Warts are generally slow tumors that often spread.", "Warts are usually slow tumors that rarely spread."),
    ],
)
def test_what_is_turned_beside_another_negation_or_opposite_fails(statement: str, quote: str) -> None:
    assert polarity_failure(statement, [quote]) is not None


def test_a_negated_word_is_its_opposite() -> None:
    assert polarity_failure("The cells are not normal.", ["The cells are abnormal."]) is None
