"""How tokens are counted, with the packaged tokenizer and without it."""

import pytest

from rag.settings import IndexSettings
from rag.write.tokens import load_token_counter


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("blood test", 2),
        ("blood, test.", 4),
        ("HER2", 2),  # her ##2
        ("word " * 1000, 1000),  # not cut at the 256 tokens of the encoder
        ("🎉🎉", 8),  # unknown to the encoder: a token for each byte
        ("x" * 300, 300),  # too long a word for the encoder
    ],
    ids=["empty", "words", "signs", "name", "long", "unknown", "long word"],
)
def test_tokens_of_the_default_encoder_are_counted_whole(text: str, tokens: int) -> None:
    assert load_token_counter(IndexSettings())(text) == tokens


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("a", 1), ("seven c", 2), ("eight ch", 3)])
def test_with_another_encoder_a_token_is_three_and_a_half_characters(text: str, tokens: int) -> None:
    assert load_token_counter(IndexSettings(model="some/model"))(text) == tokens


def test_a_text_never_counts_less_than_a_part_of_it() -> None:
    count = load_token_counter(IndexSettings())
    text = "Treatment of HER2-positive (IHC 3+) disease: ≥ 38.0 °C, 5 mg/m² every 3 weeks."
    counts = [count(part) for part in (text[:30], text[:60], text, text + " " + text)]
    assert counts == sorted(counts)
    assert counts[-1] == 2 * counts[-2]
