"""The values of a score, in flow order: Measurement -> CaseScore -> Figure -> Score. All are frozen.

*Unmeasured* is a state of its own: no value, and a reason in words. It is never NaN, and never 0 in disguise.
"""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from evals.schema import Fingerprints, RecordWriter, RunPassage
from rag.schema import Answer, Value

Unit = Literal["share", "seconds", "tokens", "usd", "words", "grade", "count"]
Better = Literal["more", "less", "neither"]
Statistic = Literal["mean", "median", "p95"]
Number = Annotated[float, Field(allow_inf_nan=False)]


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
