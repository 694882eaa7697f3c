"""The values of a comparison, in flow order: Side, Difference, ChangedAnswer -> Contrast -> Comparison. All are frozen.

A Comparison holds all that a page or table of it shows: no score file is needed beside it.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from evals.paired import IntervalMethod, TestName
from evals.schema import Fingerprints, RecordWriter
from evals.score_schema import Better, Figure, Number, Statistic, Unit
from rag.schema import RefusalReason, Value

Verdict = Literal["better", "worse", "unclear", "same", "informs", "unmeasured"]
Gate = Literal["significant", "any"]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Side(Value):
    """One of the two things compared: a run, or one variant of a run."""

    label: str
    variant: str = ""
    suite: str
    fingerprints: Fingerprints
    written_by: str = ""
    records: int = Field(ge=1)
    errored: int = Field(ge=0)
    not_run: int | None = Field(default=None, ge=0, description="null: not known")


class Differing(Value):
    """A fingerprint, or the suite's name, that is not the same on both sides."""

    name: str
    before: str
    after: str


class Unpaired(Value):
    """Cases that a measure leaves out of the pairs, and why. `side`: which one has no value."""

    side: Literal["before", "after", "both"]
    reason: str
    cases: int = Field(ge=1)


class Difference(Value):
    """One measure: figures of both sides over all their cases, and the paired difference over the cases both measured.

    `verdict`: better or worse where `p_adjusted` is at most 0.05; unclear where chance may do it; same where no pair
    differs; informs where neither direction is better, and of quantiles (no test).
    `detectable`: see paired.detectable; `_adjusted`: among all tests.
    """

    name: str
    unit: Unit = "share"
    better: Better = "more"
    statistic: Statistic = "mean"
    before: Figure | None = None
    after: Figure | None = None
    n: int = Field(ge=0, description="pairs: cases measured on both sides, repeats averaged within each")
    value_before: Number | None = Field(default=None, description="the statistic over the pairs alone")
    value_after: Number | None = None
    difference: Number | None = Field(default=None, description="value_after - value_before")
    low: Number | None = Field(default=None, description="of the 95 % interval of the difference")
    high: Number | None = None
    method: IntervalMethod | None = None
    rose: int = Field(default=0, ge=0, description="pairs whose value went up, good or bad")
    fell: int = Field(default=0, ge=0)
    p: Share | None = None
    test: TestName | None = None
    p_adjusted: Share | None = Field(
        default=None, description="after Holm; null where the measure is not in the family"
    )
    detectable: Number | None = None
    detectable_adjusted: Number | None = None
    verdict: Verdict
    is_regression: bool = False
    unpaired: tuple[Unpaired, ...] = ()


class Piece(Value):
    """Words of a line that stand on both sides, or on this side alone (`is_changed`)."""

    text: str
    is_changed: bool


class DiffRow(Value):
    """A line of the page that changed, both sides beside each other; an empty side does not have the line."""

    part: str = Field(description="where it stands: Key points, a section's heading, Sources, ...")
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


class Page(Value):
    """What came of a case on one side."""

    kind: Literal["answer", "refusal", "error"]
    reason: RefusalReason | None = None
    writer: RecordWriter | None = None


class Moved(Value):
    """A share of this one record that went up or down."""

    name: str
    before: Share
    after: Share
    is_worse: bool


class ChangedAnswer(Value):
    """A record whose page is not the same on both sides. `kept`: lines that did not change, left out of `rows`."""

    id: str
    repeat: int = Field(ge=1)
    question: str
    tags: tuple[str, ...] = ()
    before: Page
    after: Page
    moved: tuple[Moved, ...] = ()
    rows: tuple[DiffRow, ...] = ()
    kept: int = Field(default=0, ge=0)

    @property
    def is_of_other_kind(self) -> bool:
        """Whether an answer became a refusal, an error, a refusal for another reason, or the reverse."""
        return (self.before.kind, self.before.reason) != (self.after.kind, self.after.reason)


class Contrast(Value):
    """Two sides held against each other: `after` is judged, `before` is what it is judged by."""

    before: Side
    after: Side
    is_repeatable: bool = Field(description="no model was asked on either side, so nothing changes by chance")
    differing: tuple[Differing, ...] = ()
    pairs: int = Field(ge=1, description="cases that stand on both sides")
    only_before: tuple[str, ...] = Field(default=(), description="ids of cases left out: they stand on one side alone")
    only_after: tuple[str, ...] = ()
    reworded: tuple[str, ...] = Field(default=(), description="ids left out: another question on each side")
    differences: tuple[Difference, ...]
    regressions: tuple[str, ...] = Field(default=(), description="names of the measures that fail the comparison")
    changed: tuple[ChangedAnswer, ...] = Field(default=(), description="most measures made worse first")
    unchanged: int = Field(default=0, ge=0, description="records whose page is the same on both sides")

    @property
    def not_compared(self) -> int:
        """How many cases of the earlier side are in no difference: absent from the later, or asked in other words there."""
        return len(self.only_before) + len(self.reworded)

    @property
    def now_refused(self) -> tuple[str, ...]:
        """Ids of the cases that were answered before and are refused after, in any repeat: measures of answers lose them."""
        return self._turned("answer", "refusal")

    @property
    def now_answered(self) -> tuple[str, ...]:
        """Ids of the cases that were refused before and are answered after, in any repeat."""
        return self._turned("refusal", "answer")

    def _turned(self, old: str, new: str) -> tuple[str, ...]:
        found = (one.id for one in self.changed if (one.before.kind, one.after.kind) == (old, new))
        return tuple(dict.fromkeys(found))


class Comparison(Value):
    """What `eval compare` finds: a pure function of the scores. `tests`: the measures that share Holm's correction."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Annotated[Literal["citewell/comparison/1"], Field(alias="schema")] = "citewell/comparison/1"
    tolerance: Share = Field(description="a share may fall by as much before it counts as a regression")
    gate: Gate = Field(description="significant: beyond chance too, unless no model was asked; any: whatever falls")
    tests: int = Field(ge=0)
    contrasts: tuple[Contrast, ...] = Field(min_length=1)

    @property
    def regressions(self) -> tuple[str, ...]:
        """Names of the measures that fail the comparison, behind the variant where there are several."""
        several = len(self.contrasts) > 1
        return tuple(
            f"{contrast.after.label}: {name}" if several else name
            for contrast in self.contrasts
            for name in contrast.regressions
        )
