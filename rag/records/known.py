"""Record to the facts that texts can be held against, in the vocabulary's names. Nothing a person wrote is kept in them."""

import re
from collections.abc import Iterable, Mapping

from rag.check.numbers import quantities
from rag.parts import Parts
from rag.records.claims import TREATMENTS, claims_of, stages_of
from rag.records.record import Biomarker, Record
from rag.records.rules import Level, RecordRules, load_record_rules, says, without
from rag.schema import Value
from rag.scope import shelf_topics
from rag.settings import Settings
from rag.vocabulary import Term, Vocabulary
from rag.words import slug, stems

LEVELS: Mapping[str, Level] = {
    "positive": "positive",
    "amplified": "positive",
    "mutant": "positive",
    "MSI-H": "positive",
    "dMMR": "positive",
    "negative": "negative",
    "wild-type": "negative",
    "MSS": "negative",
    "pMMR": "negative",
    "low": "low",
    "ultralow": "ultralow",
    "high": "high",
}
MUTATIONS = ("mutant", "wild-type")
SCORE = re.compile(r"[0-3]\+?")
ROMAN = {"0": "0", "1": "I", "2": "II", "3": "III", "4": "IV"}


class Number(Value):
    """A measured value and its unit."""

    value: float
    unit: str


class Known(Value):
    """What is known of a person, in canonical names.

    `shown`: each fact as a page may name it. `unclear`: markers with results that contradict each other. `unread`: how
    many facts of the record have no name or result that is known.
    """

    topic: str | None = None
    results: Mapping[str, Level] = {}
    scores: Mapping[str, str] = {}
    numbers: Mapping[str, Number] = {}
    stages: frozenset[str] = frozenset()
    aspects: Mapping[str, frozenset[int]] = {}
    had: frozenset[str] = frozenset()
    treatments: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()
    age: int | None = None
    shown: Mapping[str, str] = {}
    unclear: tuple[str, ...] = ()
    unread: int = 0


def known_from(record: Record, parts: Parts, settings: Settings) -> Known:
    """The facts of a record. Raises: OutlineError: prompts/records.yaml is missing or malformed."""
    rules = load_record_rules(settings.prompts_dir)
    vocabulary = parts.vocabulary
    told = [*record.diagnoses, *record.details]
    claims = [claims_of(text, vocabulary, rules) for text in told]
    given = [_finding(marker, vocabulary, rules) for marker in record.biomarkers]
    results, unclear = _newest([(name, level, date) for name, level, date in given if name and level])
    shown: dict[str, str] = {
        name: marker.status
        for marker, (name, level, _) in zip(record.biomarkers, given, strict=True)
        if results.get(name) == level
    }
    for claim in (claim for each in claims for claim in each.markers if len(claim.levels) == 1):
        if claim.marker not in results and claim.marker not in unclear:
            results[claim.marker] = next(iter(claim.levels))
            shown[claim.marker] = results[claim.marker]
    measured = {name: marker for marker, (name, _, _) in zip(record.biomarkers, given, strict=True) if name}
    stages = _stages(record, rules)
    aspects = {name: found for each in claims for name, found in each.aspects}
    if any(
        m.status == "mutant" or (n in rules.alterations and level == "positive")
        for m, (n, level, _) in zip(record.biomarkers, given, strict=True)
    ):
        aspects.setdefault(rules.altered.aspect, frozenset([rules.altered.alternative]))
    treatments = [(treatment, _treatment(treatment.name, vocabulary)) for treatment in record.treatments]
    had = {term.name for treatment, term in treatments if term and treatment.when in ("past", "current")}
    past = {term.name for treatment, term in treatments if term and treatment.when == "past"}
    named = {term.name for _, term in treatments if term}
    unread = sum(not name or not (level or measured[name].value is not None) for name, level, _ in given)
    unread += sum(term is None for _, term in treatments) + bool(record.stage and not stages)
    unread += sum(not _is_read(text, parts, rules) for text in told)
    return Known(
        topic=topic_from(record, parts, settings),
        results=derived(results, rules),
        scores={n: m.score.rstrip("+") for n, m in measured.items() if m.score and SCORE.fullmatch(m.score)},
        numbers={n: _number(m.value, m.unit) for n, m in measured.items() if m.value is not None},
        stages=stages,
        aspects=aspects,
        had=frozenset(_widened(had, rules)),
        treatments=frozenset(named),
        past=frozenset(past),
        age=record.age,
        shown=shown,
        unclear=unclear,
        unread=unread,
    )


NOT_A_FACT = re.compile(  # how a value says that it is none, or not yet, or somebody else's
    r"\b(?:no|not|non|without|negative for|rule[ds]? out|exclude[ds]?|suspect\w*|suspicio\w*|possible|possibly|probable|probably"
    r"|query|questionable|unlikely|family history|mother|father|sister|brother|screening for|risk of|history of)\b|\?",
    re.IGNORECASE,
)


def topic_from(record: Record, parts: Parts, settings: Settings) -> str | None:
    """Slug of the cancer that a diagnosis of the record names, one on the shelf before others; None: none is named.

    Where no name of the vocabulary is used ("malignant neoplasm of kidney"), the site and a word for a growth count.
    """
    rules = load_record_rules(settings.prompts_dir)
    on_shelf = {parts.vocabulary.canonical_topic(topic) for topic in shelf_topics(parts.shelf)}
    stated = [text for text in record.diagnoses if not NOT_A_FACT.search(text)]
    found = [topic for text in stated for topic in _topics(text, parts, rules)]
    return next((topic for topic in found if topic in on_shelf), next(iter(found), None))


