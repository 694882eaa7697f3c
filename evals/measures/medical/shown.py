"""A run record to its page as readers and machines get it, and its statements with their quotes. Judges nothing."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any, NamedTuple

from evals.schema import RunRecord
from rag.errors import InputError
from rag.page.blocks import split_blocks
from rag.page.render import render
from rag.schema import Answer, DraftStatement, Passage, Quote, Statement, Value
from rag.words import fold

SILENT = frozenset({"script", "style", "title", "head"})
TOLD = frozenset({"title", "a", "button", "label", "summary", "th", "h1", "h2", "h3", "h4", "h5", "h6"})


class Shown(Value):
    """A page in every form. `fault` says why it cannot be shown to people; html and markdown are then empty."""

    html: str
    markdown: str
    json_text: str
    jsonld: str
    fault: str | None = None


class Element(NamedTuple):
    """A start tag of an HTML page, in order; `text`: what stands in it, white space folded, for those of TOLD alone."""

    tag: str
    attributes: Mapping[str, str]
    text: str


class Marks(NamedTuple):
    """What an HTML page holds: its text in reading order, white space folded, what it tells machines, its elements."""

    text: str
    metas: dict[str, str]
    jsonld: str
    elements: tuple[Element, ...]


def shown(record: RunRecord) -> Shown:
    """The page of the record, rendered from the record alone."""
    answer, passages = record.given, passages_of(record)
    json_text, jsonld = render(answer, passages, "json"), render(answer, passages, "jsonld")
    try:
        html, markdown = render(answer, passages, "html"), render(answer, passages, "md")
    except InputError as error:
        return Shown(html="", markdown="", json_text=json_text, jsonld=jsonld, fault=str(error))
    return Shown(html=html, markdown=markdown, json_text=json_text, jsonld=jsonld)


def passages_of(record: RunRecord) -> dict[str, Passage]:
    """The cited passages by id, with title and edition of their source and the heading path of their citation."""
    sources = {source.source_id: source for source in record.given.sources}
    locators = {citation.passage_id: citation.locator for citation in record.given.citations}
    return {
        passage.passage_id: Passage(
            id=passage.passage_id,
            source_id=passage.source_id,
            edition=sources[passage.source_id].edition if passage.source_id in sources else "",
            title=sources[passage.source_id].title if passage.source_id in sources else "",
            text=passage.text,
            locator=locators[passage.passage_id],
            ordinal=0,
        )
        for passage in record.passages
        if passage.passage_id in locators
    }


def with_quotes(record: RunRecord) -> Iterator[tuple[Statement, DraftStatement]]:
    """Every statement, key points first, with those of its quotes that stand in their passage to the letter."""
    passages = passages_of(record)
    quotes: dict[int, Quote] = {}
    for citation in record.given.citations:
        passage = passages.get(citation.passage_id)
        if passage and passage.text[citation.start : citation.end] == citation.quote:
            quotes[citation.n] = Quote(
                passage_id=citation.passage_id, text=citation.quote, start=citation.start, end=citation.end
            )
    for statement in record.given.statements:
        sound = tuple(quotes[n] for n in statement.citations if n in quotes)
        yield statement, DraftStatement(text=statement.text, quotes=sound)


@lru_cache(maxsize=2)  # several rules read the page of one record
def readable(page: Shown) -> tuple[tuple[str, str], ...]:
    """Name and text of the forms that people read; none of a page that cannot be shown."""
    return () if page.fault else (("html", marks(page.html).text), ("markdown", plain_markdown(page.markdown)))


def uncited(record: RunRecord) -> Iterator[str]:
    """What the page says without a citation, other than the question itself, its notices and headings."""
    answer = record.given
    yield from (section.note for section in answer.sections if section.note)
    yield from (q.text for q in answer.questions_to_ask if not q.citations and q.text != answer.title)
    yield from answer.trace.remarks
    if answer.refusal is not None:
        yield answer.refusal.message


def places_of_claims(answer: Answer, text: str) -> list[int]:
    """Where each claim, or the message of a refusal, first begins in the text of a form; left out where it does not stand.

    The title is passed over: it may say the same words.
    """
    message = [fold(answer.refusal.message)] if answer.refusal else []
    claims = message or [first_words(statement.text) for statement in answer.statements]
    heading = text.find(fold(answer.title))
    end = heading + len(fold(answer.title))
    places = ((text.find(claim), claim) for claim in claims if claim)
    found = (text.find(claim, end) if heading <= at < end else at for at, claim in places)
    return [at for at in found if at >= 0]


def first_words(text: str) -> str:
    """The first line of a statement as it stands on a page; of a table its longest cell; of a blank one nothing."""
    for block in split_blocks(text):
        return fold(block.lines[0] if block.lines else max((c for row in block.rows for c in row), key=len, default=""))
    return ""


@lru_cache(maxsize=2)
def marks(html: str) -> Marks:
    """What an HTML page says to its readers and to machines."""
    reader = _Reader()
    reader.feed(html)
    elements = tuple(Element(tag, attributes, fold(" ".join(told))) for tag, attributes, told in reader.elements)
    return Marks(fold(" ".join(reader.text)), reader.metas, "".join(reader.jsonld), elements)


def plain_markdown(markdown: str) -> str:
    """The text of a Markdown page without its escapes, white space folded."""
    return fold(markdown.replace("\\", ""))


@lru_cache(maxsize=4)
def parsed(json_text: str) -> Mapping[str, Any]:
    """A JSON object of a page; empty where the text is none."""
    try:
        found = json.loads(json_text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


class _Reader(HTMLParser):
    """Gathers text, meta elements, JSON-LD and the elements with the text inside those of TOLD."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._told: list[tuple[str, list[str]]] = []  # the open elements of TOLD
        self.metas: dict[str, str] = {}
        self.jsonld: list[str] = []
        self._silent: list[str] = []
        self._is_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.elements.append((tag, named, []))
        if tag in TOLD:
            self._told.append((tag, self.elements[-1][2]))
        if tag == "img":
            self.handle_data(f" {named.get('alt', '')} ")
        if tag == "meta" and named.get("name"):
            self.metas[named["name"]] = named.get("content", "")
        if tag in SILENT:
            self._silent.append(tag)
        self._is_data = tag == "script" and named.get("type") == "application/ld+json"

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            self._silent.remove(tag)
        if self._told and self._told[-1][0] == tag:
            self._told.pop()

    def handle_data(self, data: str) -> None:
        for _, told in self._told:
            told.append(data)
        if self._is_data and self._silent:
            self.jsonld.append(data)
        elif not self._silent:
            self.text.append(data)
