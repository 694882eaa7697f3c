"""Texts that others wrote to pieces of a prompt that cannot pass for its own marks. Changes nothing else in them."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape

from rag.exchange import Pack, PackedPassage
from rag.schema import Source
from rag.words import fold

MARK = re.compile(
    r"(?P<at><)\s*/?\s*(?:passage|section|failed)"  # our own marks
    r"|(?<!\w)key\s*=\s*(?P<key>[\"'])"
    r"|(?P<chat><)(?=\||/?s>|<sys|(?:start|end)_of_turn)"  # marks that local servers read as the end of a message
    r"|(?P<inst>\[)/?inst\]"
)
INERT = {"<": "‹", "[": "［", '"': "“", "'": "‘"}
HIDDEN = {"Cf", "Cc"}  # Unicode categories of characters that show nothing: zero-width, bidi, tags, controls
LACING = {*HIDDEN, "Mn", "Me"}  # and of those that only sit on the one before
ASCII_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
KEY_LENGTH = 16


@lru_cache(maxsize=4_096)  # the same passages are measured, shown and shown again
def neutralise(text: str) -> str:
    """`text` with each mark of a prompt in it made inert, however spaced, cased or laced with unseen characters.

    One character of a mark is replaced by a look-alike; everything else stays, so that quotes can be copied.
    """
    seen, places = _as_seen(text)
    characters = list(text)
    for match in MARK.finditer(seen):
        at = next(start for start, _ in map(match.span, MARK.groupindex) if start >= 0)
        characters[places[at]] = INERT[seen[at]]
    return "".join(characters)


@lru_cache(maxsize=4_096)  # titles and headings stand on many passages
def one_line(text: str) -> str:
    """`text` neutralised, on one line, without characters that show nothing."""
    shown = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in HIDDEN)
    return neutralise(fold(shown))


def attribute(text: str) -> str:
    """`text` as an attribute value of a mark, between double quotes: one line, escaped as in XML."""
    return escape(one_line(text), quote=False).replace('"', "&quot;")


def passage_element(packed: PackedPassage, sources: Mapping[str, Source], key: str) -> str:
    """The passage as a prompt shows it: `<passage id source edition section key>text</passage>`.

    `key` stands on every genuine passage of one request; see `request_key`.
    """
    first = packed.passages[0]
    names = {
        "id": packed.id,
        "source": f"{first.title} ({sources[first.source_id].publisher})",
        "edition": first.edition,
        "section": " > ".join(first.locator.headings),
        "key": key,
    }
    marks = " ".join(f'{name}="{attribute(value)}"' for name, value in names.items())
    return f"<passage {marks}>{neutralise(packed.text)}</passage>"


def request_key(question: str, pack: Pack) -> str:
    """The key of a request: 16 hex digits that change with the question and with every text sent.

    The same request has the same key, so that its reply can be kept. A text cannot hold its own key: it would have to
    hold the hash of itself.
    """
    texts = [question, *(packed.text for packed in pack.passages)]
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:KEY_LENGTH]


def _as_seen(text: str) -> tuple[str, Sequence[int]]:
    """What a reader takes the text for, in lower case, and the place in `text` of each of its characters."""
    if text.isascii() and not ASCII_CONTROL.search(text):
        return text.lower(), range(len(text))
    seen: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        if not character.isspace() and unicodedata.category(character) in LACING:
            continue
        for part in unicodedata.normalize("NFKC", character).casefold():
            seen.append(part)
            places.append(at)
    return "".join(seen), places
