"""What is special about a question is seen from its form: cut off, several in one, personal, an order sought, its language."""

import pytest

from rag.flags import load_flag_rules, separate_questions
from rag.settings import Settings

RULES = load_flag_rules(Settings().prompts_dir)
WORDS = ("neutropenia", "cancer", "kidney", "treatment", "fever", "side", "effects")


def is_word(word: str) -> bool:
    return word in WORDS


def begins_word(word: str) -> bool:
    return any(known.startswith(word) and known != word for known in WORDS)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Can it be stopped, for example neutr", "neutr"),
        ("What are the side effects of", "of"),
        ("treatment of stomach can", "can"),
        ("kidney cancer treatment, fever,", "fever"),
        ("What helps in kidney canc", "canc"),
        ("What helps in kidney canc ...", "canc"),
        ("What helps in kidney cancer", None),
        ("What helps in kidney canc?", None),  # the writer ended the question
        ("kidney canc", None),  # too short to tell
        ("What does Zzyzx", None),  # a name nobody knows is not the start of a word
        ("", None),
    ],
)
def test_a_text_that_breaks_off_is_cut_off(text: str, last: str | None) -> None:
    assert RULES.cut_off(text, is_word, begins_word) == last


@pytest.mark.parametrize(
    "text",
    [
        "Should I stop tamoxifen?",
        "should i be stopping my pills",
        "How many of these tablets can I take?",
        "What dose of trastuzumab should I take?",
        "Is it OK to skip a scan?",
        "My doctor says surgery, which would you recommend?",
        "Tell me whether to have chemotherapy",
    ],
)
def test_an_order_is_sought(text: str) -> None:
    assert RULES.seeks_directive(text)


@pytest.mark.parametrize(
    "text",
    [
        "Who should have screening?",
        "When is tamoxifen stopped?",
        "What dose of trastuzumab is usual?",
        "How is kidney cancer treated?",
        "What are my options?",
    ],
)
def test_facts_are_sought(text: str) -> None:
    assert not RULES.seeks_directive(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I was diagnosed with kidney cancer in May.", True),
        ("My wife has breast cancer, what is HER2?", True),
        ("I'm a 60 year old man", True),
        ("I am 62, what treatments are used?", True),
        ("What is my chance of survival?", False),
        ("How is kidney cancer diagnosed?", False),
    ],
)
def test_a_person_s_own_story_is_seen(text: str, expected: bool) -> None:
    assert RULES.tells_history(text) is expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Was ist Nierenkrebs und wie wird es behandelt?", "German"),
        ("¿Qué significa HER2 para el cáncer de mama?", "Spanish"),
        ("Quels sont les traitements du cancer du rein ?", "French"),
        ("肾癌如何治疗", "another script"),
        ("كيف يعالج سرطان الكلى", "another script"),
        ("What is the de novo mutation rate?", None),
        ("HER2 IHC 3+", None),
        ("Is α-interferon used?", None),
        ("🙂", None),
    ],
)
def test_the_language_is_told_apart_from_english(text: str, language: str | None) -> None:
    assert RULES.language(text) == language


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("What is HER2?", ("What is HER2?",)),
        ("What is HER2? How is it tested?", ("What is HER2?", "How is it tested?")),
        ("1. What is HER2? 2. How is it tested?", ("What is HER2?", "How is it tested?")),
        ("What are the treatments and how long do they take", ("What are the treatments", "how long do they take")),
        ("What are the signs and should I have surgery?", ("What are the signs", "should I have surgery?")),
        (
            "Does the test show where the tumor is and is it safe?",
            ("Does the test show where the tumor is", "is it safe?"),
        ),
        ("I have a lump. What is it? Thanks.", ("I have a lump. What is it? Thanks.",)),
        ("What are the signs and symptoms?", ("What are the signs and symptoms?",)),
        ("Kidney cancer", ("Kidney cancer",)),
        ("", ("",)),
        ("What is PSA, what is MRI, and who is tested?", ("What is PSA", "what is MRI", "who is tested?")),
        ("When the scan is clear, what is done?", ("When the scan is clear, what is done?",)),
        ("What is HER2, a protein?", ("What is HER2, a protein?",)),
        ("1. side effects 2. cost", ("side effects", "cost")),
        ("Kidney cancer: a) side effects b) cost", ("Kidney cancer: side effects", "Kidney cancer: cost")),
        ("What is stage 2. treatment?", ("What is stage 2. treatment?",)),
    ],
)
def test_questions_are_separated(text: str, parts: tuple[str, ...]) -> None:
    assert separate_questions(text) == parts
