"""Markdown -> Document: headings, paragraphs, list items and table rows, as text without markup. Runs no HTML."""

import re
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.readers.charset import decode
from ingest.readers.front_matter import split_front_matter
from ingest.readers.markdown_inline import HiddenTags, visible_text
from ingest.values import Rejected
from rag.schema import Block, Document
from rag.settings import ReadSettings

MAX_NESTING = 100  # levels; text nested deeper is left out by the parser


def read(path: Path, data: bytes, limits: ReadSettings) -> Document:
    """Read a Markdown file (CommonMark with tables); `path` and `limits` are not used by this format.

    Front matter, comments, raw HTML, image descriptions and struck-out text are left out, the last three with a
    warning. Soft line breaks stay as newlines.
    Raises: Rejected: wrong_type for binary data, bad_metadata for front matter without an end, damaged when unparsable.
    """
    decoded = decode(data)
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING, "typographer": False}).enable(
        ["table", "strikethrough"]
    )
    try:
        tokens = parser.parse(split_front_matter(decoded.text).body)
        builder = _Builder()
        for token in tokens:
            builder.take(token)
        builder.flush_item()
    except RecursionError as error:
        raise Rejected("damaged", "the markup is nested too deeply to be read; simplify it") from error
    headings = [block for block in builder.blocks if block.kind == "heading"]
    title = next((block.text for block in headings if block.level == 1), headings[0].text if headings else None)
    return Document(
        title=title, blocks=tuple(builder.blocks), warnings=decoded.warnings + tuple(sorted(builder.warnings))
    )


class _Builder:
    """Collects blocks from the parser's tokens, one at a time."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.warnings: set[str] = set()
        self._hidden = HiddenTags()
        self._list_depth = 0
        self._item: list[str] | None = None  # paragraphs of the list item being read
        self._heading = 0  # level of the heading being read, 0 outside one
        self._cells: list[str] | None = None  # cells of the table row being read
        self._in_head = False

    def take(self, token: Token) -> None:
        """Add what one token stands for."""
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self.flush_item()
                self._list_depth += 1
            case "bullet_list_close" | "ordered_list_close":
                self.flush_item()
                self._list_depth -= 1
            case "list_item_open":
                self.flush_item()
                self._item = []
            case "heading_open":
                self.flush_item()
                self._heading = int(token.tag[1])
            case "heading_close":
                self._heading = 0
            case "thead_open" | "thead_close":
                self._in_head = token.nesting == 1
            case "tr_open":
                self.flush_item()
                self._cells = []
            case "tr_close":
                self._add_row()
            case "inline":
                inline = visible_text(token, self._hidden)
                self.warnings |= inline.warnings
                self._add_text(inline.text)
            case "fence" | "code_block":
                self._add_text("" if self._hidden.is_open else token.content.strip("\n"))
            case "html_block":
                self._drop_html(token.content)

    def flush_item(self) -> None:
        """End the list item being read; text of it that follows a nested list becomes an item of its own."""
        if self._item:
            self._add("item", "\n".join(self._item), level=max(self._list_depth - 1, 0))
        self._item = [] if self._list_depth and self._item is not None else None

    def _add_text(self, text: str) -> None:
        if self._cells is not None:
            self._cells.append(" ".join(text.split()))
        elif self._heading:
            self._add("heading", " ".join(text.split()), level=self._heading)
        elif self._list_depth and self._item is not None:
            if text.strip():
                self._item.append(text)
        else:
            self._add("paragraph", text)

    def _add_row(self) -> None:
        cells, self._cells = self._cells or [], None
        if any(cells):
            row = "| " + " | ".join(cells) + " |"
            self.blocks.append(Block(kind="row", text=row, header_row=self._in_head))

    def _add(self, kind: str, text: str, level: int = 0) -> None:
        if text.strip():
            self.blocks.append(Block.model_validate({"kind": kind, "text": text, "level": level}))

    def _drop_html(self, markup: str) -> None:
        self._hidden.take_markup(markup)
        if re.sub(r"<!--.*?(?:-->|$)|<[^>]*>", "", markup, flags=re.DOTALL).strip():
            self.warnings.add("raw HTML left out, with the text in it")
