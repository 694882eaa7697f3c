"""Which part of a message asks, and which only tells."""

import pytest

from rag.asking_part import is_in_order, split_message, told_part


@pytest.mark.parametrize(
    ("text", "asked", "told"),
    [
        ("What is HER2?", "What is HER2?", ""),
        ("symptoms of kidney cancer", "symptoms of kidney cancer", ""),
        (
            "I am a woman. What are the symptoms of kidney cancer?",
            "What are the symptoms of kidney cancer?",
            "I am a woman.",
        ),
        ("What is HER2? I am 61 years old.", "What is HER2?", "I am 61 years old."),
        (
            "I am 61 and have stage III colon cancer, what are my options?",
            "what are my options?",
            "I am 61 and have stage III colon cancer",
        ),
        (
            "My mother had surgery in May. Her scan was clear. She is tired. I would like to know how fatigue is treated.",
            "I would like to know how fatigue is treated.",
            "My mother had surgery in May. Her scan was clear. She is tired.",
        ),
        (
            "In people with lung cancer, which genes are tested?",
            "In people with lung cancer, which genes are tested?",
            "",
        ),
        ("If cancer spreads, what is done?", "If cancer spreads, what is done?", ""),
        ("Hello, please explain what FISH is", "Hello, please explain what FISH is", ""),
        ("I have kidney cancer. I had surgery.", "I have kidney cancer. I had surgery.", ""),
        (
            "My mother, who is 83 and lives with us, has RCC. What is RCC?",
            "What is RCC?",
            "My mother, who is 83 and lives with us, has RCC.",
        ),
        (
            "I carry BRCA2, which worries our girls too. Who is tested?",
            "Who is tested?",
            "I carry BRCA2, which worries our girls too.",
        ),
        ("My HER2 is 2+, which makes no sense. What is it?", "What is it?", "My HER2 is 2+, which makes no sense."),
        (
            "My scan was in June, when we were away. What is MRI?",
            "What is MRI?",
            "My scan was in June, when we were away.",
        ),
        ("My aunt, who is 70, has RCC, which drugs are used?", "which drugs are used?", "My aunt, who is 70, has RCC"),
        ("It is for my son, who speaks little, what is MRI?", "what is MRI?", "It is for my son, who speaks little"),
        ("I carry BRCA1, who should be tested?", "who should be tested?", "I carry BRCA1"),
        ("When I was 40 I had a lump. What is MRI?", "What is MRI?", "When I was 40 I had a lump."),
        ("Have stage 3 colon cancer. What is done?", "What is done?", "Have stage 3 colon cancer."),
        ("Can't sleep for fear. What is stage IV?", "What is stage IV?", "Can't sleep for fear."),
        ("i have melanoma what are the stages", "what are the stages", "i have melanoma"),
        ("If I get a fever, what do I do?", "If I get a fever, what do I do?", ""),
        ("When I get a fever what do I do. I am 61.", "When I get a fever what do I do.", "I am 61."),
        ("I want to know what HER2 is, how is it tested", "I want to know what HER2 is, how is it tested", ""),
    ],
)
def test_told_parts_are_told_apart(text: str, asked: str, told: str) -> None:
    assert split_message(text) == (asked, told)


def test_nothing_of_a_message_is_lost() -> None:
    text = "My dad is 70. What is a PSA test? He is worried. Is it safe? Thanks for your help."
    message = split_message(text)
    assert sorted(f"{message.asked} {message.told}".split()) == sorted(text.split())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("How do I change a tyre?", ""),
        ("how do i change a tyre", ""),
        ("My brother feels odd.", "My brother feels odd."),
        ("My brother feels odd. What is it?", "My brother feels odd."),
    ],
)
def test_the_told_part_is_all_of_a_text_that_asks_nothing(text: str, told: str) -> None:
    assert told_part(text) == told


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("which drugs for the kidney are used", True),
        ("which one is better", True),
        ("what does it do", True),
        ("how often is it given", True),
        ("is it safe", True),
        ("which worries our two girls", False),
        ("which my doctor says is normal", False),
        ("who is 83", False),
        ("when we were on holiday", False),
        ("what my doctor calls mild", False),
    ],
)
def test_a_clause_asks_by_the_order_of_its_words(clause: str, expected: bool) -> None:
    assert is_in_order(clause) is expected


def test_a_long_message_that_never_turns_is_kept_whole() -> None:
    text = "my mum, who is ill, " * 900
    assert split_message(text) == (text, "")
