"""Is what was found, or written, about what is asked?"""

import pytest

from rag.coverage import change_without, covers, unsaid
from rag.parts import Parts
from rag.prepare import understood
from rag.retrieve import search
from rag.scope import find_scope
from rag.settings import GateSettings, Settings
from tests.demo_shelf import Ask

pytest_plugins = ["tests.demo_shelf"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("symptoms of kidney cancer", True),
        ("Can I have active surveillance for kidney cancer?", True),
        ("Is astrology good for kidney cancer?", False),
        ("How tall is Mount Everest?", False),
        ("hello there", False),
        ("What is HER2?", True),  # a term the shelf explains
        ("What is a clinical trial phase?", True),
        ("How would I notice pancreatic cancer?", True),  # an everyday word that changes little
        ("Does pelumicept help in kidney cancer?", False),  # a name that nobody knows is never left out
        ("What is R-CHOP?", True),  # an exact name, however far the encoder thinks it is
    ],
)
def test_the_shelf_covers_what_its_passages_speak_of(
    demo: Parts, demo_settings: Settings, question: str, expected: bool
) -> None:
    asked = understood(question, demo)
    scope = find_scope(asked, demo.shelf, demo.vocabulary)
    hits = search(asked.title, demo.shelf, demo.encoder, demo_settings.retrieve)
    assert covers(asked, scope, hits, demo, demo_settings.gate) is expected


def test_nothing_found_covers_nothing_but_a_question_on_its_topic_alone(demo: Parts) -> None:
    def covered(question: str) -> bool:
        asked = understood(question, demo)
        scope = find_scope(asked, demo.shelf, demo.vocabulary)
        return covers(asked, scope, (), demo, GateSettings())

    assert not covered("Does coffee help in kidney cancer?")
    assert not covered("What is HER2?")
    assert covered("symptoms of kidney cancer")


def test_words_that_say_little_change_a_question_little(demo: Parts) -> None:
    asked = understood("Does medical marijuana really help with nausea from chemotherapy?", demo)
    assert change_without("marijuana", asked, demo) > 2 * change_without("realli", asked, demo)
    assert change_without("absent", asked, demo) == 0


@pytest.mark.parametrize(
    ("question", "told", "expected"),
    [
        ("Can bevacizumab cause strokes?", ["Bevacizumab can raise blood pressure."], ("stroke",)),
        ("Can bevacizumab cause strokes?", ["Bevacizumab can cause a stroke."], ()),
        ("How would I notice pancreatic cancer?", ["Signs of pancreatic cancer include yellow skin."], ()),
        ("Does QRX9 matter in breast cancer?", ["Breast cancer is tested for HER2."], ("qrx9",)),
    ],
)
def test_what_carries_a_question_must_be_told(
    demo: Parts, question: str, told: list[str], expected: tuple[str, ...]
) -> None:
    assert unsaid(understood(question, demo), told, demo, GateSettings()) == expected


@pytest.mark.parametrize(
    "question",
    [
        "How many hours does a Whipple operation take?",
        "Who invented the Gleason score and when?",
        "Does medical marijuana help with nausea from chemotherapy?",
        "What raises the risk of bleeding after surgery for kidney cancer?",
    ],
)
def test_a_page_beside_the_question_is_refused(ask: Ask, question: str) -> None:
    assert ask(question).kind == "refusal"


def test_where_the_intents_headings_hold_no_answer_the_others_are_looked_at(ask: Ask) -> None:
    page = ask("What does it mean that my lymphoma is indolent?")
    assert any("ndolent" in statement.text for statement in page.statements)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is R-CHOP made of?", "answer"),  # a sentence begins with it
        ("What is the Breslow thickness?", "answer"),  # "..., which is called the Breslow thickness"
        ("What is hepatitis C?", "refusal"),  # named in a list of risk factors, and no more
        ("What are the symptoms of diabetes?", "refusal"),
        ("How is febrile neutropenia treated?", "answer"),
        ("fatigue?", "answer"),
        ("What is DCIS?", "answer"),  # defined in the text on breast cancer
        ("What are the symptoms of thyroid cancer?", "refusal"),
    ],
)
def test_a_name_in_passing_is_no_answer(ask: Ask, question: str, kind: str) -> None:
    assert ask(question).kind == kind
