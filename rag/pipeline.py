"""A question to a verified page: the whole flow, read top to bottom. Each step is a function on the value before it."""

import time

from rag.assemble import make_answer, make_refusal
from rag.check.gate import verify
from rag.outlines import OVERVIEW_LABEL, choose_outline, fill, fill_text
from rag.parts import Parts
from rag.retrieve import Keep, gather, in_force, is_question_list, search
from rag.schema import (
    Answer,
    Audience,
    Evidence,
    Hit,
    Inquiry,
    OutlineSection,
    PageKind,
    Passage,
    Refusal,
    RefusalReason,
    Searched,
    Seconds,
    Source,
)
from rag.scope import Scope, covers, find_scope, is_about_other_topic, shelf_topics, topic_names
from rag.settings import Settings
from rag.understand import understand
from rag.vocabulary import Vocabulary
from rag.words import slug, stems
from rag.write.extractive import write_extractive
from rag.write.questions import questions_to_ask
from rag.write.select import Brief


def answer(
    question: str, parts: Parts, settings: Settings, *, audience: Audience = "patient", page_kind: PageKind = "answer"
) -> Answer:
    """Answer `question` from the shelf, or refuse with a reason. Every statement of the result has passed the gate.

    Raises: InputError: the question is empty or far too long. IndexDamaged: a file of the index was altered.
    """
    clock = _Clock()
    inquiry = _understood(question, parts, audience, page_kind)
    scope = find_scope(inquiry, parts.shelf, parts.vocabulary)
    if scope.is_off_topic:
        inquiry = inquiry.model_copy(update={"flags": (*inquiry.flags, "off_topic_term")})
    clock.lap("understand")

    hits = search(
        _query(inquiry, parts), parts.shelf, parts.encoder, settings.retrieve, keep=_keep("topic", scope, inquiry)
    )
    reason = _why_not(inquiry, scope, hits, parts, settings)
    if reason:
        clock.lap("retrieve")
        return make_refusal(inquiry, _refusal(reason, inquiry, scope, parts), hits, parts, settings, clock.seconds)
    outline = choose_outline(parts.outlines, inquiry)
    values = _values(inquiry, scope, parts)
    sections = [fill(section, values) for section in outline.sections]
    headings = parts.intents.heading_words(inquiry.intent)
    sections = [s if s.prefer_headings else s.model_copy(update={"prefer_headings": headings}) for s in sections]
    if scope.term and not inquiry.topics:  # nothing but the term ties a statement to the question
        sections = [section.model_copy(update={"must_name": "term"}) for section in sections]
    evidence = [_gather(section, inquiry, scope, parts, settings) for section in sections]
    clock.lap("retrieve")

    notes = {s.id: fill_text(parts.messages.off_topic, values) for s in sections if s.note == "off_topic"}
    brief = Brief(
        question=inquiry.title,
        term_names=scope.term.names if scope.term else (),
        topic_names=topic_names(inquiry.topics, parts.vocabulary),
        focus=frozenset([*inquiry.focus, *(stem for term in inquiry.terms for stem in stems(term))]),
        intent=parts.intents.by_id.get(inquiry.intent),
        is_elsewhere=lambda text, of: is_about_other_topic(text, of.title, inquiry.topics, parts.vocabulary),
        notes=notes,
        max_key_points=outline.max_key_points,
    )
    draft = write_extractive(brief, evidence, parts.shelf.of_source, parts.encoder, settings.write)
    lists = (p for p in parts.shelf.passages if is_question_list(p) and p.source_id in scope.guidelines)
    fallback = [fill_text(text, values) for text in outline.questions_to_ask]
    asked = questions_to_ask(lists, values["term"], fallback)
    draft = draft.model_copy(update={"questions_to_ask": asked})
    clock.lap("write")

    verified = verify(draft, parts.shelf.by_id, settings.gate)
    clock.lap("verify")
    if verified.statement_count < settings.gate.min_statements:
        refusal = _refusal("weak_evidence", inquiry, scope, parts)
        return make_refusal(inquiry, refusal, hits, parts, settings, clock.seconds, dropped=verified.dropped)
    return make_answer(inquiry, outline, verified, evidence, parts, settings, clock.seconds)


def find(query: str, parts: Parts, settings: Settings, *, k: int | None = None) -> tuple[Hit, ...]:
    """The passages found for `query`, best first: what `citewell search` shows. Raises: InputError: empty query."""
    return search(_query(_understood(query, parts), parts), parts.shelf, parts.encoder, settings.retrieve, k=k)


