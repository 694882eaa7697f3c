"""A follow-up stands alone by rules, or in a model's words when they add nothing that was not said."""

import asyncio
import json

import pytest

from rag.parts import Parts, open_llm
from rag.rewriting import rewritten_by_model, rewritten_by_rules
from rag.settings import Settings
from tests.llm_flow import settings_with
from tests.llm_server import Fault, LlmServer

pytest_plugins = ["tests.demo_shelf"]

BEFORE = ["What treatment is there for kidney cancer?"]
FOLLOW_UP = "and for stage IV?"
RULES = "What treatment is there for stage IV kidney cancer?"


def by_model(
    says: str, demo: Parts, settings: Settings, question: str = FOLLOW_UP, *, faults: tuple[Fault, ...] = ()
) -> tuple[str | None, int, str]:
    """What is made of the question, the replies it cost, and all that was sent."""
    with LlmServer(lambda _: {"question": says}, faults=faults) as server:
        with_server = settings_with(settings, server, max_attempts=1)
        llm = open_llm(with_server)
        assert llm is not None
        made = asyncio.run(rewritten_by_model(question, BEFORE, demo, with_server, llm))
    return made.question, len(made.replies), json.dumps([request.body for request in server.requests])


def test_without_history_nothing_is_rewritten(demo: Parts) -> None:
    assert rewritten_by_rules(FOLLOW_UP, [], demo) is None


@pytest.mark.parametrize(("question", "alone"), [(FOLLOW_UP, RULES), ("What is HER2 in breast cancer?", None)])
def test_rules_rewrite_what_does_not_stand_alone(question: str, alone: str | None, demo: Parts) -> None:
    assert rewritten_by_rules(question, BEFORE, demo) == alone


@pytest.mark.parametrize(
    ("says", "made"),
    [
        (
            "Which treatment is there for kidney cancer in stage IV?",
            "Which treatment is there for kidney cancer in stage IV?",
        ),
        ("And for stage IV?", RULES),
        ("", RULES),
        ("Does corvane cure stage IV kidney cancer?", RULES),
        ("What treatment is there for stage III kidney cancer?", RULES),
        ("treatment " * 60, RULES),
    ],
)
def test_a_model_is_kept_to_the_words_that_were_said(
    says: str, made: str, demo: Parts, demo_settings: Settings
) -> None:
    assert by_model(says, demo, demo_settings)[:2] == (made, 1)


def test_a_model_that_fails_costs_nothing_but_its_words(demo: Parts, demo_settings: Settings) -> None:
    assert by_model("x", demo, demo_settings, faults=(Fault("status", 500),))[:2] == (RULES, 0)


def test_personal_details_of_the_talk_are_not_sent(demo: Parts, demo_settings: Settings) -> None:
    question = "and for stage IV? Call me at 212-555-0147"
    assert "555-0147" not in by_model("x", demo, demo_settings, question)[2]
