"""Does each statement lead to a passage, and does each quote stand there to the letter? Judges no meaning.

Both are the contract's own rules for every answer: anything below 1.0 is a fault, not a trade-off.
"""

from evals.schema import RunRecord
from evals.score_schema import Measurement
from rag.schema import Citation

NAMES = ("citations.coverage", "citations.quote_fidelity")


def measure(record: RunRecord) -> tuple[Measurement, ...]:
    """Both measures of one record, in the order of NAMES."""
    return (coverage(record), quote_fidelity(record))


def coverage(record: RunRecord) -> Measurement:
    """Share of statements, key points included, with at least one citation that resolves, 0..1.

    A citation resolves when its number stands for exactly one entry whose passage the generation holds, under the
    same source, and whose source is listed. Unmeasured: the page holds no statement, as a refusal does.
    Source: docs of the answer JSON, "each statement has at least one citation".
    """
    answer = record.given
    outcomes: list[str | None] = []
    for statement in answer.statements:
        problems = [_unresolved(record, number) for number in statement.citations]
        if None in problems:
            outcomes.append(None)
        else:
            why = "; ".join(filter(None, problems)) or "cites nothing"
            outcomes.append(f"statement {statement.text!r}: {why}")
    return Measurement.share(NAMES[0], outcomes, nothing="the page holds no statement")


def quote_fidelity(record: RunRecord) -> Measurement:
    """Share of citations whose quote equals `passage.text[start:end]`, 0..1: code point by code point, nothing folded.

    An empty quote supports nothing and counts as wrong. Unmeasured: the page holds no citation.
    Source: docs of the answer JSON, `passages[passage_id].text[start:end] == quote`.
    """
    texts = {passage.passage_id: passage.text for passage in record.passages}
    outcomes = [_misquoted(citation, texts.get(citation.passage_id)) for citation in record.given.citations]
    return Measurement.share(NAMES[1], outcomes, nothing="the page holds no citation")


def _unresolved(record: RunRecord, number: int) -> str | None:
    entries = [citation for citation in record.given.citations if citation.n == number]
    if len(entries) != 1:
        return f"citation {number} stands {len(entries)} times in the list"
    citation = entries[0]
    sources = {passage.passage_id: passage.source_id for passage in record.passages}
    if citation.passage_id not in sources:
        return f"citation {number}: passage {citation.passage_id} is not in the generation"
    if sources[citation.passage_id] != citation.source_id:
        owner = sources[citation.passage_id]
        return f"citation {number}: passage {citation.passage_id} is of {owner}, not of {citation.source_id}"
    if citation.source_id not in {source.source_id for source in record.given.sources}:
        return f"citation {number}: source {citation.source_id} is not listed"
    return None


def _misquoted(citation: Citation, text: str | None) -> str | None:
    where = f"citation {citation.n}, {citation.passage_id}[{citation.start}:{citation.end}]"
    if text is None:
        return f"{where}: the passage is not in the generation"
    if not citation.quote:
        return f"{where}: the quote is empty"
    found = text[citation.start : citation.end]
    return None if found == citation.quote else f"{where}: the passage says {found!r}, the quote {citation.quote!r}"
