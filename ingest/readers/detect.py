"""Path and bytes of a file -> Document, by the reader that its content and suffix call for. Reads no metadata."""

from pathlib import Path

from ingest.readers.normalise import clean_document
from ingest.values import Rejected
from rag.schema import Document
from rag.settings import ReadSettings

MARKDOWN_SUFFIXES = (".md", ".markdown")
TEXT_SUFFIXES = (".txt",)
HTML_SUFFIXES = (".html", ".htm")
PDF_SUFFIXES = (".pdf",)
SUPPORTED_SUFFIXES = MARKDOWN_SUFFIXES + TEXT_SUFFIXES + HTML_SUFFIXES + PDF_SUFFIXES

_PDF_MARK = b"%PDF-"
_PDF_MARK_WITHIN = 1024  # bytes; PDF readers look this far for the mark (ISO 32000-1, Annex H, note 13)


def read_document(path: Path, data: bytes, limits: ReadSettings) -> Document:
    """Read one file into blocks of clean text; `path` serves only for its suffix.

    Raises: Rejected: unsupported or wrong_type by suffix and content, empty or needs_ocr for too little text,
    too_large over the limits, and whatever the format's reader finds.
    """
    suffix = path.suffix.lower()
    if suffix not in SUPPORTED_SUFFIXES:
        raise Rejected(
            "unsupported",
            f"{suffix or 'files without a suffix'} is not a type we read; convert it to one of "
            + ", ".join(SUPPORTED_SUFFIXES),
        )
    if len(data) > limits.max_bytes:
        raise Rejected(
            "too_large", f"{len(data)} bytes, the limit is {limits.max_bytes}; split the file or raise read.max_bytes"
        )
    if not data.strip():
        raise Rejected("empty", "the file is empty; replace it with one that holds text")
    _refuse_wrong_type(suffix, data)
    document = clean_document(_read_by_suffix(suffix, path, data, limits))
    chars = sum(len(block.text) for block in document.blocks)
    if chars > limits.max_text_chars:
        raise Rejected(
            "too_large",
            f"{chars} characters of text, the limit is {limits.max_text_chars}; split it or raise read.max_text_chars",
        )
    _refuse_no_text(suffix, document, limits)
    return document


def _refuse_wrong_type(suffix: str, data: bytes) -> None:
    is_pdf = _PDF_MARK in data[:_PDF_MARK_WITHIN]
    if suffix in PDF_SUFFIXES and not is_pdf:
        raise Rejected("wrong_type", "named .pdf, but not a PDF inside; give it the suffix of what it is")
    if suffix not in PDF_SUFFIXES and data.startswith(_PDF_MARK):
        raise Rejected("wrong_type", f"named {suffix}, but a PDF inside; rename it to .pdf")
    opening = data[:_PDF_MARK_WITHIN].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if suffix in MARKDOWN_SUFFIXES + TEXT_SUFFIXES and opening.startswith((b"<!doctype html", b"<html")):
        raise Rejected("wrong_type", f"named {suffix}, but an HTML page inside; rename it to .html")


def _read_by_suffix(suffix: str, path: Path, data: bytes, limits: ReadSettings) -> Document:
    """Each reader is imported when needed: a process that reads Markdown never loads the PDF library."""
    if suffix in MARKDOWN_SUFFIXES:
        from ingest.readers import markdown

        return markdown.read(path, data, limits)
    if suffix in TEXT_SUFFIXES:
        from ingest.readers import text

        return text.read(path, data, limits)
    if suffix in HTML_SUFFIXES:
        from ingest.readers import html

        return html.read(path, data, limits)
    from ingest.readers import pdf

    return pdf.read(path, data, limits)


def _refuse_no_text(suffix: str, document: Document, limits: ReadSettings) -> None:
    found = 0
    for block in document.blocks:
        found += sum(map(str.isalnum, block.text))
        if found >= limits.min_chars:
            return
    if suffix in PDF_SUFFIXES:
        raise Rejected(
            "needs_ocr",
            f"{found} letters of text in all its pages, probably scanned; run OCR on it and ingest the result",
        )
    raise Rejected(
        "empty",
        f"{found} letters and digits of text, at least {limits.min_chars} are needed; check what the file holds",
    )
