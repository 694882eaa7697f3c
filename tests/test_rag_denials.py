"""A question that takes something false as given: the page opens with the sentence on the shelf that says otherwise."""

import pytest

from rag.denials import with_denial, with_denial_in_section
from rag.page.render import render
from rag.parts import Parts
from rag.pipeline import answer
from rag.schema import Draft, DraftSection, DraftStatement
from rag.settings import Settings

pytest_plugins = ["tests.demo_shelf"]

ONE, TWO = (DraftStatement(text=text, quotes=()) for text in ("It does not.", "Something else."))
DRAFT = Draft(
    writer="extractive",
    key_points=(TWO,),
    sections=(DraftSection(id="answer", heading="Answer", statements=(ONE,)),),
)


@pytest.mark.parametrize(
    ("question", "denial"),
    [
        (
            "Why does fatigue mean that the cancer is getting worse?",
            "Fatigue does not mean that cancer is getting worse",
        ),
        ("Since low-grade bladder cancer often spreads, which scan is done first?", "seldom spreads"),
        ("Why is exercise advised on days with fever?", "Exercise is not advised on days with fever."),
        ("Why can Hodgkin lymphoma never be cured?", "Most people with Hodgkin lymphoma are cured."),
    ],
)
def test_what_is_wrongly_taken_as_given_is_denied_first(
    demo: Parts, demo_settings: Settings, question: str, denial: str
) -> None:
    page = answer(question, demo, demo_settings)
    assert page.kind == "answer"
    assert denial in page.key_points[0].text
    assert page.key_points[0].citations
    assert sum(denial in statement.text for statement in page.statements) == 1
    assert demo.messages.premise_denied in page.trace.remarks
    assert demo.messages.premise_denied in render(page, demo.shelf.by_id, "md")


@pytest.mark.parametrize(
    "question",
    [
        "Why should blood in the urine be checked even if it goes away?",
        "Since low-grade bladder cancer seldom spreads, is follow-up still needed?",
        "Why is swimming not advised with open wounds?",
        "How does HER2 affect breast cancer?",
        "Why is every prostate cancer treated right away?",  # denied by no sentence that is near to it
    ],
)
def test_what_is_rightly_taken_as_given_is_not_denied(demo: Parts, demo_settings: Settings, question: str) -> None:
    assert demo.messages.premise_denied not in answer(question, demo, demo_settings).trace.remarks


def test_of_several_questions_the_denial_stands_under_its_own(demo: Parts, demo_settings: Settings) -> None:
    page = answer("How is melanoma found? Why is exercise advised on days with fever?", demo, demo_settings)
    second = next(section for section in page.sections if section.id.startswith("q2"))
    assert second.statements[0].text == "Exercise is not advised on days with fever."
    assert demo.messages.premise_denied_in_part in page.trace.remarks


def test_the_sentence_is_said_once() -> None:
    assert with_denial(DRAFT, None) is DRAFT
    told = with_denial(DRAFT, ONE)
    assert told.key_points == (ONE, TWO)
    assert told.sections[0].statements == ()
    assert with_denial_in_section(DRAFT, ONE).sections[0].statements == (ONE,)
    assert with_denial_in_section(DRAFT, TWO).sections[0].statements == (TWO, ONE)
