"""The values of an evaluation, in flow order: Case -> RunRecord -> Measurement -> Figure -> Score. All are frozen.

*Unmeasured* is a state of its own: no value, and a reason in words. It is never NaN, and never 0 in disguise.
"""

import math
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator

from rag.schema import Answer, Audience, Flag, Notices, PageKind, RefusalReason, Value

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Unit = Literal["share", "seconds", "tokens", "usd", "words", "grade", "count"]
Better = Literal["more", "less", "neither"]
Statistic = Literal["mean", "median", "p95"]
Number = Annotated[float, Field(allow_inf_nan=False)]
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


# ---------------------------------------------------------------- score: Measurement ... Score


class Measurement(Value):
    """One measure of one record: a value, or the reason why there is none. `failures` says what missed, in words.

    `better`: whether more or less of it is good; "neither" where it only informs. `statistic`: what its figure takes.
    """

    name: str
    value: Number | None
    unit: Unit = "share"
    better: Better = "more"
    statistic: Statistic = "mean"
    reason: str | None = None
    failures: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _value_or_reason(self) -> Self:
        if (self.value is None) == (self.reason is None):
            raise ValueError("a measurement has either a value or a reason for having none")
        _must_be_share(self.unit, self.value)
        return self

    @classmethod
    def unmeasured(
        cls, name: str, reason: str, *, unit: Unit = "share", better: Better = "more", statistic: Statistic = "mean"
    ) -> Self:
        """No value, and why. What is no share keeps its unit, so that its figure has one where no case is measured."""
        return cls(name=name, value=None, reason=reason, unit=unit, better=better, statistic=statistic)

    @classmethod
    def share(cls, name: str, outcomes: Sequence[str | None], *, nothing: str) -> Self:
        """Share of outcomes that are None (good); the others say what went wrong. None at all: unmeasured."""
        if not outcomes:
            return cls.unmeasured(name, nothing)
        failures = tuple(outcome for outcome in outcomes if outcome is not None)
        return cls(name=name, value=1 - len(failures) / len(outcomes), failures=failures)


class CaseScore(Value):
    """All measurements of one record."""

    id: str
    repeat: int
    question: str
    tags: tuple[str, ...]
    expected: Literal["answer", "refusal"] | None
    got: Literal["answer", "refusal"] | None
    writer: RecordWriter | None = Field(default=None, description="who wrote the page; null: the case errored")
    variant: str = ""
    error: str | None
    answer: Answer | None = Field(default=None, description="the page, for reports and comparisons")
    hits: tuple[str, ...] = Field(default=(), description="ids of the passages found, best first")
    measurements: tuple[Measurement, ...]

    @property
    def failures(self) -> tuple[str, ...]:
        """What went wrong, in words, in measure order."""
        return tuple(failure for measurement in self.measurements for failure in measurement.failures)


class Figure(Value):
    """A measure over cases, with a 95 % interval. `n`: cases measured; `unmeasured`: the other cases."""

    name: str
    value: Number | None
    unit: Unit = "share"
    better: Better = "more"
    statistic: Statistic = "mean"
    n: int = Field(ge=0)
    low: Number | None = None
    high: Number | None = None
    method: Literal["wilson", "bootstrap"] | None = None
    unmeasured: int = Field(default=0, ge=0)
    reason: str | None = Field(default=None, description="why there is no value")

    @model_validator(mode="after")
    def _measured_or_reason(self) -> Self:
        is_measured = self.value is not None
        signs = (self.low is not None, self.high is not None, self.method is not None, self.reason is None, self.n > 0)
        if any(sign != is_measured for sign in signs):
            raise ValueError("a figure has a value, n, an interval and its method, or none of them and a reason")
        for value in (self.value, self.low, self.high):
            _must_be_share(self.unit, value)
        return self


class Confusion(Value):
    """Records by what was expected and what came. Records that errored or expect no kind are in none of them."""

    refused_rightly: int = Field(ge=0)
    refused_wrongly: int = Field(ge=0)
    answered_rightly: int = Field(ge=0)
    answered_wrongly: int = Field(ge=0)


class WriterScore(Value):
    """The same figures over the records of one writer alone."""

    writer: RecordWriter
    records: int = Field(ge=1)
    figures: tuple[Figure, ...]
    confusion: Confusion


class TagScore(Value):
    """The same figures over the cases with one tag alone."""

    tag: str
    records: int = Field(ge=1)
    figures: tuple[Figure, ...]


class VariantScore(Value):
    """The same figures over the records of one variant of the settings or prompts alone."""

    variant: str
    fingerprints: Fingerprints
    written_by: str = Field(default="", description="as Score.written_by, of this variant; empty: not said")
    records: int = Field(ge=1)
    errored: int = Field(ge=0)
    not_run: int = Field(default=0, ge=0, description="cases of the suite that the run file does not hold of it")
    figures: tuple[Figure, ...]
    confusion: Confusion


class Score(Value):
    """What `eval score` writes: a pure function of the run file.

    Where the run holds several variants, `records`, `errored` and `cases` are of all; the rest is of the first alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Annotated[Literal["citewell/score/1"], Field(alias="schema")] = "citewell/score/1"
    suite: str
    fingerprints: Fingerprints
    written_by: str = Field(description="who wrote the pages: a writer by name, or mixed, with counts and reasons")
    records: int = Field(ge=1)
    errored: int = Field(ge=0)
    not_run: int = Field(ge=0, description="cases of the suite that the run file does not hold")
    figures: tuple[Figure, ...]
    confusion: Confusion
    writers: tuple[WriterScore, ...] = Field(default=(), description="by writer, where more than one wrote")
    variants: tuple[VariantScore, ...] = Field(default=(), description="by variant, where the run holds several")
    tags: tuple[TagScore, ...] = Field(default=(), description="by tag of the cases, in order of name")
    cases: tuple[CaseScore, ...] = Field(min_length=1)
    passages: tuple[RunPassage, ...] = Field(default=(), description="found or cited by a case, each once, by id")


def _must_be_share(unit: Unit, value: float | None) -> None:
    if unit == "share" and value is not None and not 0 <= value <= 1:
        raise ValueError(f"a share of {value} is outside 0..1")
