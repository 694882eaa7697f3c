"""A draft to the draft that shows where sources differ: current ones (MEDICAL rule M14), and earlier editions (M8).

Two sentences differ when they say nearly the same with another number, or with another strength. Of current sources both
are shown, each with its own citation; nothing is blended and none is preferred. An earlier edition is only named.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from rag.check.disagreement import differ, speak_of_the_same
from rag.outlines import fill_text
from rag.parts import Parts
from rag.plan import ON_TOPIC, keep_for
from rag.prepare import Prepared
from rag.schema import Draft, DraftSection, DraftStatement, Passage, Quote, Source
from rag.sentences import sentence_spans
from rag.words import stems

SAME_SHARE = 0.5  # of the words of both, numbers left out: they speak of the same
SAME_LINE = 0.4  # the same for an earlier edition of the same text, whose sentences are written anew
FIGURE = re.compile(r"(?<![\w.])\d[\d,.]*\s+([a-z]{3,})")
NEAREST = 8  # passages looked at for each statement


def with_other_sides(draft: Draft, prepared: Prepared, parts: Parts) -> Draft:
    """The draft with each disagreeing sentence behind the statement it differs from, and a note that says who differs.

    A key point about which sources differ moves to the first section, where there is room for both. So does one with a
    figure of the kind about which they differ: in short it would take a side.
    """
    sections = [_both_sides(section, prepared, parts) for section in draft.sections]
    is_disputed = any(shown is not section for shown, section in zip(sections, draft.sections, strict=True))
    told = (statement for section in draft.sections for statement in section.statements)
    disputed = _kinds_of_figure([s for s in told if _other_side(s, prepared, parts)]) if is_disputed else frozenset()
    key_points: list[DraftStatement] = []
    moved: list[DraftStatement] = []
    for point in draft.key_points:
        takes_side = bool(_kinds_of_figure([point]) & disputed)
        (moved if takes_side or _other_side(point, prepared, parts) else key_points).append(point)
    if moved and sections:
        first = draft.sections[0].model_copy(update={"statements": (*moved, *draft.sections[0].statements)})
        sections[0] = _both_sides(first, prepared, parts)
    return draft.model_copy(update={"key_points": tuple(key_points), "sections": tuple(sections)})


def _kinds_of_figure(statements: Sequence[DraftStatement]) -> frozenset[str]:
    """What is counted in the statements: the word behind each number, as a stem (90 minutes: minut)."""
    return frozenset(stem for one in statements for unit in FIGURE.findall(one.text) for stem in stems(unit))


def with_earlier_editions(draft: Draft, parts: Parts) -> Draft:
    """The draft with a note on each section that an earlier edition of a cited source would have put differently."""

    def noted(section: DraftSection) -> DraftSection:
        told = [name for statement in section.statements for name in _differing_editions(statement, parts)]
        sources = parts.shelf.sources
        lines = [
            fill_text(parts.messages.superseded, {"old": _named(sources[old]), "new": _named(sources[new])})
            for old, new in dict.fromkeys(told)
        ]
        note = " ".join(dict.fromkeys([*([section.note] if section.note else []), *lines]))
        return section.model_copy(update={"note": note or None})

    return draft.model_copy(update={"sections": tuple(noted(section) for section in draft.sections)})


def _differing_editions(statement: DraftStatement, parts: Parts) -> Iterator[tuple[str, str]]:
    """Ids of earlier editions in which the like of a line of the quotes differs, each with that of the cited edition."""
    for quote in statement.quotes:
        source = parts.shelf.sources[parts.shelf.by_id[quote.passage_id].source_id]
        for old in _earlier(source, parts):
            lines = [line for line in quote.text.splitlines() if line.strip()]
            earlier = [line for passage in parts.shelf.of_source(old.source_id) for line in _lines(passage.text)]
            if any(
                speak_of_the_same(line, other, SAME_LINE) and differ(line, other) for line in lines for other in earlier
            ):
                yield old.source_id, source.source_id


def _earlier(source: Source, parts: Parts) -> Iterator[Source]:
    """The editions that this one replaces, and those that they replaced, as far as they are on file."""
    left = list(source.supersedes)
    seen: set[str] = set()
    while left:
        name = left.pop()
        if name in parts.shelf.sources and name not in seen:
            seen.add(name)
            yield parts.shelf.sources[name]
            left.extend(parts.shelf.sources[name].supersedes)


@lru_cache(maxsize=512)
def _lines(passage_text: str) -> tuple[str, ...]:
    """Rows and items of a passage as they stand, its paragraphs sentence by sentence."""
    found: list[str] = []
    for line in passage_text.splitlines():
        is_whole = line.lstrip().startswith(("|", "- "))
        found.extend([line] if is_whole else (line[start:end] for start, end in sentence_spans(line)))
    return tuple(found)


def _both_sides(section: DraftSection, prepared: Prepared, parts: Parts) -> DraftSection:
    said = {statement.text for statement in section.statements}
    shown: list[DraftStatement] = []
    notes = [section.note] if section.note else []
    for statement in section.statements:
        shown.append(statement)
        other = _other_side(statement, prepared, parts)
        if other is None:
            continue
        if other.text not in said:
            shown.append(other)
            said.add(other.text)
        named = sorted(_named(_source(one, parts)) for one in (statement, other))
        notes.append(fill_text(parts.messages.disagreement, {"one": named[0], "other": named[1]}))
    if len(notes) == bool(section.note):
        return section
    note = " ".join(dict.fromkeys(notes))
    return section.model_copy(update={"statements": tuple(shown), "note": note})


def _other_side(statement: DraftStatement, prepared: Prepared, parts: Parts) -> DraftStatement | None:
    """The sentence of another source in force on the topic that differs from the statement, or None."""
    if "\n" in statement.text or len(statement.quotes) != 1:
        return None
    told = statement.quotes[0].text  # what the source says, however the statement puts it
    for passage in _near(statement, prepared, parts):
        for start, end, text in _sentences(passage.text):
            if speak_of_the_same(told, text, SAME_SHARE) and differ(told, text):
                return DraftStatement(
                    text=text, quotes=(Quote(passage_id=passage.id, text=text, start=start, end=end),)
                )
    return None


def _near(statement: DraftStatement, prepared: Prepared, parts: Parts) -> Iterator[Passage]:
    shelf, own = parts.shelf, _source(statement, parts)
    keep = keep_for(ON_TOPIC, prepared.scope, prepared.inquiry)
    scores = shelf.lexical.scores(stems(statement.text))
    for row in np.argsort(-scores, kind="stable")[:NEAREST]:
        passage = shelf.passages[int(row)]
        source = shelf.sources[passage.source_id]
        if source.source_id != own.source_id and keep(passage, source):
            yield passage


@lru_cache(maxsize=2_048)
def _sentences(passage_text: str) -> tuple[tuple[int, int, str], ...]:
    """Start, end and text of each sentence; the same passages are looked at for many statements."""
    return tuple((start, end, passage_text[start:end]) for start, end in sentence_spans(passage_text))


def _source(statement: DraftStatement, parts: Parts) -> Source:
    return parts.shelf.sources[parts.shelf.by_id[statement.quotes[0].passage_id].source_id]


def _named(source: Source) -> str:
    return f"{source.title} ({source.publisher}, edition {source.edition}, {source.published})"
