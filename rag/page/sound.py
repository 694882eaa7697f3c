"""Refuse an answer that must not be shown: unsupported, uncited or untraceable statements. Mends nothing."""

from collections.abc import Mapping

from rag.errors import InputError
from rag.schema import Answer, Passage, Question, Statement


def require_sound(answer: Answer, passages: Mapping[str, Passage]) -> None:
    """Fail closed: what did not pass the gate, or cannot be traced, is not shown as if it had.

    A quote whose passage is not in `passages` is not compared with it.
    Raises: InputError: a statement is not supported or has no citation, a citation or its source does not resolve,
    or a quote is not the text at its span.
    """
    for statement in answer.statements:
        if statement.verdict != "supported":
            raise InputError(f"statement {statement.text[:80]!r} is {statement.verdict}; drop it before rendering")
        if not statement.citations:
            raise InputError(f"statement {statement.text[:80]!r} has no citation; drop it before rendering")
    numbers = [citation.n for citation in answer.citations]
    if len(set(numbers)) < len(numbers):
        raise InputError(f"citation numbers {numbers} are not unique; number each citation once")
    items: tuple[Statement | Question, ...] = (*answer.statements, *answer.questions_to_ask)
    for item in items:
        if missing := sorted(set(item.citations) - set(numbers)):
            raise InputError(f"{item.text[:80]!r} cites {missing}, not among the citations; make the answer again")
    source_ids = {source.source_id for source in answer.sources}
    for citation in answer.citations:
        if citation.source_id not in source_ids:
            raise InputError(f"citation {citation.n} names unlisted source {citation.source_id!r}; add it to sources")
        passage = passages.get(citation.passage_id)
        if passage is not None and passage.text[citation.start : citation.end] != citation.quote:
            at = f"{citation.passage_id}[{citation.start}:{citation.end}]"
            raise InputError(f"citation {citation.n} is not the text at {at}; make the answer again")
