"""A reply cut anywhere shows only sections that can no longer change."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.write.preview import whole_sections

REPLY = {
    "sections": [
        {"id": "a", "heading": "A", "statements": [{"text": "One.", "citations": [{"passage": "P1", "quote": "One"}]}]},
        {"id": "b", "heading": "B", "statements": [{"text": 'Two, "quoted".', "citations": []}]},
    ],
    "key_points": [],
    "questions_to_ask": ["Why?"],
    "cannot_answer": None,
}
TEXT = json.dumps(REPLY)


def ids(text: str) -> list[str]:
    return [section.id for section in whole_sections(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("no JSON at all", []),
        ("[1, 2]", []),
        ('{"sections": 3}', []),
        ('{"sections": [{"id": 1}], "key_points": []}', []),
        (TEXT, ["a", "b"]),
        ("```json\n" + TEXT, ["a", "b"]),
        (TEXT[: TEXT.index('"b"')], ["a"]),
        (TEXT[: TEXT.index('"key_points"') + 15], ["a", "b"]),
        (json.dumps({"key_points": [], "sections": REPLY["sections"]})[:-2], ["a"]),
    ],
)
def test_only_whole_sections_are_seen(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


@given(st.integers(min_value=0, max_value=len(TEXT)))
def test_what_is_seen_early_is_what_comes_in_the_end(cut: int) -> None:
    seen = whole_sections(TEXT[:cut])
    assert seen == whole_sections(TEXT)[: len(seen)]
