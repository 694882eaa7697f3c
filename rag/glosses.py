"""What a page says to the section that explains its words: definitions from the shelf, word for word. Writes none itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from rag.check.gate import Verified, failed_check, verify
from rag.defining import WORDS_SECTION, asks_what, defined_names, is_definition, place_of, same_name
from rag.index.encoder import common_words
from rag.parts import Parts
from rag.prepare import Prepared
from rag.schema import Citation, Draft, DraftSection, DraftStatement, Passage, Question, Quote, Source, Statement
from rag.sentences import sentence_spans
from rag.settings import Settings
from rag.vocabulary import Term
from rag.words import slug, stems
from rag.write.select import NAVIGATION

HEADING = "Words on this page"
MOST = 8  # words explained: a page is no dictionary
Cited = TypeVar("Cited", Statement, Question)
FIRST = ("glossary", "guideline", "overview", "research")  # kinds of source, in the order in which they are asked


@dataclass(frozen=True)
class Definition:
    """A sentence that says what the names it begins with mean."""

    names: tuple[str, ...]
    quote: Quote
    passage: Passage

    @property
    def text(self) -> str:
        """The sentence."""
        return self.quote.text


@dataclass(frozen=True)
class _Use:
    """A definition with the place of the first of its names on the page: number of the statement, and position in it."""

    place: tuple[int, int]
    definition: Definition


def with_words(verified: Verified, prepared: Prepared, parts: Parts, settings: Settings) -> Verified:
    """The checked page with the section that explains its words after the others; quotes are numbered by first use."""
    said = [s.text for s in (*verified.key_points, *(s for section in verified.sections for s in section.statements))]
    section = gloss_section(said, prepared, parts, settings)
    if section is None:
        return verified
    draft = Draft(writer="extractive", sections=(section,))
    words = verify(draft, parts.shelf.by_id, settings.gate, audience=prepared.inquiry.audience)
    known = {_span(citation): citation.n for citation in verified.citations}
    new = [citation for citation in words.citations if _span(citation) not in known]
    added = tuple(c.model_copy(update={"n": n}) for n, c in enumerate(new, len(verified.citations) + 1))
    known |= {_span(citation): citation.n for citation in added}
    number = {citation.n: known[_span(citation)] for citation in words.citations}
    [shown] = words.sections
    statements = tuple(
        s.model_copy(update={"citations": tuple(number[n] for n in s.citations)}) for s in shown.statements
    )
    sections = (*verified.sections, shown.model_copy(update={"statements": statements}))
    return _by_first_use(verified.model_copy(update={"sections": sections, "citations": (*verified.citations, *added)}))


def _by_first_use(page: Verified) -> Verified:
    """The page with its citations numbered in reading order: key points, sections, questions to ask."""
    in_sections = (statement for section in page.sections for statement in section.statements)
    told: list[Statement | Question] = [*page.key_points, *in_sections, *page.questions_to_ask]
    cited = [n for one in told for n in one.citations]
    number = {old: new for new, old in enumerate(dict.fromkeys([*cited, *(c.n for c in page.citations)]), 1)}

    def renumbered(one: Cited) -> Cited:
        return one.model_copy(update={"citations": tuple(number[n] for n in one.citations)})

    sections = (s.model_copy(update={"statements": tuple(map(renumbered, s.statements))}) for s in page.sections)
    citations = sorted((c.model_copy(update={"n": number[c.n]}) for c in page.citations), key=lambda c: c.n)
    return page.model_copy(
        update={
            "key_points": tuple(map(renumbered, page.key_points)),
            "sections": tuple(sections),
            "questions_to_ask": tuple(map(renumbered, page.questions_to_ask)),
            "citations": tuple(citations),
        }
    )


def _span(citation: Citation) -> tuple[str, int, int]:
    return citation.passage_id, citation.start, citation.end


def gloss_section(said: Sequence[str], prepared: Prepared, parts: Parts, settings: Settings) -> DraftSection | None:
    """Definitions of the words of `said`, the texts of a patient page in reading order; None where there are none.

    In order of first use, `MOST` at most, one for each word that the page does not itself define. They come from
    glossaries, then from what the topic's own texts and the overviews define; all pass the gate.
    """
    if prepared.inquiry.audience != "patient":
        return None
    known = _defined_in(said)
    uses = sorted(_uses(said, known, prepared, parts), key=lambda use: use.place)
    statements: list[DraftStatement] = []
    for use in uses:
        if len(statements) == MOST:
            break
        statement = DraftStatement(text=use.definition.text, quotes=(use.definition.quote,))
        if failed_check(statement, parts.shelf.by_id, settings.gate) is None:
            statements.append(statement)
    return DraftSection(id=WORDS_SECTION, heading=HEADING, statements=tuple(statements)) if statements else None


def _uses(said: Sequence[str], known: Sequence[str], prepared: Prepared, parts: Parts) -> Iterator[_Use]:
    """The first use of each definition's names on the page; of two definitions of a word, the first one's."""
    page = "\n".join(said)
    folded = page.casefold()
    taken = list(known)
    for definition in _definitions(prepared, parts):
        if any(same_name(name, other) for name in definition.names for other in taken) or definition.text in page:
            continue
        if not any(name.split()[0].casefold()[:4] in folded for name in definition.names):
            continue
        places = [place for name in definition.names if (place := _first_use(name, said, definition, parts))]
        if places and not prepared.brief.is_elsewhere(definition.text, definition.passage):
            taken.extend(definition.names)
            yield _Use(min(places), definition)


def _first_use(name: str, said: Sequence[str], definition: Definition, parts: Parts) -> tuple[int, int] | None:
    """Where the name first stands, if it has the sense of the definition there: the page marks its words at first use."""
    for at, text in enumerate(said):
        place = place_of(name, text)
        if place:
            return (at, place[0]) if _is_meant(name, text, definition, parts) else None
    return None


def _is_meant(name: str, text: str, definition: Definition, parts: Parts) -> bool:
    """Whether the text has the name in the sense of the definition, as any term has; a grade may be one of side effects.

    A common word that is no term counts if the text shares another word with the definition, and no term there holds it.
    """
    if slug(name) in parts.vocabulary.by_slug or name.casefold() not in common_words():
        return True
    own, read = set(stems(name)), stems(text, keep_stopwords=True)
    if any(own & set(read[m.start : m.end]) for m in parts.vocabulary.mentions(read)):
        return False
    return bool((set(stems(text)) & set(stems(definition.text))) - own)


def _definitions(prepared: Prepared, parts: Parts) -> list[Definition]:
    """What the sources in force for patients define, glossaries first, then the topic's sources, the newest first."""
    on_topic = prepared.scope.topic_sources

    def asked(source: Source) -> bool:
        is_near = source.source_id in on_topic
        if source.kind in ("glossary", "overview"):
            is_near = is_near or not (prepared.inquiry.topics and _is_of_cancers(source, parts))
        return source.superseded_by is None and source.audience != "clinician" and is_near

    sources = sorted(parts.shelf.sources.values(), key=lambda s: s.published, reverse=True)
    sources = sorted(filter(asked, sources), key=lambda s: (FIRST.index(s.kind), s.source_id not in on_topic))
    return [one for source in sources for one in _of_source(source, parts)]


