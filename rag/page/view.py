"""Arrange an answer as the parts of its page, in reading order. Knows no output format and adds no claim."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

from rag.defining import WORDS_SECTION
from rag.page import labels
from rag.page.blocks import Block, split_blocks
from rag.page.sound import require_sound
from rag.page.words import Entry, Piece, explained_names, word_links
from rag.schema import (
    NEXT_STEPS_SECTION,
    Answer,
    AnswerSection,
    Citation,
    Locator,
    Passage,
    Question,
    SourceEntry,
    Statement,
    Trace,
)

RECORD_SECTIONS = ("for-your-facts", "facts-missing")  # their notes are about a record, not about the shelf


@dataclass(frozen=True)
class StatementView:
    """A statement as blocks, the numbers it cites, and the name of its place on the page ("s1", "s2", ...)."""

    anchor: str
    blocks: tuple[Block, ...]
    citations: tuple[int, ...]


@dataclass(frozen=True)
class SectionView:
    """A section with the sources its statements cite, each as "title (publisher, edition ...)"."""

    anchor: str
    heading: str
    statements: tuple[StatementView, ...]
    attribution: tuple[str, ...]
    note: str | None
    covered: bool
    about_shelf: bool = True


@dataclass(frozen=True)
class CitationView:
    """A quote with the passage text around it, where it stands, and the places on the page that use it."""

    n: int
    quote: str
    before: str
    after: str
    source: str
    where: str
    superseded: bool
    used_in: tuple[tuple[str, str], ...]  # (anchor of the first use, heading) of each part, in page order


@dataclass(frozen=True)
class SourceView:
    """A source as name and facts; `url` only if it is a plain http(s) address, `address` as text if it is not."""

    title: str
    facts: tuple[tuple[str, str], ...]
    url: str | None
    address: str | None
    demonstration: bool


@dataclass(frozen=True)
class PageView:
    """Everything a page shows beside the notices and the refusal, which are taken from the answer.

    `word_links`: the pieces of those lines in which a word that the page explains stands for the first time.
    """

    answer: Answer
    kicker: str
    made_by: str
    review: str
    is_reviewed: bool
    demonstration: bool
    key_points: SectionView | None
    sections: tuple[SectionView, ...]
    next_steps: SectionView | None
    questions: SectionView | None
    more_questions: SectionView | None
    citations: tuple[CitationView, ...]
    sources: tuple[SourceView, ...]
    record: tuple[tuple[str, str], ...]
    word_links: Mapping[str, tuple[Piece, ...]]

    @property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """(anchor, heading) of the parts a reader may jump to; none on a page short enough to see at once."""
        parts = [(part.anchor, part.heading) for part in (*filter(None, [self.key_points]), *self.sections)]
        parts += [(part.anchor, part.heading) for part in (self.questions, self.next_steps) if part]
        if self.citations:
            parts += [("citations", labels.CITATIONS), ("sources", labels.SOURCES)]
        return tuple(parts) if len(self.sections) > 1 else ()


def build_view(answer: Answer, passages: Mapping[str, Passage]) -> PageView:
    """The parts of the page. A citation whose passage is not in `passages` is shown without its surroundings.

    Raises: InputError: the answer must not be shown (see `require_sound`).
    """
    require_sound(answer, passages)
    sources = {source.source_id: source for source in answer.sources}
    cited = {citation.n: citation for citation in answer.citations}
    numbering = (f"s{i}" for i in count(1))

    def section(anchor: str, part: AnswerSection) -> SectionView:
        statements = tuple(_statement(next(numbering), statement) for statement in part.statements)
        used = (sources[cited[n].source_id] for s in part.statements for n in s.citations)
        attribution = tuple(dict.fromkeys(_attribution(source) for source in used))
        covered = part.covered and bool(statements or part.note)
        about_shelf = part.id not in RECORD_SECTIONS
        return SectionView(anchor, part.heading, statements, attribution, part.note, covered, about_shelf)

    heading = labels.KEY_POINTS[answer.page_kind, answer.audience]
    short = AnswerSection(id="in-short", heading=heading, covered=True, statements=answer.key_points)
    key_points = section("in-short", short) if answer.key_points else None
    sections = tuple(section(f"section-{i}", part) for i, part in enumerate(answer.sections, 1))
    questions, more_questions = _questions(answer, numbering)
    shown = [part for part in (key_points, *sections, questions) if part is not None]
    return PageView(
        answer=answer,
        kicker=" · ".join((*map(labels.readable_topic, answer.inquiry.topics), labels.AUDIENCES[answer.audience])),
        made_by=_made_by(answer),
        review=labels.REVIEW_STATES[answer.review.status],
        is_reviewed=labels.is_reviewed(answer.review),
        demonstration=any(source.demonstration for source in answer.sources),
        key_points=key_points,
        sections=tuple(view for part, view in zip(answer.sections, sections, strict=True) if not _is_next(part)),
        next_steps=next((v for part, v in zip(answer.sections, sections, strict=True) if _is_next(part)), None),
        questions=questions,
        more_questions=more_questions,
        citations=tuple(
            _citation(c, sources[c.source_id], passages.get(c.passage_id), shown) for c in answer.citations
        ),
        sources=tuple(_source(source, sources) for source in answer.sources),
        record=_record(answer),
        word_links=_word_links(answer, key_points, sections),
    )


def _word_links(
    answer: Answer, key_points: SectionView | None, sections: Sequence[SectionView]
) -> Mapping[str, tuple[Piece, ...]]:
    parts = list(zip(answer.sections, sections, strict=True))
    anchors = [s.anchor for part, view in parts if part.id == WORDS_SECTION for s in view.statements]
    names = explained_names(answer.sections, answer.citations)
    entries = [Entry(*pair) for pair in zip(names, anchors, strict=True)]
    read = [*filter(None, [key_points]), *(view for part, view in parts if part.id != WORDS_SECTION)]
    blocks = (block for view in read for statement in view.statements for block in statement.blocks)
    cells = (cell for block in blocks for line in (block.lines, *block.rows[1:]) for cell in line)
    return word_links(cells, entries) if entries else {}


def _is_next(section: AnswerSection) -> bool:
    """Whether the section is the last part of a page, with no statement and a note that is not about the shelf."""
    return section.id == NEXT_STEPS_SECTION


def _statement(anchor: str, item: Statement | Question) -> StatementView:
    return StatementView(anchor, split_blocks(item.text), item.citations)


def _questions(answer: Answer, numbering: Iterator[str]) -> tuple[SectionView | None, SectionView | None]:
    """The questions to ask: those of a guideline, and those that are nobody's; one list where all are of one kind."""
    cited = [question for question in answer.questions_to_ask if question.citations]
    own = [question for question in answer.questions_to_ask if not question.citations]
    heading = labels.QUESTIONS[answer.audience]
    named = [("questions", heading, cited or own), ("more-questions", labels.MORE_QUESTIONS, own if cited else [])]
    views = []
    for anchor, title, questions in named:
        asked = tuple(_statement(next(numbering), question) for question in questions)
        views.append(SectionView(anchor, title, asked, (), note=None, covered=True) if asked else None)
    return views[0], views[1]


