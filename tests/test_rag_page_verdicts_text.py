"""The report for the terminal: each statement with its verdict, why, the nearest sentence; nothing that acts on it."""

import re

import pytest

from rag.checked import CheckedStatement, CheckedText
from rag.page.verdicts import CheckedItem, RejectedItem
from rag.page.verdicts_text import LEGEND, WIDTH, verdicts_text
from tests.data.page_payloads import PAYLOADS
from tests.data.verdicts_sample import NOT_SUPPORTED, SUPPORTED, hostile

ESCAPES = re.compile(r"\x1b\[[\d;]+m")


def test_one_text_is_reported_statement_by_statement() -> None:
    assert verdicts_text([CheckedItem("answer.txt", NOT_SUPPORTED)]) == (
        "✗ NOT SUPPORTED  answer.txt  (score 0.08; 2 of 4 statements not supported)\n"
        "  Note: The second passage is short; a longer one may say more.\n"
        "  ✓ 0.99 Lumaria is a rare growth of the inner ear.\n"
        "  ✗ 0.08 Lumavine shrank the growth in >>52 %<< of people, and it >>cures most<< of them.\n"
        "         numbers      the statement says 52 %, the quotes say 25 %\n"
        "         strength     'cures' is more than what the quote says\n"
        "         numbers      the number 'most' does not stand in the quotes\n"
        "         nearest      passage 1: “In one study, lumavine shrank the growth in 25 % of people.”\n"
        '         hint         say "25 %" in place of "52 %", and leave out "and it cures most of them"\n'
        "  ✗ 0.31 Surgery >>must be done<< when the growth presses on a nerve.\n"
        "         strength     'must' is stronger than what the quote says\n"
        "         nearest      passage 2: “Surgery may be considered when the growth presses on a nerve.”\n"
        "  ✓ 0.97 Lumavine may cause tiredness.\n"
        f"\n{LEGEND}\n"
    )


def test_many_texts_begin_with_their_counts_and_keep_their_order() -> None:
    report = verdicts_text(
        [CheckedItem("a", SUPPORTED), RejectedItem("b", "line 2: the response is empty"), CheckedItem("c", SUPPORTED)]
    )
    lines = report.splitlines()
    assert lines[0] == "2 texts checked: 2 supported, 0 not supported. 1 text could not be checked."
    heads = [line.split("  ")[:2] for line in lines if "SUPPORTED" in line or "CHECKED" in line]
    assert heads == [["✓ SUPPORTED", "a"], ["! NOT CHECKED", "b"], ["✓ SUPPORTED", "c"]]
    assert "  line 2: the response is empty" in lines


def test_colour_adds_escapes_and_changes_no_word() -> None:
    items: list[CheckedItem | RejectedItem] = [CheckedItem("a", NOT_SUPPORTED), RejectedItem("b", "empty")]
    plain, coloured = verdicts_text(items), verdicts_text(items, colour=True)
    assert "\x1b" not in plain
    assert ESCAPES.sub("", coloured) == plain
    assert "\x1b[4;31m>>52 %<<\x1b[0m" in coloured


def test_colour_of_doubt_ends_with_its_line_and_begins_again() -> None:
    response = "word " * 60
    statement = CheckedStatement(text=response, start=0, end=299, verdict="unsupported", score=0.1)
    text = CheckedText(response=response, passages=("p",), supported=False, score=0.1, statements=(statement,))
    lines = [line for line in verdicts_text([CheckedItem("a", text)], colour=True).splitlines() if "word " in line]
    assert len(lines) == 4
    assert all("\x1b[4;31m" in line and line.endswith("\x1b[0m") for line in lines[:-1])
    assert [">>" in line for line in lines] == [True, False, False, False]
    assert ["<<" in line for line in lines] == [False, False, False, True]


@pytest.mark.parametrize("payload", [*PAYLOADS, "\x1b[2J\x07", "\r✓ SUPPORTED", "\n\n✓ SUPPORTED  x", "\x01\x02"])
def test_no_text_moves_the_cursor_or_forges_a_line(payload: str) -> None:
    report = verdicts_text([CheckedItem(payload, hostile(payload)), RejectedItem(payload, payload)])
    assert all(c.isprintable() or c == "\n" for c in report)
    heads = [line for line in report.splitlines() if re.match(r"[✓✗!] ", line)]
    assert [head.split("  ")[0] for head in heads] == ["✗ NOT SUPPORTED", "! NOT CHECKED"]


def test_lines_fit_the_terminal_where_words_do() -> None:
    report = verdicts_text([CheckedItem("a", NOT_SUPPORTED), CheckedItem("b", hostile("many words " * 300))])
    assert max(len(line) for line in report.splitlines() if line.startswith(" ")) <= WIDTH + len(">><<")


def test_very_long_statement_is_cut_and_says_so() -> None:
    text = "x" * 200_000
    statement = CheckedStatement(text=text, start=0, end=200_000, verdict="unsupported", score=0.1, nearest=text)
    checked = CheckedText(response=text, passages=(text,), supported=False, score=0.1, statements=(statement,))
    report = verdicts_text([CheckedItem("a", checked)])
    assert len(report) < 5_000
    assert report.count(" …") == 2
