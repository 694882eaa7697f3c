"""Passages found for a section to the units worth stating there, scored. Keeps whole units; rewrites nothing."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rag.index.encoder import Encoder
from rag.intents import Intent
from rag.schema import Evidence, Hit, OutlineSection, Passage
from rag.settings import WriteSettings
from rag.vocabulary import name_stems, names_in
from rag.words import stems
from rag.write.units import Unit, section_units

NAVIGATION = re.compile(
    r"\b(see (our|the (following|section|summar|table|figure|page|box|chapter))"
    r"|see (also|table|figure|section|page|chapter|box)|for (more )?information (about|on|see|visit)"
    r"|for more information|(learn|read|find out) more (about|on|at|here)|more information (about|on|is available)|click"
    r"|(this|these) (summary|summaries|section|page|chapter|guideline|document|booklet)\b"
    r"|(described|discussed|listed|shown) (above|below|in (table|figure|section))"
    r"|last updated|all rights reserved|not for clinical use|visit the|website|web site)",
    re.IGNORECASE,
)
LEANS_ON_BEFORE = re.compile(
    r"^(this|that|these|those|it|its|they|their|he|she|his|her|such|however|also|therefore|thus|for example|in addition|but"
    r"|and|or|so|then|other|others|another|both|instead|as a result|for this reason|in this case|in these cases"
    r"|sometimes this|if (it|they|so|this|these)|when (it|they|this|these)|there are several|here)\b(?![-–'’])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Brief:
    """What a page is about, for the writer.

    `term_names`: every name of the asked term; `status_names`: the same with the status asked about, if there is one;
    `topic_names`: of the topics; `focus`: stems of the other subject words. `is_elsewhere(text, passage)`: whether a
    text of a passage is about another topic only. `notes`: lines about the shelf, by section id. `asked_markers`,
    `asked_treatments`: those of the question; `markers_in`, `treatments_in`: those that a text names; by canonical names.
    `said_above`: the note of a section whose statements all stand in earlier ones.
    """

    question: str
    term_names: tuple[str, ...] = ()
    status_names: tuple[str, ...] = ()
    topic_names: tuple[str, ...] = ()
    focus: frozenset[str] = frozenset()
    intent: Intent | None = None
    is_elsewhere: Callable[[str, Passage], bool] = lambda _text, _passage: False
    notes: dict[str, str] = field(default_factory=dict)
    asked_markers: frozenset[str] = frozenset()
    asked_treatments: frozenset[str] = frozenset()
    markers_in: Callable[[str], frozenset[str]] = lambda _text: frozenset()
    treatments_in: Callable[[str], frozenset[str]] = lambda _text: frozenset()
    said_above: str | None = None
    max_key_points: int = 2
    defines_first: bool = False
    key_points_from: tuple[str, ...] = ()
    key_points_leave: int = 2


@dataclass(frozen=True)
class Candidate:
    """A unit that may be stated in a section. Higher score is better; `section_rank` 0 is the best section found."""

    unit: Unit
    score: float
    section_rank: int
    stems: frozenset[str]

    @property
    def lead_in(self) -> tuple[str, ...]:
        """Stems of the line before a list; () for anything else."""
        is_list = self.unit.kind == "list"
        return tuple(stems(self.unit.text.splitlines()[0], keep_stopwords=True)) if is_list else ()


class Similarities:
    """Cosine of texts to a query, each text encoded once per page."""

    def __init__(self, encoder: Encoder) -> None:
        """Encode with `encoder`."""
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def to(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Cosines, shape (len(texts),)."""
        new = [text for text in dict.fromkeys([query, *texts]) if text not in self._known]
        self._known.update(zip(new, self._encoder.encode(new), strict=True))
        if not texts:
            return np.zeros(0, dtype=np.float32)
        return np.stack([self._known[text] for text in texts]) @ self._known[query]


