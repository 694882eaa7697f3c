"""Draft to what may be shown: each statement passes every rule or is dropped with the reason. Rewrites nothing."""

from collections.abc import Mapping, Sequence

from rag.check.directives import directive_failure
from rag.check.numbers import number_failure
from rag.check.quotes import quote_failure
from rag.check.support import support_failure
from rag.schema import (
    AnswerSection,
    Audience,
    Citation,
    Draft,
    DraftStatement,
    Dropped,
    Passage,
    Question,
    Quote,
    Statement,
    Value,
)
from rag.settings import GateSettings


class Verified(Value):
    """What is left of a draft, with its citations numbered by first use, and what was dropped."""

    key_points: tuple[Statement, ...]
    sections: tuple[AnswerSection, ...]
    questions_to_ask: tuple[Question, ...]
    citations: tuple[Citation, ...]
    dropped: tuple[Dropped, ...]

    @property
    def statement_count(self) -> int:
        """Statements in key points and sections."""
        return len(self.key_points) + sum(len(section.statements) for section in self.sections)


def verify(
    draft: Draft, passages: Mapping[str, Passage], settings: GateSettings, *, audience: Audience = "patient"
) -> Verified:
    """Check every statement of `draft` against `passages` (those the writer was given, by id), for this audience.

    A question to ask needs no citation, but one it has must be sound. A section left without a statement is uncovered.
    """
    numbering = _Numbering(passages)
    dropped: list[Dropped] = []

    def kept(statements: Sequence[DraftStatement]) -> tuple[Statement, ...]:
        found: list[Statement] = []
        for statement in statements:
            failure = failed_check(statement, passages, settings, audience=audience)
            if failure:
                dropped.append(failure)
            else:
                numbers = tuple(dict.fromkeys(numbering.number(quote) for quote in statement.quotes))
                found.append(Statement(text=statement.text, citations=numbers, verdict="supported"))
        return tuple(found)

    key_points = kept(draft.key_points)
    sections = []
    for section in draft.sections:
        statements = kept(section.statements)
        sections.append(
            AnswerSection(
                id=section.id,
                heading=section.heading,
                covered=bool(statements or section.note),
                statements=statements,
                note=section.note,
            )
        )
    asked: list[Question] = []
    for question in draft.questions_to_ask:
        failure = failed_check(question, passages, settings, audience=audience) if question.quotes else None
        if failure:
            dropped.append(failure)
        else:
            asked.append(Question(text=question.text, citations=tuple(map(numbering.number, question.quotes))))
    return Verified(
        key_points=key_points,
        sections=tuple(sections),
        questions_to_ask=tuple(asked),
        citations=tuple(numbering.citations),
        dropped=tuple(dropped),
    )


def failed_check(
    statement: DraftStatement,
    passages: Mapping[str, Passage],
    settings: GateSettings,
    *,
    audience: Audience = "patient",
) -> Dropped | None:
    """The first rule that `statement` breaks, or None: citation, quotes, numbers, support, directives, in this order."""
    texts = [quote.text for quote in statement.quotes]
    failures = {
        "citation": None if statement.quotes else "the statement cites nothing",
        "quotes": next(filter(None, (quote_failure(quote, passages) for quote in statement.quotes)), None),
        "numbers": number_failure(statement.text, texts),
        "support": support_failure(statement.text, texts, settings.min_support),
        "directives": directive_failure(statement.text) if audience == "patient" else None,
    }
    for check, why in failures.items():
        if why:
            return Dropped(text=statement.text, check=check, why=why)
    return None


class _Numbering:
    """Numbers quotes from 1 in order of first use; equal quotes share a number."""

    def __init__(self, passages: Mapping[str, Passage]) -> None:
        self._passages = passages
        self._numbers: dict[Quote, int] = {}
        self.citations: list[Citation] = []

    def number(self, quote: Quote) -> int:
        if quote not in self._numbers:
            passage = self._passages[quote.passage_id]
            self._numbers[quote] = len(self._numbers) + 1
            self.citations.append(
                Citation(
                    n=self._numbers[quote],
                    source_id=passage.source_id,
                    passage_id=passage.id,
                    quote=quote.text,
                    start=quote.start,
                    end=quote.end,
                    locator=passage.locator,
                )
            )
        return self._numbers[quote]
