"""Inquiry and scope to what a page looks for: queries, filters, outline filled in, the writer's brief, refusal text.

Everything the pipeline decides before it searches or writes; finds and states nothing itself.
"""

from collections.abc import Mapping

from rag.outlines import OVERVIEW_LABEL, Messages, choose_outline, fill, fill_text
from rag.parts import Parts
from rag.retrieve import Keep, in_force
from rag.schema import Alarm, Inquiry, Outline, OutlineSection, Passage, Refusal, RefusalReason, Searched, Source, Value
from rag.scope import Scope, is_about_other_stage, is_about_other_topic, shelf_topics, topic_names
from rag.vocabulary import Vocabulary
from rag.words import slug, stems
from rag.write.select import Brief

HEADINGS_IN_QUERY = 4  # words of the intent's headings added to a query; one when the question has words of its own


class Plan(Value):
    """The outline chosen, its sections filled in, and what its {names} stand for."""

    outline: Outline
    sections: tuple[OutlineSection, ...]
    values: Mapping[str, str]


def plan_page(inquiry: Inquiry, scope: Scope, parts: Parts) -> Plan:
    """Choose the outline for the inquiry and fill it in."""
    outline = choose_outline(parts.outlines, inquiry)
    values = _values(inquiry, scope, parts)
    headings = parts.intents.heading_words(inquiry.intent)
    sections = [fill(section, values) for section in outline.sections]
    sections = [s if s.prefer_headings else s.model_copy(update={"prefer_headings": headings}) for s in sections]
    if scope.term and not inquiry.topics:  # nothing but the term ties a statement to the question
        sections = [section.model_copy(update={"must_name": "term"}) for section in sections]
    return Plan(outline=outline, sections=tuple(sections), values=values)


def brief_for(inquiry: Inquiry, scope: Scope, plan: Plan, parts: Parts) -> Brief:
    """What the writer must know beside the evidence."""
    off_topic = fill_text(parts.messages.off_topic, plan.values)
    notes = {section.id: off_topic for section in plan.sections if section.note == "off_topic"}
    if scope.missing_topics:
        left_out = fill_text(parts.messages.topic_left_out, plan.values)
        first = plan.sections[0].id
        notes[first] = " ".join(filter(None, [notes.get(first), left_out]))
    return Brief(
        question=inquiry.title,
        term_names=scope.term.names if scope.term else (),
        topic_names=topic_names(inquiry.topics, parts.vocabulary),
        focus=frozenset([*inquiry.focus, *(stem for term in inquiry.terms for stem in stems(term))]),
        intent=parts.intents.by_id.get(inquiry.intent),
        is_elsewhere=lambda text, of: _is_elsewhere(text, of, inquiry, scope, parts),
        notes=notes,
        max_key_points=plan.outline.max_key_points,
    )


def _is_elsewhere(text: str, of: Passage, inquiry: Inquiry, scope: Scope, parts: Parts) -> bool:
    """Whether a text of a passage, read under its headings, is about another cancer or another stage than asked."""
    title = of.title if of.source_id in scope.topic_sources else ""
    read = " . ".join([*of.locator.headings, text])
    is_other_topic = is_about_other_topic(read, title, inquiry.topics, parts.vocabulary)
    return is_other_topic or is_about_other_stage(text, inquiry.title)


def query_for(inquiry: Inquiry, parts: Parts) -> str:
    """What is searched: the question, canonical names it did not use, and the headings its intent is answered under.

    Headings help to find the section (nDCG@10 0.96 with, 0.87 without on the development questions).
    """
    named = [topic.replace("-", " ") for topic in inquiry.topics] + list(inquiry.terms)
    new = [name for name in named if name.casefold() not in inquiry.title.casefold()]
    count = 1 if inquiry.focus else HEADINGS_IN_QUERY
    extra = [*new, *parts.intents.heading_words(inquiry.intent)[:count]]
    return f"{inquiry.title} ({', '.join(extra)})" if extra else inquiry.title


def keep_for(where: str, scope: Scope, inquiry: Inquiry, only: frozenset[str] = frozenset()) -> Keep:
    """Which sources may be used: editions in force, on the topic or not, and for patients no clinicians' texts.

    `only`: ids of the sources to which a section is kept; empty for no such limit.
    """

    def keep(passage: Passage, source: Source) -> bool:
        if not in_force(passage, source) or (inquiry.audience == "patient" and source.audience == "clinician"):
            return False
        if only and source.source_id not in only:
            return False
        is_on_topic = source.source_id in scope.topic_sources
        return where == "anywhere" or not scope.topic_sources or is_on_topic == (where == "topic")

    return keep


