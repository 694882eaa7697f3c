"""Passages to quotable units: whole sentences, lists with their lead-in, tables; each quote verbatim at its span."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.schema import Locator, Passage
from rag.write.units import Unit, section_units


def passages(*texts: str) -> list[Passage]:
    return [
        Passage(id=f"p{at}", source_id="s", edition="1", title="T", text=text, locator=Locator(), ordinal=at)
        for at, text in enumerate(texts)
    ]


def units(*texts: str, max_items: int = 20) -> list[Unit]:
    return list(section_units(passages(*texts), max_items=max_items))


def shown(*texts: str, max_items: int = 20) -> list[tuple[str, str]]:
    return [(unit.kind, unit.text) for unit in units(*texts, max_items=max_items)]


def assert_verbatim(found: list[Unit], given_: list[Passage]) -> None:
    texts = {passage.id: passage.text for passage in given_}
    for unit in found:
        assert unit.quotes
        for quote in unit.quotes:
            assert 0 <= quote.start < quote.end
            assert texts[quote.passage_id][quote.start : quote.end] == quote.text


LONG = "which is explained here in many more words than anyone would want to read in a short list of some items at all"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("One sentence. Another one.", [("sentence", "One sentence."), ("sentence", "Another one.")]),
        (
            "Signs are:\n- pain\n- fever\n\nSee a doctor soon.",
            [("list", "Signs are:\n- pain\n- fever"), ("sentence", "See a doctor soon.")],
        ),
        ("- pain\n- fever", []),  # items of two words without a lead-in say nothing
        (
            "- People should drink enough water.\n- too short.",
            [("sentence", "People should drink enough water.")],
        ),
        (
            "Stages follow.\n\n| Stage | Size |\n| I | 7 cm |",
            [("sentence", "Stages follow."), ("table", "| Stage | Size |\n| I | 7 cm |")],
        ),
        ("A lead-in without items:", [("sentence", "A lead-in without items:")]),
        (
            "First line\ncontinues here. Signs are:\n- pain\n  in the side\n- fever",
            [("sentence", "First line\ncontinues here."), ("list", "Signs are:\n- pain in the side\n- fever")],
        ),
        ("Take it e.g. daily. Then rest.", [("sentence", "Take it e.g. daily."), ("sentence", "Then rest.")]),
        (
            "Treatment\nSurgery comes first.",
            [("sentence", "Treatment"), ("sentence", "Surgery comes first.")],
        ),  # a short line before a capital stands like a heading
    ],
)
def test_text_is_cut_into_sentences_lists_and_tables(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown(text) == expected
    assert_verbatim(units(text), passages(text))


def test_list_over_two_passages_is_one_unit_with_a_quote_of_each() -> None:
    texts = ("Before it. Signs are:\n- pain\n- fever", "- cough\n- sweats\n\nAfter it all.")
    first, unit, last = units(*texts)
    assert (first.text, last.text) == ("Before it.", "After it all.")
    assert unit.text == "Signs are:\n- pain\n- fever\n- cough\n- sweats"
    assert [quote.text for quote in unit.quotes] == ["Signs are:\n- pain\n- fever", "- cough\n- sweats"]
    assert [quote.passage_id for quote in unit.quotes] == ["p0", "p1"]
    assert_verbatim([first, unit, last], passages(*texts))


def test_table_over_two_passages_shows_its_repeated_header_once() -> None:
    (unit,) = units("| Stage | Size |\n| I | 7 cm |", "| Stage | Size |\n| II | 9 cm |")
    assert unit.text == "| Stage | Size |\n| I | 7 cm |\n| II | 9 cm |"
    assert len(unit.quotes) == 2


@pytest.mark.parametrize(("max_items", "items"), [(1, 1), (2, 2), (3, 3), (9, 3)])
def test_a_long_list_is_shown_from_its_start(max_items: int, items: int) -> None:
    (unit,) = units("Signs are:\n- pain\n- fever\n- cough", max_items=max_items)
    assert unit.text.splitlines()[1:] == ["- pain", "- fever", "- cough"][:items]
    assert unit.quotes[0].text.count("- ") == items


def test_long_named_items_are_shown_by_name_and_quoted_whole() -> None:
    text = f"Drugs are:\n- Amirol: {LONG}.\n- Bexatine: {LONG}.\n- Corvane: {LONG}."
    (unit,) = units(text)
    assert unit.text == "Drugs are:\n- Amirol\n- Bexatine\n- Corvane"
    assert unit.quotes[0].text == text


def test_long_item_without_a_name_is_cut_to_its_first_sentence() -> None:
    text = f"Rules are:\n- Drink enough water every day. People forget it, {LONG}.\n- Sleep well."
    (unit,) = units(text)
    assert unit.text == "Rules are:\n- Drink enough water every day.\n- Sleep well."
    assert unit.quotes[0].text == text


def test_units_are_in_reading_order_and_know_their_passage() -> None:
    found = units("One here. Two here.", "Three here. Signs are:\n- pain", "Four here.")
    assert [unit.order for unit in found] == sorted(unit.order for unit in found)
    assert [unit.passage.id for unit in found] == ["p0", "p0", "p1", "p1", "p2"]


PIECES = st.lists(
    st.sampled_from(
        [
            *("Surgery removes it. ", "It is e.g. 3.5 mg. ", "Signs are:\n", "- pain\n", "- People drink water now.\n"),
            *("| a | b |\n", "| 1 | 2 |\n", "\n", "\n\n", "Heading\n", "  - nested item\n", "é🙂. ", "Why? ", "  "),
            f"- Amirol: {LONG}.\n",
        ]
    ),
    max_size=12,
).map("".join)


@settings(deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=60)), min_size=1, max_size=3), st.integers(1, 5))
def test_every_quote_is_verbatim_and_every_sentence_is_its_quote(texts: list[str], max_items: int) -> None:
    found = units(*texts, max_items=max_items)
    assert_verbatim(found, passages(*texts))
    for unit in found:
        assert unit.text.strip()
        if unit.kind == "sentence":
            assert [quote.text for quote in unit.quotes] == [unit.text]
    assert [unit.order for unit in found] == sorted(unit.order for unit in found)


@settings(deadline=None)
@given(PIECES)
def test_no_two_units_of_a_passage_overlap(text: str) -> None:
    spans = [(quote.start, quote.end) for unit in units(text) for quote in unit.quotes]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
