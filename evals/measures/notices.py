"""Does the page carry its notices, to the letter? Compares with the notice files as they were when the case was run."""

from evals.schema import RunRecord
from evals.score_schema import Measurement
from rag.schema import Notice

NAMES = ("notices.unchanged",)


def measure(record: RunRecord) -> tuple[Measurement, ...]:
    """Share of the notices whose id and text equal the files': top and bottom, and safety where the record holds its text.

    Always measured. Source: docs of the answer JSON, "notices are present and unchanged"; refusals carry them too.
    """
    shown, wanted = record.given.notices, record.notices
    outcomes = [_difference("top", shown.top, wanted.top), _difference("bottom", shown.bottom, wanted.bottom)]
    if wanted.safety is not None:
        outcomes.append(_difference("safety", shown.safety, wanted.safety) if shown.safety else "no safety notice")
    return (Measurement.share(NAMES[0], outcomes, nothing="no notice is asked for"),)


def _difference(place: str, shown: Notice, wanted: Notice) -> str | None:
    if shown.id != wanted.id:
        return f"{place} notice is {shown.id!r}, the file says {wanted.id!r}"
    return (
        None
        if shown.text == wanted.text
        else f"{place} notice {shown.id} reads {shown.text!r}, the file says {wanted.text!r}"
    )
