"""The JSON of a chat completion, whole or in streamed pieces, to what was said. Sends nothing, judges nothing."""

from typing import Any

from pydantic import BaseModel

from rag.write.outcome import Said, Spent


class Words(BaseModel):
    """A message, or a piece of one."""

    content: str | None = None
    refusal: str | None = None


class Choice(BaseModel):
    """One answer, of which we ask for one."""

    message: Words | None = None
    delta: Words | None = None
    finish_reason: str | None = None


class Usage(BaseModel):
    """Token counts, as the endpoint has them."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class Completion(BaseModel):
    """A completion or a chunk of one, as far as we read it. Endpoints leave out or null all sorts of fields."""

    model: str | None = None
    choices: tuple[Choice, ...] | None = None
    usage: Usage | None = None
    error: Any = None


class Model(BaseModel):
    """An entry of GET /models."""

    id: str


class Models(BaseModel):
    """The answer to GET /models."""

    data: tuple[Model, ...]


class Heard:
    """Adds up the pieces of one reply. `is_begun`: there was a choice; `is_ended`: it gave a finish reason."""

    def __init__(self) -> None:
        """Nothing heard yet."""
        self.text = ""
        self.is_begun = False
        self._refusal = ""
        self._reason: str | None = None
        self._spent = Spent()

    @property
    def is_ended(self) -> bool:
        """Whether a finish reason was given."""
        return self._reason is not None

    def add(self, piece: Completion) -> bool:
        """Take up a piece. Returns: whether the text grew."""
        before, usage = len(self.text), piece.usage or Usage()
        self._spent = Spent(
            model=piece.model or self._spent.model,
            prompt_tokens=usage.prompt_tokens or self._spent.prompt_tokens,
            completion_tokens=usage.completion_tokens or self._spent.completion_tokens,
        )
        for choice in (piece.choices or ())[:1]:
            self.is_begun = True
            words = choice.delta or choice.message or Words()
            self.text += words.content or ""
            self._refusal += words.refusal or ""
            self._reason = choice.finish_reason or self._reason
        return len(self.text) > before

    def said(self) -> Said:
        """All of it together."""
        return Said(text=self.text, refusal=self._refusal or None, reason=self._reason, spent=self._spent)
