"""Plain text -> Document: paragraphs, items and headings by how the lines look. Knows no markup."""

import re
from pathlib import Path

from ingest.readers.charset import decode
from ingest.readers.front_matter import split_front_matter
from rag.schema import Block, Document
from rag.settings import ReadSettings

BULLET = re.compile(
    r"(?P<indent>[ \t]*)(?:[-*•‣◦▪–—·o\uf0b7](?=[ \t])|•|\(?\d{1,3}[.)](?=[ \t]))[ \t]*(?P<text>.*\S.*)"
)
_UNDERLINE = re.compile(r"[ \t]*(?P<mark>={3,}|-{3,}|~{3,})[ \t]*")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_HEADING_CHARS = 80  # a longer line is a sentence without its full stop
_HEADING_WORDS = 12
_INDENT = 2  # columns per level of a nested list


def read(path: Path, data: bytes, limits: ReadSettings) -> Document:
    """Read a text file; `path` and `limits` are not used by this format. Form feeds end pages, lines stay as they are.

    Pages are counted only when the file has form feeds. Leading front matter is left out.
    Raises: Rejected: wrong_type for binary data, bad_metadata for front matter without an end.
    """
    decoded = decode(data)
    body = split_front_matter(decoded.text).body
    pages = body.rstrip("\f\n ").split("\f")
    blocks: list[Block] = []
    for number, page in enumerate(pages, start=1):
        blocks += _read_page(page, number if len(pages) > 1 else None)
    title = blocks[0].text if blocks and blocks[0].kind == "heading" else None
    return Document(title=title, blocks=tuple(blocks), warnings=decoded.warnings)


def _read_page(page_text: str, page: int | None) -> list[Block]:
    blocks: list[Block] = []
    for group in _BLANK_LINES.split(page_text):
        blocks += _read_group([line.rstrip() for line in group.split("\n") if line.strip()], page)
    return blocks


def _read_group(lines: list[str], page: int | None) -> list[Block]:
    """Blocks of lines that no blank line parts. A line after an item belongs to it."""
    blocks: list[Block] = []
    running: list[str] = []  # lines of the paragraph or item being read
    item_level: int | None = None

    def flush() -> None:
        if running:
            kind = "paragraph" if item_level is None else "item"
            text = "\n".join(running)
            blocks.append(Block.model_validate({"kind": kind, "text": text, "level": item_level or 0, "page": page}))
            running.clear()

    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else None
        bullet = BULLET.fullmatch(line)
        level = _heading_level(line, following, is_first=i == 0)
        if _UNDERLINE.fullmatch(line):
            flush()
        elif bullet:
            flush()
            item_level = len(bullet["indent"].expandtabs(4)) // _INDENT
            running.append(bullet["text"].strip())
        elif level:
            flush()
            item_level = None
            blocks.append(Block(kind="heading", text=line.strip(), level=level, page=page))
        else:
            running.append(line.strip())
    flush()
    return blocks


def _heading_level(line: str, following: str | None, *, is_first: bool) -> int:
    """1 or 2 for a heading, else 0: underlined lines, and short first lines that are capitals or stand alone."""
    underline = _UNDERLINE.fullmatch(following) if following else None
    if underline and not _UNDERLINE.fullmatch(line):
        return 1 if underline["mark"][0] == "=" else 2
    if not is_first or not _looks_like_heading(line):
        return 0
    if line.isupper() and not (following and following.isupper()):
        return 1
    return 2 if following is None else 0


def _looks_like_heading(line: str) -> bool:
    text = line.strip()
    is_short = len(text) <= _HEADING_CHARS and len(text.split()) <= _HEADING_WORDS
    has_letters = any(character.isalpha() for character in text)
    return is_short and has_letters and text[-1] not in ".!?:;," and not BULLET.match(line)