def _attribution(source: SourceEntry) -> str:
    label = ", superseded" if source.superseded_by is not None else ""
    return f"{source.title} ({source.publisher}, edition {source.edition}{label})"


def _citation(
    citation: Citation, source: SourceEntry, passage: Passage | None, shown: Sequence[SectionView]
) -> CitationView:
    return CitationView(
        n=citation.n,
        quote=citation.quote,
        before=passage.text[: citation.start] if passage else "",
        after=passage.text[citation.end :] if passage else "",
        source=f"{source.title}, edition {source.edition}",
        where=_where(citation.locator),
        superseded=source.superseded_by is not None,
        used_in=tuple((users[0].anchor, part.heading) for part in shown if (users := _users(part, citation.n))),
    )


def _users(part: SectionView, n: int) -> list[StatementView]:
    return [statement for statement in part.statements if n in statement.citations]


def _where(locator: Locator) -> str:
    page = () if locator.page is None else (f"page {locator.page}",)
    return ", ".join((" › ".join(locator.headings), *page)) if locator.headings else "".join(page)


def _source(source: SourceEntry, listed: Mapping[str, SourceEntry]) -> SourceView:
    facts = [
        ("Publisher", source.publisher),
        ("Edition", source.edition),
        ("Published", labels.readable_date(source.published)),
        ("Kind", labels.SOURCE_KINDS[source.kind]),
        ("Licence", source.licence),
    ]
    if source.superseded_by is not None:
        newer = listed.get(source.superseded_by)
        facts.append(("Superseded by", f"{newer.title}, edition {newer.edition}" if newer else source.superseded_by))
    url = web_address(source.url)
    return SourceView(source.title, tuple(facts), url, None if url else source.url, source.demonstration)


