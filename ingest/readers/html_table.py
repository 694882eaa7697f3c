"""An HTML table -> its rows as blocks, spans filled in. Does not look outside the table."""

from collections import deque
from collections.abc import Callable

from bs4 import Tag

from rag.schema import Block

_MAX_SPAN = 50  # cells; a page that claims more wants to fill the memory


def is_data_table(table: Tag) -> bool:
    """Whether rows and columns mean something: several rows, at least half of them with several plain cells."""
    if str(table.get("role", "")).lower() in ("presentation", "none"):
        return False
    if table.find(["table", "h1", "h2", "h3", "form"]) is not None:
        return False
    rows = table.find_all("tr")
    wide = sum(len(row.find_all(["td", "th"], recursive=False)) > 1 for row in rows)
    return len(rows) > 1 and wide * 2 >= len(rows)


def table_rows(table: Tag, text_of: Callable[[Tag], str]) -> list[Block]:
    """One row block per row with text, its cells as "| a | b |"; `text_of` gives the text of a cell.

    A cell that spans rows is repeated in each; one that spans columns is followed by empty cells, so columns match.
    """
    blocks: list[Block] = []
    carried: dict[int, tuple[int, str]] = {}  # column -> rows it still fills, and its text
    for row in table.find_all("tr"):
        cells = row.find_all(["td", "th"], recursive=False)
        texts = _fill_row(cells, carried, text_of)
        if any(texts):
            is_head = row.find_parent("thead") is not None
            is_header = is_head or (len(cells) > 1 and all(cell.name == "th" for cell in cells))
            blocks.append(Block(kind="row", text="| " + " | ".join(texts) + " |", header_row=is_header))
    return blocks


def _fill_row(cells: list[Tag], carried: dict[int, tuple[int, str]], text_of: Callable[[Tag], str]) -> list[str]:
    waiting = deque(cells)
    texts: list[str] = []
    while waiting or len(texts) in carried:
        column = len(texts)
        if column in carried:
            rows_left, text = carried.pop(column)
            if rows_left > 1:
                carried[column] = (rows_left - 1, text)
            texts.append(text)
            continue
        cell = waiting.popleft()
        spread = [text_of(cell)] + [""] * (_span(cell, "colspan") - 1)
        rows = _span(cell, "rowspan")
        if rows > 1:
            carried.update({column + i: (rows - 1, text) for i, text in enumerate(spread)})
        texts += spread
    return texts


def _span(cell: Tag, name: str) -> int:
    digits = str(cell.get(name, "1")).strip()
    return min(max(int(digits), 1), _MAX_SPAN) if digits.isdecimal() and len(digits) < 6 else 1
