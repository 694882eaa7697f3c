"""Quotes found for statements that cite none: the nearest sentence, its list, several sentences together."""

import pytest

from rag.check.found import Library

PARAGRAPH = (
    "Lumavine is given every 3 weeks. Ostrelin is given every 2 weeks, often with a scan before each dose.\n"
    "Side effects include:\n- tiredness\n- a rash\n- fever (38 °C or more)\nMost go away after treatment."
)


def quoted(text: str, passages: list[str]) -> list[tuple[bool, tuple[str, ...]]]:
    return [
        (way.is_joined, tuple(quote.text for quote in way.statement.quotes)) for way in Library(passages).grounds(text)
    ]


@pytest.mark.parametrize(
    ("text", "narrow"),
    [
        ("Lumavine is given every 2 weeks.", [("Lumavine is given every 3 weeks.",)]),
        (
            "Ostrelin is given every 2 weeks.",
            [("Ostrelin is given every 2 weeks, often with a scan before each dose.",)],
        ),
        (
            "Side effects include a rash and tiredness.",
            [("Side effects include:",), ("Side effects include:", "tiredness", "a rash")],
        ),
        ("Most go away.", [("Most go away after treatment.",)]),
    ],
)
def test_a_statement_answers_to_its_nearest_sentence_or_to_the_list_it_repeats(
    text: str, narrow: list[tuple[str, ...]]
) -> None:
    assert [quotes for is_joined, quotes in quoted(text, [PARAGRAPH]) if not is_joined] == narrow


def test_what_several_sentences_say_together_is_joined_last() -> None:
    *_, last = quoted("Lumavine and ostrelin are given with a scan.", [PARAGRAPH])
    assert last[0]
    assert {text.split()[0] for text in last[1]} == {"Lumavine", "Ostrelin"}


def test_a_near_copy_is_held_and_kept() -> None:
    near, far = (
        Library([PARAGRAPH]).grounds(text)[0] for text in ("Lumavine is given weekly.", "A rash is not fever.")
    )
    assert near.held > 0.5
    assert near.kept > 0.5
    assert far.held < 0.7
    assert (
        Library(["Fever (38 °C or more) may come."]).grounds("Fever may come.")[0].kept == 1.0
    )  # what stands in brackets is an aside


def test_a_short_copy_comes_before_a_long_sentence_that_holds_as_much() -> None:
    long = "The cancer was found in the kidney and had spread to lymph nodes, vessels, bone and the lung."
    short = "The cancer has not spread to lymph nodes."
    assert Library([f"{long} {short}"]).grounds("The cancer has spread to lymph nodes.")[0].nearest.text == short


@pytest.mark.parametrize(
    ("text", "passages"), [("Whales sing.", [PARAGRAPH]), ("It is.", [PARAGRAPH]), ("A.", []), ("", [""])]
)
def test_what_shares_no_word_has_no_grounds(text: str, passages: list[str]) -> None:
    assert Library(passages).grounds(text) == ()


@pytest.mark.parametrize(
    ("other", "is_said"),
    [
        ("Ostrelin is given every 3 weeks.", True),
        ("Ostrelin comes as a powder. The shop opens every 3 weeks.", False),
        ("Lumavine is given every 2 weeks, or every 3 weeks.", True),
        ("", False),
    ],
)
def test_a_word_counts_as_said_elsewhere_with_what_the_statement_says_of_it(other: str, is_said: bool) -> None:
    library = Library(["Ostrelin is given every 2 weeks.", other])
    (way, *_) = [
        way for way in library.grounds("Ostrelin is given every 2 weeks.") if way.nearest.text.endswith("2 weeks.")
    ]
    assert library.says_elsewhere(way, "3", "2") is is_said


def test_a_word_left_out_is_left_out_elsewhere_where_a_sentence_says_it_without() -> None:
    held = "Ostrelin is not used in pregnancy."
    way = Library([held]).grounds(held)[0]
    assert Library([held, "Ostrelin is used in pregnancy."]).says_elsewhere(way, "", "not")
    assert not Library([held, "Ostrelin is not safe in pregnancy."]).says_elsewhere(way, "", "not")


def test_unknown_words_are_marked_where_they_stand() -> None:
    from rag.check.score.pieces import statements

    (piece,) = statements("Really: ostrelin is given every 5 weeks.")
    library = Library([PARAGRAPH])
    found = library.unknown(piece, library.grounds(piece.text)[0])
    assert [one.text for one in found] == ["Really", "5"]


def test_an_item_that_explains_its_name_is_repeated_by_its_name() -> None:
    listed = (
        "These tests may be used:\n- Skin exam: A nurse looks at the skin for spots of an odd color or size.\n"
        "- Skin biopsy : Some cells are taken out and looked at under a microscope."
    )
    lists = [quotes for _, quotes in quoted("Tests that may be used are skin exam and skin biopsy.", [listed])]
    assert {text.split(":")[0].strip() for text in lists[1]} == {"These tests may be used", "Skin exam", "Skin biopsy"}
