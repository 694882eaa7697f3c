"""A PDF page -> its visible words, with their place and look, turned upright. Does not put them in reading order."""

import ctypes
import math
from collections import Counter
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.readers.pdf_backgrounds import Backgrounds
from ingest.readers.superscript import as_superscript
from ingest.values import Rejected

_MIN_SIZE = 2.0  # points; smaller text is there for machines
_INVISIBLE_MODE = 3  # text rendering mode, ISO 32000-1, table 106
_HYPHEN_AT_LINE_END = "\x02"  # what PDFium makes of a hyphen where it joins two lines
_RAISED_SIZE = 0.85  # of the text around it: superscripts are set at 0.58 to 0.8


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a space between; points from a corner of the page, `base` (the baseline) growing downwards."""

    text: str
    left: float
    right: float
    base: float
    size: float
    is_bold: bool = False
    turn: int = 0
    is_invisible: bool = False


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page in the order of the file, where its area begins and ends, and what was left out."""

    words: list[Word]
    top: float
    bottom: float
    warnings: frozenset[str] = frozenset()


def page_words(page: pypdfium2.PdfPage, max_chars: int) -> PageWords:
    """Words of a page, turned so that most of them run from left to right; others are stamps and are left out.

    Hidden words (tiny, white on nothing, off the page) are left out with a warning; invisible ones are kept where all
    are invisible, as they then are the text layer of a scan.
    Raises: Rejected: too_large, over `max_chars` characters.
    """
    textpage = page.get_textpage()
    reader = _CharReader(page, textpage)
    count = textpage.count_chars()
    if count > max_chars:
        raise Rejected("too_large", f"over {max_chars} characters of text; split it or raise read.max_text_chars")
    words = reader.read(count)
    textpage.close()
    warnings = {"hidden text left out"} if reader.has_hidden else set()
    visible = [word for word in words if not word.is_invisible]
    if visible and len(visible) < len(words):
        words = visible
        warnings.add("hidden text left out")
    chars_by_turn = Counter({0: 0})
    for word in words:
        chars_by_turn[word.turn] += len(word.text)
    turn = chars_by_turn.most_common(1)[0][0]
    upright = [word for word in words if word.turn == turn]
    if len(upright) < len(words):
        warnings.add("text set at an angle left out")
    left, bottom, right, top = page.get_cropbox()
    edges = sorted([_turned(left, bottom, turn)[1], _turned(right, top, turn)[1]])
    return PageWords(words=_raise_digits(upright), top=edges[0], bottom=edges[1], warnings=frozenset(warnings))


class _CharReader:
    """Gathers the characters of a page into words."""

    def __init__(self, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> None:
        self.has_hidden = False
        self._raw = textpage.raw
        self._crop = page.get_cropbox()
        self._backgrounds = Backgrounds(page)

    def read(self, count: int) -> list[Word]:
        """The first `count` characters as words, in the order of the file."""
        words: list[Word] = []
        word: Word | None = None
        text: list[str] = []
        box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        box_p, x_p, y_p = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
        for i in range(count):
            code = pdfium.FPDFText_GetUnicode(self._raw, i)
            character = "-" if chr(code) == _HYPHEN_AT_LINE_END else chr(code)
            if code <= 32 and character != "-":
                word = self._end(word, text, words)
                continue
            pdfium.FPDFText_GetLooseCharBox(self._raw, i, box_p)
            pdfium.FPDFText_GetCharOrigin(self._raw, i, x_p, y_p)
            turn = word.turn if word else self._turn(i)
            left, right = sorted((_turned(box.left, box.top, turn)[0], _turned(box.right, box.bottom, turn)[0]))
            base = _turned(x.value, y.value, turn)[1]
            if (
                word
                and abs(base - word.base) < 0.15 * word.size
                and -1.2 * word.size < left - word.right < 0.35 * word.size
            ):
                text.append(character)
                word = replace(word, left=min(left, word.left), right=max(right, word.right))
                continue
            self._end(word, text, words)
            text.append(character)
            word = self._begin(i, left, right, base)
        self._end(word, text, words)
        return words

    def _begin(self, i: int, left: float, right: float, base: float) -> Word:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._raw, i, ctypes.byref(matrix))
        size = pdfium.FPDFText_GetFontSize(self._raw, i) * math.hypot(matrix.c, matrix.d)
        text_object = pdfium.FPDFText_GetTextObject(self._raw, i)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(text_object) if text_object else 0
        is_invisible = mode == _INVISIBLE_MODE
        if not self._is_shown(i, size, is_invisible):
            self.has_hidden, size = True, 0.0
        return Word("", left, right, base, size, self._is_bold(i), self._turn(i), is_invisible)

    @staticmethod
    def _end(word: Word | None, text: list[str], words: list[Word]) -> None:
        if word and word.size > 0:
            words.append(replace(word, text="".join(text)))
        text.clear()

    def _turn(self, i: int) -> int:
        """Quarter turns, counter-clockwise, of a character; PDFium gives the angle clockwise."""
        angle: float = pdfium.FPDFText_GetCharAngle(self._raw, i)
        return -round(max(angle, 0.0) / (math.pi / 2)) % 4

    def _is_shown(self, i: int, size: float, is_invisible: bool) -> bool:
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._raw, i, ctypes.byref(box))
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        left, bottom, right, top = self._crop
        if size < _MIN_SIZE or not (left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1):
            return False
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if is_invisible or not pdfium.FPDFText_GetFillColor(self._raw, i, red, green, blue, alpha):
            return True
        return not self._backgrounds.hide(x, y, (red.value, green.value, blue.value), alpha.value)

    def _is_bold(self, i: int) -> bool:
        if pdfium.FPDFText_GetFontWeight(self._raw, i) >= 600:
            return True
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetFontInfo(self._raw, i, name, 128, ctypes.c_int())
        return any(mark in name.value.lower() for mark in (b"bold", b"black", b"heavy", b"cmbx", b"semibold"))


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """A point of the page as (along the line, down the page), for text that is turned by so many quarters."""
    return ((x, -y), (y, x), (-x, y), (-y, -x))[turn]


def _raise_digits(words: list[Word]) -> list[Word]:
    """Small raised words that follow another without a gap become superscript characters and part of it."""
    joined: list[Word] = []
    for word in words:
        before = joined[-1] if joined else None
        if before and word.size < _RAISED_SIZE * before.size and abs(word.left - before.right) < 0.25 * before.size:
            lift = before.base - word.base
            if 0.1 * before.size < lift < 0.8 * before.size:
                text = before.text + as_superscript(word.text)
                joined[-1] = replace(before, text=text, right=word.right)
                continue
            if -0.4 * before.size < lift <= 0.1 * before.size and len(word.text) <= 3:  # a subscript, as in H2O
                joined[-1] = replace(before, text=before.text + word.text, right=word.right)
                continue
        if before and before.size == word.size and abs(word.base - before.base) < 0.15 * word.size:
            gap = word.left - before.right
            if -0.1 * word.size < gap < 0.05 * word.size and before.text[-1] in "⁰¹²³⁴⁵⁶⁷⁸⁹":
                joined[-1] = replace(before, text=before.text + word.text, right=word.right)
                continue
        if before and before.size < _RAISED_SIZE * word.size and -0.1 < (word.left - before.right) / word.size < 0.6:
            lift = word.base - before.base
            if before.text.isdecimal() and 0.1 * word.size < lift < 0.8 * word.size:  # the mark of a footnote
                joined[-1] = replace(before, text=as_superscript(before.text), base=word.base, size=word.size)
        joined.append(word)
    return joined
