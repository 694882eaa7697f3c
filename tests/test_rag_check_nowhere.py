"""A number that stands in no passage."""

from pathlib import Path

import pytest

from rag.check.nowhere import foreign_biomarker, foreign_drug, foreign_number, numbers_of
from rag.check.reading import all_stems
from rag.vocabulary import load_vocabulary

PASSAGES = [
    "The usual dose is 500 mg once a day, up to 2 g. Bake at 180 degrees Celsius.",
    "Two of 1,250 beds; 25-35% of them. It takes 90 minutes.",
]
KNOWN = numbers_of(PASSAGES)


@pytest.mark.parametrize(
    "statement",
    [
        "The dose is 500 mg.",
        "2 beds are free.",
        "1250 beds.",
        "A third to 35% are free.",
        "Repeat step 4 and 5.",
        "Bake at 180 degrees (356 degrees Fahrenheit).",
        "Several beds are free.",
        "Up to 2,000 mg a day.",
        "The dose is 0.5 g.",
        "It takes 1.5 hours.",
        "A share of 0.35 are free.",
        "",
    ],
)
def test_numbers_of_the_passages_may_be_used_anywhere(statement: str) -> None:
    assert foreign_number(statement, KNOWN) is None


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("It can be raised to 21 g.", "21"),
        ("Bake at 240 degrees.", "240"),
        ("There are 1,520 beds.", "1520"),
        ("About 25-45% are free.", "45"),
        ("It costs 2.7 dollars.", "2.7"),
        ("It is raised to 5 g.", "5"),
        ("It takes 9 hours.", "9"),
        ("It costs 90 dollars and 1.5 euros.", "1.5"),
    ],
)
def test_a_number_of_none_of_them_is_named(statement: str, number: str) -> None:
    assert foreign_number(statement, KNOWN) == number


@pytest.mark.parametrize(
    ("statement", "drug"),
    [
        ("For advanced disease, fenrolimab has replaced chemotherapy.", "fenrolimab"),
        ("Ostrelinib and Bexaciclib are given.", "Bexaciclib"),
        ("Ostrelinib is given.", None),
        ("Herceptin is given.", None),  # another name of one that is known
        ("In April the concept of control was tested in medicine.", None),
        ("", None),
    ],
)
def test_a_drug_that_stands_nowhere_is_named(statement: str, drug: str | None) -> None:
    known = frozenset(all_stems("Ostrelinib and trastuzumab are given."))
    vocabulary = load_vocabulary(Path(__file__).parent.parent / "corpus")
    assert foreign_drug(statement, known, vocabulary) == drug


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("It is not used in people with an ALK mutation.", "ALK"),
        ("It is used where KRAS is changed.", "KRAS"),
        ("It is not used in people with an EGFR mutation.", None),
        ("It is not used where HER1 is changed.", None),
        ("It is not used in the USA.", None),
    ],
)
def test_a_biomarker_that_no_name_of_stands_in_the_passages_is_foreign(statement: str, found: str | None) -> None:
    vocabulary = load_vocabulary(Path(__file__).parent.parent / "corpus")
    known = frozenset(all_stems("People with an EGFR mutation or a fusion of genes should not get lumavine."))
    assert foreign_biomarker(statement, known, vocabulary) == found
    assert foreign_biomarker(statement, known) is None
