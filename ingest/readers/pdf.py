"""PDF -> Document: text of each page in reading order, with page numbers. Runs no script and reads no image."""

import re
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.readers.pdf_blocks import blocks_of
from ingest.readers.pdf_furniture import without_furniture
from ingest.readers.pdf_headings import Headings, OutlineEntry
from ingest.readers.pdf_lines import lines_of
from ingest.readers.pdf_order import order_page
from ingest.readers.pdf_words import PageWords, page_words
from ingest.values import Rejected
from rag.schema import Document
from rag.settings import ReadSettings

_DAMAGED = "open it in a PDF reader, print it to a new PDF and ingest that"
_FILE_NAME = re.compile(
    r"^(?:microsoft word|untitled)|\.[a-z]{2,5}$", re.IGNORECASE
)  # no title, whatever the property says
_MAX_BOOKMARKS = 5_000


def read(path: Path, data: bytes, limits: ReadSettings) -> Document:
    """Read a PDF's text layer; `path` is not used by this format.

    Running heads, page numbers, stamps at an angle and hidden text are left out, the last two with a warning. Pages
    without text in a file that has text are named in a warning. The title is the document property of this name, else
    the first main heading.
    Raises: Rejected: encrypted, damaged, empty (blank pages), needs_ocr (too little text for its pages) or too_large.
    """
    pdf = _open(data)
    try:
        count = len(pdf)
        if count == 0:
            raise Rejected("damaged", f"the PDF has no pages that can be read; {_DAMAGED}")
        if count > limits.max_pages:
            raise Rejected(
                "too_large", f"{count} pages, the limit is {limits.max_pages}; split it or raise read.max_pages"
            )
        pages, unreadable = _read_pages(pdf, count, limits)
        outline = _outline(pdf)
        title = pdf.get_metadata_value("Title").strip()
        is_blank = not any(page.words for page in pages) and _draws_nothing(pdf)
    finally:
        pdf.close()
    if is_blank:
        raise Rejected("empty", f"all {count} page(s) are blank; replace the file with one that holds text")
    _refuse_scans(pages, limits)
    lines = without_furniture([lines_of(page.words) for page in pages], pages)
    headings = Headings([line for page in lines for line in page], outline)
    ordered = [order_page(page, headings.body_size) for page in lines]
    warnings = sorted(set().union(*(page.warnings for page in pages)))
    warnings += _page_warning("damaged, left out", unreadable)
    empty = [n for n, page in enumerate(pages, start=1) if not page.words and n not in unreadable]
    warnings += _page_warning("without text, perhaps scanned", empty)
    blocks = blocks_of(ordered, headings)
    if not title or _FILE_NAME.search(title):
        title = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), "")
    return Document(title=title or None, blocks=tuple(blocks), warnings=tuple(warnings))


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise Rejected(
                "encrypted", "the PDF asks for a password; save a copy without one and ingest that"
            ) from error
        raise Rejected("damaged", f"the PDF cannot be opened; {_DAMAGED}") from error


def _read_pages(pdf: pypdfium2.PdfDocument, count: int, limits: ReadSettings) -> tuple[list[PageWords], list[int]]:
    """The words of every page, and the numbers of the pages that could not be read."""
    pages: list[PageWords] = []
    unreadable: list[int] = []
    chars_left = limits.max_text_chars
    for i in range(count):
        try:
            page = pdf[i]
            words = page_words(page, max(chars_left, 0))
            page.close()
        except pypdfium2.PdfiumError:
            words = PageWords(words=[], top=0.0, bottom=0.0)
            unreadable.append(i + 1)
        pages.append(words)
        chars_left -= sum(len(word.text) for word in words.words)
    if len(unreadable) == count:
        raise Rejected("damaged", f"none of the {count} pages can be read; {_DAMAGED}")
    return pages, unreadable


def _draws_nothing(pdf: pypdfium2.PdfDocument) -> bool:
    """Whether no page holds an image, a shape or a letter: a blank file, not a scanned one."""
    try:
        return not any(True for i in range(len(pdf)) for _ in pdf[i].get_objects(max_depth=1))
    except pypdfium2.PdfiumError:
        return False


def _outline(pdf: pypdfium2.PdfDocument) -> list[OutlineEntry]:
    entries: list[OutlineEntry] = []
    try:
        for bookmark in pdf.get_toc(max_depth=6):
            destination = bookmark.get_dest()
            index = destination.get_index() if destination else None
            page = None if index is None else index + 1
            entries.append(OutlineEntry(title=bookmark.get_title(), page=page, level=bookmark.level + 1))
            if len(entries) >= _MAX_BOOKMARKS:
                break
    except pypdfium2.PdfiumError:
        pass  # a broken outline costs us levels of headings, not the text
    return entries


def _refuse_scans(pages: list[PageWords], limits: ReadSettings) -> None:
    letters = sum(sum(map(str.isalnum, word.text)) for page in pages for word in page.words)
    if letters < limits.min_chars or letters < limits.min_chars_per_page * len(pages):
        raise Rejected(
            "needs_ocr",
            f"{letters} letters of text on {len(pages)} page(s), probably scanned; run OCR on it and ingest the result",
        )


def _page_warning(what: str, numbers: list[int]) -> list[str]:
    return [f"page(s) {what}: {', '.join(map(str, numbers))}"] if numbers else []
