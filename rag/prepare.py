"""A question to what a writer needs: understood, scoped, planned, with evidence for every section. Writes nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from rag.asked_results import results_asked, ruling_out
from rag.assemble import make_refusal
from rag.coverage import covers
from rag.denials import denial_of
from rag.errors import InputError
from rag.parts import Parts
from rag.plan import (
    ON_TOPIC,
    Plan,
    brief_for,
    keep_for,
    own_sources,
    plan_page,
    query_for,
)
from rag.privacy import without_identifiers
from rag.records.contradictions import contradictions
from rag.records.known import topic_from
from rag.records.record import Record
from rag.records.rules import load_record_rules
from rag.refusals import alarm_refusal, refusal_for, remarks_on, unclear_refusal
from rag.retrieve import gather, is_question_list, naming, search
from rag.schema import (
    Answer,
    Audience,
    DraftStatement,
    Event,
    Evidence,
    Hit,
    Inquiry,
    PageKind,
    Passage,
    RefusalReason,
    Seconds,
    StageEvent,
)
from rag.scope import Scope, find_scope, shelf_topics
from rag.settings import Settings
from rag.understand import understand
from rag.write.questions import questions_to_ask
from rag.write.select import Brief

Listener = Callable[[Event], None]


class Clock:
    """Wall time between laps, in seconds, added up by stage."""

    def __init__(self) -> None:
        """Start now."""
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Add the time since the last lap to `stage`, a field of Seconds."""
        now = time.perf_counter()
        self._laps[stage] = round(self._laps.get(stage, 0.0) + now - self._last, 4)
        self._last = now

    @property
    def seconds(self) -> Seconds:
        """The laps so far and their total."""
        return Seconds(**self._laps, total=round(self._last - self._start, 4))


@dataclass(frozen=True)
class Prepared:
    """What a page will be written from. `hits`: what the question itself found, for the trace of a refusal.

    `record`: the facts about a person that the page speaks to; no model is sent them. `members`: the pages that a page of
    several questions is made of, their sections being some of its own. `denial`: says the contrary of what the question
    takes as given; of several questions, each member has its own and the whole has none.
    """

    inquiry: Inquiry
    scope: Scope
    plan: Plan
    brief: Brief
    evidence: tuple[Evidence, ...]
    hits: tuple[Hit, ...]
    clock: Clock
    members: tuple["Prepared", ...] = ()
    record: Record | None = None
    denial: DraftStatement | None = None

    @property
    def passage_ids(self) -> tuple[str, ...]:
        """Ids of all passages found for the page, by section, best first."""
        return tuple(dict.fromkeys(hit.passage.id for part in self.evidence for hit in part.hits))

    @property
    def wider_scope(self) -> Scope | None:
        """The scope with sources on narrower topics (lung cancer: small cell lung cancer); None when there are none."""
        return None if self.members else _widened(self.scope)


def prepare(
    question: str,
    parts: Parts,
    settings: Settings,
    *,
    audience: Audience = "patient",
    page_kind: PageKind = "answer",
    alone: str | None = None,
    record: Record | None = None,
    on_event: Listener = lambda _: None,
) -> Prepared | Answer:
    """What to write the page from, or the refusal of a question that needs no writer: an alarm, or nothing on the shelf.

    An emergency or a crisis is met with the safety notice alone, before anything is searched. `alone`: a follow-up as it
    stands alone. Raises: InputError: the question is empty or far too long.
    """
    clock = Clock()
    on_event(StageEvent(stage="understand"))
    inquiry = understood(question, parts, audience=audience, page_kind=page_kind, alone=alone)
    alarm = parts.safety_rules.alarm(question) or (parts.safety_rules.alarm(alone) if alone else None)
    if alarm:  # before anything is searched, and without any model
        inquiry = inquiry.model_copy(update={"flags": (*inquiry.flags, alarm)})
        clock.lap("understand")
        refusal = alarm_refusal(alarm, parts)
        return make_refusal(inquiry, refusal, (), parts, settings, clock.seconds, safety=parts.safety_notices[alarm])
    if {"other_language", "unclear"} & set(inquiry.flags):
        clock.lap("understand")
        return make_refusal(inquiry, unclear_refusal(inquiry, parts), (), parts, settings, clock.seconds)
    if record:
        inquiry = _beside(record, inquiry, parts, settings)
    scope = find_scope(inquiry, parts.shelf, parts.vocabulary)
    clock.lap("understand")
    on_event(StageEvent(stage="retrieve"))
    prepared = prepare_within(scope, inquiry, parts, settings, clock)
    wider = _widened(scope)
    if isinstance(prepared, Answer) and wider:
        second = prepare_within(wider, inquiry, parts, settings, clock)
        prepared = prepared if isinstance(second, Answer) else second
    return prepared if isinstance(prepared, Answer) else replace(prepared, record=record)


def _beside(record: Record, inquiry: Inquiry, parts: Parts, settings: Settings) -> Inquiry:
    """The inquiry on the topic of the record where it names none, and with a remark on each contradiction."""
    topic = None if inquiry.topics else topic_from(record, parts, settings)
    topics = inquiry.topics or ((topic,) if topic else ())
    remarks = (*inquiry.remarks, *contradictions(record, inquiry, parts, settings))
    return inquiry.model_copy(update={"topics": topics, "remarks": remarks})


