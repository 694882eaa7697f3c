"""Which part of a message asks, and which only tells."""

import pytest

from rag.asking_part import split_message, told_part


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
