"""Draft by a model → gate → one repair → drop. What comes out has passed the gate; what failed is recorded."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.check.evidence import evidence_of
from rag.check.gate import Verified
from rag.check.hints import WITHOUT_HINT, repair_hint
from rag.conflicts import with_earlier_editions, with_other_sides
from rag.denials import with_denial
from rag.errors import LlmDeadline, LlmError
from rag.exchange import ChatReply, PageReply, RepairReply
from rag.llm_request import Failure, PageRequest, page_request, repair_request
from rag.page_gate import PageGate, Place, Preview, without
from rag.parts import Parts
from rag.prepare import Listener, Prepared, questions_for
from rag.records.facts import facts_sections, with_facts
from rag.schema import Authorship, Draft, DraftStatement, Dropped, StageEvent, Tokens
from rag.settings import Settings
from rag.write.limits import cost_usd
from rag.write.llm import Frame, Llm, draft_of, usable_questions
from rag.write.reply import read_reply, to_draft_statement

MAX_REPLIES = 2  # of a model, for one answer
OUT_OF_PLACE = "scope"  # a statement about another topic than its section: no other wording mends that


@dataclass(frozen=True)
class LlmPage:
    """A model's page after the gate. `is_declined`: the model itself said that the passages hold no answer."""

    verified: Verified
    passages: tuple[str, ...]
    made: Authorship
    is_declined: bool


async def write_with_llm(
    prepared: Prepared,
    parts: Parts,
    settings: Settings,
    llm: Llm,
    on_event: Listener,
    *,
    deadline: float,
    before: tuple[ChatReply, ...] = (),
) -> LlmPage:
    """The page as the model writes it, checked; one further call at most, for the statements that failed.

    `deadline`: time of the event loop at which all must be done. `before`: replies this question has already cost; an
    answer is worth two at most, so after one there is no repair.
    A repair that fails costs its statements, not the page. Raises: LlmError: the first call failed; LlmDeadline:
    `llm.deadline_s` passed before there was a draft.
    """
    page = page_request(prepared, parts, settings, llm)
    gate = PageGate(prepared, page.frame, parts, settings)
    on_event(StageEvent(stage="write", detail=llm.chat.name))
    replies = [*before, await _first_reply(page, gate, settings, llm, deadline, on_event)]
    reply = read_reply(replies[-1].text, PageReply)
    draft, cut = draft_of(reply, page.frame)
    prepared.clock.lap("write")

    on_event(StageEvent(stage="check"))
    failures = gate.failures(draft)
    dropped = [*cut, *(failure.dropped for failure in failures)]
    mended: dict[Place, DraftStatement] = {}
    unrepaired: str | None = None
    prepared.clock.lap("verify")
    mendable = tuple(failure for failure in failures if failure.dropped.check != OUT_OF_PLACE)
    if mendable and not reply.cannot_answer and len(replies) < MAX_REPLIES:
        on_event(StageEvent(stage="repair", detail=f"statements that did not pass: {len(mendable)}"))
        hinted = _hinted(mendable, page.frame, gate, parts)
        prepared.clock.lap("verify")
        try:
            async with asyncio.timeout_at(deadline):
                replies.append(await llm.chat.complete(repair_request(page, hinted, parts, settings, llm)))
            prepared.clock.lap("write")
            repaired = read_reply(replies[-1].text, RepairReply)
            mended, again = _mended(repaired, mendable, page.frame, gate)
            dropped.extend(again)
        except (LlmError, TimeoutError) as error:
            unrepaired = str(error) or "the time was used up"
    draft = _with_questions(without(draft, failures, mended), reply, prepared, page, parts)
    draft = with_other_sides(with_denial(draft, prepared.denial), prepared, parts)
    if prepared.record:
        draft = with_facts(draft, facts_sections(prepared.record, prepared, draft, parts, settings))
    draft = with_earlier_editions(draft, parts)
    verified = gate.verified(draft)
    prepared.clock.lap("verify")
    return LlmPage(
        verified=verified.model_copy(update={"dropped": (*dropped, *verified.dropped)}),
        passages=tuple(p.id for packed in page.frame.pack.passages for p in packed.passages),
        made=authorship(replies, settings, page.masked).model_copy(update={"repair_failure": unrepaired}),
        is_declined=bool(reply.cannot_answer),
    )


async def _first_reply(
    page: PageRequest, gate: PageGate, settings: Settings, llm: Llm, deadline: float, on_event: Listener
) -> ChatReply:
    show = Preview(page.frame, gate, on_event).show if llm.streams else None
    try:
        async with asyncio.timeout_at(deadline):
            return await llm.chat.complete(page.chat, show)
    except TimeoutError:
        limit = settings.llm.deadline_s
        raise LlmDeadline(f"no reply within {limit:g} s; try again, or raise llm.deadline_s") from None


def _hinted(failures: Sequence[Failure], frame: Frame, gate: PageGate, parts: Parts) -> tuple[Failure, ...]:
    """The failures, each with the smallest change towards its quotes that the gate lets pass in its place."""
    sent = {passage.id: passage for packed in frame.pack.passages for passage in packed.passages}

    def hinted(failure: Failure) -> Failure:
        statement, rule = failure.statement, failure.dropped.check
        if rule in WITHOUT_HINT:  # its quotes may be unsound, and then there is nothing to go by
            return failure

        def passes(text: str) -> bool:
            return gate.failure(statement.model_copy(update={"text": text}), failure.section_id) is None

        quoted = evidence_of(statement, sent).sentences
        hint = repair_hint(statement.text, quoted, rule, passes, vocabulary=parts.vocabulary)
        return replace(failure, hint=hint.change) if hint else failure

    return tuple(map(hinted, failures))


def _mended(
    repaired: RepairReply, failures: Sequence[Failure], frame: Frame, gate: PageGate
) -> tuple[dict[Place, DraftStatement], list[Dropped]]:
    """What the repair made good, by place, and what failed a second time."""
    mended: dict[Place, DraftStatement] = {}
    again: list[Dropped] = []
    for one in repaired.statements:
        if one.statement is None or not 1 <= one.number <= len(failures):
            continue
        failure = failures[one.number - 1]
        statement = to_draft_statement(one.statement, frame.pack)
        dropped = gate.failure(statement, failure.section_id)
        if dropped:
            again.append(dropped)
        else:
            mended[failure.section_id, failure.position] = statement
    return mended, again


def _with_questions(draft: Draft, reply: PageReply, prepared: Prepared, page: PageRequest, parts: Parts) -> Draft:
    asked = questions_for(prepared, parts)
    if asked:  # none: the outline is for readers who do not ask a care team
        asked += usable_questions(reply.questions_to_ask, page.frame, asked)
    return draft.model_copy(update={"questions_to_ask": asked})


def authorship(replies: Sequence[ChatReply], settings: Settings, masked: tuple[str, ...] = ()) -> Authorship:
    """What `replies`, one at least, say about who wrote the page, and what they cost together."""
    sent = [reply for reply in replies if reply.origin == "endpoint"]
    return Authorship(
        writer="llm",
        model=replies[-1].model,
        llm_calls=sum(reply.calls for reply in sent),
        tokens=Tokens(
            prompt=sum(reply.prompt_tokens for reply in sent), completion=sum(reply.completion_tokens for reply in sent)
        ),
        cost_usd=sum(cost_usd(reply, settings.llm) for reply in sent),
        llm_origin=(sent or replies)[0].origin,
        masked=masked,
    )
