"""The values of a judgement, in flow order: Rubric -> Opinion -> CriterionResult -> Judgement. All are frozen.

A model's opinion is no measurement: it has its own file and its own table, and is in no Score.
"""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from evals.schema import Fingerprints, Words
from evals.score_schema import Figure, Number
from rag.schema import Value

LooksAt = Literal["page", "statements"]

# ---------------------------------------------------------------- rubric: Grade, Yardstick, Criterion, Rubric


class Grade(Value):
    """One value of a closed scale, and what it stands for."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    value: Words
    means: Words


class Yardstick(Value):
    """A measure of `eval score` to set beside a criterion, and from where on (or up to where) it counts as good."""

    measure: Words
    at_least: Number | None = None
    at_most: Number | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give one of at_least and at_most")
        return self

    def is_met(self, value: float) -> bool:
        """Whether a value of the measure counts as good."""
        if self.at_least is not None:
            return value >= self.at_least
        return self.at_most is not None and value <= self.at_most

    def __str__(self) -> str:
        """In words, for tables."""
        return f"{self.measure} " + (f">= {self.at_least:g}" if self.at_least is not None else f"<= {self.at_most:g}")


class Criterion(Value):
    """One question to the judge."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    question: Words
    looks_at: LooksAt = Field(default="page", description="statements: each with its quotes, in random order")
    of: Literal["answers", "pages"] = Field(default="answers", description="pages: refusals too")
    scale: tuple[Grade, ...] = Field(min_length=2, description="lowest first")
    good: tuple[Words, ...] = Field(min_length=1, description="values that count as met")
    compare_with: Yardstick | None = None
    canary: bool = Field(default=True, description="a page with the statements of another page must fail it")

    @model_validator(mode="after")
    def _scale_is_closed(self) -> Self:
        values = [value.casefold() for value in self.values]
        if len(set(values)) < len(values):
            raise ValueError(f"{self.id}: a value stands twice on the scale")
        if not set(self.good) < set(self.values):
            raise ValueError(f"{self.id}: good must name some values of the scale, and not all of them")
        if self.looks_at == "statements" and self.of == "pages":
            raise ValueError(f"{self.id}: a refusal has no statements to look at; leave out `of`")
        return self

    @property
    def values(self) -> tuple[str, ...]:
        """The scale, lowest first."""
        return tuple(grade.value for grade in self.scale)


class Rubric(Value):
    """What a judge is asked. A change of wording needs a new version."""

    name: Words
    version: int = Field(ge=1)
    criteria: tuple[Criterion, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [criterion.id for criterion in self.criteria]
        if len(set(ids)) < len(ids):
            raise ValueError("two criteria have the same id")
        return self


# ---------------------------------------------------------------- opinions: Verdict, Opinion


class Verdict(Value):
    """What the judge said to one criterion: a value of its scale, or the reason why there is none."""

    criterion: str
    value: str | None = None
    why: str = Field(default="", description="in the judge's words, cut")
    reason: str | None = None

    @model_validator(mode="after")
    def _value_or_reason(self) -> Self:
        if (self.value is None) == (self.reason is None):
            raise ValueError("a verdict has either a value or a reason for having none")
        return self


class Opinion(Value):
    """One reply of the judge. `request` names what exactly was asked, so that it is not asked twice."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Annotated[Literal["citewell/opinion/1"], Field(alias="schema")] = "citewell/opinion/1"
    request: str
    judge: str
    variant: str = ""
    case: str
    repeat: int = Field(ge=1)
    broken: bool = Field(default=False, description="the page was broken on purpose, see canary")
    looks_at: LooksAt
    turn: int = Field(ge=1, description="how often this was asked before, and once")
    verdicts: tuple[Verdict, ...]
    is_final: bool = Field(default=True, description="false: a fault that passes; it is asked again next time")
    cost_usd: float = 0.0


# ---------------------------------------------------------------- results: Count ... Judgement


class Count(Value):
    """How many of one kind."""

    what: str
    n: int = Field(ge=0)


class Coefficient(Value):
    """Agreement beyond chance, at most 1; 0: as by chance; below: less. `n`: pages it is taken over."""

    value: Number | None
    n: int = Field(ge=0)
    low: Number | None = None
    high: Number | None = None
    reason: str | None = Field(default=None, description="why there is no value")

    @model_validator(mode="after")
    def _value_or_reason(self) -> Self:
        if (self.value is None) == (self.reason is None):
            raise ValueError("a coefficient has either a value or a reason for having none")
        return self


class Compared(Value):
    """Judge and measure on the same pages, as met or not met."""

    yardstick: Yardstick
    agreement: Figure
    kappa: Coefficient = Field(description="Cohen's")
    both_good: int = Field(ge=0)
    judge_only: int = Field(ge=0)
    measure_only: int = Field(ge=0)
    neither: int = Field(ge=0)
    unmeasured: int = Field(ge=0, description="judged pages on which the measure has no value")


class CriterionResult(Value):
    """What the judge said to one criterion, over the pages of one variant. A page's verdict is the median of its turns."""

    variant: str
    criterion: str
    good: Figure = Field(description="share of cases whose page met it")
    values: tuple[Count, ...] = Field(description="verdicts by value, lowest first")
    unusable: tuple[Count, ...] = Field(description="verdicts that are none, by reason")
    not_asked: tuple[Count, ...] = Field(description="pages it was not asked of, by reason")
    agreement: Figure = Field(description="share of pairs of turns with the same value, by page")
    alpha: Coefficient = Field(description="Krippendorff's, for ordered values")
    compared: Compared | None = None


class CanaryResult(Value):
    """Pages that pass every measure, and the same broken on purpose: can the judge tell them apart?"""

    criterion: str
    good_found: Figure = Field(description="share of sound pages that the judge found good")
    bad_found: Figure = Field(description="share of broken pages that it did not find good")


class Judgement(Value):
    """What `eval judge` writes: the opinion of one model on the pages of one run."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Annotated[Literal["citewell/judgement/1"], Field(alias="schema")] = "citewell/judgement/1"
    suite: str
    fingerprints: Fingerprints
    judge: str
    prompt: str = Field(description="name, version and fingerprint")
    rubric: Rubric
    turns: int = Field(ge=1)
    seed: int
    pages: int = Field(ge=1, description="records of the run")
    wanted: int = Field(ge=0, description="opinions asked for")
    results: tuple[CriterionResult, ...]
    canary: tuple[CanaryResult, ...] | None = Field(default=None, description="null: not asked for")
    cost_usd: float = Field(ge=0, description="of all opinions in this file")
    opinions: tuple[Opinion, ...]
