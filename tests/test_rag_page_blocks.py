"""Statements as paragraphs, lists and tables: no word is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.page.blocks import Block, split_blocks


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("One sentence.", (Block("text", ("One sentence.",)),)),
        ("", ()),
        ("Lead-in:\n- one\n- two", (Block("text", ("Lead-in:",)), Block("list", ("one", "two")))),
        ("- one\n\n- two", (Block("list", ("one", "two")),)),
        ("- one\n  - nested", (Block("list", ("one", "nested")),)),
        ("-5 degrees", (Block("text", ("-5 degrees",)),)),
        ("| a | b |\n| 1 |", (Block("table", rows=(("a", "b"), ("1", ""))),)),
        ("| a | b |\n| --- | :-: |\n| 1 | 2 |", (Block("table", rows=(("a", "b"), ("1", "2"))),)),
        (r"| a \| b | c |", (Block("table", rows=(("a | b", "c"),)),)),
        (
            "Doses:\n| a |\nNote.",
            (Block("text", ("Doses:",)), Block("table", rows=(("a",),)), Block("text", ("Note.",))),
        ),
    ],
)
def test_text_is_split_by_the_way_its_lines_begin(text: str, blocks: tuple[Block, ...]) -> None:
    assert split_blocks(text) == blocks


@given(st.text(alphabet="ab1|- \n\\", max_size=60))
def test_no_letter_or_digit_is_lost(text: str) -> None:
    kept = "".join("".join(block.lines) + "".join("".join(row) for row in block.rows) for block in split_blocks(text))
    assert re.sub(r"[^ab1]", "", kept) == re.sub(r"[^ab1]", "", text)
