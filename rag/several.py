"""A text that asks several questions to one prepared page: each prepared by itself, under a heading of its own."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.conversation import standalone
from rag.parts import Parts
from rag.plan import Plan
from rag.prepare import Listener, Prepared, prepare, understood
from rag.records.record import Record
from rag.schema import Answer, Audience, Evidence, Inquiry, OutlineSection, PageKind, Passage
from rag.scope import shelf_topics
from rag.settings import Settings
from rag.write.select import Brief

REFERS = re.compile(r"\b(?:one|ones|it|its|they|them|their|that|this|these|those)\b", re.IGNORECASE)
MOST = 4  # questions answered on one page; more are told, not answered


def prepare_page(
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
    """As `prepare`; a text of several questions gives one page with a section for each, those not covered included.

    What a later question leaves out ("and how long do they take?") is taken from those before it. Raises: InputError.
    """

    def prepared(text: str, read_as: str | None) -> Prepared | Answer:
        return prepare(
            text,
            parts,
            settings,
            audience=audience,
            page_kind=page_kind,
            alone=read_as,
            record=record,
            on_event=on_event,
        )

    asked = (
        understood(question, parts, audience=audience, page_kind=page_kind, alone=alone) if question.strip() else None
    )
    if asked is None or len(asked.parts) < 2 or parts.safety_rules.alarm(question):
        return prepared(question, alone)
    topics = shelf_topics(parts.shelf)
    pages: list[tuple[str, Prepared | Answer]] = []
    for at, text in enumerate(asked.parts[:MOST]):
        read_as = standalone(text, asked.parts[:at], parts.vocabulary, topics)
        alone_as = read_as.question if read_as.rewritten else None
        title = ""
        if at and alone_as is None and REFERS.search(text):  # "how do I join one?": of what was asked before
            alone_as = f"{text.rstrip('?')} ({asked.parts[at - 1].rstrip('?')})?"
            title = understood(text, parts).title
        elif at and alone_as is None and "unclear" in (itself := understood(text, parts)).flags:
            # "which surgery is done?" names nothing: it is of the cancer asked about before
            about = _topics(pages[-1][1])
            alone_as = f"{itself.title.rstrip('?. ')} ({', '.join(about)})?" if about else None
        page = prepared(text, alone_as)
        pages.append((title or _title(page), page))
    if not any(isinstance(page, Prepared) for _, page in pages):
        return prepared(question, alone)
    return _joined(asked, pages, parts)


def _topics(page: Prepared | Answer) -> list[str]:
    return [topic.replace("-", " ") for topic in page.inquiry.topics]


def _title(page: Prepared | Answer) -> str:
    return page.inquiry.title if isinstance(page, Prepared) else page.title


def _joined(asked: Inquiry, pages: Sequence[tuple[str, Prepared | Answer]], parts: Parts) -> Prepared:
    """One page of them all; the first that has an answer gives outline, scope and clock."""
    first = next(page for _, page in pages if isinstance(page, Prepared))
    members: list[Prepared] = []
    evidence: list[Evidence] = []
    for at, (title, page) in enumerate(pages, 1):
        if isinstance(page, Answer):
            evidence.append(Evidence(section=OutlineSection(id=f"q{at}", heading=title), hits=()))
            continue
        member = _under(page, title, at)
        members.append(member)
        evidence.extend(member.evidence)
    sections = tuple(part.section for part in evidence)
    topics = dict.fromkeys(topic for member in members for topic in member.inquiry.topics)
    terms = dict.fromkeys(term for member in members for term in member.inquiry.terms)
    remarks = list(asked.remarks)
    if any(member.denial for member in members):
        remarks.append(parts.messages.premise_denied_in_part)
    if len(asked.parts) > MOST:
        remarks.append(parts.messages.too_many)
    refused = [page.inquiry.flags for _, page in pages if isinstance(page, Answer)]
    of_parts = [*(member.inquiry.flags for member in members), *refused]
    flags = dict.fromkeys([*asked.flags, *(flag for one in of_parts for flag in one)])
    inquiry = asked.model_copy(
        update={"topics": tuple(topics), "terms": tuple(terms), "remarks": tuple(remarks), "flags": tuple(flags)}
    )
    outline = first.plan.outline.model_copy(update={"sections": sections, "max_key_points": 0})
    return replace(
        first,
        inquiry=inquiry,
        plan=Plan(outline=outline, sections=sections, values=first.plan.values),
        brief=_brief(inquiry, members),
        evidence=tuple(evidence),
        members=tuple(members),
        denial=None,
    )


def _under(page: Prepared, title: str, at: int) -> Prepared:
    """The page with its sections named and headed as those of the question with this number."""

    def renamed(section: OutlineSection) -> OutlineSection:
        heading = title if section.is_answer or len(page.evidence) == 1 else f"{title} {section.heading}"
        return section.model_copy(update={"id": f"q{at}-{section.id}", "heading": heading})

    answering = [part for part in page.evidence if part.section.is_answer] or page.evidence
    evidence = tuple(part.model_copy(update={"section": renamed(part.section)}) for part in answering)
    notes = {f"q{at}-{name}": note for name, note in page.brief.notes.items()}
    return replace(page, evidence=evidence, brief=replace(page.brief, notes=notes, max_key_points=0))


def _brief(inquiry: Inquiry, members: Sequence[Prepared]) -> Brief:
    """What a writer of all of them must know; a text is elsewhere only if it is so for each."""

    def is_elsewhere(text: str, passage: Passage) -> bool:
        return all(member.brief.is_elsewhere(text, passage) for member in members)

    return Brief(
        question=inquiry.title,
        term_names=tuple(name for member in members for name in member.brief.term_names),
        topic_names=tuple(name for member in members for name in member.brief.topic_names),
        focus=frozenset().union(*(member.brief.focus for member in members)),
        is_elsewhere=is_elsewhere,
        notes={name: note for member in members for name, note in member.brief.notes.items()},
        max_key_points=0,
    )
