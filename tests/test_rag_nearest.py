"""Questions that the outlines leave unanswered: the few sentences that hold their words, or nothing."""

import pytest

from rag.parts import Parts
from rag.pipeline import answer
from rag.settings import Settings

pytest_plugins = ["tests.demo_shelf"]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Can I leave a clinical trial?", "can leave a clinical trial at any time"),
        ("Can I go swimming during chemo?", "Swimming is not advised while"),
        ("Can I drink alcohol during chemotherapy?", "Alcohol can make mouth sores"),
    ],
)
def test_a_sentence_that_holds_what_is_asked_is_the_answer(
    demo: Parts, demo_settings: Settings, question: str, told: str
) -> None:
    page = answer(question, demo, demo_settings)
    assert page.kind == "answer"
    assert told in " ".join(statement.text for statement in page.statements)


@pytest.mark.parametrize(
    "question",
    [
        "how much does trastuzumab cost without insurance",
        "What is the treatment of hepatitis C?",
        "Can I travel during chemo",
        "Does sugar make cancer grow faster?",
    ],
)
def test_where_no_sentence_is_near_the_page_stays_a_refusal(
    demo: Parts, demo_settings: Settings, question: str
) -> None:
    assert answer(question, demo, demo_settings).kind == "refusal"


def test_signs_of_what_a_text_names_in_passing_are_found(demo: Parts, demo_settings: Settings) -> None:
    page = answer("What are the signs of sepsis?", demo, demo_settings)
    assert "signs of sepsis" in " ".join(statement.text for statement in page.statements)
