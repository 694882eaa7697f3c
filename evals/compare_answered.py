"""A scored record to one measurement more, for comparisons alone: is a case answered that expects neither kind of page?

What is measured of answers is unmeasured of a refusal, so that a side which refuses its hard cases loses them from the
pairs and looks no worse. Where a kind is due, abstention.* falls with each; this is for the cases that no such measure holds.
"""

from evals.score_schema import CaseScore, Measurement

ANSWERED = "abstention.answered"


def with_answered(case: CaseScore) -> CaseScore:
    """The case with ANSWERED behind its measurements: of the cases that expect no kind, the share that is answered."""
    return case.model_copy(update={"measurements": (*case.measurements, _answered(case))})


def _answered(case: CaseScore) -> Measurement:
    if case.expected is not None:
        article = "an" if case.expected == "answer" else "a"
        return Measurement.unmeasured(
            ANSWERED, f"abstention.{case.expected}_recall holds it: {article} {case.expected} is due"
        )
    if case.got is None:
        return Measurement.unmeasured(ANSWERED, "no page" if case.error is None else f"the case errored: {case.error}")
    return Measurement(name=ANSWERED, value=float(case.got == "answer"))
