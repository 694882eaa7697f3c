"""What is advised, allowed or open to people in the quotes may not be the opposite in the statement, in any words."""

import pytest

from rag.check.advice import advice_failure


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Bexatine should be used in pregnancy.", "Bexatine is not recommended in pregnancy."),
        ("Bexatine may be given in pregnancy.", "Bexatine is contraindicated in pregnancy."),
        ("Bexatine can be used in pregnancy.", "Bexatine should be avoided in pregnancy."),
        ("Patients with metastases can join the trial.", "Patients with metastases are not eligible for the trial."),
        ("Patients with metastases cannot join the trial.", "Patients with metastases are eligible for the trial."),
        ("Amirol should not be used in lumaria.", "Amirol is recommended in lumaria."),
        ("Amirol is contraindicated in lumaria.", "Amirol may be considered in lumaria."),
        ("The panel recommends amirol.", "The panel recommends against amirol."),
    ],
)
def test_the_opposite_in_other_words_fails(statement: str, quote: str) -> None:
    assert "the statement says" in str(advice_failure(statement, [quote]))


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Bexatine should not be used in pregnancy.", "Bexatine is contraindicated in pregnancy."),
        ("Bexatine should be avoided in pregnancy.", "Bexatine is not recommended in pregnancy."),
        ("Patients with metastases cannot join the trial.", "Patients with metastases are excluded from the trial."),
        ("The panel does not recommend amirol.", "The panel recommends against amirol."),
        ("Amirol may be used in lumaria.", "Amirol is recommended in lumaria."),
        ("Amirol may be used in lumaria.", "Amirol should not be used alone in lumaria but may be added."),
        ("Amirol should be used in lumaria.", "Bexatine should not be used in pregnancy."),
        ("Only adults may join the trial.", "Children cannot join the trial."),
    ],
)
def test_the_same_advice_and_advice_on_something_else_pass(statement: str, quote: str) -> None:
    assert advice_failure(statement, [quote]) is None
