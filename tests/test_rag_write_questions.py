"""Questions to ask: the guidelines' own, cited, those on the subject first; the outline's where there are none."""

import pytest

from rag.schema import DraftStatement, Locator, Passage
from rag.write.questions import MAX_QUESTIONS, questions_to_ask

TEXT = (
    "Questions to ask are:\n- Is it clear cell?\n- What is my HER2 score?\n- Not a question.\n  - What is the stage?\n"
)
FALLBACK = ["What does it mean for me?", "What comes next?"]
OUTLINE = ["what does {term} mean for me?", "What comes next?"]
VALUES = {"term": "it"}


def passage(text: str = TEXT, name: str = "p1") -> Passage:
    return Passage(id=name, source_id="s", edition="1", title="T", text=text, locator=Locator(), ordinal=0)


def texts(found: tuple[DraftStatement, ...]) -> list[str]:
    return [question.text for question in found]


@pytest.mark.parametrize(
    ("text", "about", "expected"),
    [
        (TEXT, "HER2", ["What is my HER2 score?", "Is it clear cell?", "What is the stage?"]),
        (TEXT, "stages", ["What is the stage?", "Is it clear cell?", "What is my HER2 score?"]),
        (TEXT, "", ["Is it clear cell?", "What is my HER2 score?", "What is the stage?"]),
        (TEXT, "BRCA1", [*FALLBACK, "Is it clear cell?", "What is my HER2 score?", "What is the stage?"]),
        ("No list here. Is this one?", "HER2", FALLBACK),
        ("No list here. Is this one?", "", FALLBACK),
    ],
    ids=["subject first", "word forms", "no subject", "none on the subject", "no list", "no list, no subject"],
)
def test_order_of_questions(text: str, about: str, expected: list[str]) -> None:
    assert texts(questions_to_ask([passage(text)], about, OUTLINE, VALUES)) == expected


def test_questions_of_a_guideline_are_quoted_and_the_outlines_are_not() -> None:
    for question in questions_to_ask([passage()], "BRCA1", OUTLINE, VALUES):
        if question.text in FALLBACK:
            assert question.quotes == ()
        else:
            (quote,) = question.quotes
            assert TEXT[quote.start : quote.end] == quote.text == question.text


def test_no_question_is_asked_twice_and_six_are_enough() -> None:
    many = "".join(f"- Question {number}?\n" for number in range(9))
    found = texts(questions_to_ask([passage(many), passage(many, "p2")], "", OUTLINE, VALUES))
    assert found == [f"Question {number}?" for number in range(MAX_QUESTIONS)]


def test_nothing_to_ask_is_nothing() -> None:
    assert questions_to_ask([], "HER2", [], {}) == ()
