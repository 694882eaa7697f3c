"""The values of the whole flow, in flow order: the glossary of the project. No behaviour beyond small derived properties.

Source -> Document -> Passage -> (generation) -> Inquiry -> Evidence -> Draft -> Answer. All values are frozen.
"""

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

SourceKind = Literal["guideline", "research", "glossary", "overview"]
Audience = Literal["patient", "clinician"]
PageKind = Literal["answer", "glossary"]
WriterName = Literal["extractive", "llm"]
Alarm = Literal["emergency", "crisis"]


class Value(BaseModel):
    """Base of all values: immutable, and closed to fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ---------------------------------------------------------------- shelf: Source, Document, Passage


class Source(Value):
    """One edition of one text on the shelf, with what a reader needs to judge it."""

    source_id: str
    title: str
    publisher: str
    edition: str
    published: str = Field(
        pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="ISO 8601 date: year, month or day precision"
    )
    kind: SourceKind = "guideline"
    licence: str
    topics: tuple[str, ...] = Field(default=(), description="topic slugs, such as kidney-cancer")
    audience: str = "patient"
    url: str | None = None
    language: str = "en"
    supersedes: tuple[str, ...] = Field(default=(), description="source_ids of the editions this one replaces")
    superseded_by: str | None = None
    demonstration: bool = Field(default=False, description="text written to show the software, not for clinical use")
    extra: dict[str, str] = Field(default_factory=dict, description="front matter keys we do not use, kept as text")


class Block(Value):
    """One structural piece of a document in reading order, as a reader sees it (no markup)."""

    kind: Literal["heading", "paragraph", "item", "row"]
    text: str
    level: int = Field(default=0, description="heading depth from 1, or list nesting depth from 0")
    page: int | None = Field(default=None, description="page number counted from 1, for paged formats")
    header_row: bool = Field(default=False, description="this row names the columns of the rows after it")


class Document(Value):
    """A file read into blocks. `title` is what the file itself says (first heading, <title>), if anything."""

    title: str | None
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = Field(default=(), description="what was left out on purpose, such as hidden text")


class Locator(Value):
    """Where a passage stands in its source: page (from 1) and heading path, outermost first."""

    page: int | None = None
    headings: tuple[str, ...] = ()


class Passage(Value):
    """A run of whole sentences, list items and table rows under one heading: what is embedded, found and quoted."""

    id: str
    source_id: str
    edition: str
    title: str = Field(description="title of the source, encoded with the text")
    text: str
    locator: Locator
    ordinal: int = Field(description="position in its source, from 0")
    topics: tuple[str, ...] = ()

    @property
    def embedding_text(self) -> str:
        """What the encoder and BM25 see: title, heading path, text."""
        return "\n".join([self.title, " > ".join(self.locator.headings), self.text])

    @property
    def section_key(self) -> tuple[str, tuple[str, ...]]:
        """The section of the source that this passage belongs to."""
        return (self.source_id, self.locator.headings)


def passage_id(source_id: str, edition: str, text: str, occurrence: int = 0) -> str:
    """Stable name of a passage: it survives re-indexing as long as source, edition and text do.

    `occurrence` counts equal texts within one source, from 0. Returns 16 hex digits of SHA-256 behind "p".
    """
    key = "\x1f".join([source_id, edition, text, str(occurrence)])
    return "p" + hashlib.sha256(key.encode()).hexdigest()[:16]


class Hit(Value):
    """A passage found for a query. Higher score is better; ranks count from 1; ties by passage id."""

    rank: int
    score: float
    passage: Passage
    cosine: float = Field(description="similarity of query and passage embeddings, -1..1")
    bm25: float = Field(description="BM25 score divided by the best of this query, 0..1")


# ---------------------------------------------------------------- question: Inquiry, Outline, Evidence, Draft

Flag = Literal[
    "off_topic_term",
    "truncated",
    "multiple_questions",
    "personal_history",
    "emergency",
    "crisis",
    "directive_sought",
    "unknown_topic",
    "unclear",
    "other_language",
]


class Correction(Value):
    """A word of a question as it was typed and as it was read."""

    typed: str
    read_as: str


class TermStatus(Value):
    """A biomarker of the question with the status it gives it: HER2, negative."""

    term: str
    status: str


class Inquiry(Value):
    """A question as understood, before any search."""

    question: str
    title: str = Field(description="the question cleaned up for display")
    told: str = Field(default="", description="what the text tells beside what it asks")
    audience: Audience = "patient"
    page_kind: PageKind = "answer"
    topics: tuple[str, ...] = Field(default=(), description="topic slugs named in the question")
    terms: tuple[str, ...] = Field(default=(), description="canonical vocabulary terms named in the question")
    statuses: tuple[TermStatus, ...] = Field(default=(), description="statuses that the question gives its terms")
    intent: str = "other"
    flags: tuple[Flag, ...] = ()
    focus: tuple[str, ...] = Field(default=(), description="stems of the words that say what the question is about")
    subject: str = Field(default="", description="what an entry of a glossary is about, where it names no known term")
    standalone_question: str | None = Field(default=None, description="a follow-up as it was understood")
    parts: tuple[str, ...] = Field(default=(), description="the questions of a text that asks several")
    cut_off: str | None = Field(default=None, description="the last word of a text that breaks off")
    language: str | None = Field(default=None, description="language of a question that is not in English")
    corrections: tuple[Correction, ...] = Field(default=(), description="words read as others, for their spelling")
    remarks: tuple[str, ...] = Field(default=(), description="how the question was read, for the page to say")


class OutlineSection(Value):
    """What one section of a page looks for. `{question}`, `{topic}`, `{term}` in heading and query are filled in."""

    id: str
    heading: str
    query: str = Field(default="", description="empty: nothing is searched, the section holds only its note")
    note: Literal["none", "off_topic"] = Field(
        default="none", description="line about the shelf put at its top by code"
    )
    max_statements: int = Field(default=8, ge=1, le=30)
    max_per_source: int | None = Field(default=None, ge=1, description="statements from one source; empty: no limit")
    scope: Literal["topic", "guideline", "anywhere", "elsewhere"] = Field(
        default="topic",
        description="sources searched: of the topic, its guidelines alone, all, or all but the topic's",
    )
    without_kinds: tuple[SourceKind, ...] = Field(default=(), description="kinds of source that are not searched")
    max_per_part: int | None = Field(
        default=None, ge=1, description="statements from one part of a source, under one heading; empty: no limit"
    )
    own_audience: bool = Field(
        default=False, description="only texts written for the page's audience are searched, where the shelf has such"
    )
    must_name: Literal["none", "term", "status"] = Field(
        default="none",
        description="statements are kept only if they, or their heading path, name this; status: the term with the "
        "status asked about, such as HER2-negative, or the term where none is",
    )
    compares: Literal["none", "each", "all"] = Field(
        default="none",
        description="the section is about the things that the question compares: made once for each, or for all together",
    )
    about: tuple[tuple[str, ...], ...] = Field(
        default=(), description="one name of each group must stand in a statement, its heading path or the title"
    )
    about_treatments: bool = Field(
        default=False, description="where the question names treatments: statements or their headings name one of each"
    )
    under_headings: bool = Field(
        default=False, description="only passages under one of the preferred headings are looked at"
    )
    must_say: tuple[str, ...] = Field(default=(), description="statements hold one of these words or phrases")
    prefer_headings: tuple[str, ...] = Field(default=(), description="heading words that mark the right section")
    is_wide: bool = Field(
        default=False, description="gathers from several sections of the guidelines, not the best alone"
    )
    is_answer: bool = Field(
        default=False, description="holds only what is on the question's intent; empty: the page is a refusal"
    )
    goes_with_answer: bool = Field(
        default=False,
        description="holds nothing on treatments that neither the question nor the sections which answer name; nor on other "
        "markers, where the question names one",
    )
    cited_sources: bool = Field(
        default=False, description="holds only statements of sources that the sections which answer cite"
    )
    only_with_status: bool = Field(
        default=False, description="stands only where a status is asked about, such as HER2-negative"
    )
    optional: bool = Field(
        default=False, description="left out of the page, not marked uncovered, when nothing is found"
    )
    empty_note: str = Field(default="", description="line about the shelf that is shown when nothing is found")


class Outline(Value):
    """Which sections a page has, from prompts/outlines/*.yaml."""

    name: str
    version: int
    audience: Audience
    page_kind: PageKind
    intents: tuple[str, ...] = Field(
        default=(), description="intents it serves; empty: all that no other outline serves"
    )
    needs: Literal["topic", "term", "term alone", "compared"] = Field(
        default="topic",
        description="what a question of its intents must name for it: a topic, a term too, one term and no topic, or two "
        "things to compare",
    )
    off_topic: bool = Field(
        default=False, description="serves questions whose term the topic's guideline does not mention"
    )
    max_key_points: int = Field(default=2, ge=0, le=3, description="sentences shown first, as the answer in short")
    key_points_from: tuple[str, ...] = Field(
        default=(),
        description="ids of the sections whose sentences are shown first, one of each; empty: the nearest ones",
    )
    defines_first: bool = Field(default=False, description="the sentences shown first begin with what the term is")
    key_points_leave: int = Field(
        default=2, ge=1, description="statements that a section keeps, at least, when sentences of it are shown first"
    )
    sections: tuple[OutlineSection, ...]
    questions_to_ask: tuple[str, ...] = ()
    next_steps: str = Field(
        default="", description="what a reader can do next, at the end of the page; no clinical claim"
    )


class Evidence(Value):
    """The passages found for one outline section, best first."""

    section: OutlineSection
    hits: tuple[Hit, ...]


class Quote(Value):
    """A verbatim span of a passage: `text == passage.text[start:end]`, in Unicode code points."""

    passage_id: str
    text: str
    start: int
    end: int


class DraftStatement(Value):
    """A statement as a writer proposes it, with the quotes said to support it."""

    text: str
    quotes: tuple[Quote, ...]


class DraftSection(Value):
    """One section of a draft. `note` is a line written by code about the shelf, never a clinical claim."""

    id: str
    heading: str
    statements: tuple[DraftStatement, ...]
    note: str | None = None


class Draft(Value):
    """What a writer proposes, before anything is verified."""

    writer: WriterName
    key_points: tuple[DraftStatement, ...] = ()
    sections: tuple[DraftSection, ...] = ()
    questions_to_ask: tuple[DraftStatement, ...] = ()


# ---------------------------------------------------------------- answer: the JSON of docs/answer.schema.json


class InquirySummary(Value):
    """The part of the inquiry that is shown with the answer."""

    topics: tuple[str, ...]
    terms: tuple[str, ...]
    intent: str
    flags: tuple[Flag, ...]


class Notice(Value):
    """A disclaimer or safety text: fixed wording, named by id and version, added by code."""

    id: str
    text: str


class Notices(Value):
    """The notices of a page, in the order they are shown: safety first."""

    top: Notice
    bottom: Notice
    safety: Notice | None = None


class Statement(Value):
    """One verified statement; `citations` are numbers of entries in `Answer.citations`.

    A list is one statement: its lead-in, then one line per item, each beginning with "- ".
    """

    text: str
    citations: tuple[int, ...]
    verdict: Literal["supported", "unsupported"]


NEXT_STEPS_SECTION = "next-steps"  # id of the section whose note says what a reader can do next


class AnswerSection(Value):
    """One section; `covered` is False when the shelf holds nothing for it. `note` is about the shelf, never clinical."""

    id: str
    heading: str
    covered: bool
    statements: tuple[Statement, ...]
    note: str | None = None


class Question(Value):
    """A question to take to the care team."""

    text: str
    citations: tuple[int, ...] = ()


class Citation(Value):
    """A numbered quote. `start`, `end`: span in the passage text, Unicode code points."""

    n: int = Field(ge=1)
    source_id: str
    passage_id: str
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    locator: Locator


class SourceEntry(Value):
    """A cited source as the page lists it."""

    source_id: str
    title: str
    publisher: str
    edition: str
    published: str
    kind: SourceKind
    licence: str
    url: str | None
    superseded_by: str | None
    demonstration: bool = False


class RelatedQuestion(Value):
    """A question answered on another page."""

    question: str
    page_id: str
    preview: str


class Searched(Value):
    """What was searched before a refusal."""

    query: str
    sources: int
    passages: int
    generation: str


RefusalReason = Literal["not_covered", "weak_evidence", "off_topic", "unclear_question", "emergency", "crisis"]


class Refusal(Value):
    """Why there is no answer, what was searched, and what the shelf does cover. Holds no clinical claim."""

    reason: RefusalReason
    message: str
    searched: Searched
    covered_topics: tuple[str, ...]


class Review(Value):
    """Where the page stands in the review workflow."""

    status: Literal["not_submitted", "submitted", "under_review", "approved", "stale"] = "not_submitted"


class Dropped(Value):
    """A proposed statement that did not pass the gate."""

    text: str
    check: str
    why: str


class Tokens(Value):
    """LLM tokens spent on this answer."""

    prompt: int = 0
    completion: int = 0


class Seconds(Value):
    """Wall time by stage, in seconds."""

    understand: float = 0.0
    retrieve: float = 0.0
    write: float = 0.0
    verify: float = 0.0
    total: float = 0.0


ReplyOrigin = Literal["endpoint", "cache", "recording", "written"]  # written: by a person, for a demonstration


class Trace(Value):
    """How the answer came about: enough to make it again."""

    writer: WriterName
    model: str | None = None
    fallback_reason: str | None = None
    fallback_kind: str | None = Field(
        default=None, description='the same in a word: "declined", "nothing_passed", or the kind of an LlmError'
    )
    generation: str
    settings: str = Field(description='"sha256:" and the hash of the settings that shape an answer')
    prompts: dict[str, str] = Field(
        default_factory=dict, description="prompts/ files used, by path: SHA-256, 12 digits"
    )
    passages: tuple[str, ...] = Field(default=(), description="ids of the passages the writer was given")
    dropped: tuple[Dropped, ...] = Field(default=(), description="of the model's draft too where it was not used")
    repair_failure: str | None = Field(default=None, description="why the statements that failed could not be mended")
    llm_calls: int = 0
    tokens: Tokens = Field(default=Tokens(), description="of all calls, failed attempts included")
    cost_usd: float = 0.0
    seconds: Seconds = Seconds()
    standalone_question: str | None = Field(
        default=None, description="a follow-up as it was understood, from the questions before it"
    )
    llm_origin: ReplyOrigin | None = Field(
        default=None, description="where the model's reply came from; null when no model was asked"
    )
    masked: tuple[str, ...] = Field(
        default=(), description="kinds of personal details masked in the question before the model was asked"
    )
    remarks: tuple[str, ...] = Field(
        default=(), description="how the question was read, as the page says it; added by code, no clinical claim"
    )
    reading_grade: float | None = Field(
        default=None, description="Flesch-Kincaid grade of a patient page's own prose, explained names left out"
    )
    created: str = Field(default="", description="ISO 8601 time at which the answer was made, UTC")


class Authorship(Value):
    """Who wrote the draft of an answer, and what it cost: the part of the trace that depends on the writer."""

    writer: WriterName = "extractive"
    model: str | None = None
    fallback_reason: str | None = None
    fallback_kind: str | None = None
    repair_failure: str | None = None
    llm_calls: int = 0
    tokens: Tokens = Tokens()
    cost_usd: float = 0.0
    llm_origin: ReplyOrigin | None = None
    masked: tuple[str, ...] = ()


class Answer(Value):
    """A page, or an honest refusal to write one. Nothing is shown on a page that is not in this value."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Annotated[Literal["citewell/answer/1"], Field(alias="schema")] = "citewell/answer/1"
    kind: Literal["answer", "refusal"]
    question: str
    title: str
    audience: Audience
    page_kind: PageKind
    inquiry: InquirySummary
    notices: Notices
    key_points: tuple[Statement, ...] = ()
    sections: tuple[AnswerSection, ...] = ()
    questions_to_ask: tuple[Question, ...] = ()
    citations: tuple[Citation, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    related_questions: tuple[RelatedQuestion, ...] = ()
    refusal: Refusal | None = None
    review: Review = Review()
    trace: Trace

    @model_validator(mode="after")
    def _refusal_matches_kind(self) -> "Answer":
        if (self.kind == "refusal") != (self.refusal is not None):
            raise ValueError("kind is 'refusal' exactly when a refusal is given")
        return self

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement of the page, key points first."""
        return self.key_points + tuple(s for section in self.sections for s in section.statements)

    def to_json_dict(self) -> dict[str, Any]:
        """The contract's JSON object, ready for json.dumps."""
        return self.model_dump(mode="json", by_alias=True)


class StageEvent(Value):
    """The flow has reached a stage. `detail` says what a reader waits for."""

    stage: Literal["understand", "retrieve", "write", "check", "repair", "fall_back"]
    detail: str = ""


class SectionEvent(Value):
    """A section that has passed the gate, while the rest is still being written. Numbers are final on the page only."""

    section: AnswerSection
    citations: tuple[Citation, ...]


Event = StageEvent | SectionEvent


def answer_schema() -> str:
    """JSON Schema of Answer, as kept in docs/answer.schema.json."""
    return json.dumps(Answer.model_json_schema(by_alias=True), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    print(answer_schema(), end="")
