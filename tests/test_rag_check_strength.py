"""May, is, should, must; some, many, most, all: strength may fall and never rise."""

import pytest

from rag.check.strength import advice_level, strength_failure


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Amirol may be used for lumaria.", "Amirol is recommended for lumaria."),
        ("Amirol is advised for lumaria.", "Amirol is recommended for lumaria."),
        ("The vents must stay open.", "The vents have to stay open."),
        ("People should tell a doctor.", "Tell a doctor."),
        ("Some people recover.", "Most people recover."),
        ("Most people recover.", "About 75% of people recover."),
        ("Earlier checks might be needed.", "People may need to be checked earlier."),
        ("A visit is due every 3 months.", "Visits take place at intervals of 3 months."),
        ("Every patient recovers.", "All patients recover."),
        ("Signs include a rash.", "A rash can be a sign."),
        ("Amirol cannot help.", "Amirol is of no help."),
    ],
)
def test_an_honest_statement_passes(statement: str, quote: str) -> None:
    assert strength_failure(statement, [quote]) is None


@pytest.mark.parametrize(
    ("statement", "quote", "why"),
    [
        ("Amirol is recommended for lumaria.", "Amirol may be used for lumaria.", "'recommended' does not stand"),
        ("Amirol must be used for lumaria.", "Amirol should be used for lumaria.", "'must' is stronger"),
        ("Amirol is used for lumaria.", "Amirol may be used for lumaria.", "says 'may', the statement leaves it out"),
        ("Amirol will help people.", "Amirol might help people.", "says 'might', the statement leaves it out"),
        ("People must be checked earlier.", "People may need to be checked earlier.", "'must' is stronger"),
        ("Most people recover.", "Some people recover.", "'Most' is more than"),
        ("Amirol often causes a rash.", "Amirol can cause a rash.", "'often' is more than"),
        ("All people recover.", "People recover.", "'All' is more than"),
    ],
)
def test_a_statement_that_says_otherwise_fails_with_the_reason(statement: str, quote: str, why: str) -> None:
    assert why in str(strength_failure(statement, [quote]))


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Not everyone improves.", "Some people improve."),
        ("In mild lumaria no treatment is needed.", "Mild lumaria does not need treatment."),
        ("Surgery may not be needed.", "Some people may not need surgery."),
        ("About 2 in every 100 have it.", "About 2 of every 100 have it."),
        ("Amirol can remove the whole tumor.", "Amirol can remove the tumor completely."),
        ("Only a few people need surgery.", "Few people need surgery."),
    ],
)
def test_what_is_no_stronger_in_other_words_passes(statement: str, quote: str) -> None:
    assert strength_failure(statement, [quote]) is None


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Amirol may be recommended.", "Amirol may be considered."),
        ("If surgery is not possible, amirol must be used.", "Amirol may be used when surgery is not possible."),
        ("Tumors must be removed.", "Tumors can be removed with no need for surgery."),
        ("Some effects should be treated.", "Some effects may be treated."),
        ("Amirol suits lumaria of any stage.", "Amirol suits lumaria of stage 2."),
    ],
)
def test_advice_commands_and_any_must_stand_in_the_quote(statement: str, quote: str) -> None:
    assert strength_failure(statement, [quote]) is not None


def test_a_header_says_how_often_its_column_is_true() -> None:
    said, row = "Surgery is the common treatment.", "Rarely | Surgery"
    assert strength_failure(said, [row], "Stage | Common treatment") is None
    assert strength_failure(said, [row]) is not None


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("It must be done.", 4),
        ("It should be done.", 3),
        ("It is recommended.", 3),
        ("It may be considered.", 1),
        ("It is done.", 0),
    ],
)
def test_advice_has_levels(text: str, level: int) -> None:
    assert advice_level(text) == level


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Obesity will increase the risk of lumaria.", "Obesity may increase the risk of lumaria."),
        ("Amirol might kill cells and will make them weak.", "Amirol may kill cells and may make them weak."),
        ("Some of the nodes will be removed.", "Some of the nodes may be removed."),
        ("Some people will have surgery.", "Some people may also have surgery."),
        ("The risk will be increased by obesity.", "Obesity may increase the risk."),
    ],
)
def test_what_may_be_is_not_what_will_be(statement: str, quote: str) -> None:
    assert strength_failure(statement, [quote]) is not None


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The doctor will check the skin.", "The skin will be checked, and blood may be taken."),
        ("It is not clear what helps best.", "It is not clear what helps best."),
        ("The nodes lie in the whole body.", "The nodes lie throughout the body."),
    ],
)
def test_what_will_be_and_what_brackets_explain_may_be_said(statement: str, quote: str) -> None:
    assert strength_failure(statement, [quote]) is None


def test_all_in_capitals_is_a_name() -> None:
    assert strength_failure("ALL is a kind of cancer.", ["ALL is a type of cancer in some children."]) is None
    assert strength_failure("A risk of ALL.", ["A risk of ALL in some children."]) is None
    assert strength_failure("All of it is cancer.", ["Some of it is cancer."]) is not None


def test_will_is_read_before_a_word_of_the_same_meaning() -> None:
    assert strength_failure("It will raise the risk.", ["It does not lower it, and may increase the risk."]) is not None
    assert strength_failure("It isn't clear what helps.", ["It is not clear what helps."]) is None