def _understood(question: str, parts: Parts, audience: Audience = "patient", page_kind: PageKind = "answer") -> Inquiry:
    topics = shelf_topics(parts.shelf)
    return understand(question, parts.vocabulary, parts.intents, topics, audience=audience, page_kind=page_kind)


def _query(inquiry: Inquiry, parts: Parts) -> str:
    """What is searched: the question, canonical names it did not use, and the headings its intent is answered under."""
    named = [topic.replace("-", " ") for topic in inquiry.topics] + list(inquiry.terms)
    new = [name for name in named if name.casefold() not in inquiry.title.casefold()]
    count = 1 if inquiry.focus else 4  # headings help to find the section, but must not drown what is asked for
    extra = [*new, *parts.intents.heading_words(inquiry.intent)[:count]]
    return f"{inquiry.title} ({', '.join(extra)})" if extra else inquiry.title


def _keep(where: str, scope: Scope, inquiry: Inquiry) -> Keep:
    """Which sources a section may use: editions in force, on the topic or not, and for patients no clinicians' texts."""

    def keep(passage: Passage, source: Source) -> bool:
        if not in_force(passage, source) or (inquiry.audience == "patient" and source.audience == "clinician"):
            return False
        return (
            where == "anywhere"
            or not scope.topic_sources
            or (source.source_id in scope.topic_sources) == (where == "topic")
        )

    return keep


def _gather(section: OutlineSection, inquiry: Inquiry, scope: Scope, parts: Parts, settings: Settings) -> Evidence:
    if not section.query:
        return Evidence(section=section, hits=())
    query = _query(inquiry, parts) if section.query == inquiry.title else section.query
    return gather(
        section,
        query,
        parts.shelf,
        parts.encoder,
        settings.retrieve,
        count=settings.write.passages_per_section,
        keep=_keep(section.scope, scope, inquiry),
    )


def _why_not(
    inquiry: Inquiry, scope: Scope, hits: tuple[Hit, ...], parts: Parts, settings: Settings
) -> RefusalReason | None:
    if scope.missing_topics and not scope.topic_sources:
        return "not_covered"
    if not hits:
        return "not_covered"
    if scope.is_off_topic:
        return None
    return None if covers(inquiry, scope, hits, parts.shelf, parts.vocabulary, settings.gate) else "not_covered"


def _refusal(reason: RefusalReason, inquiry: Inquiry, scope: Scope, parts: Parts) -> Refusal:
    messages = parts.messages
    values = {
        "topics": " and ".join(topic.replace("-", " ") for topic in scope.missing_topics),
        "terms": " and ".join(inquiry.terms),
    }
    if reason == "weak_evidence":
        line = messages.weak_evidence
    elif scope.missing_topics:
        line = messages.unknown_topic
    else:
        line = messages.unknown_term if inquiry.terms else messages.not_covered
    return Refusal(
        reason=reason,
        message=f"{fill_text(line, values)} {messages.help}",
        searched=Searched(
            query=_query(inquiry, parts),
            sources=sum(source.superseded_by is None for source in parts.shelf.sources.values()),
            passages=sum(in_force(p, parts.shelf.sources[p.source_id]) for p in parts.shelf.passages),
            generation=parts.shelf.manifest.id,
        ),
        covered_topics=shelf_topics(parts.shelf),
    )


def _values(inquiry: Inquiry, scope: Scope, parts: Parts) -> dict[str, str]:
    """What the {names} of an outline stand for."""
    intent = parts.intents.by_id.get(inquiry.intent)
    sources = [parts.shelf.sources[name] for name in scope.guidelines]
    on_file = "; ".join(f"{s.title} ({s.publisher}, edition {s.edition})" for s in sources)
    topics = [t for t in inquiry.topics if t not in scope.missing_topics]
    term = scope.term.name if scope.term else next(iter(inquiry.terms), "")
    return {
        "question": inquiry.title,
        "topic": _topic_name(topics[0], parts.vocabulary) if topics else "this cancer",
        "term": term,
        "guidelines": on_file,
        "intent_heading": intent.label if intent else OVERVIEW_LABEL,
    }


def _topic_name(topic: str, vocabulary: Vocabulary) -> str:
    term = vocabulary.by_slug.get(topic)
    return term.name if term and slug(term.name) == topic else topic.replace("-", " ")


class _Clock:
    """Wall time between laps, in seconds."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage] = round(now - self._last, 4)
        self._last = now

    @property
    def seconds(self) -> Seconds:
        return Seconds(**self._laps, total=round(self._last - self._start, 4))
