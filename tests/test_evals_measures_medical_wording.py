import pytest

from evals.measures.medical.wording import (
    balance,
    flesch_kincaid_grade,
    main_message,
    no_absolutes,
    reading_grade,
)
from evals.schema import RunRecord
from rag.schema import Question, Statement
from tests.test_evals_example import KIDNEY, PLAGUE, make_answer, make_record, make_refusal

EASY = "The heart is checked before each new drug. " * 5
HARD = "Echocardiographic evaluation facilitates individualization of anthracycline administration. " * 5


def saying(text: str) -> RunRecord:
    """A page with this statement and nothing else."""
    return make_record(answer=make_answer([(text, (1,))]).model_copy(update={"questions_to_ask": ()}))


@pytest.mark.parametrize(
    "text",
    [
        "Drugs cure it.",
        "It always works.",
        "It never fails.",
        "A good end is guaranteed.",
        "It is proven safe.",
        "There is no risk.",
    ],
)
def test_absolute_that_no_quote_holds_is_seen(text: str) -> None:
    assert no_absolutes(saying(text)).value == 0


@pytest.mark.parametrize("word", ["definitely", "without doubt", "undoubtedly"])
def test_absolute_that_only_the_gate_knows_is_seen(word: str) -> None:
    text = f"Clear cell is {word} the most common type of kidney cancer."
    measured = no_absolutes(make_record(answer=make_answer([(text, (1,))])))
    assert measured.value is not None
    assert measured.value < 1
    assert text in measured.failures[0]


@pytest.mark.parametrize(
    "text", ["It does not always work.", "The cursor moves.", "Clear cell is common.", "Safe for some."]
)
def test_words_that_only_look_absolute_pass(text: str) -> None:
    assert no_absolutes(saying(text)).value == 1


def test_absolute_of_a_question_asked_may_be_repeated() -> None:
    question = Question(text="Can it be cured for good?")
    answer = make_answer().model_copy(update={"questions_to_ask": (question,)})
    asked = KIDNEY.model_copy(update={"question": "can kidney cancer be cured"})
    assert no_absolutes(make_record(answer=answer)).value == 0.5
    assert no_absolutes(make_record(asked, answer)).value == 1


def test_grade_of_a_sentence_worked_by_hand() -> None:
    # 6 words, 1 sentence, 7 syllables: 0.39 * 6 + 11.8 * 7 / 6 - 15.59
    assert flesch_kincaid_grade(["The doctor looks at the scan."]) == pytest.approx(0.516, abs=0.01)
    assert flesch_kincaid_grade(["The doctor looks at the scan of trastuzumab."]) > 0.5
    with pytest.raises(ValueError, match="no word"):
        flesch_kincaid_grade(["12 %"])


def test_names_of_drugs_do_not_raise_the_grade() -> None:
    assert flesch_kincaid_grade(["The trastuzumab is used."]) == flesch_kincaid_grade(["The is used."])


@pytest.mark.parametrize(("text", "value"), [(EASY, 1), (HARD, 0), ("Too short.", None)])
def test_page_reads_at_grade_eight_or_not(text: str, value: float | None) -> None:
    assert reading_grade(make_record(answer=make_answer([(text, (1,))]))).value == value


def test_quoted_prose_and_pages_for_clinicians_have_no_grade() -> None:
    assert reading_grade(make_record()).value is None
    clinician = KIDNEY.model_copy(update={"audience": "clinician"})
    assert reading_grade(make_record(clinician, make_answer([(HARD, (1,))]))).value is None


def test_main_message_key_points_and_question_count_one_third_each() -> None:
    asking = make_answer().model_copy(update={"questions_to_ask": (Question(text="What is next?"),)})
    point = Statement(text="A.", citations=(1,), verdict="supported")
    many = asking.model_copy(update={"key_points": (point,) * 4})
    assert main_message(make_record(answer=asking)).value == 1
    silent = asking.model_copy(update={"questions_to_ask": ()})
    assert main_message(make_record(answer=silent)).failures == ("no question to take to the care team",)
    assert main_message(make_record(answer=many)).failures == ("4 key points; 3 at most",)
    assert main_message(make_record(PLAGUE, make_refusal())).value is None


def on_treatment(texts: list[str], note: str | None = None) -> RunRecord:
    answer = make_answer([(text, (1,)) for text in texts])
    sections = (answer.sections[0].model_copy(update={"note": note}),)
    inquiry = answer.inquiry.model_copy(update={"intent": "treatment"})
    return make_record(answer=answer.model_copy(update={"sections": sections, "inquiry": inquiry}))


def test_balance_counts_benefits_risks_alternatives_and_uncertainty() -> None:
    whole = ["It shrinks the tumor.", "Side effects are rash and pain.", "Surgery is another way.", "It may return."]
    assert balance(on_treatment(whole)).value == 1
    assert balance(on_treatment([whole[0]])).value == 0.25
    note = "The guidelines on file have nothing, not a part on risks."
    assert balance(on_treatment([whole[0], *whole[2:]], note)).value == 1
    assert balance(make_record()).value is None