def web_address(url: str | None) -> str | None:
    """`url` if it is an http or https address that is safe to link: host, no user name, blank, quote or bracket."""
    if url is None or any(c.isspace() or not c.isprintable() or c in "\"'<>`\\" for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else None


def _made_by(answer: Answer) -> str:
    trace = answer.trace
    when = f"on {labels.readable_date(trace.created)}" if trace.created else "on a date not recorded"
    model = f"the language model {trace.model or '(name not recorded)'}"
    if trace.writer == "llm" and answer.kind == "answer":
        if trace.llm_origin == "written":
            return f"Put together by software {when} from a reply that a person wrote for demonstration"
        recorded = "a recorded reply of " if trace.llm_origin == "recording" else ""
        return f"Generated by AI {when} with {recorded}{model}"
    if trace.writer == "llm" and (trace.llm_calls or trace.llm_origin):
        return f"Generated by software {when}; nothing that {model} wrote is shown"
    how = "" if answer.kind == "refusal" else " with extracts from the sources"
    if trace.standalone_question and trace.model:
        return f"Generated by software {when}{how}; only the wording of the question is by {model}"
    if trace.fallback_reason:
        why = labels.MODEL_NOT_USED.get(trace.fallback_kind or "", labels.MODEL_FAILED)
        return f"Generated by software {when}{how}; the language model asked for could not be used: {why}"
    return f"Generated by software {when}{how or ' with'}{' and' if how else ''} no language model"


def _record(answer: Answer) -> tuple[tuple[str, str], ...]:
    """How the page was made, for those who want to make it again."""
    trace = answer.trace
    by_llm = trace.writer == "llm"
    dropped = "Statements dropped by the checks"
    rows = [
        ("Writer", _writer(trace)),
        ("Made", trace.created or "not recorded"),
        ("Index generation", trace.generation),
        ("Settings", trace.settings),
        ("Passages read", str(len(trace.passages))),
        (
            dropped if by_llm or not trace.fallback_kind else f"{dropped}, of the model's draft too",
            str(len(trace.dropped)),
        ),
        ("Notices", ", ".join(n.id for n in (answer.notices.safety, answer.notices.top, answer.notices.bottom) if n)),
    ]
    if trace.reading_grade is not None:
        rows.insert(1, ("Reading level", f"grade {trace.reading_grade:g} (Flesch-Kincaid)"))
    if trace.repair_failure:
        rows.insert(1, ("Second reply of the language model", "could not be used"))
    if trace.fallback_reason:
        rows.insert(
            1, ("Language model not used", labels.MODEL_NOT_USED.get(trace.fallback_kind or "", labels.MODEL_FAILED))
        )
    if trace.llm_calls:
        spent = f"{trace.llm_calls}, with {trace.tokens.prompt + trace.tokens.completion:,} tokens"
        rows.insert(1, ("Calls to the language model", spent + (f", ${trace.cost_usd:.4f}" if trace.cost_usd else "")))
    if trace.model and not by_llm and trace.standalone_question:
        rows.insert(1, ("Question put in other words by", trace.model))
    if trace.llm_origin in labels.KEPT_REPLIES:
        rows.insert(1, ("Reply of the language model", labels.KEPT_REPLIES[trace.llm_origin]))
    if trace.standalone_question:
        rows.insert(1, ("Question as asked", f"{answer.question} (after earlier questions)"))
    if trace.masked:
        rows.insert(1, ("Personal details not sent to the language model", ", ".join(trace.masked)))
    return tuple(rows)


def _writer(trace: Trace) -> str:
    if trace.writer == "llm" and trace.llm_origin == "written":
        return "a person; the reply was recorded and is replayed"
    return f"llm, {trace.model or 'name not recorded'}" if trace.writer == "llm" else "extractive"
