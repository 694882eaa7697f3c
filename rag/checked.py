"""What came of holding a text against its sources: each statement with its verdict, and one for the whole. Only values."""

from typing import Literal

from pydantic import Field

from rag.schema import Value


class Failure(Value):
    """A rule that a statement breaks, and why, in words a reviewer understands. `rule` names a file of `rag/check`."""

    rule: str
    why: str


class Span(Value):
    """text[start:end] of the response, in Unicode code points."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class CheckedStatement(Value):
    """A sentence or list item of the response, response[start:end], and what the sources say of it.

    `score`: 0..1, that the sources say it. `unsupported`: the words in doubt, none where the verdict is "supported".
    `nearest`: the sentence of the sources most like it, from passage number `passage` (from 1); "" and 0 where there is
    none. `hint`: the smallest change that would pass, "" where none is known.
    """

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    verdict: Literal["supported", "unsupported"]
    score: float = Field(ge=0, le=1)
    failures: tuple[Failure, ...] = ()
    unsupported: tuple[Span, ...] = ()
    nearest: str = ""
    passage: int = Field(default=0, ge=0)
    hint: str = ""

    @property
    def failed(self) -> tuple[str, ...]:
        """Names of the rules broken, each once, in the order in which they were found."""
        return tuple(dict.fromkeys(failure.rule for failure in self.failures))


class CheckedText(Value):
    """A response with its verdict. `score`: 0..1, 1 for supported. `remarks`: what the reader of the verdict must know."""

    response: str
    passages: tuple[str, ...]
    question: str = ""
    supported: bool
    score: float = Field(ge=0, le=1)
    statements: tuple[CheckedStatement, ...]
    remarks: tuple[str, ...] = ()
