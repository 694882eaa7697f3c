import pytest

from evals.measures.reading import NAMES, measure
from tests.test_evals_example import PLAGUE, make_answer, make_record, make_refusal

PLAIN = "The cat sat on the mat and ate the fish. " * 4  # 40 words of one syllable in sentences of ten
HARD = "Immunohistochemistry demonstrates overexpression of the receptor. " * 6


def test_grade_and_words_of_a_page_worked_by_hand() -> None:
    grade, words = measure(make_record(answer=make_answer([(PLAIN.strip(), (1,))])))
    assert [grade.name, words.name] == list(NAMES)
    assert grade.value == pytest.approx(0.39 * 10 + 11.8 * 1 - 15.59, abs=0.05)
    assert (grade.unit, grade.better, words.unit, words.better) == ("grade", "less", "words", "neither")
    assert words.value == 1 + 40 + 7  # the heading, the statement, the question to ask


def test_harder_words_have_a_higher_grade() -> None:
    plain, hard = (measure(make_record(answer=make_answer([(text.strip(), (1,))])))[0].value for text in (PLAIN, HARD))
    assert plain is not None
    assert hard is not None
    assert hard > plain + 10


def test_what_cannot_be_graded_keeps_its_unit_and_says_why() -> None:
    grade, words = measure(make_record())
    assert (grade.reason, grade.unit) == ("the statements have fewer than 30 words", "grade")
    assert words.value
    units = [(one.reason, one.unit) for one in measure(make_record(PLAGUE, make_refusal()))]
    assert units == [("the page is a refusal", "grade"), ("the page is a refusal", "words")]