def find_candidates(
    part: Evidence,
    brief: Brief,
    passages_of: Callable[[str], Sequence[Passage]],
    similarities: Similarities,
    settings: WriteSettings,
) -> list[Candidate]:
    """Units of the sections found that can stand alone and say what the outline and the intent ask for, scored.

    Score = cosine to the section's query + bonuses - half of what the section's best passage lacks to the best one.
    """
    units = [
        (unit, rank, hit.score)
        for rank, (hit, section) in enumerate(_sections(part, brief, passages_of, settings))
        for unit in section_units(section, max_items=settings.max_list_items)
        if _can_stand(unit) and _says_what_it_must(unit, part.section, brief)
    ]
    texts = [
        f"{unit.passage.title}. {' > '.join(unit.passage.locator.headings[-1:])}: {unit.text}" for unit, _, _ in units
    ]
    cosines = similarities.to(part.section.query, texts)
    best_hit = max((hit.score for hit in part.hits), default=0.0)
    found: list[Candidate] = []
    for (unit, rank, hit_score), cosine in zip(units, cosines, strict=True):
        score = float(cosine) - 0.5 * (best_hit - hit_score)
        bonus = settings.focus_main_section_bonus if brief.focus else settings.main_section_bonus
        score += bonus * (rank == 0) + settings.list_bonus * (
            unit.kind == "list" or (unit.kind == "table" and part.section.is_answer)
        )
        here = frozenset(stems(unit.text))
        if brief.intent and names_any(brief.intent.headings, unit.text):
            score += settings.intent_bonus
        near = here | frozenset(stems(" ".join(unit.passage.locator.headings[-1:])))
        score += settings.focus_bonus * (len(near & brief.focus) / len(brief.focus) if brief.focus else 0.0)
        names = brief.status_names or brief.term_names
        says_what = defines(unit.text, (*names, *brief.topic_names))
        if brief.defines_first and part.section.is_answer:  # what the term is, or does, is what is asked
            score += settings.what_is_bonus * max(says_what, 0.5 * _begins_with(names, unit.text))
        else:
            score += settings.definition_bonus * says_what
        found.append(Candidate(unit, score, rank, here))
    return found


def names_any(names: Sequence[str], text: str) -> bool:
    """Whether one of the names, or words of the same stems, stands in the text."""
    return names_in(names, stems(text, keep_stopwords=True))


def choose(
    candidates: Sequence[Candidate],
    count: int,
    settings: WriteSettings,
    said: list[Candidate],
    *,
    max_per_source: int | None = None,
    max_per_part: int | None = None,
) -> list[Candidate]:
    """The best candidates that repeat neither each other nor what was `said` before, in reading order; adds to `said`.

    `max_per_part`: the most from under one heading of a source.
    """
    new = [candidate for candidate in candidates if not _repeats(candidate, said)]
    floor = max((candidate.score for candidate in new), default=0.0) - settings.score_window
    chosen: list[Candidate] = []
    from_source: Counter[str] = Counter()
    from_part: Counter[tuple[str, tuple[str, ...]]] = Counter()
    room = settings.max_section_words
    for candidate in sorted(new, key=lambda c: (-c.score, c.section_rank, c.unit.order)):
        if len(chosen) == count or candidate.score < floor:
            break
        source, part = candidate.unit.passage.source_id, candidate.unit.passage.section_key
        is_crowded = max_per_source is not None and from_source[source] >= max_per_source
        is_crowded = is_crowded or (max_per_part is not None and from_part[part] >= max_per_part)
        if is_crowded or candidate.unit.words > room or _repeats(candidate, said):
            continue
        from_source[source] += 1
        from_part[part] += 1
        chosen.append(candidate)
        said.append(candidate)
        room -= candidate.unit.words
    return sorted(chosen, key=lambda c: (c.section_rank, c.unit.order))


