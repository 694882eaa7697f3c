"""What a report shows: which words are marked, which note stands where, the counts, hidden characters as numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.checked import CheckedStatement, CheckedText, Span
from rag.page.verdicts import (
    RULES,
    CheckedItem,
    RejectedItem,
    counts_of,
    found,
    passage_stretches,
    response_stretches,
    shortened,
    statement_stretches,
    visible,
)
from tests.conftest import ROOT
from tests.data.verdicts_sample import MIXED, NOT_SUPPORTED, PASSAGES, SUPPORTED

TEXT = "One two three. Four five six."


def checked(response: str, *statements: tuple[int, int, list[tuple[int, int]]]) -> CheckedText:
    """A text of failing statements, each with the spans in doubt."""
    return CheckedText(
        response=response,
        passages=("Some passage.",),
        supported=False,
        score=0.2,
        statements=tuple(
            CheckedStatement(
                text=response[start:end],
                start=start,
                end=end,
                verdict="unsupported",
                score=0.2,
                unsupported=tuple(Span(start=first, end=last) for first, last in spans),
            )
            for start, end, spans in statements
        ),
    )


@pytest.mark.parametrize(
    ("spans", "marked"),
    [
        ([(4, 7)], ["two"]),
        ([(0, 3), (8, 13)], ["One", "three"]),
        ([(0, 3), (4, 7)], ["One two"]),  # nothing but white space between them
        ([(0, 5), (2, 7)], ["One two"]),
        ([(0, 13), (4, 7)], ["One two three"]),
        ([(8, 13), (0, 3)], ["One", "three"]),
        ([(4, 7), (4, 7)], ["two"]),
        ([(5, 5)], []),
        ([], ["One two three."]),  # no words named: all of it is in doubt
        ([(20, 9_000)], [" five six."[1:]]),
    ],
)
def test_words_in_doubt_are_marked_once(spans: list[tuple[int, int]], marked: list[str]) -> None:
    stretches = response_stretches(checked(TEXT, (0, 14, spans)))
    assert [stretch.text for stretch in stretches if stretch.is_marked] == marked
    assert "".join(stretch.text for stretch in stretches) == TEXT


def test_note_stands_where_its_statement_ends() -> None:
    stretches = response_stretches(checked(TEXT, (0, 14, [(4, 7)]), (15, 29, [(20, 24)])))
    assert [(stretch.text, stretch.notes) for stretch in stretches if stretch.notes] == [
        (" three.", (1,)),
        (" six.", (2,)),
    ]


def test_words_in_doubt_of_statements_within_each_other_are_marked_once() -> None:
    stretches = response_stretches(checked(TEXT, (0, 14, [(0, 13)]), (4, 7, [(4, 7)])))
    assert [(s.text, s.notes) for s in stretches if s.is_marked] == [("One two", (2,)), (" three", ())]


def test_supported_statement_has_no_note_and_no_mark() -> None:
    [stretch] = response_stretches(SUPPORTED)
    assert (stretch.text, stretch.is_marked, stretch.notes) == (SUPPORTED.response, False, ())


bounds = st.tuples(st.integers(0, 40), st.integers(0, 40))


@given(st.text(max_size=30), st.lists(st.tuples(bounds, st.lists(bounds, max_size=4)), max_size=5))
def test_stretches_add_up_to_the_response_and_hold_every_note_once(
    text: str, raw: list[tuple[tuple[int, int], list[tuple[int, int]]]]
) -> None:
    statements = [(min(span), max(span), spans) for span, spans in raw]
    stretches = response_stretches(checked(text, *statements))
    assert "".join(stretch.text for stretch in stretches) == text
    shown = sorted(number for stretch in stretches for number in stretch.notes)
    assert shown == list(range(1, len(raw) + 1))


def test_statement_is_shown_up_to_a_length_at_a_word() -> None:
    long = "word " * 50
    stretches = statement_stretches(long, checked(long, (0, 250, [(5, 9)])).statements[0], most=23)
    assert [(s.text, s.is_marked) for s in stretches] == [
        ("word ", False),
        ("word", True),
        (" word word", False),
        (" …", False),
    ]


@pytest.mark.parametrize("nearest", ["Lumavine may cause tiredness.", "people. Lumavine may cause tiredness."])
def test_nearest_sentence_is_marked_in_its_passage_whatever_its_white_space(nearest: str) -> None:
    statement = NOT_SUPPORTED.statements[1].model_copy(update={"nearest": nearest})
    text = NOT_SUPPORTED.model_copy(update={"statements": (statement,)})
    marked = [s.text for s in passage_stretches(text, 1) if s.is_marked]
    assert [" ".join(words.split()) for words in marked] == [nearest]
    assert "".join(s.text for s in passage_stretches(text, 1)) == PASSAGES[0]
    twice = text.model_copy(update={"passages": (PASSAGES[0], PASSAGES[0])})
    assert [s.is_marked for s in passage_stretches(twice, 2)] == [False]


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ({}, "2 of 4 statements not supported"),
        ({"statements": ()}, "it holds no statement"),
        ({"statements": NOT_SUPPORTED.statements[:1], "supported": True}, "1 statement, all supported"),
        (
            {"statements": (NOT_SUPPORTED.statements[0], NOT_SUPPORTED.statements[3])},
            "no one statement of 2 fails, but the text as a whole scores too low",
        ),
    ],
)
def test_finding_says_how_many_statements_fail(update: dict[str, object], said: str) -> None:
    assert found(NOT_SUPPORTED.model_copy(update=update)) == said


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([], "Nothing was checked."),
        ([CheckedItem("a", SUPPORTED)], "1 text checked: 1 supported, 0 not supported."),
        (
            [CheckedItem("a", SUPPORTED), CheckedItem("b", NOT_SUPPORTED), RejectedItem("c", "empty")],
            "2 texts checked: 1 supported, 1 not supported. 1 text could not be checked.",
        ),
    ],
)
def test_counts_keep_texts_that_could_not_be_checked_apart(items: list[CheckedItem | RejectedItem], said: str) -> None:
    assert counts_of(items).sentence == said


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a‹U+202E›b"),
        ("\x1b[31m", "‹U+001B›[31m"),
        ("\x00\ud800\U000e0041", "‹U+0000›‹U+D800›‹U+E0041›"),
        ("one\u200btwo", "one‹U+200B›two"),
        ("line\nline\ttab", "line\nline\ttab"),
        ("é 25 µm ≥ 3 \U0001f469\u200d\u2695\ufe0f שלום", "é 25 µm ≥ 3 \U0001f469\u200d\u2695\ufe0f שלום"),
    ],
)
def test_hidden_characters_are_shown_as_numbers_and_letters_kept(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("one  two\nthree", "one two three"), ("one two three four", "one two …"), ("x" * 40, "x" * 13 + " …")],
)
def test_shortened_text_ends_at_a_word_where_it_can(text: str, shown: str) -> None:
    assert shortened(text, 13) == shown


def test_sample_is_what_it_says() -> None:
    for statement in NOT_SUPPORTED.statements:
        assert MIXED[statement.start : statement.end] == statement.text


def test_how_to_explains_every_rule_in_the_words_of_the_report() -> None:
    how_to = (ROOT / "docs" / "how-to-check.md").read_text("utf-8")
    rows = [line for line in how_to.split("| rule | asks |")[1].split("\n\n")[0].splitlines() if "`" in line]
    assert rows == [f"| `{rule}` | {asks} |" for rule, asks in RULES.items()]
