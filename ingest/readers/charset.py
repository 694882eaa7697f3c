"""Bytes of a text file -> text with "\\n" line ends. Refuses binary data; does not look at markup."""

import codecs
import re

from ingest.values import Rejected
from rag.schema import Value

_BOMS = (  # longer marks first: the UTF-32 mark begins with the UTF-16 one
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b"))
MAX_CONTROL_SHARE = 0.02  # a text has next to no control bytes, compressed data about 10 %
# Charsets a page may declare; others Python knows (utf-7, idna, unicode_escape) are slow or rewrite the text.
_DECLARABLE = re.compile(
    r"utf-?8|us-ascii|ascii|windows-\d+|cp\d+|iso-?8859-\d+|latin-?\d|koi8-[ru]|gbk?|gb2312|gb18030|big5|shift[_-]?jis|euc-(?:jp|kr)|mac\w*",
    re.IGNORECASE,
)
# What "surrogateescape" makes of a byte that is not UTF-8 -> the same byte in Windows-1252.
_ESCAPED_BYTES = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}


class Decoded(Value):
    """A text and what had to be guessed about it."""

    text: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode by byte order mark, `declared` charset, UTF-8, else UTF-8 with its broken bytes read as Windows-1252.

    Raises: Rejected: wrong_type, for data with NUL bytes or many control bytes.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return Decoded(text=_unify_lines(data[len(mark) :].decode(encoding, "replace")))
    _refuse_binary(data)
    if declared and _DECLARABLE.fullmatch(declared.strip()):
        try:
            return Decoded(text=_unify_lines(data.decode(declared.strip())))
        except (UnicodeError, LookupError):
            pass  # a page that lies about its charset is read as one that declares none
    try:
        return Decoded(text=_unify_lines(data.decode("utf-8")))
    except UnicodeDecodeError:
        text = _unify_lines(_decode_mixed(data))
        return Decoded(text=text, warnings=("not valid UTF-8; the other bytes were read as Windows-1252",))


def _refuse_binary(data: bytes) -> None:
    controls = len(data) - len(data.translate(None, _CONTROL))
    if b"\x00" in data or controls > MAX_CONTROL_SHARE * len(data):
        raise Rejected(
            "wrong_type", "the file holds binary data, not text; save it as UTF-8 text, or as PDF, and retry"
        )


def _decode_mixed(data: bytes) -> str:
    """UTF-8 where it is valid, Windows-1252 for every byte where it is not."""
    return data.decode("utf-8", "surrogateescape").translate(_ESCAPED_BYTES)


def _unify_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
