"""Evidence to draft, without a model: the sentences, lists and tables that answer the question, in reading order.

Statements are taken word for word (long list items by their name); the writer adds, joins and rephrases nothing.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rag.index.encoder import Encoder
from rag.intents import Intent
from rag.schema import Draft, DraftSection, DraftStatement, Evidence, Hit, Inquiry, OutlineSection, Passage
from rag.settings import WriteSettings
from rag.words import stems
from rag.write.units import Unit, section_units

NAVIGATION = re.compile(
    r"\b(see the (following|section|summar|table|figure|page|box|chapter)|see (also|table|figure|section|page|chapter|box)"
    r"|for more information|more information (about|on|is available)|click|(this|these) (summary|summaries|section|page"
    r"|chapter|guideline|document|booklet)\b|(described|discussed|listed|shown) (above|below|in (table|figure|section))"
    r"|last updated|all rights reserved|not for clinical use|visit the|website|web site)",
    re.IGNORECASE,
)
LEANS_ON_BEFORE = re.compile(
    r"^(this|that|these|those|it|its|they|their|he|she|his|her|such|however|also|therefore|thus|for example|in addition|but"
    r"|and|or|so|then|other|others|another|both|instead|as a result|for this reason|in this case|in these cases"
    r"|sometimes this|if (it|they|so|this|these)|when (it|they|this|these)|there are several|here)\b(?! (cancer|disease)s? )",
    re.IGNORECASE,
)
MAIN_SECTION_BONUS = 0.08  # statements of the best section are preferred over those of others
CLOSE_SECTION = 0.12  # a section whose best passage scores this much lower than the best one's is left out


@dataclass(frozen=True)
class _Candidate:
    unit: Unit
    score: float
    section_rank: int
    stems: frozenset[str]


def write_extractive(
    inquiry: Inquiry,
    evidence: Sequence[Evidence],
    passages_of: Callable[[str], Sequence[Passage]],
    encoder: Encoder,
    settings: WriteSettings,
    *,
    term_names: Sequence[str] = (),
    intent: Intent | None = None,
    notes: Mapping[str, str] | None = None,
) -> Draft:
    """A draft with one section for each `evidence`.

    `passages_of(source_id)`: all passages of a source in order, for lists that run over passages. `term_names`: every
    name of the asked term, for sections that must name it. `intent`: what its statements must hold. `notes`: lines about the shelf by section id.
    """
    wanted_names = [frozenset(stems(name, keep_stopwords=True)) for name in term_names]
    said: list[frozenset[str]] = []
    sections: list[DraftSection] = []
    scored: list[tuple[float, DraftStatement]] = []
    for part in evidence:
        candidates = _candidates(part, passages_of, encoder, settings, wanted_names, intent)
        chosen = _choose(candidates, part.section.max_statements, settings, said)
        statements = tuple(DraftStatement(text=c.unit.text, quotes=c.unit.quotes) for c in chosen)
        if part.section.scope != "elsewhere":
            scored += [(c.score, statement) for c, statement in zip(chosen, statements, strict=True)]
        sections.append(
            DraftSection(
                id=part.section.id,
                heading=part.section.heading,
                statements=statements,
                note=(notes or {}).get(part.section.id),
            )
        )
    draft = Draft(writer="extractive", sections=tuple(sections))
    best_first = [s for _, s in sorted(scored, key=lambda pair: -pair[0])]
    return pick_key_points(draft, best_first, settings)


def pick_key_points(draft: Draft, best_first: Sequence[DraftStatement], settings: WriteSettings) -> Draft:
    """Move the best short sentences of the draft to its key points; a section keeps at least two statements."""
    sections = {section.id: section for section in draft.sections}
    picked: list[DraftStatement] = []
    for statement in best_first:
        home = next((s for s in sections.values() if statement in s.statements), None)
        is_short = len(statement.text.split()) <= settings.key_point_words and "\n" not in statement.text
        if home and is_short and len(home.statements) > 2 and len(picked) < settings.max_key_points:
            picked.append(statement)
            left = tuple(other for other in home.statements if other != statement)
            sections[home.id] = home.model_copy(update={"statements": left})
    return draft.model_copy(update={"key_points": tuple(picked), "sections": tuple(sections.values())})


def _candidates(
    part: Evidence,
    passages_of: Callable[[str], Sequence[Passage]],
    encoder: Encoder,
    settings: WriteSettings,
    wanted_names: Sequence[frozenset[str]],
    intent: Intent | None,
) -> list[_Candidate]:
    units: list[tuple[Unit, int, float]] = []
    for rank, (hit, section) in enumerate(_sections(part.hits, passages_of)):
        for unit in section_units(section, max_items=settings.max_list_items):
            if _is_statement(unit) and _says_what_it_must(unit, intent) and _names_it(unit, part.section, wanted_names):
                units.append((unit, rank, hit.score))
    if not units:
        return []
    texts = [f"{' > '.join(unit.passage.locator.headings[-1:])}: {unit.text}" for unit, _, _ in units]
    vectors = encoder.encode([part.section.query, *texts])
    similar = vectors[1:] @ vectors[0]
    best_hit = max(hit.score for hit in part.hits)
    found: list[_Candidate] = []
    for (unit, rank, hit_score), similarity in zip(units, similar, strict=True):
        score = float(similarity) + (MAIN_SECTION_BONUS if rank == 0 else 0.0) - 0.5 * (best_hit - hit_score)
        score += settings.list_bonus if unit.kind == "list" else 0.0
        found.append(_Candidate(unit, score, rank, frozenset(stems(unit.text))))
    return found


def _sections(hits: Sequence[Hit], passages_of: Callable[[str], Sequence[Passage]]) -> list[tuple[Hit, list[Passage]]]:
    """The sections the hits stand in, best first, each with its best hit and all its passages, in order."""
    best: dict[tuple[str, tuple[str, ...]], Hit] = {}
    for hit in hits:
        best.setdefault(hit.passage.section_key, hit)
    close = [hit for hit in best.values() if hit.score >= hits[0].score - CLOSE_SECTION]
    return [
        (hit, [p for p in passages_of(hit.passage.source_id) if p.section_key == hit.passage.section_key])
        for hit in close
    ]


def _is_statement(unit: Unit) -> bool:
    """Whether the unit can stand alone on a page: a whole sentence about the matter, not a pointer, question or label."""
    text = unit.text.strip()
    if unit.kind == "table":
        return True
    lead = text.splitlines()[0]
    if NAVIGATION.search(lead) or LEANS_ON_BEFORE.match(lead) or "?" in lead:
        return False
    if unit.kind == "list":
        return True
    return text.endswith((".", "!", ".)", '."')) and 4 <= unit.words <= 70


def _says_what_it_must(unit: Unit, intent: Intent | None) -> bool:
    if intent is None:
        return True
    says = not intent.must_say or bool(set(stems(" ".join(intent.must_say))) & set(stems(unit.text)))
    return says and (not intent.must_have_number or any(character.isdigit() for character in unit.text))


def _names_it(unit: Unit, section: OutlineSection, wanted: Sequence[frozenset[str]]) -> bool:
    if section.must_name == "none" or not wanted:
        return True
    where = unit.text + " " + " ".join(unit.passage.locator.headings)
    have = frozenset(stems(where, keep_stopwords=True))
    return any(names <= have for names in wanted)


def _choose(
    candidates: Sequence[_Candidate], count: int, settings: WriteSettings, said: list[frozenset[str]]
) -> list[_Candidate]:
    """The best candidates that do not repeat each other or what was `said` before, in reading order; adds to `said`."""
    if not candidates:
        return []
    floor = max(c.score for c in candidates) - settings.score_window
    chosen: list[_Candidate] = []
    room = settings.max_section_words
    for candidate in sorted(candidates, key=lambda c: (-c.score, c.section_rank, c.unit.order)):
        if len(chosen) == count or candidate.score < floor:
            break
        if candidate.unit.words > room or _repeats(candidate.stems, said):
            continue
        chosen.append(candidate)
        said.append(candidate.stems)
        room -= candidate.unit.words
    return sorted(chosen, key=lambda c: (c.section_rank, c.unit.order))


def _repeats(text: frozenset[str], said: Sequence[frozenset[str]]) -> bool:
    """Whether 4 in 5 of the stems of the shorter of two texts stand in the other."""
    return any(len(text & other) >= 0.8 * max(1, min(len(text), len(other))) for other in said)
