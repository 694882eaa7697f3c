"""Evidence to draft, without a model: the sentences, lists and tables that answer the question, in reading order.

Statements are taken word for word (long list items by their name); the writer adds, joins and rephrases nothing.
"""

from collections.abc import Callable, Sequence

import numpy as np

from rag.index.encoder import Encoder
from rag.schema import Draft, DraftSection, DraftStatement, Evidence, Passage
from rag.settings import WriteSettings
from rag.write.select import Brief, Candidate, Similarities, choose, find_candidates, on_intent


def write_extractive(
    brief: Brief,
    evidence: Sequence[Evidence],
    passages_of: Callable[[str], Sequence[Passage]],
    encoder: Encoder,
    settings: WriteSettings,
) -> Draft:
    """A draft with one section for each `evidence`, and up to `brief.max_key_points` key points taken out of them.

    `passages_of(source_id)`: all passages of a source in order, for lists that run over passages.
    """
    similarities = Similarities(encoder)
    said: list[Candidate] = []
    sections: list[DraftSection] = []
    for part in evidence:
        candidates = find_candidates(part, brief, passages_of, similarities, settings) if part.hits else []
        if part.section.is_answer:
            candidates = on_intent(candidates, brief, similarities, settings)
        chosen = choose(
            candidates, part.section.max_statements, settings, said, max_per_source=part.section.max_per_source
        )
        sections.append(
            DraftSection(
                id=part.section.id,
                heading=part.section.heading,
                statements=tuple(DraftStatement(text=c.unit.text, quotes=c.unit.quotes) for c in chosen),
                note=brief.notes.get(part.section.id),
            )
        )
    off_topic = {part.section.id for part in evidence if part.section.scope != "topic"}
    return _with_key_points(
        Draft(writer="extractive", sections=tuple(sections)), brief, off_topic, similarities, settings
    )


def _with_key_points(
    draft: Draft, brief: Brief, off_topic: set[str], similarities: Similarities, settings: WriteSettings
) -> Draft:
    """Move the sentences nearest to the question to the key points; a section keeps at least two statements."""
    homes = [s for s in draft.sections if s.id not in off_topic and len(s.statements) > 2]
    able = [(s.id, t) for s in homes for t in s.statements if _is_short_sentence(t.text, settings)]
    order = np.argsort(-similarities.to(brief.question, [statement.text for _, statement in able]), kind="stable")
    left = {section.id: list(section.statements) for section in draft.sections}
    picked: list[DraftStatement] = []
    for home, statement in (able[int(at)] for at in order):
        if len(picked) < brief.max_key_points and len(left[home]) > 2:
            picked.append(statement)
            left[home].remove(statement)
    sections = tuple(s.model_copy(update={"statements": tuple(left[s.id])}) for s in draft.sections)
    return draft.model_copy(update={"key_points": tuple(picked), "sections": sections})


def _is_short_sentence(text: str, settings: WriteSettings) -> bool:
    return "\n" not in text and settings.key_point_min_words <= len(text.split()) <= settings.key_point_max_words