def _sections(
    part: Evidence, brief: Brief, passages_of: Callable[[str], Sequence[Passage]], settings: WriteSettings
) -> list[tuple[Hit, list[Passage]]]:
    """The sections the hits stand in, best first, each with its best hit and the passages to read there, in order."""
    best: dict[tuple[str, tuple[str, ...]], Hit] = {}
    is_free = part.section.scope == "elsewhere"
    hits = [hit for hit in part.hits if is_free or not brief.is_elsewhere("", hit.passage)]
    for hit in hits:
        best.setdefault(hit.passage.section_key, hit)
    window = settings.focus_section_window if brief.focus else settings.section_window
    window = settings.wide_section_window if part.section.is_wide else window
    close = [hit for hit in best.values() if hit.score >= hits[0].score - window]
    found = {hit.passage.id for hit in hits}
    return [(hit, _near(hit, found, passages_of(hit.passage.source_id))) for hit in close]


def _near(best: Hit, found: Collection[str], source: Sequence[Passage]) -> list[Passage]:
    """The passages found in a section, its first one, and each one after a found one (lists run on), in order."""
    section = [passage for passage in source if passage.section_key == best.passage.section_key]
    return [p for at, p in enumerate(section) if at == 0 or p.id in found or section[at - 1].id in found]


def _can_stand(unit: Unit) -> bool:
    """Whether the unit can stand alone on a page: a whole sentence about the matter, not a pointer, question or label."""
    text = unit.text.strip()
    if unit.kind == "table":
        return "\n" in text
    lead = text.splitlines()[0]
    if NAVIGATION.search(lead) or LEANS_ON_BEFORE.match(lead) or "?" in lead:
        return False
    return unit.kind == "list" or (text.endswith((".", "!", ".)", '."')) and 4 <= unit.words <= 70)


def _says_what_it_must(unit: Unit, section: OutlineSection, brief: Brief) -> bool:
    """Whether unit or heading path name the term, and the text the words of outline and intent, and no other topic."""
    where = stems(" . ".join([unit.text, *unit.passage.locator.headings]), keep_stopwords=True)
    said = stems(unit.text, keep_stopwords=True)
    names = brief.status_names if section.must_name == "status" and brief.status_names else brief.term_names
    if section.must_name != "none" and names and not names_in(names, where):
        return False
    titled = [*where, *stems(unit.passage.title, keep_stopwords=True)]
    if not all(names_in(group, titled) for group in section.about):
        return False
    if section.must_say and not names_in(section.must_say, said):
        return False
    if section.scope != "elsewhere" and brief.is_elsewhere(unit.text, unit.passage):
        return False
    intent = brief.intent
    if intent is None:
        return True
    says = not intent.must_say or not set(stems(" ".join(intent.must_say))).isdisjoint(said)
    return says and (not intent.must_have_number or any(character.isdigit() for character in unit.text))


def defines(text: str, names: Sequence[str]) -> bool:
    """Whether the text begins with one of the names, said to be or mean something."""
    start = stems(text, keep_stopwords=True)[:14]
    return any(
        names_in([name + verb], start) for name in names for verb in (" is a", " is an", " means", " is the", " starts")
    )


def _begins_with(names: Sequence[str], text: str) -> bool:
    start = tuple(stems(text, keep_stopwords=True))
    return any(start[: len(name)] == name for name in map(name_stems, names))


def _repeats(candidate: Candidate, said: Sequence[Candidate]) -> bool:
    """Whether it says little more than another: 4 in 5 stems of the shorter, 3 in 5 of both are shared.

    Two lists with different lead-ins (treatment of stage I, of stage II) do not repeat each other, whatever they share.
    """
    for other in said:
        if candidate.lead_in and other.lead_in and candidate.lead_in != other.lead_in:
            continue
        shared = len(candidate.stems & other.stems)
        smaller = min(len(candidate.stems), len(other.stems))
        if shared >= 0.8 * smaller and shared >= 0.6 * len(candidate.stems | other.stems):
            return True
    return False
