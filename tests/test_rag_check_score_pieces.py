import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check.score.pieces import MAX_STATEMENT, clauses, statements


@given(st.text(alphabet=st.sampled_from("ab1 .,;:\n-*()éZ和"), max_size=200))
def test_spans_of_statements_and_clauses_hold_their_text(text: str) -> None:
    for statement in statements(text):
        assert text[statement.start : statement.end] == statement.text
        for clause in clauses(statement):
            assert text[clause.start : clause.end] == clause.text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        (" \n ... \n", []),
        ("Tea is hot. Ice is cold.", ["Tea is hot.", "Ice is cold."]),
        ("Steps:\n1. Boil water.\n2. Add tea.", ["Steps:", "Boil water.", "Add tea."]),
        ("* one thing\n- another", ["one thing", "another"]),
    ],
)
def test_lines_items_and_sentences_are_statements(text: str, wanted: list[str]) -> None:
    assert [piece.text for piece in statements(text)] == wanted


def test_list_items_are_marked() -> None:
    assert [piece.is_item for piece in statements("Intro:\n* one thing")] == [False, True]


def test_a_run_without_an_end_is_cut() -> None:
    pieces = statements("word " * 10_000)
    assert max(len(piece.text) for piece in pieces) <= MAX_STATEMENT


def test_clauses_are_cut_where_each_says_something() -> None:
    (statement,) = statements("Green tea holds much caffeine, which keeps tired drivers awake, and so on.")
    assert [clause.text for clause in clauses(statement)] == [
        "Green tea holds much caffeine,",
        "which keeps tired drivers awake, and so on.",
    ]


def test_a_short_statement_is_its_only_clause() -> None:
    (statement,) = statements("Tea, milk and sugar.")
    assert [clause.text for clause in clauses(statement)] == ["Tea, milk and sugar."]
