"""Does every statement say what its quotes say: numbers, groups, evidence categories, strength? (M6, M7, M9, M10.)

The rules are those of the gate, in rag/check, without a vocabulary or an encoder: a run file holds neither. What is copied
whole from its quotes can break none of them, save for a range that is broken in the text itself.
"""

import re
from collections.abc import Callable

from evals.measures.medical.shown import passages_of, uncited, with_quotes
from evals.schema import RunRecord
from evals.score_schema import Measurement
from rag.check.categories import category_failure
from rag.check.evidence import Evidence, evidence_of, is_copied
from rag.check.markers import marker_failure
from rag.check.numbers import broken_range, number_failure
from rag.check.polarity import polarity_failure
from rag.check.roles import role_failure
from rag.check.scopes import scope_failure
from rag.check.strength import strength_failure
from rag.check.terms import LINE, STAGE, term_failure
from rag.page.blocks import split_blocks
from rag.words import fold

M6 = "medical.m6_numbers"
M7 = "medical.m7_population"
M9 = "medical.m9_evidence_categories"
M10 = "medical.m10_strength"
NO_STATEMENT = "the page holds no statement"
CATEGORY = re.compile(
    r"\bcategor(?:y|ies)(?: of evidence)? (?:1|2A|2B|3|[A-D])\b"
    r"|\b(?:strong|weak|conditional|discretionary) recommendation\b"
    r"|\b(?:very low|low|moderate|high)[- ](?:certainty|quality)(?: of)?(?: the)?(?: evidence)?\b"
    r"|\b(?:level|grade) (?:of evidence )?(?:I{1,3}|IV|V|[1-5][abc]?|[A-D])(?: evidence| recommendation)\b"
    r"|\bevidence (?:level|grade|category) (?:I{1,3}|IV|V|[1-5][abc]?|[A-D])\b",
    re.IGNORECASE,
)
NO_CATEGORY = re.compile(r"\bno evidence categor", re.IGNORECASE)  # as the notes of prompts/outlines say it
NOT_MENTIONED = re.compile(r"\b(?:does|do) not mention\b", re.IGNORECASE)  # as prompts/messages.yaml says it
ADVISING = ("treatment", "term_significance")  # intents whose pages recommend
Rule = Callable[[str, Evidence], str | None]


def numbers_kept(record: RunRecord) -> Measurement:
    """Share of statements whose numbers, units, comparators, ranges, stages, lines of therapy and negations are the quotes'."""
    return _held(record, M6, _number_failure)


def population_kept(record: RunRecord) -> Measurement:
    """Share of statements about the cancer, marker status, stage and people that their quotes or headings speak of.

    An answer whose term is off topic counts once more: one of its lines must say that the guideline does not mention it.
    """
    return _held(record, M7, _population_failure, *_off_topic_lines(record))


def categories_kept(record: RunRecord) -> Measurement:
    """Share of the evidence categories and grades on the page that stand word for word in the quotes of their statement.

    A page that names some may not say that its sources give none; a clinician's page that advises and names none must.
    Unmeasured: neither is so.
    """
    passages, outcomes = passages_of(record), list[str | None]()
    for statement, draft in with_quotes(record):
        evidence = evidence_of(draft, passages)
        given = fold(" ".join([*evidence.quotes, evidence.context])).casefold()
        named_here = [match.group() for match in CATEGORY.finditer(fold(statement.text))]
        strange = [name for name in named_here if name.casefold() not in given]
        outcomes += [f"{name!r} does not stand in the quotes of {statement.text!r}" for name in strange]
        outcomes += [None] * (len(named_here) - len(strange))
        why = category_failure(statement.text, (*evidence.quotes, *evidence.sentences), evidence.context)
        if why and not strange:  # the gate knows more ways to name one
            outcomes.append(f"{why}: {statement.text!r}")
    named = bool(outcomes)
    denied = [section.note for section in record.given.sections if section.note and NO_CATEGORY.search(section.note)]
    if named or denied:
        outcomes += [f"it gives categories and says that it gives none: {note!r}" if named else None for note in denied]
    elif record.case.audience == "clinician" and record.given.statements and record.given.inquiry.intent in ADVISING:
        outcomes.append("no evidence category, and the page does not say that its sources give none")
    for text in uncited(record):
        if match := CATEGORY.search(text):
            outcomes.append(f"{match.group()!r} is cited to nothing: {text!r}")
        elif why := category_failure(text, ()):
            outcomes.append(f"{why}: {text!r}")
    return Measurement.share(M9, outcomes, nothing="the page names no evidence category")


def strength_kept(record: RunRecord) -> Measurement:
    """Share of statements no stronger than their quotes: consider < may < recommended, should < must."""
    return _held(record, M10, lambda text, evidence: strength_failure(text, evidence.sentences, evidence.header))


def _off_topic_lines(record: RunRecord) -> list[str | None]:
    """Whether an answer with this flag says so, in a line that names the term; nothing for other pages."""
    answer = record.given
    if answer.kind == "refusal" or "off_topic_term" not in answer.inquiry.flags or not answer.inquiry.terms:
        return []
    lines = [section.note for section in answer.sections if section.note and NOT_MENTIONED.search(section.note)]
    is_said = any(term.casefold() in line.casefold() for line in lines for term in answer.inquiry.terms)
    return [None if is_said else f"no line says that the guideline does not mention {', '.join(answer.inquiry.terms)}"]


def _held(record: RunRecord, name: str, rule: Rule, *others: str | None) -> Measurement:
    passages, outcomes = passages_of(record), list(others)
    for statement, draft in with_quotes(record):
        if not draft.quotes:
            why: str | None = "it has no sound quote to be held against"
        elif is_copied(draft, passages):
            why = broken_range(statement.text) if name == M6 else None
        else:
            why = rule(statement.text, evidence_of(draft, passages, record.case.question))
        outcomes.append(f"{why}: {statement.text!r}" if why else None)
    return Measurement.share(name, outcomes, nothing=NO_STATEMENT)


def _number_failure(text: str, evidence: Evidence) -> str | None:
    staged = ". ".join(match.group() for pattern in (STAGE, LINE) for match in pattern.finditer(text))
    return (
        number_failure(text, evidence.quotes, evidence.context)
        or number_failure(text, evidence.sentences, evidence.context)
        or (term_failure(staged, evidence) if staged else None)
        or _row_failure(text, evidence)
        or polarity_failure(text, evidence.sentences)
    )


def _row_failure(text: str, evidence: Evidence) -> str | None:
    """A row of a table whose cells stand in no one row of the tables quoted, such as one that begins with another stage."""
    quoted = {tuple(map(fold, row)) for quote in evidence.quotes for block in split_blocks(quote) for row in block.rows}
    said = (tuple(map(fold, row)) for block in split_blocks(text) for row in block.rows)
    mixed = next((row for row in said if quoted and not any(set(row) <= set(other) for other in quoted)), None)
    return f"no row of its quotes says {' | '.join(mixed)!r}" if mixed else None


def _population_failure(text: str, evidence: Evidence) -> str | None:
    return (
        term_failure(text, evidence)
        or marker_failure(text, "\n".join(evidence.sentences), evidence.context)
        or role_failure(text, evidence.sentences)
        or scope_failure(text, evidence.sentences, evidence.context)
    )
