import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.measures.wording import folded, holds_words_of, is_negated, says


@pytest.mark.parametrize(
    ("text", "wanted", "is_there"),
    [
        ("More than 10% of cells", "10%", True),
        ("More than 10 % of cells", "10%", True),
        ("More than 10 percent of cells", "10%", True),
        ("More than 110% of cells", "10%", False),
        ("More than 0.10% of cells", "10%", False),
        ("In 30 of 40", "3", False),
        ("In 3.5 of 40", "3", False),
        ("In 3, then 4", "3", True),
        ("Ask about trials.", "trial", True),
        ("Industrial work", "trial", False),
        ("HER2\u2011positive tumors", "her2-positive", True),
        ("Clear\n  cell", "clear cell", True),
        ("A non-clear cell type", "clear cell", True),
        ("IHC 3+ means", "3+", True),
        ("IHC 13+ means", "3+", False),
        ("anything", " ", False),
        ("", "x", False),
    ],
)
def test_says_matches_from_the_start_of_words_and_whole_numbers(text: str, wanted: str, is_there: bool) -> None:
    assert says(text, wanted) is is_there


@pytest.mark.parametrize(
    ("text", "fact", "is_held"),
    [
        ("Surgery is the main treatment for kidney cancer.", "the main treatment of kidney cancer is surgery", True),
        ("Surgeries treat kidney cancers.", "surgery treats kidney cancer", True),
        ("Surgery is a treatment.", "surgery is a treatment for kidney cancer", False),
        ("Stained in more than 10% of cells.", "stain in more than 10 % of cells", True),
        ("Stained in more than 30% of cells.", "stain in more than 10% of cells", False),
        ("HER2 is not used in kidney cancer.", "HER2 is used in kidney cancer", False),
        ("HER2 is used in kidney cancer.", "HER2 is not used in kidney cancer", False),
        ("HER2 isn't used in kidney cancer.", "HER2 is not used in kidney cancer", True),
        ("Anything.", "is it", False),
        ("", "kidney", False),
        (
            "| Score | Staining |\n| 3+ | more than 10% |\n| 0 | no staining |",
            "score 3+: staining in more than 10%",
            True,
        ),
        ("| Score | Staining |\n| 3+ | more than 10% |\n| 0 | no staining |", "score 0: staining", False),
        ("Tests are:\n- IHC, which stains protein\n- ISH, which counts genes", "tests are IHC and ISH", True),
    ],
)
def test_a_statement_holds_a_fact_when_it_has_its_words_numbers_and_negation(
    text: str, fact: str, is_held: bool
) -> None:
    assert holds_words_of(text, fact) is is_held


@pytest.mark.parametrize("text", ["It isn’t so", "No sign", "never", "cannot"])
def test_negation_is_seen(text: str) -> None:
    assert is_negated(text)
    assert not is_negated("notable nodes, another note")


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = folded(text)
    assert "\n" not in once
    assert once == once.strip()
