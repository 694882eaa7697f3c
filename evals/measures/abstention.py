"""Does it refuse when it should, only then, and for the right reason? Looks at kinds and reasons alone, not at texts.

Refusing is the positive class: precision and recall as in Manning et al. 2008, ch. 8. Cases that expect no kind are
unmeasured in all of them.
"""

from collections.abc import Iterable, Iterator
from typing import get_args

from evals.schema import RunRecord
from evals.score_schema import Confusion, Measurement
from rag.schema import RefusalReason

REASONS: tuple[RefusalReason, ...] = get_args(RefusalReason)
BY_KIND = ("abstention.refusal_precision", "abstention.refusal_recall", "abstention.answer_recall")
BY_REASON = tuple(f"abstention.{reason}_{part}" for reason in REASONS for part in ("precision", "recall"))
NAMES = (*BY_KIND, *BY_REASON)


def measure(record: RunRecord) -> tuple[Measurement, ...]:
    """One record's part, 0 or 1, in the order of NAMES; means over cases give

    refusal_precision: of the refusals given, the share that was right;
    refusal_recall: of the refusals due, the share that was given;
    answer_recall: of the answers due, the share that was given;
    REASON_precision: of the refusals given for this reason, the share that was due, and for this reason;
    REASON_recall: of the refusals due for this reason, the share that was given, and for this reason.
    A case that expects a refusal for no reason in particular is unmeasured by reason. `expect.kind` and `expect.reason`
    say in words what went wrong.
    """
    if record.case.expect.kind is None:
        return tuple(Measurement.unmeasured(name, "the case expects no kind") for name in NAMES)
    return (*_by_kind(record), *_by_reason(record))


def confusion(records: Iterable[RunRecord]) -> Confusion:
    """Counts of records by expected and given kind; records that errored or expect no kind are left out."""
    pairs = [(record.case.expect.kind, record.given.kind) for record in records if record.error is None]
    return Confusion(
        refused_rightly=pairs.count(("refusal", "refusal")),
        refused_wrongly=pairs.count(("answer", "refusal")),
        answered_rightly=pairs.count(("answer", "answer")),
        answered_wrongly=pairs.count(("refusal", "answer")),
    )


def _by_kind(record: RunRecord) -> Iterator[Measurement]:
    expected, got = record.case.expect.kind, record.given.kind
    is_right = expected == got
    precision, recall, answers = BY_KIND
    yield _part(precision, is_right, None if got == "refusal" else "answered")
    yield _part(recall, is_right, None if expected == "refusal" else "an answer is due")
    yield _part(answers, is_right, None if expected == "answer" else "a refusal is due")


def _by_reason(record: RunRecord) -> Iterator[Measurement]:
    expect, refusal = record.case.expect, record.given.refusal
    given = refusal.reason if refusal else None
    is_open = expect.kind == "refusal" and expect.reason is None
    for reason, precision, recall in zip(REASONS, BY_REASON[::2], BY_REASON[1::2], strict=True):
        is_right = given == expect.reason == reason
        unclear = "the case expects a refusal for no reason in particular" if is_open else None
        yield _part(precision, is_right, unclear or (None if given == reason else f"not refused as {reason}"))
        yield _part(recall, is_right, unclear or (None if expect.reason == reason else f"not due as {reason}"))


def _part(name: str, is_right: bool, unmeasured: str | None) -> Measurement:
    return Measurement.unmeasured(name, unmeasured) if unmeasured else Measurement(name=name, value=float(is_right))
