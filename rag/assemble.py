"""Verified statements, or a refusal, to the Answer value: sources, notices and trace are added here, by code."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from rag.asking_part import told_part
from rag.check.gate import Verified
from rag.page.words import explained_names
from rag.parts import Parts
from rag.privacy import mask_identifiers
from rag.reading_level import reading_grade
from rag.schema import (
    NEXT_STEPS_SECTION,
    Answer,
    AnswerSection,
    Authorship,
    Dropped,
    Hit,
    Inquiry,
    InquirySummary,
    Notice,
    Outline,
    OutlineSection,
    Refusal,
    Seconds,
    Source,
    SourceEntry,
    Trace,
)
from rag.settings import Settings
from rag.vocabulary import names_in
from rag.words import stems

URGENT = re.compile(r"\b(?:emergency|right away|at once|immediately|urgent)\b", re.IGNORECASE)
NEXT_STEPS = "Next steps"
BY_EXTRACTION = Authorship()


def make_answer(
    inquiry: Inquiry,
    outline: Outline,
    verified: Verified,
    given: tuple[str, ...],
    parts: Parts,
    settings: Settings,
    seconds: Seconds,
    *,
    made: Authorship = BY_EXTRACTION,
) -> Answer:
    """The page of `verified`, `given`: ids of the passages the writer had.

    Optional sections with nothing in them are left out; others stay, marked uncovered.
    """
    optional = {section.id for section in outline.sections if section.optional}
    told_of = {section.id for section in outline.sections if _is_told_elsewhere(section, verified)}
    optional |= told_of
    notes = {s.id: s.empty_note for s in outline.sections if s.empty_note and s.id not in told_of}
    told = (s if s.statements or s.note else _with_note(s, notes.get(s.id)) for s in verified.sections)
    sections = tuple(s for s in told if s.covered or s.note or s.id not in optional)
    if outline.next_steps and inquiry.audience == "patient":
        steps = AnswerSection(
            id=NEXT_STEPS_SECTION, heading=NEXT_STEPS, covered=True, statements=(), note=outline.next_steps
        )
        sections = (*sections, steps)
    inquiry = _with_help(inquiry, parts) if _is_urgent(verified) else inquiry
    said = (*verified.key_points, *(s for section in verified.sections for s in section.statements))
    if parts.flag_rules.leaves_out_circumstance(inquiry.question, " . ".join(statement.text for statement in said)):
        inquiry = inquiry.model_copy(update={"remarks": (*inquiry.remarks, parts.messages.circumstance)})
    cited = dict.fromkeys(citation.source_id for citation in verified.citations)
    return Answer(
        kind="answer",
        question=mask_identifiers(inquiry.question).text,
        title=inquiry.title,
        audience=inquiry.audience,
        page_kind=inquiry.page_kind,
        inquiry=_summary(inquiry),
        notices=parts.notices[inquiry.audience],
        key_points=verified.key_points,
        sections=sections,
        questions_to_ask=verified.questions_to_ask,
        citations=verified.citations,
        sources=tuple(source_entry(parts.shelf.sources[name]) for name in cited),
        trace=_trace(inquiry, given, verified.dropped, parts, settings, seconds, made).model_copy(
            update={"reading_grade": _reading_grade(verified, parts) if inquiry.audience == "patient" else None}
        ),
    )


def _is_told_elsewhere(section: OutlineSection, verified: Verified) -> bool:
    """Whether what a section looks for by its words stands under other headings: a note that there is none would be wrong."""
    statements = (*verified.key_points, *(s for part in verified.sections for s in part.statements))
    said = stems(" . ".join(statement.text for statement in statements), keep_stopwords=True)
    return bool(section.must_say) and names_in(section.must_say, said)


def _reading_grade(verified: Verified, parts: Parts) -> float | None:
    explained = [name for names in explained_names(verified.sections, verified.citations) for name in names]
    statements = (*verified.key_points, *(s for section in verified.sections for s in section.statements))
    return reading_grade(statements, parts.vocabulary, explained)


def make_refusal(
    inquiry: Inquiry,
    refusal: Refusal,
    hits: Sequence[Hit],
    parts: Parts,
    settings: Settings,
    seconds: Seconds,
    *,
    dropped: tuple[Dropped, ...] = (),
    safety: Notice | None = None,
    made: Authorship = BY_EXTRACTION,
) -> Answer:
    """The page of a refusal: notices, the reason and the trace; no statement, no citation."""
    return Answer(
        kind="refusal",
        question=mask_identifiers(inquiry.question).text,
        title=inquiry.title,
        audience=inquiry.audience,
        page_kind=inquiry.page_kind,
        inquiry=_summary(inquiry),
        notices=parts.notices[inquiry.audience].model_copy(update={"safety": safety}),
        refusal=refusal,
        trace=_trace(
            _unanswered(inquiry, parts), tuple(hit.passage.id for hit in hits), dropped, parts, settings, seconds, made
        ),
    )


def _unanswered(inquiry: Inquiry, parts: Parts) -> Inquiry:
    """The inquiry with remarks that promise nothing of an answer, and where to turn for a text that tells of somebody."""
    said = {parts.messages.directive: parts.messages.directive_unanswered}
    remarks = tuple(said.get(remark, remark) for remark in inquiry.remarks)
    may_tell = "other_language" in inquiry.flags or _is_told_of_treatment(inquiry, parts)
    return _with_help(inquiry.model_copy(update={"remarks": remarks}), parts, may_tell=may_tell)


def _is_told_of_treatment(inquiry: Inquiry, parts: Parts) -> bool:
    """Whether a patient's text tells something with a treatment and asks nothing: "yellow eyes on ipilimumab"."""
    kinds = {parts.vocabulary.by_name[name].kind for name in inquiry.terms}
    return inquiry.audience == "patient" and bool(kinds & {"drug", "treatment"}) and not inquiry.title.endswith("?")


