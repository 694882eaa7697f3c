"""Does every statement lead to a source named in full, in force or labelled, with both sides shown? (M4, M5, M8, M14.)"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from evals.measures.citations import coverage, quote_fidelity
from evals.measures.medical.shown import Shown, parsed, readable, with_quotes
from evals.schema import RunRecord
from evals.score_schema import Measurement
from rag.check.disagreement import differ, speak_of_the_same, subject_of
from rag.page.labels import readable_date
from rag.schema import Answer, SourceEntry, Value, passage_id
from rag.sentences import sentence_spans
from rag.words import fold

M4 = "medical.m4_citations"
M5 = "medical.m5_source_fields"
M8 = "medical.m8_superseded"
M14 = "medical.m14_both_sides"
FIELDS = ("title", "publisher", "edition", "published", "licence")
LABELS = ("superseded", "earlier edition", "older edition", "former edition", "previous edition")
NOT_AGREED = "do not agree"  # as the note of prompts/messages.yaml says it
PASSAGE_ID = re.compile(r"p[0-9a-f]{16}")
SAME_TEXTS = 50  # passages of one source with the same words, at most
SAME_SHARE = 0.5  # of the words of both sentences, numbers left out: as in rag/conflicts.py


class Side(Value):
    """A sentence that a source says. `statements`: texts of those that cite it; empty: not shown on the page."""

    text: str
    source_id: str
    statements: tuple[str, ...] = ()


def cited(record: RunRecord) -> Measurement:
    """Share of statements that lead to a passage, of quotes that stand there, and of questions to ask that only ask.

    Unmeasured: nothing of these on the page. See evals/measures/citations.py for what counts.
    """
    answer = record.given
    lead, quoted = coverage(record), quote_fidelity(record)
    outcomes: list[str | None] = [*lead.failures, *quoted.failures]
    outcomes += [None] * (len(answer.statements) + len(answer.citations) - len(outcomes))
    outcomes += [None if s.verdict == "supported" else f"{s.text!r} is {s.verdict}" for s in answer.statements]
    for question in answer.questions_to_ask:
        is_asked = question.citations or question.text.rstrip().endswith("?")
        outcomes.append(None if is_asked else f"among the questions, without a source: {question.text!r}")
    return Measurement.share(M4, outcomes, nothing="the page holds no statement, quote or question")


def source_fields(record: RunRecord, page: Shown) -> Measurement:
    """Share of sources and citations shown with all a reader needs to judge them, in each form of the page.

    Of a source: title, publisher, edition, date, licence, and that its passages are of this edition. Of a citation: where
    in the source its quote stands. Unmeasured: the page cites nothing.
    """
    answer = record.given
    outcomes: list[str | None] = list(_other_editions(record))
    for source in answer.sources:
        blank = [name for name in FIELDS if not str(getattr(source, name)).strip()]
        outcomes.append(f"source {source.source_id}: no {', '.join(blank)}" if blank else None)
    for citation in answer.citations:
        has_place = citation.locator.page is not None or any(map(str.strip, citation.locator.headings))
        outcomes.append(None if has_place else f"citation {citation.n}: it does not say where in its source it stands")
    for form, text in readable(page):
        for source in answer.sources:
            values = (source.title, source.publisher, source.edition, readable_date(source.published), source.licence)
            missing = [name for name, value in zip(FIELDS, values, strict=True) if fold(value) not in text]
            outcomes.append(f"{form}: {source.source_id} without {', '.join(missing)}" if missing else None)
        for citation in answer.citations:
            missing = [name for name in citation.locator.headings if fold(name) not in text]
            outcomes.append(f"{form}: citation {citation.n} without its heading {missing[0]!r}" if missing else None)
    listed = parsed(page.json_text).get("sources", [])
    same = listed == [source.model_dump(mode="json") for source in answer.sources]
    if answer.sources:
        outcomes.append(None if same else "json: the sources are not those of the answer")
    return Measurement.share(M5, outcomes, nothing="the page cites no source")


def superseded(record: RunRecord, page: Shown, replaced: frozenset[str] = frozenset()) -> Measurement:
    """Share of sources that are in force, or that the page labels as superseded wherever it names them.

    `replaced`: ids of the superseded sources, where the caller has the shelf; a record alone tells them by their own
    entry, or by a later edition of the same title on the page. Of a statement that rests on superseded text alone, its
    own words must say so. Unmeasured: the page cites no source.
    """
    answer = record.given
    old = {s.source_id for s in answer.sources if s.superseded_by or s.source_id in replaced or _later(s, answer)}
    outcomes: list[str | None] = []
    for source in answer.sources:
        if source.source_id not in old:
            outcomes.append(None)
        elif source.superseded_by is None:
            outcomes.append(f"{source.source_id} is superseded, and its entry does not say so")
        else:
            mute = [form for form, text in readable(page) if "superseded" not in text.casefold()]
            mute += [] if "Superseded" in page.jsonld else ["jsonld"]
            outcomes.append(f"{source.source_id} is superseded; not labelled in {', '.join(mute)}" if mute else None)
    home = {citation.n: citation.source_id for citation in answer.citations}
    for statement in answer.statements:
        sources = {home[n] for n in statement.citations if n in home}
        if sources and sources <= old:
            names = [*LABELS, *(s.edition for s in answer.sources if s.source_id in sources)]
            is_told = any(name.casefold() in statement.text.casefold() for name in names)
            outcomes.append(None if is_told else f"rests on superseded text alone: {statement.text!r}")
    return Measurement.share(M8, outcomes, nothing="the page cites no source")


def both_sides(record: RunRecord) -> Measurement:
    """Share of disagreements between sources of the page in which both are shown apart, with edition and date of each.

    Two sentences disagree when they say nearly the same with other numbers, or another strength; a page that says so of
    sources that do not fails too. Unmeasured: none do, and the page does not say so.
    """
    answer = record.given
    sources = {source.source_id: source for source in answer.sources if source.superseded_by is None}
    notes = [section.note for section in answer.sections if section.note]
    outcomes: list[str | None] = []
    for one, other in combinations(_sides(record), 2):
        both = {one.source_id, other.source_id}
        if len(both) == 1 or not both <= set(sources) or not (one.statements or other.statements):
            continue
        if not disagree(one.text, other.text):
            continue
        blended = [text for text in one.statements if text in other.statements]
        hidden = [side.source_id for side in (one, other) if not side.statements]
        named = any(all(_is_named(sources[name], note) for name in both) for note in notes)
        why = f"blends {' and '.join(sorted(both))}: {blended[0]!r}" if blended else None
        why = why or (f"the page does not show that {hidden[0]} says {_hidden_text(one, other)!r}" if hidden else None)
        why = why or (None if named else f"no note names {' and '.join(sorted(both))} with edition and date")
        outcomes.append(why)
    if not outcomes:
        outcomes += [
            f"no two sources of the page disagree, but it says so: {note!r}" for note in notes if NOT_AGREED in note
        ]
    return Measurement.share(M14, outcomes, nothing="no two sources of the page disagree in what is at hand of them")


def disagree(one: str, other: str) -> bool:
    """Whether two sentences that speak of the same give other numbers, or advise with another strength."""
    mine, theirs = _subject(one), _subject(other)
    is_near = len(mine & theirs) >= SAME_SHARE * len(mine | theirs)  # spares most pairs of a page the rest
    return is_near and speak_of_the_same(one, other, SAME_SHARE) and differ(one, other)


@lru_cache(maxsize=4_096)  # every sentence of a page is held against every other
def _subject(text: str) -> frozenset[str]:
    return subject_of(text)


def _other_editions(record: RunRecord) -> Iterator[str]:
    """The sources listed under another edition than that of a cited passage, whose id is made of it (schema.passage_id)."""
    editions = {source.source_id: source.edition for source in record.given.sources}
    for passage in record.passages:
        edition = editions.get(passage.source_id)
        if edition is None or not PASSAGE_ID.fullmatch(passage.passage_id):
            continue
        ids = (passage_id(passage.source_id, edition, passage.text, at) for at in range(SAME_TEXTS))
        if passage.passage_id not in ids:
            yield f"{passage.source_id} is listed as edition {edition!r}; passage {passage.passage_id} is of another"


def _later(source: SourceEntry, answer: Answer) -> bool:
    """Whether the page lists a later edition of the same title by the same publisher."""
    same = (s for s in answer.sources if (s.title, s.publisher) == (source.title, source.publisher))
    return any(other.published > source.published and other.edition != source.edition for other in same)


def _sides(record: RunRecord) -> Iterator[Side]:
    """Every sentence of the quotes, and of the passages cited or found, each once with the statements that cite it."""
    home = {passage.passage_id: passage.source_id for passage in record.passages}
    users: dict[tuple[str, str], list[str]] = {}
    for statement, draft in with_quotes(record):
        for quote in draft.quotes:
            for sentence in _sentences(quote.text):
                users.setdefault((sentence, home[quote.passage_id]), []).append(statement.text)
    for passage in (*record.passages, *record.hits):
        for sentence in _sentences(passage.text):
            users.setdefault((sentence, passage.source_id), [])
    for (text, source_id), statements in users.items():
        yield Side(text=text, source_id=source_id, statements=tuple(dict.fromkeys(statements)))


@lru_cache(maxsize=4_096)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in sentence_spans(text))


def _is_named(source: SourceEntry, note: str) -> bool:
    return all(part in note for part in (source.title, source.edition, source.published))


def _hidden_text(one: Side, other: Side) -> str:
    return (other if one.statements else one).text
