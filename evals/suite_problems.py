"""What is wrong with a golden suite, where, and what to do about it. Finds nothing itself."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator

from rag.schema import Value

FIELDS = "the fields of a case are listed in docs/how-to-suites.md"


def _writable(text: object) -> object:
    """Half a surrogate pair, which JSON can hold and no file can, as its escape."""
    return text.encode("utf-8", "backslashreplace").decode() if isinstance(text, str) else text


Said = Annotated[str, BeforeValidator(_writable)]


class Problem(Value):
    """One thing that is wrong. `line` counts from 1; None: the file as a whole. `case`: its id, else its number."""

    severity: Literal["error", "warning"] = "error"
    file: Path
    line: int | None = None
    case: Said | None = None
    field: Said | None = None
    message: Said
    remedy: Said

    @property
    def text(self) -> str:
        """All of it in one line: suite s.yaml, line 3, case 'her2-kidney', expect.kind: what is wrong; remedy."""
        line = f", line {self.line}" if self.line else ""
        case = f", case {self.case}" if self.case else ""
        field = f", {self.field}" if self.field else ""
        return " ".join(f"suite {self.file}{line}{case}{field}: {self.message}; {self.remedy}".split())


def in_file_order(problems: Sequence[Problem], files: Sequence[Path]) -> tuple[Problem, ...]:
    """Problems by file, in the order of `files`, then by line; those of a line as they were found."""
    order = {file: at for at, file in enumerate(files)}
    return tuple(sorted(problems, key=lambda one: (order.get(one.file, len(order)), one.line or 0)))