def _with_help(inquiry: Inquiry, parts: Parts, *, may_tell: bool = False) -> Inquiry:
    """The inquiry with a remark on whom to call, where the question tells of somebody's state: rules miss some alarms."""
    is_alarm = bool({"emergency", "crisis"} & set(inquiry.flags))
    is_told = not is_alarm and (may_tell or parts.safety_rules.tells(told_part(inquiry.question)))
    return inquiry.model_copy(update={"remarks": (parts.unwell_line, *inquiry.remarks)}) if is_told else inquiry


def _is_urgent(verified: Verified) -> bool:
    """Whether the page names something that needs help without delay."""
    statements = (*verified.key_points, *(s for section in verified.sections for s in section.statements))
    return any(URGENT.search(statement.text) for statement in statements)


def source_entry(source: Source) -> SourceEntry:
    """A source as the page lists it."""
    return SourceEntry.model_validate(source.model_dump(include=set(SourceEntry.model_fields)))


def _with_note(section: AnswerSection, note: str | None) -> AnswerSection:
    return section.model_copy(update={"note": note, "covered": True}) if note else section


def _summary(inquiry: Inquiry) -> InquirySummary:
    return InquirySummary.model_validate(inquiry.model_dump(include=set(InquirySummary.model_fields)))


def _trace(
    inquiry: Inquiry,
    passages: tuple[str, ...],
    dropped: tuple[Dropped, ...],
    parts: Parts,
    settings: Settings,
    seconds: Seconds,
    made: Authorship,
) -> Trace:
    alone = inquiry.standalone_question
    return Trace(
        **dict(made),
        remarks=() if set(inquiry.flags) & {"emergency", "crisis"} else inquiry.remarks,
        standalone_question=mask_identifiers(alone).text if alone else None,
        generation=parts.shelf.manifest.id,
        settings=settings.fingerprint(),
        prompts=dict(parts.prompts),
        passages=passages,
        dropped=dropped,
        seconds=seconds,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
