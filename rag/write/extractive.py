"""Evidence to draft, without a model: the sentences, lists and tables that answer the question, in reading order.

Statements are taken word for word (long list items by their name); the writer adds, joins and rephrases nothing.
"""

from collections.abc import Callable, Sequence

import numpy as np

from rag.index.encoder import Encoder
from rag.schema import Draft, DraftSection, DraftStatement, Evidence, Passage
from rag.settings import WriteSettings
from rag.vocabulary import names_in
from rag.words import stems
from rag.write.narrow import going_with, of_cited_sources, on_intent, on_markers
from rag.write.select import Brief, Candidate, Similarities, choose, defines, find_candidates

SAME_POINT = 0.5  # share of common words from which two key points say the same


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
    best: set[str] = set()
    said: list[Candidate] = []
    answer: list[Candidate] = []
    sections: list[DraftSection] = []
    for part in evidence:
        candidates = find_candidates(part, brief, passages_of, similarities, settings) if part.hits else []
        if part.section.is_answer:
            candidates = on_intent(candidates, brief, similarities, settings)
            candidates = on_markers(candidates, brief) or candidates
        if part.section.goes_with_answer:
            is_open = not (part.section.optional or brief.asked_markers or brief.asked_treatments)
            candidates = going_with(answer, candidates, brief) or (candidates if is_open else [])
        if part.section.cited_sources:
            candidates = of_cited_sources(answer, candidates)
        chosen = choose(
            candidates,
            part.section.max_statements,
            settings,
            said,
            max_per_source=part.section.max_per_source,
            max_per_part=None if brief.asked_markers else part.section.max_per_part,  # one part tells of a marker
        )
        answer.extend(chosen if part.section.is_answer else ())
        if part.section.is_answer:
            general = [c for c in chosen if brief.asked_markers or not brief.markers_in(c.unit.text)]
            best.update(c.unit.text for c in sorted(general, key=lambda c: -c.score)[:1])
        sections.append(
            DraftSection(
                id=part.section.id,
                heading=part.section.heading,
                statements=tuple(DraftStatement(text=c.unit.text, quotes=c.unit.quotes) for c in chosen),
                note=brief.notes.get(part.section.id) or (brief.said_above if candidates and not chosen else None),
            )
        )
    sections = sections if _answers(sections, evidence) else [s.model_copy(update={"statements": ()}) for s in sections]
    away = ("elsewhere",) if brief.defines_first else ("elsewhere", "anywhere")
    off_topic = {part.section.id for part in evidence if part.section.scope in away}
    draft = Draft(writer="extractive", sections=tuple(sections))
    has_answer = any(part.section.is_answer for part in evidence)
    if brief.max_key_points == 1 and has_answer and not brief.defines_first:
        # the answer in short is the best of it, or nothing: no one sentence answers "How is breast cancer treated?"
        return _with_best(draft, best, settings) if brief.focus else draft
    return _with_key_points(draft, brief, off_topic, similarities, settings)


def _answers(sections: Sequence[DraftSection], evidence: Sequence[Evidence]) -> bool:
    """Whether the sections that answer the question hold anything; what goes with an answer is none by itself."""
    answering = {part.section.id for part in evidence if part.section.is_answer}
    return not answering or any(section.statements for section in sections if section.id in answering)


def _with_best(draft: Draft, best: set[str], settings: WriteSettings) -> Draft:
    """Move the best statement of the answer to the key points, if it is a short sentence and others are left."""
    for section in draft.sections:
        for statement in section.statements:
            if statement.text in best and len(section.statements) > 2 and _is_short_sentence(statement.text, settings):
                kept = tuple(one for one in section.statements if one is not statement)
                sections = tuple(
                    s.model_copy(update={"statements": kept}) if s is section else s for s in draft.sections
                )
                return draft.model_copy(update={"key_points": (statement,), "sections": sections})
    return draft


def _with_key_points(
    draft: Draft, brief: Brief, off_topic: set[str], similarities: Similarities, settings: WriteSettings
) -> Draft:
    """Move the sentences nearest to the question to the key points, of different sections where there are enough.

    What says what the subject is comes up; a section keeps some of its statements.
    """
    homes = [s for s in draft.sections if s.id not in off_topic and len(s.statements) > brief.key_points_leave]
    able = [(s.id, t) for s in homes for t in s.statements if _is_short_sentence(t.text, settings)]
    names = (brief.status_names or brief.term_names) if brief.defines_first else ()
    on_status = [one for one in able if names_in(brief.status_names, stems(one[1].text, keep_stopwords=True))]
    able = on_status or able
    nearness = similarities.to(brief.question, [statement.text for _, statement in able])
    bonus = [settings.key_point_definition_bonus * defines(statement.text, names) for _, statement in able]
    order = [able[int(at)] for at in np.argsort(-(nearness + np.array(bonus, dtype=np.float32)), kind="stable")]
    first_of = dict(reversed(order))
    place = {name: at for at, name in enumerate(brief.key_points_from)}
    last = len(place)
    order = sorted(order, key=lambda one: (one[1] is not first_of[one[0]], place.get(one[0], last)))
    left = {section.id: list(section.statements) for section in draft.sections}
    picked: list[DraftStatement] = []
    for home, statement in order:
        is_new = all(_shared_share(statement.text, other.text) < SAME_POINT for other in picked)
        if is_new and len(picked) < brief.max_key_points and len(left[home]) > brief.key_points_leave:
            picked.append(statement)
            left[home].remove(statement)
    sections = tuple(s.model_copy(update={"statements": tuple(left[s.id])}) for s in draft.sections)
    return draft.model_copy(update={"key_points": tuple(picked), "sections": sections})


def _shared_share(one: str, other: str) -> float:
    """Share of the stems of two texts that both have (Jaccard), 0..1; stop words left out."""
    mine, theirs = set(stems(one)), set(stems(other))
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def _is_short_sentence(text: str, settings: WriteSettings) -> bool:
    return "\n" not in text and settings.key_point_min_words <= len(text.split()) <= settings.key_point_max_words
