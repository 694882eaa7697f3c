"""Does the page meet what its case expects? One measure per field of `expect`, by form alone.

Each is the share of the field's entries that are met, 0..1, and unmeasured where the case leaves the field out. Where
an answer was due and a refusal came, `not_mentions` is unmeasured: an empty page does not earn it.
"""

from evals.measures.wording import holds_words_of, says
from evals.schema import RunRecord
from evals.score_schema import Measurement
from rag.schema import Answer

FIELDS = ("kind", "reason", "flags", "sources", "mentions", "not_mentions", "facts")
NAMES = (*(f"expect.{field}" for field in FIELDS), "expect.all_met")


def measure(record: RunRecord) -> tuple[Measurement, ...]:
    """All expectation measures of one record, in the order of NAMES.

    `facts`: word coverage (see wording.holds_words_of) by one cited statement, not entailment.
    `all_met`: 1 when no measured field has a failure, else 0; unmeasured when the case expects nothing.
    """
    outcomes = (
        _kind(record),
        _reason(record),
        _flags(record),
        _sources(record),
        _mentions(record),
        _not_mentions(record),
        _facts(record),
    )
    measured = [
        Measurement.share(name, found, nothing=f"the case expects no {field}, or there is no answer to look in")
        for name, field, found in zip(NAMES, FIELDS, outcomes, strict=False)
    ]
    values = [measurement.value for measurement in measured if measurement.value is not None]
    if not values:
        return (*measured, Measurement.unmeasured(NAMES[-1], "the case expects nothing"))
    return (*measured, Measurement(name=NAMES[-1], value=float(min(values) == 1)))


def page_text(answer: Answer) -> str:
    """What a reader of the page sees, one piece per line, less notices, sources and the question itself."""
    pieces = [statement.text for statement in answer.key_points]
    for section in answer.sections:
        pieces += [section.heading, *([section.note] if section.note else []), *(s.text for s in section.statements)]
    pieces += [question.text for question in answer.questions_to_ask]
    if answer.refusal is not None:
        pieces.append(answer.refusal.message)
    return "\n".join(pieces)


def _kind(record: RunRecord) -> list[str | None]:
    wanted, got = record.case.expect.kind, record.given.kind
    if wanted is None:
        return []
    return [None if wanted == got else f"expected kind {wanted}, got {got}"]


def _reason(record: RunRecord) -> list[str | None]:
    wanted = record.case.expect.reason
    if wanted is None:
        return []
    got = record.given.refusal.reason if record.given.refusal else "no refusal"
    return [None if wanted == got else f"expected reason {wanted}, got {got}"]


def _flags(record: RunRecord) -> list[str | None]:
    got = record.given.inquiry.flags
    shown = ", ".join(got) or "none"
    return [None if flag in got else f"flag {flag} is not set; set: {shown}" for flag in record.case.expect.flags]


def _sources(record: RunRecord) -> list[str | None]:
    numbers = {number for statement in record.given.statements for number in statement.citations}
    cited = {citation.source_id for citation in record.given.citations if citation.n in numbers}
    shown = ", ".join(sorted(cited)) or "none"
    return [
        None if source in cited else f"source {source} is not cited by a statement; cited: {shown}"
        for source in record.case.expect.sources
    ]


def _mentions(record: RunRecord) -> list[str | None]:
    page = page_text(record.given)
    return [
        None if says(page, wanted) else f"the page does not mention {wanted!r}"
        for wanted in record.case.expect.mentions
    ]


def _not_mentions(record: RunRecord) -> list[str | None]:
    expect = record.case.expect
    if expect.kind == "answer" and record.given.kind == "refusal":
        return []
    page = page_text(record.given)
    return [f"the page mentions {unwanted!r}" if says(page, unwanted) else None for unwanted in expect.not_mentions]


def _facts(record: RunRecord) -> list[str | None]:
    texts = [statement.text for statement in record.given.statements if statement.citations]
    return [
        None if any(holds_words_of(text, fact) for text in texts) else f"no cited statement holds the words of {fact!r}"
        for fact in record.case.expect.facts
    ]
