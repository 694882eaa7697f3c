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
        ("What about food? Things for instance zzyz", "zzyz"),  # but it is one in an example that no full stop ends
        ("I eat well, for instance zzyz", None),  # nothing shows that full stops are used
        ("The lump in my neck was", "was"),
        ("Which side effects does", "does"),
        ("How is stomach cancer treated when", "when"),
        ("What are the tests for", "for"),
        ("I would like to know which tests are", "are"),
        ("What does a pathologist do", None),
        ("what can be felt and what can a nurse do", None),
        ("we do not know what to do", None),
        ("what is letrozole used for", None),
        ("they told me what the bag is for", None),
        ("Since the operation I was", "was"),
        ("where does this cancer come from", None),
        ("who is the vaccine given to", None),
        ("which ward is she in", None),
        ("tell me what the stages are", None),
        ("please explain what a stoma is", None),
        ("what happens if we do", None),
        ("is there something to worry about", None),
        ("is it hepatitis A", None),
        ("She was diagnosed in May", None),
        ("when is the scan done and when", None),
        ("what is that", None),
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
        ("Am on letrozole for a year, hot flashes", True),
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
        ("What are the treatments and how long do they take", ("What are the treatments?", "how long do they take")),
        ("What are the signs and should I have surgery?", ("What are the signs?", "should I have surgery?")),
        (
            "Does the test show where the tumor is and is it safe?",
            ("Does the test show where the tumor is?", "is it safe?"),
        ),
        ("I have a lump. What is it? Thanks.", ("I have a lump. What is it? Thanks.",)),
        ("What are the signs and symptoms?", ("What are the signs and symptoms?",)),
        ("Kidney cancer", ("Kidney cancer",)),
        ("", ("",)),
        ("What is PSA, what is MRI, and who is tested?", ("What is PSA?", "what is MRI?", "who is tested?")),
        ("When the scan is clear, what is done?", ("When the scan is clear, what is done?",)),
        ("What is HER2, a protein?", ("What is HER2, a protein?",)),
        ("1. side effects 2. cost", ("side effects", "cost")),
        ("Kidney cancer: a) side effects b) cost", ("Kidney cancer: side effects", "Kidney cancer: cost")),
        ("What is stage 2. treatment?", ("What is stage 2. treatment?",)),
        (
            "What is a stent, does it hurt, how long does it stay?",
            ("What is a stent?", "does it hurt?", "how long does it stay?"),
        ),
        ("Is it common, is it curable, who gets it?", ("Is it common?", "is it curable?", "who gets it?")),
        ("What causes melanoma, which tests are done?", ("What causes melanoma?", "which tests are done?")),
        ("I have RCC, is it curable, which drugs are used?", ("I have RCC, is it curable?", "which drugs are used?")),
        ("What are the signs, causes and stages of RCC?", ("What are the signs, causes and stages of RCC?",)),
        ("Does letrozole, which lowers estrogen, harm?", ("Does letrozole, which lowers estrogen, harm?",)),
        ("What is HER2, which worries me so?", ("What is HER2, which worries me so?",)),
        ("If the margin is clear, is it over?", ("If the margin is clear, is it over?",)),
        ("What is done for my aunt, who is 83?", ("What is done for my aunt, who is 83?",)),
    ],
)
def test_questions_are_separated(text: str, parts: tuple[str, ...]) -> None:
    assert separate_questions(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "When I was 40 I had a lump. What is a mammogram?",
        "Which is why I write. What is a stoma?",
        "Who knows how this ends. What is palliative care?",
        "My aunt, who is 83 and lives with us, has RCC. What is it?",
    ],
)
def test_a_sentence_that_only_opens_like_a_question_is_none(text: str) -> None:
    assert separate_questions(text) == (text,)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "My PSA was 5. I am 66. Is surveillance safe? Is it usual? Thanks",
            ("Is surveillance safe? My PSA was 5. I am 66. Thanks.", "Is it usual?"),
        ),
        ("I have a lump. Is it bad? What is MRI?", ("I have a lump. Is it bad?", "What is MRI?")),
        ("What is HER2? My PD-L1 is high. Is it bad?", ("What is HER2?", "My PD-L1 is high. Is it bad?")),
        (
            "i have melanoma what is a biopsy and does it hurt",
            ("what is a biopsy? I have melanoma.", "does it hurt"),
        ),
        (
            "He is tired. I wonder what helps with nausea. Is it common?",
            ("I wonder what helps with nausea. He is tired.", "Is it common?"),
        ),
    ],
)
def test_what_is_told_first_stands_behind_a_question_that_names_its_subject(text: str, parts: tuple[str, ...]) -> None:
    assert separate_questions(text) == parts


def test_a_question_split_off_is_not_cut_off() -> None:
    parts = separate_questions("What does belzutifan do, and what is it for, and when is it used?")
    assert parts == ("What does belzutifan do?", "what is it for?", "when is it used?")
    assert not any(RULES.cut_off(part, is_word, begins_word) for part in parts)
