"""HTML -> Document: the page's own headings, paragraphs, items and rows. Runs nothing and loads nothing."""

import re
from pathlib import Path
from typing import Literal

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, PreformattedString

from ingest.readers.charset import decode
from ingest.readers.html_prune import prune
from ingest.readers.html_table import is_data_table, table_rows
from ingest.readers.superscript import as_superscript
from ingest.values import Rejected
from rag.schema import Block, Document
from rag.settings import ReadSettings

_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_GROUPS = frozenset(
    {"article", "body", "details", "div", "fieldset", "figure", "form", "header", "hgroup", "main", "section"}
)
_LINES = frozenset({"address", "blockquote", "caption", "center", "dir", "figcaption", "hr", "legend", "p", "summary"})
_TABLE_PARTS = frozenset({"tbody", "td", "tfoot", "th", "thead", "tr"})
_BLOCKS = _GROUPS | _LINES | _TABLE_PARTS
_MAIN_SHARE = 0.5  # of the page's text; a <main> or <article> with less is a teaser


def read(path: Path, data: bytes, limits: ReadSettings) -> Document:
    """Read an HTML page; `path` and `limits` are not used by this format.

    Navigation, site furniture, references, scripts, comments, hidden and struck-out text are left out, the last two
    with a warning. A term and its definition are one item. The title is the only h1, else <title>.
    Raises: Rejected: wrong_type for binary data, damaged for a page nested too deeply.
    """
    decoded = decode(data, EncodingDetector.find_declared_encoding(data, is_html=True))
    try:
        page = BeautifulSoup(decoded.text, "lxml")
        title = _title(page)
        warnings = prune(page)
        builder = _Builder()
        builder.walk(_content(page))
        builder.flush()
    except RecursionError as error:
        raise Rejected("damaged", "the page is nested too deeply to be read; simplify it") from error
    return Document(title=title, blocks=tuple(builder.blocks), warnings=decoded.warnings + warnings)


def _title(page: BeautifulSoup) -> str | None:
    headings = [text for h1 in page.find_all("h1") if (text := " ".join(h1.get_text().split()))]
    if len(headings) == 1:
        return headings[0]
    title = " ".join(page.title.get_text().split()) if page.title else ""
    return title or (headings[0] if headings else None)


def _content(page: BeautifulSoup) -> Tag:
    """The <main> or <article> that holds most of the text, else the whole page."""
    whole = len(page.get_text())
    candidates = [*page.find_all("main"), *page.select("[role=main]"), *page.find_all("article")]
    for candidate in candidates:
        if len(candidate.get_text()) >= _MAIN_SHARE * whole:
            return candidate
    return page


class _Builder:
    """Collects blocks from elements in page order; text gathers until the element around it ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._kind: Literal["paragraph", "item"] = "paragraph"
        self._depth = 0  # of lists around this point

    def walk(self, parent: Tag) -> None:
        """Take everything inside an element."""
        for child in parent.children:
            if isinstance(child, Tag):
                self._take(child)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self._pieces.append(_SPACE.sub(" ", child))

    def flush(self) -> None:
        """End the paragraph or item being read."""
        text = _tidy("".join(self._pieces))
        self._pieces.clear()
        if text:
            level = max(self._depth - 1, 0) if self._kind == "item" else 0
            self.blocks.append(Block(kind=self._kind, text=text, level=level))

    def _take(self, tag: Tag) -> None:
        name = tag.name
        if name in _HEADINGS:
            self.flush()
            if text := " ".join(_inline_text(tag).split()):
                self.blocks.append(Block(kind="heading", text=text, level=int(name[1])))
        elif name in ("ul", "ol", "dl"):
            self._take_list(tag)
        elif name in ("li", "dt"):
            self._take_item(tag)
        elif name == "dd":
            self._take_definition(tag)
        elif name == "table":
            self._take_table(tag)
        elif name == "pre":
            self._take_verbatim(tag)
        elif name == "br":
            self._pieces.append("\n")
        elif name == "sup":
            self._pieces.append(as_superscript(tag.get_text()))
        elif name in _BLOCKS:
            self._break()
            self.walk(tag)
            self._break()
        else:
            self.walk(tag)

    def _take_list(self, tag: Tag) -> None:
        self.flush()
        outer = self._kind
        self._depth += 1
        self.walk(tag)
        self.flush()
        self._depth -= 1
        self._kind = outer

    def _take_item(self, tag: Tag) -> None:
        self.flush()
        outer, self._kind = self._kind, "item"
        self.walk(tag)
        if tag.name == "li":
            self.flush()
            self._kind = outer
        # A <dt> is left open for its definition; the list's end, or the next term, flushes it.

    def _take_definition(self, tag: Tag) -> None:
        outer, self._kind = self._kind, "item"
        self._pieces.append("\n")
        self.walk(tag)
        self.flush()
        self._kind = outer

    def _take_table(self, tag: Tag) -> None:
        self.flush()
        if is_data_table(tag):
            for caption in tag.find_all("caption"):
                self.walk(caption)
                self.flush()
            self.blocks += table_rows(tag, lambda cell: " ".join(_inline_text(cell).split()))
        else:
            self.walk(tag)
            self.flush()

    def _take_verbatim(self, tag: Tag) -> None:
        self._break()
        self._pieces.append(tag.get_text().strip("\n"))
        self._break()

    def _break(self) -> None:
        """End a paragraph; within an item, only its line."""
        if self._kind == "item":
            self._pieces.append("\n")
        else:
            self.flush()


def _inline_text(tag: Tag) -> str:
    """The text of a heading or cell on its own, whatever blocks are inside."""
    builder = _Builder()
    builder.walk(tag)
    builder.flush()
    return "\n".join(block.text for block in builder.blocks)


def _tidy(text: str) -> str:
    """Single spaces, no space at line ends, no empty lines."""
    lines = (line.strip() for line in re.sub(r" {2,}", " ", text).split("\n"))
    return "\n".join(line for line in lines if line)