def own_sources(scope: Scope, inquiry: Inquiry, parts: Parts) -> frozenset[str]:
    """Sources of the topic (all of them without one) that are in force and written for the inquiry's audience."""
    sources = parts.shelf.sources.values()
    fit = (s for s in sources if s.superseded_by is None and s.audience == inquiry.audience)
    return frozenset(s.source_id for s in fit if not scope.topic_sources or s.source_id in scope.topic_sources)


def refusal_for(
    reason: RefusalReason, inquiry: Inquiry, scope: Scope, parts: Parts, *, line: str | None = None
) -> Refusal:
    """The refusal, in the words of prompts/messages.yaml: why (`line`: in these words), what was searched, what is on file."""
    messages, shelf = parts.messages, parts.shelf
    values = {
        "topics": _missing(scope, parts),
        "terms": " and ".join(inquiry.terms),
    }
    if line is None:
        line = messages.unknown_term if inquiry.terms else messages.not_covered
        line = messages.unknown_topic if scope.missing_topics else line
        line = messages.weak_evidence if reason == "weak_evidence" else line
    return Refusal(
        reason=reason,
        message=f"{fill_text(line, values)} {messages.help}",
        searched=Searched(
            query=query_for(inquiry, parts),
            sources=sum(source.superseded_by is None for source in shelf.sources.values()),
            passages=sum(in_force(passage, shelf.sources[passage.source_id]) for passage in shelf.passages),
            generation=shelf.manifest.id,
        ),
        covered_topics=shelf_topics(shelf),
    )


def remarks_on(inquiry: Inquiry, messages: Messages) -> tuple[str, ...]:
    """How the question was read, in the words of prompts/messages.yaml: spelling, what broke off, an order sought."""
    remarks = [fill_text(messages.read_as, {"typed": one.typed, "read_as": one.read_as}) for one in inquiry.corrections]
    if inquiry.cut_off:
        remarks.append(fill_text(messages.cut_off, {"cut_off": inquiry.cut_off}))
    if "directive_sought" in inquiry.flags and inquiry.audience == "patient":
        remarks.append(messages.directive)
    return tuple(dict.fromkeys(remarks))


def unclear_refusal(inquiry: Inquiry, parts: Parts) -> Refusal:
    """The refusal of a question that cannot be understood: it says what would help, and what is on file."""
    messages = parts.messages
    line = (
        fill_text(messages.other_language, {"language": inquiry.language or ""})
        if inquiry.language
        else messages.unclear
    )
    searched = Searched(query="", sources=0, passages=0, generation=parts.shelf.manifest.id)
    topics = shelf_topics(parts.shelf)
    return Refusal(reason="unclear_question", message=line, searched=searched, covered_topics=topics)


def alarm_refusal(alarm: Alarm, parts: Parts) -> Refusal:
    """The refusal that goes with a safety notice: nothing was searched, and no topic is offered."""
    searched = Searched(query="", sources=0, passages=0, generation=parts.shelf.manifest.id)
    message = parts.messages.crisis if alarm == "crisis" else parts.messages.emergency
    return Refusal(reason=alarm, message=message, searched=searched, covered_topics=())


def _values(inquiry: Inquiry, scope: Scope, parts: Parts) -> dict[str, str]:
    intent = parts.intents.by_id.get(inquiry.intent)
    sources = [parts.shelf.sources[name] for name in scope.guidelines]
    topics = [topic for topic in inquiry.topics if topic not in scope.missing_topics]
    return {
        "question": inquiry.title,
        "topic": _topic_name(topics[0], parts.vocabulary) if topics else "this cancer",
        "topics": _missing(scope, parts),
        "term": scope.term.name if scope.term else next(iter(inquiry.terms), ""),
        "guidelines": "; ".join(f"{s.title} ({s.publisher}, edition {s.edition})" for s in sources),
        "intent_heading": intent.label if intent else OVERVIEW_LABEL,
    }


def _missing(scope: Scope, parts: Parts) -> str:
    return " and ".join(_topic_name(topic, parts.vocabulary) for topic in scope.missing_topics)


def _topic_name(topic: str, vocabulary: Vocabulary) -> str:
    term = vocabulary.by_slug.get(topic)
    return term.name if term and slug(term.name) == topic else topic.replace("-", " ")
