"""Lines of all pages of a PDF -> the same lines without running heads and page numbers."""

import re
from collections import Counter

from ingest.readers.pdf_lines import Line
from ingest.readers.pdf_words import PageWords

_EDGE = 0.15  # of the page height, at top and bottom, where furniture stands
_MIN_PAGES = 3
_MIN_SHARE = 0.25  # of the pages; left and right pages may differ, and so may chapters
_PIECE = 8  # characters; a shorter piece of a running head may be any word
_MIN_REST = 0.1  # of the text; with less left, what recurs is the text itself
_PAGE_NUMBER = re.compile(
    r"[-–—\s|]*(?:page|p\.|seite)?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*(?:(?:of|/|von|de)\s*\d{1,4})?[-–—\s|.]*(?:page)?\s*",
    re.IGNORECASE,
)


def without_furniture(pages: list[list[Line]], areas: list[PageWords]) -> list[list[Line]]:
    """Leave out, near the edges, page numbers and lines that recur on many pages but for their digits.

    A file that holds little else, such as the same form on every page, is left as it is; in one of two pages the
    digits must recur too. `areas` gives the page edges.
    """
    edges = [[line for line in lines if _is_at_edge(line, area)] for lines, area in zip(pages, areas, strict=True)]
    mask = "#" if len(pages) >= _MIN_PAGES else None
    seen = Counter(pattern for lines in edges for pattern in {_pattern(line, mask) for line in lines})
    enough = max(min(_MIN_PAGES, len(pages)), 2, _MIN_SHARE * len(pages))
    recurring = {pattern for pattern, count in seen.items() if count >= enough}
    kept = []
    for lines, at_edge in zip(pages, edges, strict=True):
        gone = _page_numbers(lines, at_edge)
        gone |= {line for line in at_edge if _recurs(_pattern(line, mask), recurring)}
        kept.append([line for line in lines if line not in gone])
    return kept if _chars(kept) > _MIN_REST * _chars(pages) else pages


def _page_numbers(lines: list[Line], at_edge: list[Line]) -> set[Line]:
    """Lines at the edge, or above or below all others, that hold nothing but a page number."""
    outermost = {min(lines, key=lambda line: line.base), max(lines, key=lambda line: line.base)} if lines else set()
    return {line for line in outermost.union(at_edge) if _PAGE_NUMBER.fullmatch(line.text)}


def _recurs(pattern: str, recurring: set[str]) -> bool:
    """Whether this is a running head, or a piece of one (the first page often sets it in another way)."""
    return pattern in recurring or (len(pattern) >= _PIECE and any(pattern in whole for whole in recurring))


def _is_at_edge(line: Line, area: PageWords) -> bool:
    margin = _EDGE * (area.bottom - area.top)
    return line.base < area.top + margin or line.base > area.bottom - margin


def _pattern(line: Line, mask: str | None) -> str:
    text = line.text.strip("| ").casefold()
    return text if mask is None else re.sub(r"\d+", mask, text)


def _chars(pages: list[list[Line]]) -> int:
    return sum(len(line.text) for lines in pages for line in lines)
