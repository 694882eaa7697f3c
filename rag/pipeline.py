"""A question to a verified page: the whole flow, read top to bottom. Each step is a function on the value before it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.assemble import make_answer, make_refusal
from rag.authoring import LlmPage, authorship, write_with_llm
from rag.catalogue import KnownQuestion
from rag.check.gate import Verified, verify
from rag.conflicts import with_earlier_editions, with_other_sides
from rag.coverage import unsaid
from rag.denials import with_denial, with_denial_in_section
from rag.errors import LlmBudgetReached, LlmError
from rag.glosses import with_words
from rag.nearest import told_by_nearest
from rag.parts import Parts
from rag.plan import is_answered, query_for
from rag.prepare import Listener, Prepared, prepare_within, questions_for, understood
from rag.records.facts import facts_sections, with_facts
from rag.records.record import Record
from rag.refusals import refusal_for
from rag.related import related_to
from rag.retrieve import search
from rag.rewriting import Rewriting, rewritten_by_model, rewritten_by_rules
from rag.schema import (
    Answer,
    Audience,
    Authorship,
    Citation,
    Draft,
    DraftSection,
    Dropped,
    Hit,
    PageKind,
    SectionEvent,
    StageEvent,
    Tokens,
)
from rag.settings import Settings
from rag.several import prepare_page
from rag.write.extractive import write_extractive
from rag.write.limits import tallied
from rag.write.llm import Llm

WHY_NOT_USED = {
    "declined": "the model found no answer in the passages",
    "nothing_passed": "nothing the model wrote passed the checks",
}


def answer(
    question: str,
    parts: Parts,
    settings: Settings,
    *,
    audience: Audience = "patient",
    page_kind: PageKind = "answer",
    history: Sequence[str] = (),
    record: Record | None = None,
    on_event: Listener = lambda _: None,
) -> Answer:
    """Answer `question` from the shelf without a model, or refuse with a reason. Every statement has passed the gate.

    `history`: earlier questions of the same conversation, oldest first. Where the sources on the very topic hold no
    answer, those on narrower topics are asked. `on_event` hears each stage and each verified section.
    Raises: InputError: the question is empty or far too long. IndexDamaged: a file of the index was altered.
    """
    alone = rewritten_by_rules(question, history, parts)
    prepared = prepare_page(
        question, parts, settings, audience=audience, page_kind=page_kind, alone=alone, record=record, on_event=on_event
    )
    if isinstance(prepared, Answer):
        return prepared
    return _with_related(_extractive_page(prepared, parts, settings, on_event), parts, settings)


async def answer_async(
    question: str,
    parts: Parts,
    settings: Settings,
    *,
    llm: Llm | None = None,
    audience: Audience = "patient",
    page_kind: PageKind = "answer",
    history: Sequence[str] = (),
    record: Record | None = None,
    on_event: Listener = lambda _: None,
) -> Answer:
    """As `answer`, written by `llm` where one is given: its draft passes the same gate, is repaired once, then cut.

    When the model fails, or nothing it says passes, the extractive writer takes over and the trace says why; with
    `llm.is_required` the error is raised, and a page on which nothing passes is a refusal.
    Raises: as `answer`; LlmError: the model failed and was asked for by name.
    """
    if llm is None:
        return answer(
            question,
            parts,
            settings,
            audience=audience,
            page_kind=page_kind,
            history=history,
            record=record,
            on_event=on_event,
        )
    asked = [text for text in history if text.strip()]
    with tallied() as tally:
        page = await _answer_with(llm, question, parts, settings, audience, page_kind, asked, record, on_event)
    page = _with_related(page, parts, settings)
    if not tally.calls:
        return page
    tokens = Tokens(prompt=tally.prompt_tokens, completion=tally.completion_tokens)
    return _with_trace(page, {"llm_calls": tally.calls, "tokens": tokens, "cost_usd": tally.cost_usd})


async def _answer_with(
    llm: Llm,
    question: str,
    parts: Parts,
    settings: Settings,
    audience: Audience,
    page_kind: PageKind,
    history: Sequence[str],
    record: Record | None,
    on_event: Listener,
) -> Answer:
    deadline = asyncio.get_running_loop().time() + settings.llm.deadline_s
    alone = Rewriting()
    if history and not parts.safety_rules.alarm(question):  # an alarm is met without any model
        try:
            async with asyncio.timeout_at(deadline):
                alone = await rewritten_by_model(question, history, parts, settings, llm)
        except TimeoutError:
            alone = Rewriting(question=rewritten_by_rules(question, history, parts))
    prepared = prepare_page(
        question,
        parts,
        settings,
        audience=audience,
        page_kind=page_kind,
        alone=alone.question,
        record=record,
        on_event=on_event,
    )
    spent = _spent_on(alone, settings)
    if isinstance(prepared, Answer):
        return _with_trace(prepared, dict(spent))
    try:
        page = await write_with_llm(prepared, parts, settings, llm, on_event, deadline=deadline, before=alone.replies)
    except LlmError as error:
        if llm.is_required or (llm.stops_at_budget and isinstance(error, LlmBudgetReached)):
            raise
        why = {"fallback_reason": str(error), "fallback_kind": error.kind, "llm_calls": spent.llm_calls + error.calls}
        made = spent.model_copy(update=why)
        return _fall_back(prepared, parts, settings, on_event, made)
    masked = tuple(dict.fromkeys([*alone.masked, *page.made.masked]))
    page = replace(page, made=page.made.model_copy(update={"masked": masked}))
    if _is_enough(page.verified, prepared, settings):
        return _llm_page(prepared, page, parts, settings)
    kind = "declined" if page.is_declined else "nothing_passed"
    if llm.is_required:
        line = parts.messages.model_declined if page.is_declined else parts.messages.model_not_supported
        refusal = refusal_for("weak_evidence", prepared.inquiry, prepared.scope, parts, line=line)
        seconds, dropped = prepared.clock.seconds, page.verified.dropped
        return make_refusal(
            prepared.inquiry, refusal, prepared.hits, parts, settings, seconds, dropped=dropped, made=page.made
        )
    made = page.made.model_copy(
        update={"writer": "extractive", "fallback_kind": kind, "fallback_reason": WHY_NOT_USED[kind]}
    )
    return _fall_back(prepared, parts, settings, on_event, made, page.verified.dropped)


def _with_related(page: Answer, parts: Parts, settings: Settings) -> Answer:
    """The page with related questions, each with what the extractive page on it says first."""

    def ask(known: KnownQuestion) -> Answer:
        prepared = prepare_page(
            known.question, parts, settings, audience=known.audience, page_kind=known.page_kind, alone=None
        )
        if isinstance(prepared, Answer):
            return prepared
        return _extractive_page(prepared, parts, settings, lambda _: None)

    related = related_to(page, parts, settings.related, ask)
    return page.model_copy(update={"related_questions": related}) if related else page


def _spent_on(alone: Rewriting, settings: Settings) -> Authorship:
    """What a rewriting adds to the trace of a page that the extractive writer, or nobody, writes."""
    spent = authorship(alone.replies, settings, alone.masked) if alone.replies else Authorship(masked=alone.masked)
    calls = spent.llm_calls + alone.failed_calls
    return spent.model_copy(update={"writer": "extractive", "llm_calls": calls})


def find(query: str, parts: Parts, settings: Settings, *, k: int | None = None) -> tuple[Hit, ...]:
    """The passages found for `query`, best first: what `citewell search` shows. Raises: InputError: empty query."""
    return search(query_for(understood(query, parts), parts), parts.shelf, parts.encoder, settings.retrieve, k=k)


def _extractive_page(prepared: Prepared, parts: Parts, settings: Settings, on_event: Listener) -> Answer:
    """The extractive page within the scope, or the wider one where the first is a refusal."""
    page = _extractive_within(prepared, parts, settings, on_event)
    if page.kind == "refusal" and prepared.wider_scope:
        second = prepare_within(prepared.wider_scope, prepared.inquiry, parts, settings, prepared.clock)
        if isinstance(second, Prepared):
            wider = _extractive_within(second, parts, settings, on_event)
            return wider if wider.kind == "answer" else page
    return page


def _extractive_within(prepared: Prepared, parts: Parts, settings: Settings, on_event: Listener) -> Answer:
    inquiry, clock = prepared.inquiry, prepared.clock
    on_event(StageEvent(stage="write"))
    draft = with_denial(_extracted(prepared, parts, settings), prepared.denial)
    draft = with_other_sides(draft, prepared, parts)
    if prepared.record:
        draft = with_facts(draft, facts_sections(prepared.record, prepared, draft, parts, settings))
    draft = with_earlier_editions(draft, parts)
    draft = draft.model_copy(update={"questions_to_ask": questions_for(prepared, parts)})
    clock.lap("write")
    on_event(StageEvent(stage="check"))
    verified = verify(draft, parts.shelf.by_id, settings.gate, audience=inquiry.audience)
    clock.lap("verify")
    if not _is_enough(verified, prepared, settings):
        refusal = refusal_for("weak_evidence", inquiry, prepared.scope, parts)
        return make_refusal(inquiry, refusal, prepared.hits, parts, settings, clock.seconds, dropped=verified.dropped)
    verified = with_words(verified, prepared, parts, settings)
    _tell_sections(verified, on_event)
    return make_answer(inquiry, prepared.plan.outline, verified, prepared.passage_ids, parts, settings, clock.seconds)


def _is_enough(verified: Verified, prepared: Prepared, settings: Settings) -> bool:
    return verified.statement_count >= settings.gate.min_statements and is_answered(prepared.plan, verified)


def _extracted(prepared: Prepared, parts: Parts, settings: Settings) -> Draft:
    """The extractive draft; of several questions, each by itself, in the order of the page.

    A draft that leaves out what is asked is written once more from all that was found, whatever its heading; where that
    leaves it out too, only the sentences are stated that hold what was left out, if any is near to the question.
    """
    if prepared.members:
        members = prepared.members
        drafts = [with_denial_in_section(_extracted(one, parts, settings), one.denial) for one in members]
        written = {section.id: section for draft in drafts for section in draft.sections}
        empty = (DraftSection(id=s.id, heading=s.heading, statements=()) for s in prepared.plan.sections)
        return Draft(writer="extractive", sections=tuple(written.get(section.id, section) for section in empty))
    briefs = [prepared.brief, replace(prepared.brief, intent=None)] if prepared.brief.intent else [prepared.brief]
    for brief in briefs:
        draft = write_extractive(brief, prepared.evidence, parts.shelf.of_source, parts.encoder, settings.write)
        if "off_topic_term" in prepared.inquiry.flags:
            return draft
        if _is_written(draft):
            if not _leaves_out(draft, prepared, parts, settings):
                return draft
        elif not _may_stand_elsewhere(prepared):
            return draft
    silent = tuple(section.model_copy(update={"statements": ()}) for section in draft.sections)
    draft = draft.model_copy(update={"key_points": (), "sections": silent})
    intent = prepared.brief.intent
    is_open = intent is None or intent.generic or intent.open
    return told_by_nearest(draft, prepared, parts, settings) if is_open else draft


def _may_stand_elsewhere(prepared: Prepared) -> bool:
    """Whether an answer may stand under other headings than the intent's: not of figures and doses, nor without a subject."""
    intent, inquiry = prepared.brief.intent, prepared.inquiry
    return not (intent and intent.must_say) and bool(inquiry.focus and (inquiry.terms or inquiry.topics))


