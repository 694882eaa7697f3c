"""Passages of one section to quotable units: sentences, lists with their lead-in, tables. Alters no text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.schema import Passage, Quote
from rag.sentences import sentence_spans

ITEM = re.compile(r"^(\s*)- ")
NAME_BEFORE_COLON = re.compile(r"^(\s*- .{2,80}?)\s?(?::|\. )\s*\S")
HEADING_WORDS = 14  # a line without end punctuation up to this long, before a capital, is a heading of its own
NAMED_SHARE = 0.6  # of a list's items: when so many are "Name: explanation" and long, all are shown by name
LONG_ITEM_WORDS = 22  # an item longer than this is shown by its name or first sentence; its quote stays whole


@dataclass(frozen=True)
class Unit:
    """Something a page can state: text as shown, the quotes it stands on, where it begins in its section."""

    text: str
    quotes: tuple[Quote, ...]
    kind: str  # "sentence", "list", "table"
    passage: Passage
    order: tuple[int, int]

    @property
    def words(self) -> int:
        """Number of words of the text."""
        return len(self.text.split())


@dataclass(frozen=True)
class _Line:
    passage: Passage
    kind: str  # "text", "item", "row"
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def section_units(passages: Sequence[Passage], *, max_items: int) -> Iterator[Unit]:
    """Units of a section in reading order. `passages`: all passages of the section, in order.

    A list or table that runs over several passages is one unit with one quote per passage. Items without a lead-in
    that are whole sentences are units of their own. At most `max_items` items of a list are taken, from its start.
    """
    lines = [line for passage in passages for line in _lines(passage)]
    at = 0
    while at < len(lines):
        line = lines[at]
        following = _run(lines, at + 1, "item") if line.text.rstrip().endswith(":") and line.kind == "text" else []
        if following:
            yield _list_unit([line, *following[:max_items]])
            at += 1 + len(following)
        elif line.kind == "row":
            rows = _run(lines, at, "row")
            yield _unit("\n".join(dict.fromkeys(row.text for row in rows)), rows, "table")
            at += len(rows)
        else:
            if line.kind == "text" or _is_sentence(line.text):
                shown = ITEM.sub("", line.text)
                yield _unit(shown, [_Line(line.passage, line.kind, line.end - len(shown), line.end)], "sentence")
            at += 1


def _lines(passage: Passage) -> Iterator[_Line]:
    """Sentences of paragraphs, items and rows of one passage, by span."""
    at = 0
    for paragraph in _paragraphs(passage.text):
        start, end = at, at + len(paragraph)
        at = end
        body = paragraph.strip("\n")
        start += paragraph.index(body) if body else 0
        if ITEM.match(body):
            yield _Line(passage, "item", start, start + len(body))
        elif body.startswith("|"):
            yield _Line(passage, "row", start, start + len(body))
        else:
            for first, last in _stretches(body):
                for left, right in sentence_spans(body[first:last]):
                    yield _Line(passage, "text", start + first + left, start + first + right)


def _stretches(body: str) -> Iterator[tuple[int, int]]:
    """Spans of `body` between short lines that stand like headings: no end punctuation, a capital on the next line."""
    begin = 0
    for match in re.finditer(r"[^.!?:;,\s]\n(?=[A-Z0-9\"(])", body):
        line_start = body.rfind("\n", 0, match.start()) + 1
        if len(body[line_start : match.end()].split()) <= HEADING_WORDS:
            yield begin, line_start
            yield line_start, match.end()
            begin = match.end()
    yield begin, len(body)


def _paragraphs(text: str) -> Iterator[str]:
    """Pieces that add up to `text`: each item with its continuation lines, each row, each run of other lines."""
    piece = ""
    for line in text.splitlines(keepends=True):
        starts_new = ITEM.match(line) or line.startswith("|") or piece.endswith("\n\n") or not piece.strip()
        if piece and (starts_new or piece.startswith("|")):
            yield piece
            piece = ""
        piece += line
    if piece:
        yield piece


def _run(lines: Sequence[_Line], at: int, kind: str) -> list[_Line]:
    """The lines of this kind from `at` on, as long as each stands in the passage of the line before it, or the next."""
    end = at
    while end < len(lines) and lines[end].kind == kind:
        is_first_row = end == at and kind == "row"
        if not is_first_row and lines[end].passage.ordinal - lines[end - 1].passage.ordinal > 1:
            break
        end += 1
    return list(lines[at:end])


def _list_unit(lines: Sequence[_Line]) -> Unit:
    items = ["- " + " ".join(ITEM.sub("", line.text).split()) for line in lines[1:]]
    names = [NAME_BEFORE_COLON.match(item) for item in items]
    long = sum(len(item.split()) for item in items) > LONG_ITEM_WORDS * 0.7 * len(items)
    if long and sum(name is not None for name in names) >= NAMED_SHARE * len(items):
        shown = [name.group(1).rstrip() for name in names if name]
    else:
        shown = [_short_item(item) for item in items]
    return _unit("\n".join([lines[0].text, *shown]), lines, "list")


def _short_item(item: str) -> str:
    """A long item cut to its first sentence; else whole."""
    if len(item.split()) <= LONG_ITEM_WORDS:
        return item
    first, last = sentence_spans(item)[0]
    return item[first:last]


def _unit(text: str, lines: Sequence[_Line], kind: str) -> Unit:
    quotes: list[Quote] = []
    for line in lines:
        runs_on = quotes and quotes[-1].passage_id == line.passage.id
        start = quotes.pop().start if runs_on else line.start
        quote = line.passage.text[start : line.end]
        quotes.append(Quote(passage_id=line.passage.id, text=quote, start=start, end=line.end))
    first = lines[0]
    return Unit(text, tuple(quotes), kind, first.passage, (first.passage.ordinal, first.start))


def _is_sentence(item: str) -> bool:
    text = ITEM.sub("", item).rstrip()
    return len(text.split()) >= 5 and text.endswith((".", "!"))
