"""Run records to who wrote their pages, read from the trace: a model gets no credit for a page it did not write."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, get_args

from evals.schema import RecordWriter, RunRecord
from rag.schema import Trace

EXTRACTIVE = "extractive"
AS_GIVEN = "as given"  # what the base is called beside its variants


class Byline(NamedTuple):
    """Who wrote a page, of which variant, who was asked to, and why it was not who was asked."""

    variant: str
    asked: str
    writer: RecordWriter | None
    why: str


def writer_of(record: RunRecord) -> RecordWriter | None:
    """Who wrote the page: "none" when a run of a model refused before the model was asked; None: the case errored."""
    if record.answer is None:
        return None
    trace = record.answer.trace
    if trace.writer == "llm":
        return "person" if trace.llm_origin == "written" else "llm"
    was_asked = record.fingerprints.writer == EXTRACTIVE or trace.fallback_reason is not None
    return "extractive" if was_asked or record.answer.kind == "answer" else "none"


def byline(record: RunRecord) -> Byline:
    """Who wrote the page of a record."""
    why = _why(record.answer.trace) if record.answer else ""
    return Byline(record.variant, record.fingerprints.writer, writer_of(record), why)


def page_label(record: RunRecord) -> str:
    """What came of one case: the error, or the kind of page, who wrote it and why not the model."""
    if record.answer is None:
        return record.error or ""
    writer, why = writer_of(record), _why(record.answer.trace)
    by = "" if writer == "none" else f", {writer}"
    return f"{record.answer.kind}{by}" + (f": {why}" if why else "")


def writers_of(records: Iterable[RunRecord]) -> dict[RecordWriter, int]:
    """How many pages each wrote, those who wrote none left out; models first."""
    return _counted(map(byline, records))


def writer_label(records: Sequence[RunRecord]) -> str:
    """As label, for records. `records`: of one run, at least one."""
    return label([byline(record) for record in records])


def label(bylines: Sequence[Byline]) -> str:
    """What to call those who wrote the pages: one of them by name, several "mixed", with counts and reasons.

    Where variants differ in this, that of each. "nobody" where there is no page.
    """
    by_variant: dict[str, list[Byline]] = {}
    for one in bylines:
        by_variant.setdefault(one.variant, []).append(one)
    labels = {variant: _label(ones) for variant, ones in by_variant.items()}
    if len(set(labels.values())) < 2:
        return next(iter(labels.values()), "nobody")
    return "; ".join(f"{variant or AS_GIVEN}: {text}" for variant, text in labels.items())


def _label(bylines: Sequence[Byline]) -> str:
    counts = _counted(bylines)
    asked = bylines[0].asked
    names: dict[RecordWriter, str] = {
        "llm": asked,
        "person": "a person",
        "extractive": EXTRACTIVE if asked == EXTRACTIVE else f"{EXTRACTIVE}, not {asked}",
    }
    wrote = [names[writer] for writer in counts if writer in names]
    name = "nobody" if not wrote else wrote[0] if len(wrote) == 1 else "mixed"
    reasons = _reasons(bylines)
    if len(counts) < 2 and not reasons and "none" not in counts:
        return name
    parts = [f"{count} {writer}" for writer, count in counts.items() if writer != "none"]
    if reasons:
        parts = [f"{part}: {reasons}" if part.endswith(EXTRACTIVE) else part for part in parts]
    parts += [f"{counts['none']} refused before anyone wrote"] if "none" in counts else []
    return f"{name} ({', '.join(parts)})"


def _counted(bylines: Iterable[Byline]) -> dict[RecordWriter, int]:
    counts = Counter(one.writer for one in bylines)
    return {writer: counts[writer] for writer in get_args(RecordWriter) if counts[writer]}


def _reasons(bylines: Iterable[Byline]) -> str:
    """Why the model did not write, commonest first: "2 recording missing, 1 deadline"."""
    whys = Counter(one.why for one in bylines if one.writer == "extractive")
    return ", ".join(f"{count} {why}" for why, count in whys.most_common() if why)


def _why(trace: Trace) -> str:
    return (trace.fallback_kind or trace.fallback_reason or "").replace("_", " ")
