"""Outline and text sizes of a PDF -> which lines are headings, and how deep. Does not join lines."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.readers.pdf_lines import Line

_LARGER = 1.12  # times the body text
_MAX_WORDS = 20
_MAX_LEVEL = 6
_SHARE_OF_TEXT = 0.3  # a larger or bold look that more of the text has is not that of headings


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark: its title, page (from 1; None when it names none) and depth from 1."""

    title: str
    page: int | None
    level: int


class Headings:
    """Tells headings from other lines of one document."""

    def __init__(self, lines: Iterable[Line], outline: Iterable[OutlineEntry]) -> None:
        """Learn the sizes that are in use; `lines` are those of all pages."""
        chars: Counter[float] = Counter()
        bold_chars = 0
        for line in lines:
            chars[_rounded(line.size)] += len(line.text)
            bold_chars += len(line.text) if line.is_bold else 0
        self.body_size = chars.most_common(1)[0][0] if chars else 0.0
        total = max(sum(chars.values()), 1)
        larger = [size for size in chars if size >= _LARGER * self.body_size and chars[size] < _SHARE_OF_TEXT * total]
        self._level_by_size = {size: level for level, size in enumerate(sorted(larger, reverse=True), start=1)}
        self._has_bold_headings = bold_chars < _SHARE_OF_TEXT * total
        self._outline: dict[str, OutlineEntry] = {}
        for entry in outline:
            self._outline.setdefault(_key(entry.title), entry)

    def level(self, line: Line, page: int) -> int:
        """Depth from 1 of a heading, 0 for other lines: by the outline, else by size, else bold and standing alone."""
        if line.words > _MAX_WORDS or not any(map(str.isalpha, line.text)):
            return 0
        entry = self._outline.get(_key(line.text))
        if entry and (entry.page is None or abs(entry.page - page) <= 1):
            return min(entry.level, _MAX_LEVEL)
        level = self._level_by_size.get(_rounded(line.size))
        if level is None and line.is_bold and self._has_bold_headings and line.size > 0.95 * self.body_size:
            level = len(self._level_by_size) + 1 if not line.text.rstrip().endswith((".", ",", ";")) else None
        return min(level, _MAX_LEVEL) if level else 0


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _key(title: str) -> str:
    """A title without its number, spaces and marks."""
    title = re.sub(r"^\s*(?:(?:[A-Z]|[IVX]+|\d+)(?:[.-][A-Z\d]+)*[.)]?|Appendix [A-Z]:)\s+(?=\S)", "", title)
    return re.sub(r"\W+", "", title).casefold()
