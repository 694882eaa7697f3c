"""Inquiry and scope to what a page looks for: queries, filters, outline filled in, the writer's brief, refusal text.

Everything the pipeline decides before it searches or writes; finds and states nothing itself.
"""

from collections.abc import Mapping

from rag.check.gate import Verified
from rag.outlines import OVERVIEW_LABEL, Messages, choose_outline, fill, fill_text
from rag.parts import Parts
from rag.retrieve import Keep, in_force
from rag.schema import Alarm, Inquiry, Outline, OutlineSection, Passage, Refusal, RefusalReason, Searched, Source, Value
from rag.scope import Scope, is_about_other_stage, is_about_other_topic, shelf_topics, topic_names
from rag.statuses import gives_other_status
from rag.vocabulary import Term, Vocabulary, names_in
from rag.words import slug, stems, words
from rag.write.select import Brief

TREATMENTS = ("drug", "treatment", "procedure")
HEADINGS_IN_QUERY = 4  # words of the intent's headings added to a query; one when the question has words of its own


ON_TOPIC = OutlineSection(id="on-topic", heading="")  # what may be searched for any statement on the topic


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
    status = _asked_status(scope, inquiry)
    wanted = [section for section in outline.sections if status or not section.only_with_status]
    sections = [one for section in wanted for one in _filled(section, values, inquiry, parts)]
    sections = [s if s.prefer_headings else s.model_copy(update={"prefer_headings": headings}) for s in sections]
    treatments = tuple(
        term.names
        for term in map(parts.vocabulary.by_name.__getitem__, inquiry.terms)
        if term.kind in ("drug", "treatment")
    )
    sections = [
        section.model_copy(update={"about": (*section.about, *treatments)}) if section.about_treatments else section
        for section in sections
    ]
    if inquiry.terms and not inquiry.topics:  # nothing but the terms ties a statement to the question
        named = tuple(name for term in inquiry.terms for name in parts.vocabulary.by_name[term].names)
        sections = [section.model_copy(update={"about": (*section.about, named)}) for section in sections]
    if scope.term and scope.is_defined_only:
        sections = [section.model_copy(update={"must_name": "term"}) for section in sections]
    outline = outline.model_copy(update={"next_steps": fill_text(outline.next_steps, values)})
    return Plan(outline=outline, sections=tuple(sections), values=values)


def _filled(section: OutlineSection, values: Mapping[str, str], inquiry: Inquiry, parts: Parts) -> list[OutlineSection]:
    """The section filled in; of a comparison, one for each thing compared."""
    if section.compares == "none":
        return [fill(section, values)]
    compared = _compared(inquiry, parts)
    if section.compares == "all":
        both = {**values, "compared": " and ".join(compared)}
        return [fill(section, both).model_copy(update={"about": tuple(compared.values())})]
    each = (
        (n, names, fill(section, {**values, "compared": name})) for n, (name, names) in enumerate(compared.items(), 1)
    )
    return [one.model_copy(update={"id": f"{one.id}-{n}", "about": (names,)}) for n, names, one in each]


def _compared(inquiry: Inquiry, parts: Parts) -> dict[str, tuple[str, ...]]:
    """What the question compares, two things at least: each with the names it goes by."""
    if len(inquiry.terms) > 1:
        return {name: parts.vocabulary.by_name[name].names for name in inquiry.terms}
    if len(inquiry.statuses) > 1:
        stated = ((parts.vocabulary.by_name[one.term], one.status) for one in inquiry.statuses)
        return {_with_status(term.name, status): status_names(term, status) for term, status in stated}
    return {_topic_name(topic, parts.vocabulary): topic_names([topic], parts.vocabulary) for topic in inquiry.topics}


def status_names(term: Term, status: str) -> tuple[str, ...]:
    """Every name of a term with its status: HER2-negative, ERBB2-negative, negative for HER2."""
    return tuple(form for name in term.names for form in (f"{name} {status}", f"{status} for {name}"))


