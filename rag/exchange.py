"""The values that pass between us and a language model, in flow order. What comes back is believed in nothing.

Evidence -> Pack -> ChatRequest -> ChatReply -> PageReply or RepairReply -> Draft. All values are frozen.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rag.schema import Passage, ReplyOrigin, Value

ReplyModel = Literal["page", "repair", "standalone_question", "judgement"]
ReplyLevel = Literal["json_schema", "json_object", "plain"]


class ChatMessage(Value):
    """One message of a chat-completions request."""

    role: Literal["system", "user", "assistant"]
    content: str


class ChatRequest(Value):
    """What a chat model is asked. `reply_model` names the JSON that must come back (rag/write/reply.py)."""

    messages: tuple[ChatMessage, ...]
    reply_model: ReplyModel
    max_output_tokens: int = Field(ge=1)
    temperature: float = Field(default=0.0, ge=0, le=2)
    is_private: bool = Field(default=False, description="personal details were found in it: its reply is not cached")


class ChatReply(Value):
    """What came back, unread. `calls` counts HTTP requests, refused ones included; 0 when nothing was sent."""

    text: str
    model: str = Field(description="as the endpoint names it")
    level: ReplyLevel = Field(description="how the JSON was asked for in the request that was answered")
    prompt_tokens: int = Field(default=0, ge=0, description="as the endpoint counts; estimated where it does not")
    completion_tokens: int = Field(default=0, ge=0)
    calls: int = Field(default=1, ge=0)
    origin: ReplyOrigin = "endpoint"


class ReplyCitation(BaseModel):
    """A quote as the model gives it: the passage by its id in the prompt ("P1"), and the text said to stand there."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    passage: str
    quote: str


class ReplyStatement(BaseModel):
    """A statement as the model proposes it. Nothing of it is shown before it has passed the gate."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str
    citations: tuple[ReplyCitation, ...] = ()


class ReplySection(BaseModel):
    """A section as the model proposes it. Only `id` and `statements` are used: headings come from the outline."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    heading: str = ""
    statements: tuple[ReplyStatement, ...] = ()


class PageReply(BaseModel):
    """The JSON a model must return for a page. Keys it adds are ignored: nothing outside these fields is ever shown."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sections: tuple[ReplySection, ...] = ()
    key_points: tuple[ReplyStatement, ...] = ()
    questions_to_ask: tuple[str, ...] = ()
    cannot_answer: str | None = Field(
        default=None, description="why the passages do not answer the question; null when they do"
    )

    @model_validator(mode="after")
    def _says_something(self) -> "PageReply":
        if "sections" not in self.model_fields_set and not self.cannot_answer:
            raise ValueError("it gives neither sections nor cannot_answer")
        return self


class RepairedStatement(BaseModel):
    """One failing statement, written again. `statement` is null when the model gives it up."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: int = Field(description="number of the failing statement in the repair prompt")
    statement: ReplyStatement | None = None


class RepairReply(BaseModel):
    """The JSON a model must return when asked to repair: only the statements that failed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    statements: tuple[RepairedStatement, ...]


class StandaloneQuestionReply(BaseModel):
    """The JSON a model must return when asked to make a follow-up question stand alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: str


class JudgedCriterion(BaseModel):
    """A verdict as a judge gives it. Whether the criterion was asked for and the value is on its scale is checked later."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    criterion: str
    why: str = ""
    value: str


class JudgementReply(BaseModel):
    """The JSON a model must return when asked to judge a page by a rubric (evals/judge.py); writers never see it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    verdicts: tuple[JudgedCriterion, ...]


class PackedPassage(Value):
    """One passage element of a prompt: neighbours of one section, merged. `id` is its name in the prompt ("P1")."""

    id: str
    passages: tuple[Passage, ...] = Field(description="in reading order, without gaps; their texts joined are `text`")
    text: str
    offsets: tuple[int, ...] = Field(description="where the text of each passage begins in `text`")
    sections: tuple[str, ...] = Field(description="ids of the outline sections it was found for")


class Pack(Value):
    """The evidence of a page as a prompt holds it: best first, within a token budget."""

    passages: tuple[PackedPassage, ...]
    tokens: int = Field(description="estimated tokens of all passage elements, marks included")
    left_out: int = Field(description="passages found but not sent: duplicates and what the budget had no room for")
