"""A question that the outlines' sections leave unanswered to the few sentences found that hold its words and are near to it."""

from dataclasses import replace

from rag.coverage import unsaid
from rag.parts import Parts
from rag.prepare import Prepared
from rag.schema import Draft, DraftSection, DraftStatement, Evidence
from rag.settings import Settings
from rag.words import stems
from rag.write.select import Candidate, Similarities, find_candidates

MOST = 3  # sentences
WIDEST = 10.0  # all that was found is read, however far behind the best


def told_by_nearest(draft: Draft, prepared: Prepared, parts: Parts, settings: Settings) -> Draft:
    """The silent draft with the nearest sentences in its first answering section; silent still where none is near.

    Each holds one of the words that carry the question, and together they leave none of them out.
    """
    answering = next((part for part in prepared.evidence if part.section.is_answer), None)
    if answering is None:
        return draft
    found = _nearest(answering, prepared, parts, settings)
    told = [one.unit.text for one in found]
    if not found or unsaid(prepared.inquiry, told, parts, settings.gate):
        return draft
    statements = tuple(DraftStatement(text=one.unit.text, quotes=one.unit.quotes) for one in found)

    def filled(section: DraftSection) -> DraftSection:
        is_it = section.id == answering.section.id
        return section.model_copy(update={"statements": statements}) if is_it else section

    return draft.model_copy(update={"sections": tuple(filled(section) for section in draft.sections)})


def _nearest(part: Evidence, prepared: Prepared, parts: Parts, settings: Settings) -> list[Candidate]:
    section = part.section.model_copy(update={"about": (), "must_name": "none", "is_wide": True})
    wide = settings.write.model_copy(update={"wide_section_window": WIDEST})
    similarities = Similarities(parts.encoder)
    brief = replace(prepared.brief, intent=None)
    whole = part.model_copy(update={"section": section, "hits": prepared.hits})
    candidates = find_candidates(whole, brief, parts.shelf.of_source, similarities, wide)
    focus = frozenset(prepared.inquiry.focus)
    holding = [one for one in candidates if focus & set(stems(one.unit.text))]
    cosines = similarities.to(brief.question, [one.unit.text for one in holding])
    near = [(float(c), one) for c, one in zip(cosines, holding, strict=True) if c >= settings.gate.nearest_cosine]
    best = [one for _, one in sorted(near, key=lambda pair: -pair[0])[:MOST]]
    return sorted(best, key=lambda one: (one.section_rank, one.unit.order))