def _is_written(draft: Draft) -> bool:
    return bool(draft.key_points) or any(section.statements for section in draft.sections)


def _leaves_out(draft: Draft, prepared: Prepared, parts: Parts, settings: Settings) -> bool:
    """Whether words that carry the question stand in no statement, heading or title."""
    statements = [*draft.key_points, *(statement for section in draft.sections for statement in section.statements)]
    passages = [parts.shelf.by_id[quote.passage_id] for statement in statements for quote in statement.quotes]
    around = [*(p.title for p in passages), *(h for p in passages for h in p.locator.headings[-1:])]
    told = [*(statement.text for statement in statements), *dict.fromkeys(around)]
    return bool(unsaid(prepared.inquiry, told, parts, settings.gate))


def _llm_page(prepared: Prepared, page: LlmPage, parts: Parts, settings: Settings) -> Answer:
    outline, seconds = prepared.plan.outline, prepared.clock.seconds
    verified = with_words(page.verified, prepared, parts, settings)
    return make_answer(prepared.inquiry, outline, verified, page.passages, parts, settings, seconds, made=page.made)


def _fall_back(
    prepared: Prepared,
    parts: Parts,
    settings: Settings,
    on_event: Listener,
    made: Authorship,
    dropped: tuple[Dropped, ...] = (),
) -> Answer:
    on_event(StageEvent(stage="fall_back", detail=made.fallback_reason or ""))
    page = _extractive_page(prepared, parts, settings, on_event)
    return _with_trace(page, {**dict(made), "dropped": (*dropped, *page.trace.dropped)})


def _with_trace(page: Answer, update: Mapping[str, object]) -> Answer:
    return page.model_copy(update={"trace": page.trace.model_copy(update=dict(update))})


def _tell_sections(verified: Verified, on_event: Listener) -> None:
    by_number: dict[int, Citation] = {citation.n: citation for citation in verified.citations}
    for section in verified.sections:
        cited = dict.fromkeys(n for statement in section.statements for n in statement.citations)
        on_event(SectionEvent(section=section, citations=tuple(by_number[n] for n in cited)))