def understood(
    question: str,
    parts: Parts,
    *,
    audience: Audience = "patient",
    page_kind: PageKind = "answer",
    alone: str | None = None,
) -> Inquiry:
    """The question as understood, personal details left aside; `alone`: what it means after earlier ones. Raises: InputError."""
    if not question.strip():
        raise InputError("the question is empty; type a question")
    topics = shelf_topics(parts.shelf)
    asked = without_identifiers(alone or question)
    inquiry = understand(
        asked,
        parts.vocabulary,
        parts.intents,
        topics,
        audience=audience,
        page_kind=page_kind,
        speller=parts.speller,
        flag_rules=parts.flag_rules,
        shorthand=parts.shorthand,
    )
    update = {"question": question, "standalone_question": alone, "remarks": remarks_on(inquiry, parts.messages)}
    return inquiry.model_copy(update=update)


def prepare_within(scope: Scope, inquiry: Inquiry, parts: Parts, settings: Settings, clock: Clock) -> Prepared | Answer:
    """As `prepare`, within a scope that is already found."""
    found = {"off_topic_term": scope.is_off_topic, "unknown_topic": bool(scope.missing_topics)}
    new_flags = [flag for flag, is_so in found.items() if is_so and flag not in inquiry.flags]
    inquiry = inquiry.model_copy(update={"flags": (*inquiry.flags, *new_flags)})

    keep = keep_for(ON_TOPIC, scope, inquiry)
    main_query = query_for(inquiry, parts)
    hits = search(main_query, parts.shelf, parts.encoder, settings.retrieve, keep=keep)
    reason = _why_not(inquiry, scope, hits, parts, settings)
    plan = plan_page(inquiry, scope, parts)
    brief = _within_results(brief_for(inquiry, scope, plan, parts), inquiry, parts, settings)
    denial = denial_of(inquiry, scope, brief, parts, settings.gate)
    if reason and denial is None:
        clock.lap("retrieve")
        return make_refusal(inquiry, refusal_for(reason, inquiry, scope, parts), hits, parts, settings, clock.seconds)
    if denial:
        inquiry = inquiry.model_copy(update={"remarks": (*inquiry.remarks, parts.messages.premise_denied)})
    evidence: list[Evidence] = []
    for section in plan.sections:
        query = main_query if section.query == inquiry.title else section.query
        only = own_sources(scope, inquiry, parts) if section.own_audience else frozenset()
        keep = naming(section.about, parts.shelf, keep_for(section, scope, inquiry, only))
        count = settings.write.passages_per_section
        evidence.append(gather(section, query, parts.shelf, parts.encoder, settings.retrieve, count=count, keep=keep))
    clock.lap("retrieve")
    return Prepared(inquiry, scope, plan, brief, tuple(evidence), hits, clock, denial=denial)


def _within_results(brief: Brief, inquiry: Inquiry, parts: Parts, settings: Settings) -> Brief:
    """The brief that also leaves out what holds for other test results than the question takes as given."""
    rules = load_record_rules(settings.prompts_dir)
    known = results_asked(f"{inquiry.told} {inquiry.title}", parts.vocabulary, rules)
    is_ruled_out, is_elsewhere = ruling_out(known, parts.vocabulary, rules), brief.is_elsewhere

    def is_left_out(text: str, passage: Passage) -> bool:
        return is_elsewhere(text, passage) or is_ruled_out(text, " . ".join(passage.locator.headings))

    alike = {name for name, meant in rules.stands_for.items() if known.results.keys() & meant.keys()}
    asked = brief.asked_markers.union(known.results, alike) if brief.asked_markers else brief.asked_markers
    return replace(brief, is_elsewhere=is_left_out, asked_markers=asked)


def questions_for(prepared: Prepared, parts: Parts) -> tuple[DraftStatement, ...]:
    """Questions to take to the care team: the guidelines' own where they have them, then the outline's; maybe none."""
    plan = prepared.plan
    if prepared.inquiry.audience != "patient" or not plan.outline.questions_to_ask:  # others do not ask a care team
        return ()
    own = (DraftStatement(text=prepared.inquiry.title, quotes=()),) if _is_for_the_team(prepared.inquiry) else ()
    lists = (p for p in parts.shelf.passages if p.source_id in prepared.scope.guidelines and is_question_list(p))
    about = plan.values["term"] or " ".join(parts.intents.heading_words(prepared.inquiry.intent))
    return (*own, *questions_to_ask(lists, about, plan.outline.questions_to_ask, plan.values))


def _is_for_the_team(inquiry: Inquiry) -> bool:
    """Whether the question itself is one to take to the care team: it asks what someone should do."""
    return "directive_sought" in inquiry.flags and inquiry.title.endswith("?") and not inquiry.parts


def _widened(scope: Scope) -> Scope | None:
    if not scope.narrower_sources:
        return None
    sources = scope.topic_sources | scope.narrower_sources
    return scope.model_copy(update={"topic_sources": sources, "narrower_sources": frozenset()})


def _why_not(
    inquiry: Inquiry, scope: Scope, hits: tuple[Hit, ...], parts: Parts, settings: Settings
) -> RefusalReason | None:
    """Why the shelf cannot answer, before anything is written; None when it can."""
    if not hits or (scope.missing_topics and not scope.topic_sources):
        return "not_covered"
    if scope.is_off_topic or covers(inquiry, scope, hits, parts, settings.gate):
        return None
    return "not_covered"
