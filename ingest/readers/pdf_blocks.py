"""Ordered lines of a PDF -> blocks with page numbers: lines are joined to paragraphs, words mended. Reads no file."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from ingest.readers.pdf_headings import Headings
from ingest.readers.pdf_lines import Line
from ingest.readers.pdf_order import OrderedPage, Run
from rag.schema import Block

_BULLET = re.compile(r"(?:[-*•‣◦▪■□●○–—·\uf0a7\uf0b7➢✓]|\(?\d{1,3}[.)])\s+(?=\S)|[•‣◦▪■●\uf0a7\uf0b7➢✓](?=\S)")
_NUMBERED = re.compile(r"\d+(?:\.\d+)+[.:]?\s+[A-Z]|\[\d{1,3}\]\s")  # a recommendation, or an entry of a list
_SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
_FIRST_SENTENCE = re.compile(r"^.*?[.!?][\"'”’)\]⁰¹²³⁴⁵⁶⁷⁸⁹]*(?=\s+[\"'“‘(\[]?[A-Z0-9]|$)", re.DOTALL)
_HYPHENATED = re.compile(r"([A-Za-zÀ-ɏ]+)[-\u00ad]$")
_GAP = 0.4  # of the text size: lines this much further apart than is usual are of two paragraphs
_INDENT = 0.8  # of the text size
_SHORT_LINE = 0.12  # of the column width: a line that ends this far from the edge and with a full stop is a last one
_RAGGED = 0.35  # of the column width: the last line of a column that ends in mid-sentence comes at least this near
_KEPT_PREFIXES = frozenset(
    {"non", "self", "well", "low", "high", "anti", "long", "short", "post", "pre", "follow", "x"}
)


@dataclass(slots=True)
class _Draft:
    """A block being put together."""

    kind: Literal["heading", "paragraph", "item", "row"]
    lines: list[str]
    page: int
    level: int = 0
    is_note: bool = False
    last: Line | None = None
    left: float = 0.0
    run: Run | None = None
    is_header: bool = False
    tail: list[tuple[int, str]] = field(default_factory=list)  # page and text of its lines on later pages


def blocks_of(pages: Iterable[OrderedPage], headings: Headings) -> list[Block]:
    """Blocks in reading order, pages counted from 1; the notes of a page follow its text.

    A sentence that runs on over a page break belongs to the page it begins on; what follows it, to the next.
    """
    drafts: list[_Draft] = []
    words: Counter[str] = Counter()
    for number, page in enumerate(pages, start=1):
        for runs, is_note in ((page.body, False), (page.notes, True)):
            for run in runs:
                for line in run.lines:
                    words.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text.lower()))
                    _take(drafts, line, run, number, is_note, headings)
    return [_block(draft, words) for draft in _split_at_page_ends(drafts, words)]


def _take(drafts: list[_Draft], line: Line, run: Run, page: int, is_note: bool, headings: Headings) -> None:
    """Add a line to the block it continues, or begin a block with it."""
    level = 0 if is_note or line.is_row else headings.level(line, page)
    last = drafts[-1] if drafts else None
    bullet = _BULLET.match(line.text)
    if line.is_row:
        drafts.append(_Draft("row", [line.text], page, is_note=is_note, last=line, run=run, is_header=line.is_header))
    elif level:
        if last and last.kind == "heading" and last.level == level and last.run is run and len(last.lines) < 4:
            last.lines.append(line.text)
            last.last = line
        else:
            drafts.append(_Draft("heading", [line.text], page, level, last=line, run=run))
    elif bullet:
        text = line.text[bullet.end() :]
        depth = _depth(drafts, line, run)
        drafts.append(_Draft("item", [text], page, depth, is_note, last=line, left=line.left, run=run))
    else:
        open_draft = _continued(drafts, line, run, is_note)
        if open_draft is None:
            drafts.append(_Draft("paragraph", [line.text], page, is_note=is_note, last=line, run=run))
            return
        if page == open_draft.page:
            open_draft.lines.append(line.text)
        else:
            open_draft.tail.append((page, line.text))
        open_draft.last, open_draft.run = line, run


def _depth(drafts: list[_Draft], line: Line, run: Run) -> int:
    """How deep an item is nested: one level per bullet to the left of it among the items before it."""
    lefts: list[float] = []
    for draft in reversed(drafts):
        if draft.kind != "item" or draft.run is None or abs(draft.run.left - run.left) > 8 * line.size:
            break
        if draft.left < line.left - 0.5 * line.size and (not lefts or draft.left < lefts[-1] - 0.5 * line.size):
            lefts.append(draft.left)
    return len(lefts)


def _continued(drafts: list[_Draft], line: Line, run: Run, is_note: bool) -> _Draft | None:
    """The draft that this line goes on with, if any."""
    same_kind = (draft for draft in reversed(drafts) if draft.is_note == is_note)
    draft = next(same_kind, None)
    if draft is None or draft.kind not in ("paragraph", "item") or draft.last is None or draft.run is None:
        return None
    last = draft.last
    if not line.has_size_of(last):
        return None
    if draft.run is not run:
        goes_on = line.text[:1].islower() or last.text.endswith("-")
        return draft if goes_on and not _SENTENCE_END.search(last.text) and _fills_column(last, draft.run) else None
    return None if _begins_paragraph(draft, last, line, run) else draft


def _fills_column(last: Line, run: Run) -> bool:
    """Whether the last line of a run reaches the edge that the lines above it reach, as in running text."""
    return len(run.lines) > 1 and last.right > run.right - _RAGGED * (run.right - run.left)


def _begins_paragraph(draft: _Draft, last: Line, line: Line, run: Run) -> bool:
    if line.top - last.bottom > (run.usual_gap + _GAP) * line.size or _NUMBERED.match(line.text):
        return True
    if draft.kind == "item":
        is_hanging = line.left > draft.left + 0.3 * line.size
        return not is_hanging and bool(_SENTENCE_END.search(last.text))
    is_indented = line.left > run.left + _INDENT * line.size
    if is_indented and line.left > last.left + _INDENT * line.size:
        return True
    is_short = last.right < run.right - _SHORT_LINE * (run.right - run.left)
    return is_short and bool(_SENTENCE_END.search(last.text))


def _split_at_page_ends(drafts: list[_Draft], words: Counter[str]) -> list[_Draft]:
    """Give the lines of a block that stand on a later page to a block of their own, but for the open sentence."""
    result: list[_Draft] = []
    for draft in drafts:
        result.append(draft)
        for page, lines in groupby(draft.tail, key=lambda place: place[0]):
            text = _joined([line for _, line in lines], words)
            sentence = _FIRST_SENTENCE.match(text)
            end = sentence.end() if sentence else len(text)
            result[-1].lines.append(text[:end])
            if rest := text[end:].strip():
                result.append(_Draft(draft.kind, [rest], page, draft.level, draft.is_note))
    return result


def _block(draft: _Draft, words: Counter[str]) -> Block:
    text = _joined(draft.lines, words)
    return Block(kind=draft.kind, text=text, level=draft.level, page=draft.page, header_row=draft.is_header)


def _joined(lines: list[str], words: Counter[str]) -> str:
    """Lines as running text; a word parted by a hyphen is mended, unless the document writes it with the hyphen."""
    text = lines[0]
    for line in lines[1:]:
        parted = _HYPHENATED.search(text)
        rest = re.match(r"[^\W\d_]+", line)
        if parted and rest and line[0].islower():
            keeps = _keeps_hyphen(parted[1].lower(), rest[0].lower(), words)
            text = text + line if keeps else text[:-1] + line
        elif text.endswith(("-", "–", "—", "/")) and not text.endswith((" -", " –", " —")):
            text += line
        else:
            text += " " + line
    return text


def _keeps_hyphen(first: str, second: str, words: Counter[str]) -> bool:
    with_hyphen, without = words[f"{first}-{second}"], words[first + second]
    if with_hyphen or without:
        return with_hyphen > without
    return first in _KEPT_PREFIXES
