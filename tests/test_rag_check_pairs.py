"""Numbers and words of like parts of one sentence: each keeps what it is said of."""

import pytest

from rag.check.pairs import pair_failure

STAGES = "Surgery cures 90 % of people with stage I disease and 60 % of people with stage II disease."
MEDALS = "Anna and Paul won the silver and the bronze medal, respectively."
RISKS = "The risk was 3 % and 8 % in women and men, respectively."
PAYERS = "The seller pays for the survey and the buyer pays for the transport."
OPEN = "The shop opens at nine on weekdays and at eleven on Sundays."
BUILT = "The mill was founded in 1894 and rebuilt in 1951 after a fire."


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Surgery cures 90 % of people with stage II disease.", STAGES),
        ("Surgery cures 60 % of people with stage I disease.", STAGES),
        (
            "Headache was seen in 18 % of those on placebo.",
            "Headache was seen in 18 % on amirol and in 9 % on placebo.",
        ),
        ("The fee is 12 euros for children.", "The fee is 12 euros for adults and 7 euros for children."),
        (
            "Fines reach 50,000 euros for a first breach.",
            "Fines reach 20,000 euros for a first breach and 50,000 euros for later ones.",
        ),
        ("The evening dose is 20 mg.", "The morning dose is 20 mg and the evening dose is 40 mg."),
        ("The shop opens at nine on Sundays.", OPEN),
        ("The mill was founded in 1951.", BUILT),
        ("Paul won the silver medal.", MEDALS),
        ("Anna and Paul won the bronze and the silver medal, respectively.", MEDALS),
        ("The risk was 8 % in women.", RISKS),
        ("Bern has 4 clinics.", "Oslo, Rome and Bern have 9, 4 and 2 clinics, respectively."),
        ("The buyer pays for the survey.", PAYERS),
    ],
)
def test_what_is_said_of_one_thing_may_not_be_said_of_the_other(statement: str, quote: str) -> None:
    assert "of something else" in str(pair_failure(statement, [quote]))


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("In stage II, surgery cures 60 % of people.", STAGES),
        ("Surgery cures 90 % in stage I and 60 % in stage II.", STAGES),
        ("The shop opens at eleven on Sundays.", OPEN),
        ("In 1951, the mill was rebuilt.", BUILT),
        ("Paul won the bronze medal.", MEDALS),
        ("Paul won bronze and Anna won silver.", MEDALS),
        ("Paul and Anna won the bronze and the silver medal, respectively.", MEDALS),
        ("Men had a risk of 8 %.", RISKS),
        ("The buyer pays for the transport.", PAYERS),
        ("The seller and the buyer pay for the survey and the transport.", PAYERS),
        ("The trial stopped after 6 months.", "The trial had 412 people and was stopped after 6 months."),
        ("It is preferred for tumors up to 4 cm.", "It removes the tumor; it is preferred for tumors up to 4 cm."),
        ("Nothing is said.", "Amirol helps."),
    ],
)
def test_a_part_told_as_it_is_or_all_parts_pass(statement: str, quote: str) -> None:
    assert pair_failure(statement, [quote]) is None


def test_another_sentence_closer_to_the_statement_decides() -> None:
    quotes = [STAGES, "In another trial, surgery cures 90 % of people with stage II disease."]
    assert pair_failure("Surgery cures 90 % of people with stage II disease in another trial.", quotes) is None
