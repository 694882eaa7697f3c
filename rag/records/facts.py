"""Record and shelf to two sections of a page: statements that concern the facts given, and those that need more facts.

Statements are copied from sources in force on the diagnosis, for the gate to verify. Nothing is advised, nothing is kept.
"""

from collections.abc import Sequence

from rag.outlines import fill_text
from rag.parts import Parts
from rag.plan import ON_TOPIC, keep_for
from rag.prepare import Prepared
from rag.records.bearing import Bearing, bearing_on
from rag.records.known import Known, known_from, shown_facts
from rag.records.record import Record
from rag.records.rules import RecordRules, load_record_rules, wider_names
from rag.records.units import Piece, joined
from rag.retrieve import is_question_list, search
from rag.schema import Draft, DraftSection, DraftStatement, Hit, Inquiry, Passage, Source
from rag.scope import Scope, find_scope, is_named
from rag.settings import Settings
from rag.vocabulary import Vocabulary
from rag.words import stems
from rag.write.select import Candidate, Similarities, choose

FITTING = "for-your-facts"
MISSING = "facts-missing"
MAX_STATEMENTS = 8
MAX_MISSING_STATEMENTS = 5
MAX_MISSING_FACTS = 2  # a statement that needs more is too far from the record
FIT_BONUS = 0.15  # added to the cosine for each fact that a statement names
NO_WINDOW = 9.0  # whatever names a fact may be shown, however much farther than the best


def facts_sections(
    record: Record, prepared: Prepared, draft: Draft, parts: Parts, settings: Settings
) -> tuple[DraftSection, ...]:
    """The sections "for-your-facts" and, where there is anything in it, "facts-missing".

    Key points of the draft are not said again; for its sections see `with_facts`. Raises: OutlineError:
    prompts/records.yaml is missing or malformed.
    """
    rules = load_record_rules(settings.prompts_dir)
    known = known_from(record, parts, settings)
    topic = known.topic or next(iter(prepared.inquiry.topics), None)
    if topic is None:
        return (_section(FITTING, rules.lines.for_facts, (), rules.lines.no_topic),)
    name = _topic_name(topic, parts.vocabulary)
    about = prepared.inquiry.model_copy(update={"topics": (topic,), "terms": ()})
    scope = find_scope(about, parts.shelf, parts.vocabulary)
    if not scope.topic_sources:
        line = fill_text(rules.lines.not_on_shelf, {"topic": name})
        return (_section(FITTING, rules.lines.for_facts, (), line),)
    absent = _not_mentioned(known, scope, parts, rules)
    known = _without(known, absent)
    facts = shown_facts(known, name, rules)
    hits = _hits(known, name, facts, about, scope, parts, settings)
    said = {point.text for point in draft.key_points}
    found = [b for b in bearing_on(known, topic, hits, parts, rules, settings) if b.piece.text not in said]
    chooser = _Chooser(f"treatment of {', '.join(facts)}", parts, settings)
    fit = chooser.best([b for b in found if not b.missing], MAX_STATEMENTS)
    is_bare = set(facts) <= {name}  # a diagnosis alone: whatever needs one fact more is of use
    exact = {f"exact {name} result" for name in (*known.numbers, *known.scores)}  # given, but no result that texts name
    lacking = [b for b in found if 0 < len(b.missing) <= MAX_MISSING_FACTS and (b.fits or is_bare or b.missing & exact)]
    lacking = chooser.best(lacking, MAX_MISSING_STATEMENTS)
    used_age = any("age" in bearing.fits for bearing in fit)
    note = _note(known, (*facts, *(["age"] if used_age else [])), bool(fit), rules)
    if absent:
        note += " " + fill_text(rules.lines.not_mentioned, {"topic": name, "facts": _listed(absent)})
    sections = [_section(FITTING, rules.lines.for_facts, fit, note)]
    if lacking:
        needed = sorted({f"the {fact}".replace("{topic}", name) for b in lacking for fact in b.missing})
        line = fill_text(rules.lines.depends, {"facts": _listed(needed)})
        sections.append(_section(MISSING, rules.lines.missing, lacking, line))
    return tuple(sections)


