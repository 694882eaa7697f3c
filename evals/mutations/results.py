"""The values of a mutation run: shares by kind with intervals, what survived, what was found fault with unbroken."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from evals.score_schema import Figure
from rag.schema import Value


class Survivor(Value):
    """A broken answer in which no measure saw anything."""

    kind: str
    case: str
    variant: str = ""
    where: str
    before: str
    after: str


class FalseAlarm(Value):
    """An unbroken answer that a hard measure finds fault with."""

    case: str
    variant: str = ""
    measure: str
    failure: str


class KindResult(Value):
    """The mutants of one kind. `by_rules`: caught by measures that need nothing of what the case expects."""

    kind: str
    mutants: int = Field(ge=0)
    caught: Figure
    by_rules: Figure


class MutationReport(Value):
    """A pure function of the run file, the seed and the limit. Intervals count mutants of one answer as independent."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Annotated[Literal["citewell/mutations/1"], Field(alias="schema")] = "citewell/mutations/1"
    suite: str
    seed: int
    mutants: int = Field(ge=1)
    answers: int = Field(ge=1, description="records that hold an answer or a refusal")
    errored: int = Field(ge=0, description="records that hold an error; nothing is made of them")
    caught: Figure
    by_rules: Figure
    false_alarms: Figure = Field(description="share of unbroken answers that a hard measure finds fault with")
    kinds: tuple[KindResult, ...]
    survivors: tuple[Survivor, ...]
    alarms: tuple[FalseAlarm, ...]
