"""The facts of one person's record as frozen values. Holds what a file said; reads no file and judges nothing.

No value is shown by repr or str, so that no log or traceback can hold one.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from rag.schema import Value

Result = Literal[
    "positive",
    "negative",
    "low",
    "ultralow",
    "high",
    "mutant",
    "wild-type",
    "amplified",
    "MSI-H",
    "MSS",
    "dMMR",
    "pMMR",
    "unknown",
]
When = Literal["past", "current", "planned", "unknown"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Date = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
MAX_FACTS = 50_000  # of one kind, vital signs of a whole chart among them

# Other words for a result, in lower case, the longer before those they hold.
OTHER_WORDS: dict[str, Result] = {
    "not overexpressed": "negative",
    "not amplified": "negative",
    "not detected": "negative",
    "undetected": "negative",
    "no mutation": "wild-type",
    "not mutated": "wild-type",
    "non-reactive": "negative",
    "nonreactive": "negative",
    "not tested": "unknown",
    "not done": "unknown",
    "not performed": "unknown",
    "not known": "unknown",
    "indeterminate": "unknown",
    "inconclusive": "unknown",
    "equivocal": "unknown",
    "pending": "unknown",
    "wild type": "wild-type",
    "wildtype": "wild-type",
    "wt": "wild-type",
    "msi-high": "MSI-H",
    "msi high": "MSI-H",
    "microsatellite stable": "MSS",
    "mmr-deficient": "dMMR",
    "mmr deficient": "dMMR",
    "deficient": "dMMR",
    "mmr-proficient": "pMMR",
    "mmr proficient": "pMMR",
    "proficient": "pMMR",
    "mutated": "mutant",
    "mutation": "mutant",
    "overexpressed": "positive",
    "reactive": "positive",
    "detected": "positive",
    "present": "positive",
    "absent": "negative",
    "pos": "positive",
    "neg": "negative",
    "+": "positive",
    "-": "negative",
}


class RecordValue(Value):
    """A value that never shows what it holds."""

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        """Nothing, for repr, str and rich alike."""
        return iter(())


class Biomarker(RecordValue):
    """A biomarker with its result, a number with a unit, a score such as "3+", or several of these."""

    name: Text
    status: Result = "unknown"
    value: float | None = Field(default=None, allow_inf_nan=False)
    unit: Text | None = None
    score: Text | None = None
    date: Date | None = Field(default=None, description="when it was measured; the newest result of a marker counts")


class Treatment(RecordValue):
    """A treatment, and whether it is past, current or planned."""

    name: Text
    when: When = "unknown"
    start: Date | None = None
    end: Date | None = None


class Record(RecordValue):
    """What one person's record gives. At least one fact; `unused`: what the file had beside, by kind, without values."""

    diagnoses: tuple[Text, ...] = Field(default=(), max_length=MAX_FACTS)
    stage: Text | None = None
    biomarkers: tuple[Biomarker, ...] = Field(default=(), max_length=MAX_FACTS)
    treatments: tuple[Treatment, ...] = Field(default=(), max_length=MAX_FACTS)
    age: int | None = Field(default=None, ge=0, le=130, description="years")
    diagnosed: Date | None = None
    details: tuple[Text, ...] = Field(default=(), max_length=MAX_FACTS, description='such as "clear cell", "low risk"')
    unused: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _holds_a_fact(self) -> "Record":
        told = (self.diagnoses, self.stage, self.biomarkers, self.treatments, self.details)
        if not any(told) and self.age is None:
            raise ValueError("no fact")
        return self


def result_named(text: str) -> Result | None:
    """The result that a whole text names, in our words or other common ones; None: none that is known."""
    told = " ".join(text.split()).strip().lower()
    own: dict[str, Result] = {name.lower(): name for name in Result.__args__}  # type: ignore[attr-defined]
    return own.get(told) or OTHER_WORDS.get(told)
