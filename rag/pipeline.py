"""A question to a verified page: the whole flow, read top to bottom. Each step is a function on the value before it."""

import time

from rag.assemble import make_answer, make_refusal
from rag.check.gate import verify
from rag.parts import Parts
from rag.plan import alarm_refusal, brief_for, keep_for, plan_page, query_for, refusal_for
from rag.retrieve import gather, is_question_list, search
from rag.schema import Answer, Audience, Evidence, Hit, Inquiry, PageKind, RefusalReason, Seconds
from rag.scope import Scope, covers, find_scope, shelf_topics
from rag.settings import Settings
from rag.understand import understand
from rag.write.extractive import write_extractive
from rag.write.questions import questions_to_ask


def answer(
    question: str, parts: Parts, settings: Settings, *, audience: Audience = "patient", page_kind: PageKind = "answer"
) -> Answer:
    """Answer `question` from the shelf, or refuse with a reason. Every statement of the result has passed the gate.

    An emergency or a crisis is met with the safety notice alone, before anything is searched. Where the sources on the
    very topic hold no answer, those on narrower topics are asked (lung cancer: small cell lung cancer).
    Raises: InputError: the question is empty or far too long. IndexDamaged: a file of the index was altered.
    """
    clock = _Clock()
    inquiry = _understood(question, parts, audience, page_kind)
    alarm = parts.safety_rules.alarm(question)
    if alarm:  # before anything is searched, and without any model
        inquiry = inquiry.model_copy(update={"flags": (*inquiry.flags, alarm)})
        clock.lap("understand")
        refusal = alarm_refusal(alarm, parts)
        return make_refusal(inquiry, refusal, (), parts, settings, clock.seconds, safety=parts.safety_notices[alarm])
    scope = find_scope(inquiry, parts.shelf, parts.vocabulary)
    clock.lap("understand")
    page = _answer_within(scope, inquiry, parts, settings, clock)
    if page.kind == "refusal" and scope.narrower_sources:
        wider = scope.model_copy(update={"topic_sources": scope.topic_sources | scope.narrower_sources})
        second = _answer_within(wider, inquiry, parts, settings, clock)
        page = second if second.kind == "answer" else page
    return page


def find(query: str, parts: Parts, settings: Settings, *, k: int | None = None) -> tuple[Hit, ...]:
    """The passages found for `query`, best first: what `citewell search` shows. Raises: InputError: empty query."""
    return search(query_for(_understood(query, parts), parts), parts.shelf, parts.encoder, settings.retrieve, k=k)


def _understood(question: str, parts: Parts, audience: Audience = "patient", page_kind: PageKind = "answer") -> Inquiry:
    topics = shelf_topics(parts.shelf)
    return understand(question, parts.vocabulary, parts.intents, topics, audience=audience, page_kind=page_kind)


def _answer_within(scope: Scope, inquiry: Inquiry, parts: Parts, settings: Settings, clock: "_Clock") -> Answer:
    shelf, encoder = parts.shelf, parts.encoder
    found = {"off_topic_term": scope.is_off_topic, "unknown_topic": bool(scope.missing_topics)}
    inquiry = inquiry.model_copy(update={"flags": (*inquiry.flags, *(flag for flag, is_so in found.items() if is_so))})

    keep = keep_for("topic", scope, inquiry)
    main_query = query_for(inquiry, parts)
    hits = search(main_query, shelf, encoder, settings.retrieve, keep=keep)
    reason = _why_not(inquiry, scope, hits, parts, settings)
    if reason:
        clock.lap("retrieve")
        return make_refusal(inquiry, refusal_for(reason, inquiry, scope, parts), hits, parts, settings, clock.seconds)
    plan = plan_page(inquiry, scope, parts)
    evidence: list[Evidence] = []
    for section in plan.sections:
        query = main_query if section.query == inquiry.title else section.query
        keep = keep_for(section.scope, scope, inquiry)
        count = settings.write.passages_per_section
        evidence.append(gather(section, query, shelf, encoder, settings.retrieve, count=count, keep=keep))
    clock.lap("retrieve")

    draft = write_extractive(brief_for(inquiry, scope, plan, parts), evidence, shelf.of_source, encoder, settings.write)
    if plan.outline.questions_to_ask:  # an outline without any is for readers who do not ask a care team
        lists = (p for p in shelf.passages if p.source_id in scope.guidelines and is_question_list(p))
        asked = questions_to_ask(lists, plan.values["term"], plan.outline.questions_to_ask, plan.values)
        draft = draft.model_copy(update={"questions_to_ask": asked})
    clock.lap("write")

    verified = verify(draft, shelf.by_id, settings.gate, audience=inquiry.audience)
    clock.lap("verify")
    if verified.statement_count < settings.gate.min_statements:
        refusal = refusal_for("weak_evidence", inquiry, scope, parts)
        return make_refusal(inquiry, refusal, hits, parts, settings, clock.seconds, dropped=verified.dropped)
    return make_answer(inquiry, plan.outline, verified, evidence, parts, settings, clock.seconds)


def _why_not(
    inquiry: Inquiry, scope: Scope, hits: tuple[Hit, ...], parts: Parts, settings: Settings
) -> RefusalReason | None:
    """Why the shelf cannot answer, before anything is written; None when it can."""
    if not hits or (scope.missing_topics and not scope.topic_sources):
        return "not_covered"
    if scope.is_off_topic or covers(inquiry, scope, hits, parts.shelf, parts.vocabulary, settings.gate):
        return None
    return "not_covered"


class _Clock:
    """Wall time between laps, in seconds, added up by stage."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage] = round(self._laps.get(stage, 0.0) + now - self._last, 4)
        self._last = now

    @property
    def seconds(self) -> Seconds:
        return Seconds(**self._laps, total=round(self._last - self._start, 4))
