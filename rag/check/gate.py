"""Draft to what may be shown: each statement passes every rule or is dropped with the reason. Rewrites nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from rag.check.absolutes import absolute_failure
from rag.check.advice import advice_failure
from rag.check.attribution import attribution_failure
from rag.check.categories import category_failure
from rag.check.conditions import condition_failure
from rag.check.copies import copy_failure, novelty_failure
from rag.check.directives import directive_failure
from rag.check.evidence import Evidence, evidence_of, is_copied
from rag.check.exchanges import exchange_failure
from rag.check.instructions import instruction_failure
from rag.check.markers import marker_failure
from rag.check.numbers import broken_range, number_failure
from rag.check.pairs import pair_failure
from rag.check.polarity import polarity_failure
from rag.check.qualities import quality_failure
from rag.check.quotes import quote_failure
from rag.check.reading import without_asides
from rag.check.relations import relation_failure
from rag.check.reviews import review_failure
from rag.check.roles import role_failure
from rag.check.scopes import scope_failure
from rag.check.strength import strength_failure
from rag.check.support import support_failure
from rag.check.terms import term_failure
from rag.index.encoder import Encoder
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
from rag.vocabulary import Vocabulary


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
    draft: Draft,
    passages: Mapping[str, Passage],
    settings: GateSettings,
    *,
    audience: Audience = "patient",
    vocabulary: Vocabulary | None = None,
    encoder: Encoder | None = None,
    question: str = "",
    publishers: Mapping[str, str] | None = None,
) -> Verified:
    """Check every statement of `draft` against `passages` (those the writer was given, by id), for this audience.

    `vocabulary` tells names and their synonyms, `encoder` lets a paraphrase pass that shares few words with its quotes,
    `question` may name what the quotes do not, `publishers` tells by source_id who says it; without them the gate is
    stricter, or knows fewer names.
    A question to ask needs no citation, but one it has must be sound. A section left without a statement is uncovered.
    """
    numbering = _Numbering(passages)
    dropped: list[Dropped] = []

    def failed(statement: DraftStatement) -> Dropped | None:
        return failed_check(
            statement,
            passages,
            settings,
            audience=audience,
            vocabulary=vocabulary,
            encoder=encoder,
            question=question,
            publishers=publishers,
        )

    def kept(statements: Sequence[DraftStatement]) -> tuple[Statement, ...]:
        found: list[Statement] = []
        for statement in statements:
            failure = failed(statement)
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
    for asked_for in draft.questions_to_ask:
        failure = failed(asked_for) if asked_for.quotes else None
        if failure:
            dropped.append(failure)
        else:
            asked.append(Question(text=asked_for.text, citations=tuple(map(numbering.number, asked_for.quotes))))
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
    vocabulary: Vocabulary | None = None,
    encoder: Encoder | None = None,
    question: str = "",
    publishers: Mapping[str, str] | None = None,
) -> Dropped | None:
    """The first rule that `statement` breaks, or None, in the order of the rules below.

    A statement copied whole from its quotes can only break the last three; one of an unsound quote breaks no other.
    """
    text = statement.text
    why = None if statement.quotes else "the statement cites nothing"
    if why:
        return Dropped(text=text, check="citation", why=why)
    why = next(filter(None, (quote_failure(quote, passages) for quote in statement.quotes)), None)
    if why:
        return Dropped(text=text, check="quotes", why=why)
    why = instruction_failure(statement.quotes, passages)
    if why:
        return Dropped(text=text, check="instructions", why=why)
    order = directive_failure(text) if audience == "patient" else None
    boast = review_failure(text)
    if is_copied(statement, passages):
        failures: Iterable[tuple[str, str | None]] = [("numbers", broken_range(text))]
    else:
        evidence = evidence_of(statement, passages, question, publishers)
        failures = rule_failures(evidence, text, settings, vocabulary, encoder)
    for check, why in chain(
        failures, [("directives", order), ("reviews", boast)]
    ):  # a rule is asked when its turn comes
        if why:
            return Dropped(text=text, check=check, why=why)
    return None


def rule_failures(
    evidence: Evidence, text: str, settings: GateSettings, vocabulary: Vocabulary | None, encoder: Encoder | None
) -> Iterator[tuple[str, str]]:
    """The rules on the meaning of a statement that it breaks, with the reason; cheap ones first, the encoder last."""
    for rule, why in _findings(evidence, text, settings, vocabulary, encoder):
        if why:
            yield rule, why


def _findings(
    evidence: Evidence, text: str, settings: GateSettings, vocabulary: Vocabulary | None, encoder: Encoder | None
) -> Iterator[tuple[str, str | None]]:
    quoted = without_asides(evidence.sentences, text)
    yield "support", None if evidence.sentences else "its quotes are questions, which state nothing"
    yield "attribution", attribution_failure(text, (*evidence.quotes, *evidence.sentences), evidence.context)
    yield "categories", category_failure(text, (*evidence.quotes, *evidence.sentences), evidence.context)
    yield "numbers", _number_failure(text, evidence)
    yield "terms", term_failure(text, evidence, vocabulary)
    yield "polarity", marker_failure(text, "\n".join(evidence.sentences), evidence.context)
    yield "polarity", polarity_failure(text, quoted)
    yield "polarity", advice_failure(text, quoted)
    yield "qualities", quality_failure(text, evidence.sentences, evidence.context)
    yield "roles", role_failure(text, evidence.sentences)
    yield "roles", pair_failure(text, quoted) or exchange_failure(text, quoted)
    yield "relations", relation_failure(text, evidence.sentences, evidence.context, vocabulary)
    yield "conditions", condition_failure(text, evidence.sentences)
    yield "population", scope_failure(text, quoted, evidence.context)
    yield "absolutes", absolute_failure(text, quoted)
    yield "strength", strength_failure(text, quoted, evidence.header)
    context = evidence.context
    share = settings.min_copy_share
    yield "copies", copy_failure(text, quoted, share, context=context, vocabulary=vocabulary)
    share = settings.max_new_share
    yield "novelty", novelty_failure(text, evidence.sentences, share, context=context, vocabulary=vocabulary)
    yield (
        "support",
        support_failure(text, evidence.quotes, settings, context=context, vocabulary=vocabulary, encoder=encoder),
    )


def _number_failure(text: str, evidence: Evidence) -> str | None:
    """Numbers are held against the quotes, and again with what was cut off around them."""
    quotes, sentences, context = evidence.quotes, evidence.sentences, evidence.context
    failure = number_failure(text, quotes, context)
    return failure if failure or quotes == sentences else number_failure(text, sentences, context)


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
