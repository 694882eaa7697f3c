"""A draft to the draft with the other side beside each statement from which another current source differs. (MEDICAL rule M14.)

Two sentences disagree when they say nearly the same with another number, or with another strength. Both are shown, each
with its own citation; nothing is blended and none is preferred.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from rag.check.numbers import number_failure, quantities
from rag.check.strength import advice_level
from rag.outlines import fill_text
from rag.parts import Parts
from rag.plan import ON_TOPIC, keep_for
from rag.prepare import Prepared
from rag.schema import Draft, DraftSection, DraftStatement, Passage, Quote, Source
from rag.sentences import sentence_spans
from rag.words import stems

SAME_SHARE = 0.5  # of the words of both, numbers left out: they speak of the same
NEAREST = 8  # passages looked at for each statement


def with_other_sides(draft: Draft, prepared: Prepared, parts: Parts) -> Draft:
    """The draft with each disagreeing sentence behind the statement it differs from, and a note that says who differs.

    A key point about which sources differ moves to the first section, where there is room for both.
    """
    key_points: list[DraftStatement] = []
    moved: list[DraftStatement] = []
    for point in draft.key_points:
        (moved if _other_side(point, prepared, parts) else key_points).append(point)
    sections = [
        section.model_copy(update={"statements": (*(() if at else moved), *section.statements)})
        for at, section in enumerate(draft.sections)
    ]
    sections = [_both_sides(section, prepared, parts) for section in sections]
    return draft.model_copy(update={"key_points": tuple(key_points), "sections": tuple(sections)})


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
    mine = _subject(statement.text)
    for passage in _near(statement, prepared, parts):
        for start, end, text, theirs in _sentences(passage.text):
            if len(mine & theirs) >= SAME_SHARE * len(mine | theirs) and _differ(statement.text, text):
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


def _differ(one: str, other: str) -> bool:
    """Whether they give other numbers, or one says it more strongly."""
    if quantities(one) and quantities(other):
        if [q.unit for q in quantities(one)] != [q.unit for q in quantities(other)]:
            return False
        return bool(number_failure(one, [other]) and number_failure(other, [one]))
    if quantities(one) or quantities(other):
        return False
    levels = {advice_level(one), advice_level(other)}
    return len(levels) == len(levels - {0}) == 2


@lru_cache(maxsize=2_048)
def _sentences(passage_text: str) -> tuple[tuple[int, int, str, frozenset[str]], ...]:
    """Start, end, text and subject of each sentence; the same passages are looked at for many statements."""
    spans = ((start, end, passage_text[start:end]) for start, end in sentence_spans(passage_text))
    return tuple((start, end, text, _subject(text)) for start, end, text in spans)


def _subject(text: str) -> frozenset[str]:
    return frozenset(stem for stem in stems(text) if not stem.replace(".", "").isdigit())


def _source(statement: DraftStatement, parts: Parts) -> Source:
    return parts.shelf.sources[parts.shelf.by_id[statement.quotes[0].passage_id].source_id]


def _named(source: Source) -> str:
    return f"{source.title} ({source.publisher}, edition {source.edition}, {source.published})"
