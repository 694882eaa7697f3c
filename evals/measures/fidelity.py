"""Are numbers and negations those of the quotes? Two rules of the gate as shares of statements; see rag/check for both."""

from evals.measures.groundedness import NO_STATEMENT
from evals.measures.statements import NO_QUOTE, Reading, readings
from evals.schema import RunRecord
from evals.score_schema import Measurement
from rag.check.numbers import quantities

NAMES = ("fidelity.numbers", "fidelity.polarity")


def measure(record: RunRecord) -> tuple[Measurement, ...]:
    """Both measures of one record, in the order of NAMES.

    numbers: of the statements that hold a number, the share whose numbers all stand in their quotes with the same unit,
    bound, range and rate (rag/check/numbers.py), 0..1. Unmeasured: no statement holds a number.
    polarity: share of statements that negate, turn round or mark as positive or negative nothing that their quotes do not
    (rag/check/polarity.py, advice.py, markers.py), 0..1. Unmeasured: the page holds no statement.
    A statement without a sound quote keeps neither.
    """
    read = list(readings(record))
    numbered = [one for one in read if one.support.broken("numbers") or quantities(one.statement.text)]
    return (
        Measurement.share(
            NAMES[0], [_broken(one, "numbers") for one in numbered], nothing="no statement of the page holds a number"
        ),
        Measurement.share(NAMES[1], [_broken(one, "polarity") for one in read], nothing=NO_STATEMENT),
    )


def _broken(one: Reading, rule: str) -> str | None:
    why = one.support.broken(rule) if one.draft.quotes else NO_QUOTE
    return f"{why}: {one.statement.text!r}" if why else None
