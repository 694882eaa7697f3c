"""Passages of a section to statements each about one thing: sentences, single list items, single table rows. Copies only."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.schema import Passage, Quote
from rag.words import fold
from rag.write.select import LEANS_ON_BEFORE, NAVIGATION
from rag.write.units import ITEM, Unit, section_units

MIN_WORDS, MAX_WORDS = 4, 70
SECOND_PERSON = re.compile(r"\b(?:you|your|yours|my)\b", re.IGNORECASE)
SENTENCE_END = (".", "!", ".)", '."')


@dataclass(frozen=True)
class Piece:
    """A statement, what it says when read by itself (`read`: a row with its column names), and what it stands on."""

    text: str
    read: str
    unit: Unit

    @property
    def passage(self) -> Passage:
        """The passage in which it begins."""
        return self.unit.passage


def pieces(passages: Sequence[Passage], *, max_items: int) -> Iterator[Piece]:
    """Statements of a section, in reading order. `passages`: all passages of the section, in order.

    Left out: questions, pointers, what leans on the sentence before it, and what speaks to the reader.
    """
    for unit in section_units(passages, max_items=max_items):
        by_id = {passage.id: passage for passage in passages}
        found = [Piece(unit.text, unit.text, unit)] if unit.kind == "sentence" else list(_parts(unit, by_id))
        yield from (piece for piece in found if _can_stand(piece))


def joined(one: Piece, other: Piece) -> Piece | None:
    """Two pieces of one list or table as one, its first line shown once; None: they are of different ones."""
    if one.unit.kind == "sentence" or one.unit.quotes[0] != other.unit.quotes[0]:
        return None
    rest = other.text.split("\n", 1)[1]
    text, quotes = f"{one.text}\n{rest}", tuple(dict.fromkeys([*one.unit.quotes, *other.unit.quotes]))
    return Piece(text, f"{one.read} {other.read}", replace(one.unit, text=text, quotes=quotes))


def _parts(unit: Unit, by_id: dict[str, Passage]) -> Iterator[Piece]:
    """The items of a list behind its lead-in, or the rows of a table under its header row."""
    lines = [line for quote in unit.quotes for line in _lines(quote, unit.kind)]
    if len(lines) < 2:
        return
    head, *rest = lines
    for line in rest:
        if line.text == head.text:  # a table that runs over passages names its columns again
            continue
        passage = by_id[line.passage_id]
        if unit.kind == "table":
            text, read = f"{fold(head.text)}\n{fold(line.text)}", _row_read(head.text, line.text)
        else:
            item = fold(ITEM.sub("", line.text))
            text, read = f"{fold(head.text)}\n- {item}", f"{fold(head.text).removesuffix(':')} {item}"
        order = (passage.ordinal, line.start)
        yield Piece(text, read, Unit(text, (head, line), unit.kind, by_id[head.passage_id], order))


def _lines(quote: Quote, kind: str) -> list[Quote]:
    """The lines of a quote; in a list, lines that go on with an item belong to it."""
    found: list[Quote] = []
    at = 0
    for line in quote.text.split("\n"):
        start, end = quote.start + at, quote.start + at + len(line)
        at += len(line) + 1
        if not line.strip():
            continue
        is_more = kind == "list" and found and not ITEM.match(line)
        if is_more:
            start = found.pop().start
        text = quote.text[start - quote.start : end - quote.start]
        found.append(Quote(passage_id=quote.passage_id, text=text, start=start, end=end))
    return found


def _row_read(header: str, row: str) -> str:
    """A row as sentences, its first cell behind the name of the column: "Stage II", "HER2 score 3+"."""
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in (header, row)]
    cells[1][0] = f"{cells[0][0]} {cells[1][0]}"
    return ". ".join(cell for cell in cells[1] if cell)


def _can_stand(piece: Piece) -> bool:
    text = piece.text
    lead = text.split("\n", 1)[0]
    if NAVIGATION.search(lead) or LEANS_ON_BEFORE.match(lead) or "?" in text or SECOND_PERSON.search(text):
        return False
    if piece.unit.kind != "sentence":
        return len(text.split()) <= 2 * MAX_WORDS
    return text.rstrip().endswith(SENTENCE_END) and MIN_WORDS <= len(text.split()) <= MAX_WORDS
