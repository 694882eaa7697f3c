"""The lines of a page to their pieces, with a link where each explained word first stands. Changes no word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.defining import WORDS_SECTION, defined_names, place_of
from rag.schema import AnswerSection, Citation


@dataclass(frozen=True)
class Entry:
    """What the section of words explains: every name of it, and the name of its place on the page."""

    names: tuple[str, ...]
    anchor: str


@dataclass(frozen=True)
class Piece:
    """A piece of a line; `anchor`: where its word is explained."""

    text: str
    anchor: str | None = None


def explained_names(sections: Iterable[AnswerSection], citations: Iterable[Citation]) -> tuple[tuple[str, ...], ...]:
    """The names that each statement of the section of words explains, in order; () where a page has no such section."""
    headings = {citation.n: citation.locator.headings for citation in citations}
    return tuple(
        defined_names(statement.text, headings.get(statement.citations[0], ()) if statement.citations else ())
        for section in sections
        if section.id == WORDS_SECTION
        for statement in section.statements
    )


def word_links(lines: Iterable[str], entries: Sequence[Entry]) -> Mapping[str, tuple[Piece, ...]]:
    """The pieces of each line in which a word is used for the first time; lines without one are left out.

    `lines`: those of the page in reading order, without the section of words. Pieces add up to their line.
    """
    left = list(entries)
    found: dict[str, tuple[Piece, ...]] = {}
    for line in lines:
        pieces: list[Piece] = []
        at = 0
        while use := _next_use(line, at, left):
            start, end, entry = use
            pieces += [Piece(line[at:start]), Piece(line[start:end], entry.anchor)]
            left.remove(entry)
            at = end
        if pieces:
            found[line] = tuple(piece for piece in (*pieces, Piece(line[at:])) if piece.text)
    return found


def _next_use(line: str, start: int, entries: Sequence[Entry]) -> tuple[int, int, Entry] | None:
    """The first place from `start` on at which a word of the entries stands, the longest one there."""
    places = [
        (*place, entry)
        for entry in entries
        for name in entry.names
        if (place := place_of(name, line, start)) is not None
    ]
    return min(places, key=lambda use: (use[0], -use[1]), default=None)
