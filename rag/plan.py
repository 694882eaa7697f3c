"""Inquiry and scope to what a page looks for: queries, filters, outline filled in, the writer's brief.

Everything the pipeline decides before it searches or writes; finds and states nothing itself.
"""

from collections.abc import Mapping

from rag.check.gate import Verified
from rag.outlines import OVERVIEW_LABEL, choose_outline, fill, fill_text
from rag.parts import Parts
from rag.retrieve import Keep, in_force
from rag.schema import Inquiry, Outline, OutlineSection, Passage, Source, Value
from rag.scope import Scope, is_about_other_stage, is_about_other_topic, topic_names
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
    return {topic_name(topic, parts.vocabulary): topic_names([topic], parts.vocabulary) for topic in inquiry.topics}


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
        asked_treatments=frozenset(name for name in inquiry.terms if parts.vocabulary.by_name[name].kind in TREATMENTS),
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


def _values(inquiry: Inquiry, scope: Scope, parts: Parts) -> dict[str, str]:
    intent = parts.intents.by_id.get(inquiry.intent)
    sources = [parts.shelf.sources[name] for name in scope.guidelines]
    topics = [topic for topic in inquiry.topics if topic not in scope.missing_topics]
    marker = scope.term.name if scope.term else next(iter(inquiry.terms), "")
    status = _asked_status(scope, inquiry)
    return {
        "question": inquiry.title,
        "topic": topic_name(topics[0], parts.vocabulary) if topics else "this cancer",
        "topics": missing_topics(scope, parts),
        "term": _with_status(marker, status) if status else marker,
        "marker": marker,
        "guidelines": "; ".join(f"{s.title} ({s.publisher}, edition {s.edition})" for s in sources),
        "intent_heading": intent.label if intent else OVERVIEW_LABEL,
    }


def missing_topics(scope: Scope, parts: Parts) -> str:
    """The topics of the question that the shelf lacks, in words; "" where it has them all."""
    return " and ".join(topic_name(topic, parts.vocabulary) for topic in scope.missing_topics)


def topic_name(topic: str, vocabulary: Vocabulary) -> str:
    """A topic's slug in words: the vocabulary's name for it, or the slug without hyphens."""
    term = vocabulary.by_slug.get(topic)
    return term.name if term and slug(term.name) == topic else topic.replace("-", " ")
