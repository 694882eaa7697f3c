"""Sections fall into statements about one thing each, every one a copy of the text at its spans."""

from collections.abc import Sequence

from rag.records.units import Piece, joined, pieces
from rag.schema import Locator, Passage


def passage(text: str, ordinal: int = 0) -> Passage:
    return Passage(
        id=f"p{ordinal}", source_id="s", edition="1", title="T", text=text, locator=Locator(), ordinal=ordinal
    )


def read(*texts: str) -> list[Piece]:
    passages = [passage(text, at) for at, text in enumerate(texts)]
    found = list(pieces(passages, max_items=16))
    assert_copied(found, passages)
    return found


def assert_copied(found: Sequence[Piece], passages: Sequence[Passage]) -> None:
    texts = {each.id: each.text for each in passages}
    for piece in found:
        assert piece.unit.text == piece.text
        for quote in piece.unit.quotes:
            assert texts[quote.passage_id][quote.start : quote.end] == quote.text


LIST = "Drugs for it include:\n\n- Amirol for stage I\n- Bexatine for stage II,\n  and for stage III\n"
TABLE = "| Stage | Treatment |\n| I | Surgery |\n| II | Drugs |"


def test_each_sentence_is_one() -> None:
    assert [piece.text for piece in read("Amirol helps most people. Bexatine helps the others.")] == [
        "Amirol helps most people.",
        "Bexatine helps the others.",
    ]


def test_each_item_stands_behind_its_lead_in() -> None:
    assert [piece.text for piece in read(LIST)] == [
        "Drugs for it include:\n- Amirol for stage I",
        "Drugs for it include:\n- Bexatine for stage II, and for stage III",
    ]


def test_each_row_stands_under_the_names_of_its_columns_and_is_read_with_the_first() -> None:
    found = read(TABLE)
    assert [piece.text for piece in found] == [
        "| Stage | Treatment |\n| I | Surgery |",
        "| Stage | Treatment |\n| II | Drugs |",
    ]
    assert [piece.read for piece in found] == ["Stage I. Surgery", "Stage II. Drugs"]


def test_a_table_that_runs_over_passages_names_its_columns_once() -> None:
    found = read(TABLE, "| Stage | Treatment |\n| III | Care |")
    assert [piece.read for piece in found] == ["Stage I. Surgery", "Stage II. Drugs", "Stage III. Care"]


def test_what_leans_points_asks_or_speaks_to_the_reader_is_left_out() -> None:
    lines = [
        "It helps most people too.",
        "See the following section for more.",
        "Does amirol help most people?",
        "Amirol helps you when taken early.",
        "Amirol helps.",
    ]
    assert read(" ".join(lines)) == []


def test_pieces_of_one_list_are_joined_under_one_lead_in() -> None:
    one, other = read(LIST)
    both = joined(one, other)
    assert both is not None
    assert both.text == "Drugs for it include:\n- Amirol for stage I\n- Bexatine for stage II, and for stage III"
    assert_copied([both], [passage(LIST)])


def test_sentences_and_pieces_of_different_lists_are_not_joined() -> None:
    one, other = read("Amirol helps most people. Bexatine helps the others.")
    item, row = read(LIST)[0], read(TABLE)[0]
    assert joined(one, other) is None
    assert joined(item, row) is None
