"""A judge's reply to verdicts, each on its scale or unusable for a reason. Guesses nothing."""

from collections.abc import Sequence

from evals.judgement import Criterion, Verdict
from rag.errors import LlmError
from rag.exchange import JudgementReply
from rag.write.reply import read_reply

MAX_WHY = 300  # characters kept of what the judge says
ABSENT, TWICE, OFF_SCALE = "no verdict on it", "two verdicts on it", "not on its scale"
LASTING = ("bad_reply", "truncated", "filtered", "request_refused")  # asking the same again would end the same
REASONS = {
    "bad_reply": "not the JSON asked for",
    "truncated": "cut off",
    "filtered": "refused",
    "request_refused": "request refused",
    "deadline": "timed out",
}


def verdicts_of(text: str, criteria: Sequence[Criterion]) -> tuple[Verdict, ...]:
    """A verdict for each criterion asked for, in that order; what the reply says of others is passed over.

    Case and white space around a value are forgiven, nothing else. Raises: LlmBadReply: not the JSON asked for.
    """
    given = read_reply(text, JudgementReply).verdicts
    found: list[Verdict] = []
    for criterion in criteria:
        mine = [one for one in given if one.criterion.strip() == criterion.id]
        said = {one.value.strip().casefold() for one in mine}
        on_scale = {value.casefold(): value for value in criterion.values}
        value = on_scale.get(min(said)) if len(said) == 1 else None
        reason = None
        if value is None:
            reason = ABSENT if not said else TWICE if len(said) > 1 else OFF_SCALE
        why = " ".join(mine[0].why.split())[:MAX_WHY] if mine else ""
        found.append(Verdict(criterion=criterion.id, value=value, why=why, reason=reason))
    return tuple(found)


def verdicts_of_fault(error: LlmError, criteria: Sequence[Criterion]) -> tuple[Verdict, ...]:
    """The verdicts where no reply could be had: all unusable."""
    reason = REASONS.get(error.kind, error.kind.replace("_", " "))
    return tuple(Verdict(criterion=criterion.id, reason=reason) for criterion in criteria)
