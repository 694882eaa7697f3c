"""A run record to the same record with one thing of its answer changed, and what was changed in words."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from evals.schema import RunRecord
from rag.schema import Answer, Citation, Statement, Value

T = TypeVar("T")


class Mutant(Value):
    """A record whose answer is broken in one place. `before` and `after`: the words that differ, for people to read."""

    kind: str
    where: str
    before: str
    after: str
    record: RunRecord


class Place(NamedTuple):
    """Where a statement stands on a page: `section` is None for key points; both count from 0."""

    section: int | None
    at: int


Breaker = Callable[[RunRecord, Sequence[RunRecord]], Iterator[Mutant]]  # second: all sound records of the run


def mutant(kind: str, record: RunRecord, answer: Answer, *, where: str, before: str, after: str) -> Mutant:
    """The record with this answer in place of its own."""
    return Mutant(
        kind=kind, where=where, before=before, after=after, record=record.model_copy(update={"answer": answer})
    )


def changed(answer: Answer, **fields: object) -> Answer:
    """The answer with these fields in place of its own. They are not checked: a broken page may break a rule of the type."""
    return answer.model_copy(update=fields)


def places(answer: Answer) -> Iterator[tuple[Place, Statement]]:
    """Every statement with its place, key points first."""
    for at, statement in enumerate(answer.key_points):
        yield Place(None, at), statement
    for number, section in enumerate(answer.sections):
        for at, statement in enumerate(section.statements):
            yield Place(number, at), statement


def named(answer: Answer, place: Place) -> str:
    """The place as people call it: "key point 1", "section risks, statement 2"."""
    if place.section is None:
        return f"key point {place.at + 1}"
    return f"section {answer.sections[place.section].id}, statement {place.at + 1}"


def with_statement(answer: Answer, place: Place, statement: Statement) -> Answer:
    """The answer with another statement in this place."""
    if place.section is None:
        return changed(answer, key_points=_replaced(answer.key_points, place.at, statement))
    section = answer.sections[place.section]
    section = section.model_copy(update={"statements": _replaced(section.statements, place.at, statement)})
    return changed(answer, sections=_replaced(answer.sections, place.section, section))


def cited_by(answer: Answer, statement: Statement) -> tuple[Citation, ...]:
    """The citations of a statement, in their order in the list."""
    return tuple(citation for citation in answer.citations if citation.n in statement.citations)


def held(answer: Answer, citations: Sequence[Citation]) -> str:
    """All that a statement with these citations may rest on: quotes, headings and titles of sources, line by line."""
    titles = {source.source_id: source.title for source in answer.sources}
    above = [line for c in citations for line in (titles.get(c.source_id, ""), *c.locator.headings)]
    return "\n".join(dict.fromkeys([*(citation.quote for citation in citations), *above]))


def _replaced(values: Sequence[T], at: int, value: T) -> tuple[T, ...]:
    return (*values[:at], value, *values[at + 1 :])
