"""Statement and source to edits: a word in doubt is looked up by its neighbours, and gives way to what the source has there.

Each run of up to four words is looked up by itself, so that a sentence in another order is read as well.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from rag.check.hints_edits import Edit, Piece, edit_everywhere, inner_text, pieces

GAP = 4  # words between two neighbours, at most
EDGE = "^"
BREAK = re.compile(r"[.;:!?]\s|\n|[()]")
HELPING = re.compile(  # the form of the verb behind it depends on it
    r"\b(?:do|does|did|may|might|can|could|will|would|should|must)(?: (?:not|never|also|always))?$", re.IGNORECASE
)


def aligned_edits(statement: str, source: str) -> Iterator[Edit]:
    """What the source says between two words that the statement has too, in place of what the statement says there.

    A word that only stands elsewhere in the other text is moved, not changed: it gives no edit.
    """
    mine, theirs = pieces(statement), pieces(source)
    keys, places = _keys(mine), _keys(theirs)
    said, known = set(keys), set(places)
    for first, last, start, end in (*_gaps(keys, places), *_openings(keys, places)):
        old, new = mine[first : last - 1], theirs[start : end - 1]  # one less: `keys` begin with an edge
        if (first, last) == (0, len(keys) - 1):  # nothing of the statement would be left
            continue
        is_behind_heading = not first and start and not (old and old[0].is_content and new[0].is_content)
        if is_behind_heading or not _tells(old, new, said, known):
            continue
        at = mine[first - 1].end if first else 0
        span = (old[0].start, old[-1].end) if old else (at, at)
        shown, put = statement[slice(*span)], inner_text(source, new)
        is_other_form = bool(mine[last - 1 :]) and mine[last - 1].text.lower() != theirs[end - 1].text.lower()
        if BREAK.search(f"{shown} {put}") or (is_other_form and any(map(HELPING.search, (shown, put)))):
            continue
        is_content = any(piece.is_content for piece in old)
        yield edit_everywhere(statement, span, put) if is_content else Edit(old=shown, new=put, spans=(span,))


def _gaps(keys: Sequence[str], places: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Pairs of words of both texts, as (first, last) of one and (start, end) of the other, with other words between."""
    at = _places(keys, places)
    for first, key in enumerate(keys[:-1]):
        for last in range(first + 1, min(first + GAP + 2, len(keys))):
            between = keys[first + 1 : last]
            for start in at[key]:
                for end in (n for n in at[keys[last]] if start < n <= start + GAP + 1):
                    other = places[start + 1 : end]
                    is_least = not (between and other) or (between[0] != other[0] and between[-1] != other[-1])
                    if between != other and is_least:
                        yield first, last, start, end


def _openings(keys: Sequence[str], places: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The same for what the statement begins with, by the two words behind it: in the source a heading may stand before."""
    at = _places(keys, places)
    for last in range(2, min(GAP + 2, len(keys) - 1)):
        for end in (n for n in at[keys[last]] if places[n + 1 : n + 2] == keys[last + 1 : last + 2]):
            for size in (last - 1, last - 2, last):
                if 0 < size < end and places[end - 1] != keys[last - 1] and places[end - size] != keys[1]:
                    yield 0, last, end - size - 1, end


def _places(keys: Sequence[str], places: Sequence[str]) -> Mapping[str, Sequence[int]]:
    return {key: [n for n, other in enumerate(places) if other == key] for key in {*keys}}


def _tells(old: Sequence[Piece], new: Sequence[Piece], said: set[str], known: set[str]) -> bool:
    """Whether the change says something else, and moves no word that stands elsewhere in the other text."""
    kept = {piece.key for piece in old} & {piece.key for piece in new}
    out = [piece for piece in old if piece.key not in kept]
    put = [piece for piece in new if piece.key not in kept]
    moved = [piece for piece in out if piece.key in known] + [piece for piece in put if piece.key in said]
    return any(piece.tells for piece in (*out, *put)) and not any(piece.is_content for piece in moved)


def _keys(found: Sequence[Piece]) -> list[str]:
    return [EDGE, *(piece.key for piece in found), EDGE]
