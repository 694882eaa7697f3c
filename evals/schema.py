"""The values of a run, in flow order: Case -> RunRecord. What is measured of it is in score_schema.py. All are frozen."""

import math
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator

from rag.schema import Answer, Audience, Flag, Notices, PageKind, RefusalReason, Value

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Attribute = Literal["sex", "age", "income", "ethnicity"]  # of a person
RecordWriter = Literal["llm", "person", "extractive", "none"]  # person: a recorded reply that somebody wrote by hand

# ---------------------------------------------------------------- suite: Expect, Case, Suite


class SameAs(Value):
    """The case that asks the same for another person, and what of that person is different."""

    case: Words
    changed: Attribute


class Expect(Value):
    """What a careful evaluator demands of the answer. A field left out demands nothing and measures nothing."""

    kind: Literal["answer", "refusal"] | None = None
    reason: RefusalReason | None = Field(default=None, description="of a refusal")
    flags: tuple[Flag, ...] = Field(default=(), description="each must be set; others may be")
    sources: tuple[Words, ...] = Field(default=(), description="source_ids; each must be cited by a statement")
    passages: tuple[Words, ...] = Field(default=(), description="passage_ids; each is relevant")
    passages_contain: tuple[Words, ...] = Field(default=(), description="a passage holding any of these is relevant")
    mentions: tuple[Words, ...] = Field(default=(), description="each must stand on the page")
    not_mentions: tuple[Words, ...] = Field(default=(), description="none may stand on the page")
    facts: tuple[Words, ...] = Field(default=(), description="each must be held by one cited statement")
    same_as: SameAs | None = Field(
        default=None,
        description="the page may differ from that of this case only where a cited text speaks of the change",
    )

    @property
    def names_passages(self) -> bool:
        """Whether it says which passages are relevant."""
        return bool(self.passages or self.passages_contain or self.sources)

    @model_validator(mode="after")
    def _refusal_fields_fit_kind(self) -> Self:
        if self.reason is not None and self.kind != "refusal":
            raise ValueError("a reason is expected of refusals only: set kind: refusal, or remove reason")
        if self.kind == "refusal" and (self.sources or self.passages or self.passages_contain or self.facts):
            raise ValueError(
                "a refusal makes no claim: remove sources, passages, passages_contain and facts, or set kind: answer"
            )
        return self


class Case(Value):
    """One golden question. `id` names it in runs, scores and comparisons."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    question: str
    audience: Audience = "patient"
    page_kind: PageKind = "answer"
    tags: tuple[Words, ...] = ()
    expect: Expect = Expect()

    @field_validator("question")
    @classmethod
    def _asks_something(cls, question: str) -> str:
        """Kept as it was typed, spaces included."""
        if not any(mark.isprintable() and not mark.isspace() for mark in question):
            raise ValueError("is blank: write the question as a reader would type it")
        return question


class Suite(Value):
    """A golden suite: cases in file order, ids unique. `fingerprint` follows the cases, not layout or comments."""

    name: str
    cases: tuple[Case, ...]
    fingerprint: str = Field(description='"sha256:" and 16 hex digits')


# ---------------------------------------------------------------- run: Fingerprints, RunHit, RunPassage, RunRecord


class Fingerprints(Value):
    """What shaped the answers of a run. Two records belong together only when these are equal."""

    settings: str
    generation: str
    prompts: str = Field(description="hash of the files under prompts/")
    vocabulary: str = Field(description="hash of the vocabulary file")
    suite: str
    writer: str = Field(
        default="extractive", description="extractive, or the model that was asked; see Score.written_by"
    )
    endpoint: str = Field(default="", description="where it was asked, without user, key and query; empty: nowhere")


class RunPassage(Value):
    """A cited passage as the generation holds it, kept so that quotes can be re-checked from the run alone."""

    passage_id: str
    source_id: str
    text: str


class RunHit(RunPassage):
    """A passage that search returned. `rank` counts from 1, best first."""

    rank: int = Field(ge=1)


class RunRecord(Value):
    """One case run once: everything that scoring needs, and nothing it has to look up elsewhere."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Annotated[Literal["citewell/run/1"], Field(alias="schema")] = "citewell/run/1"
    suite: str
    suite_cases: int = Field(ge=1, description="cases in the suite, to tell a run that stopped early")
    fingerprints: Fingerprints
    variant: str = Field(
        default="", description="name of the variant that made the answer; empty: the settings as given"
    )
    case: Case
    place: int = Field(default=0, ge=0, description="of the case in its suite, from 0: lines come as they are done")
    repeat: int = Field(default=1, ge=1, description="counted from 1")
    notices: Notices = Field(description="text of the notice files for this audience at the time of the run")
    relevant: tuple[str, ...] = Field(default=(), description="ids of all relevant passages on the shelf")
    answer: Answer | None = None
    error: str | None = Field(default=None, description="why there is no answer")
    hits: tuple[RunHit, ...] = Field(default=(), description="passages found for the question, best first")
    passages: tuple[RunPassage, ...] = Field(default=(), description="the cited passages that the generation holds")

    @model_validator(mode="after")
    def _answer_or_error(self) -> Self:
        if (self.answer is None) == (self.error is None):
            raise ValueError("a record holds either an answer or an error")
        return self

    @model_validator(mode="after")
    def _effort_can_be_counted(self) -> Self:
        if self.answer is not None:
            trace = self.answer.trace
            spent = {"seconds": trace.seconds.total, "cost_usd": trace.cost_usd, "llm_calls": trace.llm_calls}
            for name, value in {**spent, **trace.tokens.model_dump()}.items():
                if not 0 <= value < math.inf:
                    raise ValueError(f"trace.{name} of {value} is no number from 0")
        return self

    @property
    def given(self) -> Answer:
        """The answer. Raises: ValueError: the case errored; look at `error` first."""
        if self.answer is None:
            raise ValueError(f"case {self.case.id!r} has no answer: {self.error}")
        return self.answer
