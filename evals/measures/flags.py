"""Does it notice what the case says of the question: an alarm, an unknown term, a second question? Looks at flags alone."""

from evals.schema import RunRecord
from evals.score_schema import Measurement

NAMES = ("flags.precision", "flags.recall")


def measure(record: RunRecord) -> tuple[Measurement, ...]:
    """Both measures of one record, in the order of NAMES. Unmeasured: the case names no flag.

    precision: of the flags set, the share that the case names, 0..1; unmeasured where none is set. A case names what must
    be noticed and may leave out the rest, so a low value is to be looked at, not a fault.
    recall: of the flags that the case names, the share set, 0..1; `expect.flags` says which are missing.
    Source: Manning et al. 2008, ch. 8, macro-averaged over cases.
    """
    wanted, got = set(record.case.expect.flags), set(record.given.inquiry.flags)
    if not wanted:
        return tuple(Measurement.unmeasured(name, "the case names no flag") for name in NAMES)
    both = len(wanted & got)
    return (
        Measurement(name=NAMES[0], value=both / len(got))
        if got
        else Measurement.unmeasured(NAMES[0], "no flag is set"),
        Measurement(name=NAMES[1], value=both / len(wanted)),
    )