def _is_of_cancers(source: Source, parts: Parts) -> bool:
    """Whether the source is on cancers that have guidelines of their own: a word may mean something else there."""
    guided = {t for s in parts.shelf.sources.values() if s.kind == "guideline" for t in s.topics}
    return bool(source.topics) and guided >= set(source.topics)


def _of_source(source: Source, parts: Parts) -> Iterator[Definition]:
    before = None
    for passage in parts.shelf.of_source(source.source_id):
        for definition in _in_passage(passage, source.kind == "glossary", passage.section_key != before):
            terms = [parts.vocabulary.by_slug.get(slug(name)) for name in definition.names]
            if not _is_cancer(terms) and (source.kind == "glossary" or all(terms)):
                yield definition
        before = passage.section_key


def _is_cancer(terms: Sequence[Term | None]) -> bool:
    return any(term is not None and term.kind == "cancer" for term in terms)


@lru_cache(maxsize=8_192)  # the same passages are read for every page
def _in_passage(passage: Passage, is_glossary: bool, begins: bool) -> tuple[Definition, ...]:
    """The definitions of a passage; `begins`: it is the first under its heading."""
    headings = passage.locator.headings
    opens = begins and (is_glossary or asks_what(headings))
    found: list[Definition] = []
    for at, (start, end) in enumerate(sentence_spans(passage.text)):
        text = passage.text[start:end]
        if "\n" in text or NAVIGATION.search(text) or not is_definition(text, headings, opens=opens and at == 0):
            continue
        quote = Quote(passage_id=passage.id, text=text, start=start, end=end)
        found.append(Definition(defined_names(text, headings), quote, passage))
    return tuple(found)


def _defined_in(said: Sequence[str]) -> tuple[str, ...]:
    """Names that the page itself defines."""
    sentences = (text[start:end] for text in said for start, end in sentence_spans(text))
    return tuple(name for s in sentences if is_definition(s, (), opens=False) for name in defined_names(s, ()))