def _with_status(name: str, status: str) -> str:
    return f"{name} {status}" if "-" in status else f"{name}-{status}"


def _asked_status(scope: Scope, inquiry: Inquiry) -> str | None:
    """The one status that the question gives its term; None where it gives none, or the term is not on file."""
    given = [one.status for one in inquiry.statuses if scope.term and one.term == scope.term.name]
    return given[0] if len(given) == 1 and not scope.is_off_topic else None


def _statuses_by_marker(inquiry: Inquiry, vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    """The statuses that the question gives its terms, by every name of the term."""
    found: dict[str, frozenset[str]] = {}
    for one in inquiry.statuses:
        for name in vocabulary.by_name[one.term].names:
            marker = " ".join(words(name))
            found[marker] = found.get(marker, frozenset()) | {one.status}
    return found


def _only_term(inquiry: Inquiry, parts: Parts) -> tuple[str, ...]:
    """The names of what a question without a topic asks about, where that is one term."""
    is_alone = len(inquiry.terms) == 1 and not inquiry.topics
    return parts.vocabulary.by_name[inquiry.terms[0]].names if is_alone else ()


def is_answered(plan: Plan, verified: Verified) -> bool:
    """Whether one of the sections that answer the question holds a statement, where the outline has such, or key points do."""
    answering = {section.id for section in plan.sections if section.is_answer}
    held = (section.statements for section in verified.sections if section.id in answering)
    return not answering or bool(verified.key_points) or any(held)


def brief_for(inquiry: Inquiry, scope: Scope, plan: Plan, parts: Parts) -> Brief:
    """What the writer must know beside the evidence."""
    off_topic = fill_text(parts.messages.off_topic, plan.values)
    notes = {section.id: off_topic for section in plan.sections if section.note == "off_topic"}
    if scope.missing_topics:
        left_out = fill_text(parts.messages.topic_left_out, plan.values)
        first = plan.sections[0].id
        notes[first] = " ".join(filter(None, [notes.get(first), left_out]))
    status = _asked_status(scope, inquiry)
    markers = _statuses_by_marker(inquiry, parts.vocabulary)
    drugs = frozenset(name for name in inquiry.terms if parts.vocabulary.by_name[name].kind == "drug")
    return Brief(
        question=inquiry.title,
        term_names=scope.term.names if scope.term else _only_term(inquiry, parts),
        status_names=status_names(scope.term, status) if scope.term and status else (),
        topic_names=topic_names(inquiry.topics, parts.vocabulary),
        focus=frozenset([*inquiry.focus, *(stem for term in inquiry.terms for stem in stems(term))]),
        intent=parts.intents.by_id.get(inquiry.intent),
        is_elsewhere=lambda text, of: (
            _is_elsewhere(text, of, inquiry, scope, parts, markers) or _is_of_longer_name(text, drugs, parts.vocabulary)
        ),
        notes=notes,
        said_above=parts.messages.said_above,
        asked_markers=frozenset(name for name in inquiry.terms if parts.vocabulary.by_name[name].kind == "biomarker"),
        asked_treatments=frozenset(
            name for name in inquiry.terms if parts.vocabulary.by_name[name].kind in TREATMENTS
        ),
        markers_in=lambda text: parts.vocabulary.named(text, "biomarker"),
        treatments_in=lambda text: parts.vocabulary.named(text, "drug", "treatment", "procedure"),
        max_key_points=plan.outline.max_key_points,
        defines_first=plan.outline.defines_first,
        key_points_from=plan.outline.key_points_from,
        key_points_leave=plan.outline.key_points_leave,
    )


def _is_of_longer_name(text: str, drugs: frozenset[str], vocabulary: Vocabulary) -> bool:
    """Whether the text names no asked drug, but one whose name begins with it: trastuzumab deruxtecan, asked trastuzumab."""
    if not drugs:
        return False
    named = {mention.term.name for mention in vocabulary.mentions(stems(text, keep_stopwords=True))}
    return not named & drugs and any(name.startswith(f"{drug} ") for name in named for drug in drugs)


def _is_elsewhere(
    text: str, of: Passage, inquiry: Inquiry, scope: Scope, parts: Parts, markers: Mapping[str, frozenset[str]]
) -> bool:
    """Whether a text of a passage, read under its headings, is about another cancer, stage or marker status than asked."""
    title = of.title if of.source_id in scope.topic_sources else ""
    headings = " . ".join(of.locator.headings)
    read = f"{headings} . {text}"
    is_other_topic = is_about_other_topic(read, title, inquiry.topics, parts.vocabulary)
    names = topic_names(inquiry.topics, parts.vocabulary)
    if not is_other_topic and not names_in(names, stems(headings, keep_stopwords=True)):
        # a heading on lung cancer does not make a sentence on its non-small cell kind one on the small cell kind
        is_other_topic = is_about_other_topic(text, title, inquiry.topics, parts.vocabulary)
    is_other_status = bool(text) and gives_other_status(read, markers)
    return (
        is_other_topic
        or is_other_status
        or is_about_other_stage(text, f"{inquiry.told} {inquiry.title}", of.locator.headings)
    )


def query_for(inquiry: Inquiry, parts: Parts) -> str:
    """What is searched: the question, canonical names it did not use, and the headings its intent is answered under.

    Headings help to find the section (nDCG@10 0.96 with, 0.87 without on the development questions).
    """
    named = [topic.replace("-", " ") for topic in inquiry.topics] + list(inquiry.terms)
    new = [name for name in named if name.casefold() not in inquiry.title.casefold()]
    count = 1 if inquiry.focus else HEADINGS_IN_QUERY
    extra = [*new, *parts.intents.heading_words(inquiry.intent)[:count]]
    return f"{inquiry.title} ({', '.join(extra)})" if extra else inquiry.title


def keep_for(section: OutlineSection, scope: Scope, inquiry: Inquiry, only: frozenset[str] = frozenset()) -> Keep:
    """Which sources a section may use: editions in force, on the topic or not, and for patients no clinicians' texts.

    `only`: ids of the sources to which the section is kept; empty for no such limit.
    """
    where = section.scope

    def keep(passage: Passage, source: Source) -> bool:
        if not in_force(passage, source) or (inquiry.audience == "patient" and source.audience == "clinician"):
            return False
        if (only and source.source_id not in only) or source.kind in section.without_kinds:
            return False
        if where == "anywhere" or not scope.topic_sources:
            return True
        if where == "guideline":
            return source.source_id in scope.guidelines
        return (source.source_id in scope.topic_sources) == (where == "topic")

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
        intent = parts.intents.by_id.get(inquiry.intent)
        is_figure = bool(intent and intent.must_have_number) and not scope.missing_topics
        line = messages.no_figures if is_figure else line
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
    marker = scope.term.name if scope.term else next(iter(inquiry.terms), "")
    status = _asked_status(scope, inquiry)
    return {
        "question": inquiry.title,
        "topic": _topic_name(topics[0], parts.vocabulary) if topics else "this cancer",
        "topics": _missing(scope, parts),
        "term": _with_status(marker, status) if status else marker,
        "marker": marker,
        "guidelines": "; ".join(f"{s.title} ({s.publisher}, edition {s.edition})" for s in sources),
        "intent_heading": intent.label if intent else OVERVIEW_LABEL,
    }


def _missing(scope: Scope, parts: Parts) -> str:
    return " and ".join(_topic_name(topic, parts.vocabulary) for topic in scope.missing_topics)


def _topic_name(topic: str, vocabulary: Vocabulary) -> str:
    term = vocabulary.by_slug.get(topic)
    return term.name if term and slug(term.name) == topic else topic.replace("-", " ")
