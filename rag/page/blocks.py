"""Split a statement's text into the paragraphs, lists and tables it is written as. Changes no word."""

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

BlockKind = Literal["text", "list", "table"]
RULE_ROW = re.compile(r"^[|\s:-]*-[|\s:-]*$")  # the |---|---| line under a Markdown table's header
CELL_END = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Block:
    """One paragraph, list or table. `lines` holds the paragraph or the items; `rows` the table, header row first."""

    kind: BlockKind
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def split_blocks(text: str) -> tuple[Block, ...]:
    """Paragraphs, lists ("- " lines) and tables ("|" lines) in order; blank lines only separate.

    Rows of a table are padded to its widest row. Every other character is kept, white space folded.
    """
    lines = [line for raw in text.splitlines() if (line := " ".join(raw.split()))]
    blocks: list[Block] = []
    for kind, group in groupby(lines, key=_kind):
        if kind == "text":
            blocks += [Block("text", lines=(line,)) for line in group]
        elif kind == "list":
            blocks.append(Block("list", lines=tuple(line[2:] for line in group)))
        else:
            rows = [_cells(line) for line in group if not RULE_ROW.match(line)]
            width = max((len(row) for row in rows), default=0)
            blocks.append(Block("table", rows=tuple(row + ("",) * (width - len(row)) for row in rows)))
    return tuple(blocks)


def _kind(line: str) -> BlockKind:
    if line.startswith("- "):
        return "list"
    return "table" if line.startswith("|") else "text"


def _cells(row: str) -> tuple[str, ...]:
    inner = row.removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return tuple(cell.strip().replace("\\|", "|") for cell in CELL_END.split(inner))
