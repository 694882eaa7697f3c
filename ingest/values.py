"""What reading a file comes to: a document, or a rejection with a reason. Reads nothing itself."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field

from rag.schema import Document, Value

RejectReason = Literal[
    "empty",
    "needs_ocr",
    "encrypted",
    "damaged",
    "wrong_type",
    "unsupported",
    "no_licence",
    "missing_metadata",
    "bad_metadata",
    "too_large",
    "timeout",
    "not_found",
    "outside_folder",
]


class Rejection(Value):
    """A file that was not taken, and why. `message` ends with a remedy."""

    path: str
    reason: RejectReason
    message: str


class Rejected(Exception):
    """Raised while a file is read, caught where the file's name is known. The message ends with a remedy."""

    def __init__(self, reason: RejectReason, message: str) -> None:
        """`message` is one line that says what is wrong and ends with what to do."""
        super().__init__(message)
        self.reason: RejectReason = reason
        self.message = message

    def at(self, path: Path) -> Rejection:
        """This rejection as a value, for the file `path`."""
        return Rejection(path=printable_path(path), reason=self.reason, message=self.message)


class ReadResult(Value):
    """What reading one file gave: exactly one of `document` and `rejection`."""

    path: str
    sha256: str | None = Field(default=None, description="hex digest of the bytes read; None when none were read")
    front_matter: str = Field(default="", description="front matter of a text file with its --- lines, as read")
    document: Document | None = None
    rejection: Rejection | None = None


class Progress(Value):
    """How far an ingest is: `done` of `total` files read or passages embedded."""

    stage: Literal["read", "embed", "index"]
    done: int
    total: int
    name: str = ""


def printable_path(path: Path) -> str:
    """The path as text that is safe to print and store: undecodable bytes and control characters become escapes."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