def shown_facts(known: Known, topic_name: str | None, rules: RecordRules) -> tuple[str, ...]:
    """The facts by kind and canonical value, as a page may say them: "HER2: positive", "stage II", "had trastuzumab"."""
    aspects = {name: found for name, found in known.aspects.items() if name != rules.altered.aspect}
    return (
        *([topic_name] if topic_name else []),
        *([shown_stages(known.stages, rules)] if known.stages else []),
        *(f"{name}: {known.shown.get(name, level)}" for name, level in known.results.items() if name in known.shown),
        *(f"{name}: {number.value:g} {number.unit}".strip() for name, number in known.numbers.items()),
        *(f"treatment: {name}" for name in sorted(known.treatments)),
        *(f"{name}: {rules.aspects[name][min(found)][0]}" for name, found in aspects.items()),
    )


def shown_stages(stages: frozenset[str], rules: RecordRules) -> str:
    """Stages as a page may say them: "stage II", "advanced", "limited stage"."""
    if len(stages) == 1 and stages <= set(ROMAN):
        return f"stage {ROMAN[next(iter(stages))]}"
    extent = next((each.name for each in rules.extents if stages == {*each.stages}), None)
    return extent or f"stage {' or '.join(ROMAN.get(stage, stage) for stage in sorted(stages))}"


def _topics(text: str, parts: Parts, rules: RecordRules) -> list[str]:
    sequence = stems(text, keep_stopwords=True)
    if says(rules.not_growths, sequence):
        return []
    vocabulary = parts.vocabulary.with_topics(shelf_topics(parts.shelf))
    named = [mention.term for mention in vocabulary.mentions(sequence) if mention.term.kind == "cancer"]
    if named:
        return [parts.vocabulary.canonical_topic(slug(term.name)) for term in named]
    if not says(rules.growths, sequence):
        return []
    sites = set(without(rules.growths, sequence))
    found = []
    for term in vocabulary.terms:
        words = [
            (name, name.lower().removesuffix(" cancer")) for name in term.names if name.lower().endswith(" cancer")
        ]
        if term.kind == "cancer" and any(sites >= set(stems(site, keep_stopwords=True)) for _, site in words):
            found.append(parts.vocabulary.canonical_topic(slug(term.name)))
    return found


def _finding(marker: Biomarker, vocabulary: Vocabulary, rules: RecordRules) -> tuple[str, Level | None, str]:
    """Canonical name, result and date of a biomarker; "" for a name that is not known."""
    sequence = stems(marker.name, keep_stopwords=True)
    terms = [mention.term for mention in vocabulary.mentions(sequence) if mention.term.kind == "biomarker"]
    if not terms:
        return "", None, ""
    level = LEVELS.get(marker.status)
    name = rules.same.get(terms[0].name, terms[0].name)
    if name in rules.mutation_apart and (marker.status in MUTATIONS or {"mutat", "mutant"} & set(sequence)):
        name = f"{name} mutation"
    if level == "high" and name not in rules.levels:
        level = "positive"
    return name, level, marker.date or ""


def _number(value: float, unit: str | None) -> Number:
    """The number with its unit as texts give it; a unit that no text could have is left out."""
    read = quantities(f"1 {unit or ''}")
    return Number(value=value, unit=read[0].unit if read else "")


def _newest(given: Iterable[tuple[str, Level, str]]) -> tuple[dict[str, Level], tuple[str, ...]]:
    """The newest result of each marker; markers whose newest results differ are unclear."""
    by_name: dict[str, list[tuple[str, Level]]] = {}
    for name, level, date in given:
        by_name.setdefault(name, []).append((date, level))
    results: dict[str, Level] = {}
    unclear = []
    for name, found in by_name.items():
        last = max(date for date, _ in found)
        levels = {level for date, level in found if date == last}
        if len(levels) == 1:
            results[name] = levels.pop()
        else:
            unclear.append(name)
    return results, tuple(unclear)


def derived(results: Mapping[str, Level], rules: RecordRules) -> dict[str, Level]:
    """The results, and those that follow from them."""
    found = dict(results)
    for name, meant in rules.stands_for.items():
        if found.get(name) == "positive":
            found = {**meant, **found}
    for part, whole in rules.part_of.items():
        if found.get(part) == "positive":
            found.setdefault(whole, "positive")
    for whole, parts in rules.told_by.items():
        levels = [found.get(part) for part in parts]
        if "positive" in levels:
            found.setdefault(whole, "positive")
        elif all(level == "negative" for level in levels):
            found.setdefault(whole, "negative")
        if found.get(whole) == "negative":
            found = {**dict.fromkeys(parts, "negative"), **found}
    for part, whole in rules.part_of.items():
        if found.get(whole) == "negative":
            found.setdefault(part, "negative")
    return found


def _stages(record: Record, rules: RecordRules) -> frozenset[str]:
    if record.stage and not NOT_A_FACT.search(record.stage):
        has_word = "stage" in record.stage.lower()
        read = [record.stage if has_word else f"stage {record.stage}", record.stage, f"{record.stage} stage"]
        return next(filter(None, (stages_of(text, rules) for text in read)), frozenset())
    return frozenset(stage for text in record.diagnoses for stage in stages_of(text, rules))


def _treatment(name: str, vocabulary: Vocabulary) -> Term | None:
    mentions = vocabulary.mentions(stems(name, keep_stopwords=True))
    return next((mention.term for mention in mentions if mention.term.kind in TREATMENTS), None)


def _widened(names: set[str], rules: RecordRules) -> set[str]:
    return names | {kind for kind, members in rules.kinds_of_treatment.items() if names & {*members}}


def _is_read(text: str, parts: Parts, rules: RecordRules) -> bool:
    claims = claims_of(text, parts.vocabulary, rules)
    return bool(claims.markers or claims.aspects or claims.stages or _topics(text, parts, rules))
