import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.comparison import Piece
from evals.worddiff import Line, diff_lines, diff_words

TEXT = st.text("ab1., \n-é", max_size=40)


def marked(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"[{piece.text}]" if piece.is_changed else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("Stage I is small.", "Stage I is small.", "Stage I is small.", "Stage I is small."),
        ("Stage I is small.", "Stage II is small.", "Stage [I ]is small.", "Stage [II ]is small."),
        ("at most 7.5 cm", "at most 7.0 cm", "at most [7.5 ]cm", "at most [7.0 ]cm"),
        ("It helps.", "It never helps.", "It helps.", "It [never ]helps."),
        ("two  words", "two words", "two  words", "two words"),  # spacing is no change
        ("red of green", "blue of grey", "[red of green]", "[blue of grey]"),  # a lone short word joins the changes
        ("", "new", "", "[new]"),
        ("- one\n- two", "- one\n- three", "- one\n- [two]", "- one\n- [three]"),
    ],
)
def test_changed_words_are_marked_on_their_side(before: str, after: str, old: str, new: str) -> None:
    left, right = diff_words(before, after)
    assert (marked(left), marked(right)) == (old, new)


@given(TEXT, TEXT)
def test_pieces_joined_are_the_texts_and_equal_texts_have_no_change(before: str, after: str) -> None:
    left, right = diff_words(before, after)
    assert ("".join(piece.text for piece in left), "".join(piece.text for piece in right)) == (before, after)
    if before == after:
        assert not any(piece.is_changed for piece in left + right)


def lines(*texts: str, part: str = "Types") -> list[Line]:
    return [Line(part, text) for text in texts]


def sides(before: list[Line], after: list[Line]) -> list[tuple[str, str]]:
    rows = diff_lines(before, after)
    return [("".join(p.text for p in row.before), "".join(p.text for p in row.after)) for row in rows]


KEPT, OLD, NEW, OTHER = "This one stays.", "Most tumors are small.", "Most tumors are large.", "Nothing in common here!"


@pytest.mark.parametrize(
    ("before", "after", "rows"),
    [
        (lines(KEPT, OLD), lines(KEPT, OLD), []),
        (lines(KEPT, OLD), lines(KEPT, NEW), [(OLD, NEW)]),
        (lines(KEPT, OLD), lines(KEPT), [(OLD, "")]),
        (lines(KEPT), lines(NEW, KEPT), [("", NEW)]),
        (lines(OLD), lines(OTHER), [(OLD, ""), ("", OTHER)]),
        (lines(OLD), lines(OTHER, NEW), [("", OTHER), (OLD, NEW)]),  # aligned with the like line, not the nearest
        (lines(OLD), lines(OLD, part="Stages"), [(OLD, ""), ("", OLD)]),  # moved to another part of the page
        ([], [], []),
    ],
)
def test_lines_are_set_beside_what_they_were(
    before: list[Line], after: list[Line], rows: list[tuple[str, str]]
) -> None:
    assert sides(before, after) == rows


@given(
    st.lists(st.sampled_from([KEPT, OLD, NEW, OTHER]), max_size=6),
    st.lists(st.sampled_from([KEPT, OLD, NEW, OTHER]), max_size=6),
)
def test_every_line_that_is_not_kept_stands_in_one_row(before: list[str], after: list[str]) -> None:
    rows = sides(lines(*before), lines(*after))
    lost, won = [old for old, _ in rows if old], [new for _, new in rows if new]
    assert len(before) - len(lost) == len(after) - len(won)
    for text in {KEPT, OLD, NEW, OTHER}:
        assert before.count(text) - lost.count(text) == after.count(text) - won.count(text)
