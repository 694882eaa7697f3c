"""Checked texts to a plain-text report for the terminal. No character of a text can move the cursor or forge a line."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from rag.checked import CheckedStatement
from rag.page.verdicts import (
    CheckedItem,
    RejectedItem,
    Stretch,
    counts_of,
    found,
    shortened,
    statement_stretches,
    visible,
)

WIDTH = 100  # columns
LONGEST = 2_000  # characters of a statement that are shown
NEAREST = 400  # characters of the nearest sentence that are shown
LEGEND = (
    ">>words<< are in doubt. Scores from 0 to 1: how likely it is that the passages say so, by words and meaning;\n"
    "a broken rule lowers them."
)
OPEN, CLOSE = "\x01", "\x02"  # around words in doubt, until lines are broken; no shown text can hold them
BOLD, RED, GREEN, DIM, DOUBT, PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[2m", "\x1b[4;31m", "\x1b[0m"


def verdicts_text(items: Sequence[CheckedItem | RejectedItem], *, colour: bool = False) -> str:
    """The report: counts where there are several texts, then each with its statements, in order. Ends with a line feed.

    `colour`: with ANSI colours; nothing is said by colour alone.
    """
    paint = _Paint(colour)
    parts = [f"{counts_of(items).sentence}\n{LEGEND}"] if len(items) != 1 else []
    for item in items:
        lines = _rejected(item, paint) if isinstance(item, RejectedItem) else _checked(item, paint)
        parts.append("\n".join(lines))
    if len(items) == 1 and isinstance(items[0], CheckedItem):
        parts.append(LEGEND)
    return "\n\n".join(parts) + "\n"


class _Paint:
    """Puts colours around words, or does not."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, *codes: str) -> str:
        return f"{''.join(codes)}{text}{PLAIN}" if self.colour else text

    def doubts(self, lines: Iterable[str]) -> Iterator[str]:
        """Lines with the words in doubt between >> and <<, which may begin in one line and end in another."""
        on, off = (DOUBT, PLAIN) if self.colour else ("", "")
        is_open = False
        for line in lines:
            begun = on if is_open else ""
            is_open = line.rfind(OPEN) > line.rfind(CLOSE) or (is_open and CLOSE not in line)
            yield begun + line.replace(OPEN, f"{on}>>").replace(CLOSE, f"<<{off}") + (off if is_open else "")


def _checked(item: CheckedItem, paint: _Paint) -> Iterator[str]:
    checked = item.checked
    word, code = ("✓ SUPPORTED", GREEN) if checked.supported else ("✗ NOT SUPPORTED", RED)
    name = shortened(visible(str(item.id)), WIDTH)
    yield f"{paint(word, BOLD, code)}  {name}  (score {checked.score:.2f}; {found(checked)})"
    for remark in checked.remarks:
        yield from _wrapped(f"Note: {_clean(remark)}", "  ")
    for statement in checked.statements:
        yield from _statement(checked.response, statement, paint)


def _statement(response: str, statement: CheckedStatement, paint: _Paint) -> Iterator[str]:
    is_supported = statement.verdict == "supported"
    sign = paint("✓", GREEN) if is_supported else paint("✗", BOLD, RED)
    text = "".join(map(_marked, statement_stretches(response, statement, most=LONGEST)))
    lines = textwrap.wrap(text, WIDTH - 9, break_long_words=False, break_on_hyphens=False) or [""]
    for number, line in enumerate(paint.doubts(lines)):
        yield f"  {sign} {statement.score:.2f} {line}" if number == 0 else " " * 9 + line
    if is_supported:
        return
    for failure in statement.failures:
        yield from _named(failure.rule, _clean(failure.why), paint)
    if statement.nearest:
        where = f"passage {statement.passage}: " if statement.passage else ""
        yield from _named("nearest", f"{where}“{shortened(visible(statement.nearest), NEAREST)}”", paint)
    if statement.hint:
        yield from _named("hint", _clean(statement.hint), paint)


def _rejected(item: RejectedItem, paint: _Paint) -> Iterator[str]:
    yield f"{paint('! NOT CHECKED', BOLD, RED)}  {shortened(visible(str(item.id)), WIDTH)}"
    yield from _wrapped(_clean(item.message), "  ")


def _named(name: str, text: str, paint: _Paint) -> Iterator[str]:
    """A name and its text beside it, the lines of the text under each other."""
    label = f"{shortened(visible(name), WIDTH // 4):<12} "
    first, *others = list(_wrapped(label + text, " " * 9, " " * (9 + len(label))))
    yield first.replace(label, paint(label, DIM), 1)
    yield from others


def _wrapped(text: str, indent: str, further: str | None = None) -> list[str]:
    further = indent if further is None else further
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=further, break_long_words=False, break_on_hyphens=False
    )


def _marked(stretch: Stretch) -> str:
    """A stretch on one line, between signs where it is in doubt: white space at its ends stays outside of them."""
    text = _clean(stretch.text)
    if not text:
        return " " if stretch.text else ""
    before, after = (" " if end.isspace() else "" for end in (stretch.text[0], stretch.text[-1]))
    return before + (f"{OPEN}{text}{CLOSE}" if stretch.is_marked else text) + after


def _clean(text: str) -> str:
    return " ".join(visible(text).split())