def with_facts(draft: Draft, sections: Sequence[DraftSection]) -> Draft:
    """The draft with these sections first; what they say is not said again behind them.

    A section of which nothing would be left is left out.
    """
    said = {statement.text for section in sections for statement in section.statements}
    left = []
    for section in draft.sections:
        statements = tuple(statement for statement in section.statements if statement.text not in said)
        if statements or not section.statements or section.note:
            left.append(section.model_copy(update={"statements": statements}))
    return draft.model_copy(update={"sections": (*sections, *left)})


def _not_mentioned(known: Known, scope: Scope, parts: Parts, rules: RecordRules) -> tuple[str, ...]:
    """Markers and treatments of the record that the guidelines on the topic do not name, nor what they are a kind of."""
    passages = [passage for source in scope.guidelines for passage in parts.shelf.of_source(source)]
    by_name = parts.vocabulary.by_name

    def is_mentioned(name: str) -> bool:
        named = [name.removesuffix(" mutation"), *wider_names(name, rules)]
        return any(each not in by_name or is_named(by_name[each], passages) for each in named)

    names = (*dict.fromkeys([*known.shown, *known.numbers]), *sorted(known.treatments))
    return tuple(name for name in names if not is_mentioned(name))


def _without(known: Known, names: Sequence[str]) -> Known:
    """The facts but for those of these names, which nothing can be listed for."""
    return known.model_copy(
        update={
            "shown": {name: said for name, said in known.shown.items() if name not in names},
            "numbers": {name: number for name, number in known.numbers.items() if name not in names},
            "treatments": known.treatments - {*names},
        }
    )


def _hits(
    known: Known, topic: str, facts: Sequence[str], about: Inquiry, scope: Scope, parts: Parts, settings: Settings
) -> list[Hit]:
    """Passages on the topic's treatment, and on each fact with it."""
    keep = keep_for(ON_TOPIC, scope, about)

    def usable(passage: Passage, source: Source) -> bool:
        return keep(passage, source) and not is_question_list(passage)

    queries = [f"{topic} treatment", *([f"{topic} treatment by stage"] if known.stages else [])]
    queries += [f"{topic} {fact}" for fact in facts if fact != topic]
    count = settings.write.passages_per_section
    return [
        hit
        for query in dict.fromkeys(queries)
        for hit in search(query, parts.shelf, parts.encoder, settings.retrieve, k=count, keep=usable)
    ]


class _Chooser:
    """Picks the statements nearest to the facts, those naming more of them first, none that repeats another."""

    def __init__(self, query: str, parts: Parts, settings: Settings) -> None:
        self._query = query
        self._similarities = Similarities(parts.encoder)
        self._settings = settings.write.model_copy(update={"score_window": NO_WINDOW})
        self._said: list[Candidate] = []

    def best(self, found: Sequence[Bearing], count: int) -> list[Bearing]:
        """Up to `count` of them, in the order given."""
        cosines = self._similarities.to(self._query, [b.piece.text for b in found])
        candidates = [
            Candidate(b.piece.unit, float(cosine) + FIT_BONUS * len(b.fits), 0, frozenset(stems(b.piece.text)))
            for b, cosine in zip(found, cosines, strict=True)
        ]
        chosen = {id(candidate.unit) for candidate in choose(candidates, count, self._settings, self._said)}
        return [b for b in found if id(b.piece.unit) in chosen]


def _section(name: str, heading: str, found: Sequence[Bearing], note: str) -> DraftSection:
    shown: list[Piece] = []
    for bearing in found:
        both = joined(shown[-1], bearing.piece) if shown else None
        shown[-1:] = [both] if both else [*shown[-1:], bearing.piece]
    statements = tuple(DraftStatement(text=piece.text, quotes=piece.unit.quotes) for piece in shown)
    return DraftSection(id=name, heading=heading, statements=statements, note=note)


def _note(known: Known, facts: Sequence[str], has_statements: bool, rules: RecordRules) -> str:
    lines = rules.lines
    line = lines.used if has_statements else lines.nothing
    told = [fill_text(line, {"facts": ", ".join(facts)})]
    if known.unclear:
        told.append(fill_text(lines.unclear, {"facts": _listed(known.unclear)}))
    if known.unread:
        told.append(fill_text(lines.unused, {"count": str(known.unread)}) if known.unread > 1 else lines.unused_one)
    return " ".join(told)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def _topic_name(topic: str, vocabulary: Vocabulary) -> str:
    term = vocabulary.by_slug.get(topic)
    return term.name if term else topic.replace("-", " ")
