"""Run records to who wrote their pages, read from the trace: a model gets no credit for a page it did not write."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import get_args

from evals.schema import RecordWriter, RunRecord
from rag.schema import Trace

EXTRACTIVE = "extractive"


def writer_of(record: RunRecord) -> RecordWriter | None:
    """Who wrote the page: "none" when a run of a model refused before the model was asked; None: the case errored."""
    if record.answer is None:
        return None
    trace = record.answer.trace
    if trace.writer == "llm":
        return "person" if trace.llm_origin == "written" else "llm"
    was_asked = record.fingerprints.writer == EXTRACTIVE or trace.fallback_reason is not None
    return "extractive" if was_asked or record.answer.kind == "answer" else "none"


def page_label(record: RunRecord) -> str:
    """What came of one case: the error, or the kind of page, who wrote it and why not the model."""
    if record.answer is None:
        return record.error or ""
    writer, why = writer_of(record), _why(record.answer.trace)
    by = "" if writer == "none" else f", {writer}"
    return f"{record.answer.kind}{by}" + (f": {why}" if why else "")


def writers_of(records: Iterable[RunRecord]) -> dict[RecordWriter, int]:
    """How many pages each wrote, those who wrote none left out; models first."""
    counts = Counter(map(writer_of, records))
    return {writer: counts[writer] for writer in get_args(RecordWriter) if counts[writer]}


def writer_label(records: Sequence[RunRecord]) -> str:
    """What to call those who wrote the pages: one of them by name, several "mixed", with counts and reasons.

    `records`: of one run, at least one.
    """
    counts = writers_of(records)
    asked = records[0].fingerprints.writer
    names: dict[RecordWriter, str] = {
        "llm": asked,
        "person": "a person",
        "extractive": EXTRACTIVE if asked == EXTRACTIVE else f"{EXTRACTIVE}, not {asked}",
    }
    wrote = [names[writer] for writer in counts if writer in names]
    name = "nobody" if not wrote else wrote[0] if len(wrote) == 1 else "mixed"
    reasons = _reasons(records)
    if len(counts) < 2 and not reasons and "none" not in counts:
        return name
    parts = [f"{count} {writer}" for writer, count in counts.items() if writer != "none"]
    if reasons:
        parts = [f"{part}: {reasons}" if part.endswith(EXTRACTIVE) else part for part in parts]
    parts += [f"{counts['none']} refused before anyone wrote"] if "none" in counts else []
    return f"{name} ({', '.join(parts)})"


def _reasons(records: Sequence[RunRecord]) -> str:
    """Why the model did not write, commonest first: "2 recording missing, 1 deadline"."""
    pages = [record.given.trace for record in records if writer_of(record) == "extractive"]
    whys = Counter(map(_why, pages))
    return ", ".join(f"{count} {why}" for why, count in whys.most_common() if why)


def _why(trace: Trace) -> str:
    return (trace.fallback_kind or trace.fallback_reason or "").replace("_", " ")
