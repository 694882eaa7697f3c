"""Record to the facts that texts can be held against, in the vocabulary's names. Nothing a person wrote is kept in them."""

import re
from collections.abc import Mapping

from rag.parts import Parts
from rag.records.claims import TREATMENTS, aspects_named, claims_of, stages_of, substages_of
from rag.records.findings import Finding, findings, finer, newest, newest_scores
from rag.records.findings import Number as Number
from rag.records.findings import derived as derived
from rag.records.record import Record
from rag.records.rules import Level, RecordRules, load_record_rules, without
from rag.records.topics import NOT_A_FACT, kind_named, topics_named
from rag.records.topics import topic_from as topic_from
from rag.schema import Value
from rag.scope import STAGES
from rag.settings import Settings
from rag.vocabulary import Term, Vocabulary
from rag.words import stems

NEGATIONS = frozenset({"no", "not", "without"})
ROMAN = {"0": "0", "1": "I", "2": "II", "3": "III", "4": "IV"}


class Known(Value):
    """What is known of a person, in canonical names.

    `shown`: each result as a page may name it. `terms`: the phrase of prompts/records.yaml that the record uses for an
    aspect. `unclear`: markers with results that contradict each other. `unread`: how many facts of the record have no
    name or result that is known.
    """

    topic: str | None = None
    results: Mapping[str, Level] = {}
    scores: Mapping[str, str] = {}
    numbers: Mapping[str, Number] = {}
    stages: frozenset[str] = frozenset()
    substages: frozenset[str] = frozenset()
    aspects: Mapping[str, frozenset[int]] = {}
    terms: Mapping[str, str] = {}
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
    topic = topic_from(record, parts, settings)
    found = findings(record.biomarkers, parts.vocabulary, rules)
    told = [text for text in (*record.diagnoses, *record.details) if _is_certain(text)]
    results, shown, unclear = _results(found, told, topic, parts.vocabulary, rules)
    stages, substages = _stages(record, told, topic, parts.vocabulary, rules)
    aspects, terms = _aspects(told, found, rules)
    own = next(
        (each.name for each in rules.extents if record.stage and each.name == record.stage.strip().lower()), None
    )
    terms |= {"stage": own} if own else {}
    treatments = [(treatment, _treatment(treatment.name, parts.vocabulary)) for treatment in record.treatments]
    had = {term.name for treatment, term in treatments if term and treatment.when in ("past", "current")}
    past = {term.name for treatment, term in treatments if term and treatment.when == "past"}
    unread = sum(not each.is_read for each in found) + sum(term is None for _, term in treatments)
    unread += bool(record.stage and not stages)
    unread += sum(not _is_read(text, topic, parts, rules) for text in (*record.diagnoses, *record.details))
    return Known(
        topic=topic,
        results=results,
        scores=newest_scores(found),
        numbers={each.name: each.number for each in found if each.name and each.number},
        stages=stages,
        substages=substages,
        aspects=aspects,
        terms=terms,
        had=frozenset(_widened(had, rules)),
        treatments=frozenset(term.name for _, term in treatments if term),
        past=frozenset(_widened(past, rules)),
        age=record.age,
        shown=shown,
        unclear=unclear,
        unread=unread,
    )


def shown_facts(known: Known, topic_name: str | None, rules: RecordRules) -> tuple[str, ...]:
    """The facts by kind and canonical value, as a page may say them: "HER2: positive", "stage II", "treatment: FOLFOX"."""
    aspects = [name for name in known.aspects if name in known.terms and name != rules.altered.aspect]
    shares = {name for name in known.shown if name in rules.shares.markers}
    return (
        *([topic_name] if topic_name else []),
        *([known.terms.get("stage") or shown_stages(known.stages, rules)] if known.stages else []),
        *(shown_result(name, known, rules) for name in known.shown),
        *(f"{n}: {number.value:g} {number.unit}".strip() for n, number in known.numbers.items() if n not in shares),
        *(f"treatment: {name}" for name in sorted(known.treatments)),
        *(f"{name}: {known.terms[name]}" for name in aspects),
    )


def shown_result(marker: str, known: Known, rules: RecordRules) -> str:
    """A result as a page may say it: "HER2: negative (score 1+)", "estrogen receptor: positive (90 %)"."""
    number = known.numbers.get(marker) if marker in rules.shares.markers else None
    if marker in rules.stands_for and known.shown[marker] == "positive":
        return marker
    return f"{marker}: {known.shown[marker]}{f' ({number.value:g} {number.unit})' if number else ''}"


def shown_stages(stages: frozenset[str], rules: RecordRules) -> str:
    """Stages as a page may say them: "stage II", "advanced", "limited stage"."""
    if len(stages) == 1 and stages <= set(ROMAN):
        return f"stage {ROMAN[next(iter(stages))]}"
    extent = next((each.name for each in rules.extents if stages == {*each.stages}), None)
    return extent or f"stage {' or '.join(ROMAN.get(stage, stage) for stage in sorted(stages))}"


def _results(
    found: list[Finding], told: list[str], topic: str | None, vocabulary: Vocabulary, rules: RecordRules
) -> tuple[dict[str, Level], dict[str, str], tuple[str, ...]]:
    """Results, how a page may say them, and the markers that are unclear. Biomarkers count before words of a diagnosis."""
    results, unclear = newest(found)
    scores = newest_scores(found)
    shown = {each.name: each.shown for each in found if results.get(each.name) in each.levels}
    results = finer(results, scores, topic, rules)
    for name in (name for name, level in results.items() if level == "low"):
        shown[name] = shown[name].replace("negative", "low", 1)
    for claim in (claim for text in told for claim in claims_of(text, vocabulary, rules).markers):
        if len(claim.levels) == 1 and claim.marker not in results and claim.marker not in unclear:
            results[claim.marker] = next(iter(claim.levels))
            shown[claim.marker] = results[claim.marker]
    shown |= {each.name: each.shown for each in found if each.score and each.name not in {*results, *unclear}}
    full = derived(results, rules)
    shown |= {name: "positive" for name in rules.stands_for if name in full and name not in results}
    return full, shown, unclear


def _aspects(
    told: list[str], found: list[Finding], rules: RecordRules
) -> tuple[dict[str, frozenset[int]], dict[str, str]]:
    """The alternative of each aspect that the texts name or that follows, and the phrases used."""
    aspects: dict[str, frozenset[int]] = {}
    terms: dict[str, str] = {}
    for text in told:
        if _is_negated(text, rules):
            continue
        for name, phrase in aspects_named(text, rules).items():
            at = next(at for at, phrases in enumerate(rules.aspects[name]) if phrase in phrases)
            aspects[name], terms[name] = frozenset([at]), phrase
    for name, follows in rules.follows_from.items():
        if name in aspects:
            aspects.setdefault(follows.aspect, frozenset([follows.alternative]))
    if any(each.is_altered for each in found):
        aspects.setdefault(rules.altered.aspect, frozenset([rules.altered.alternative]))
    return aspects, terms


def _is_certain(text: str) -> bool:
    """Whether a text does not call itself open, or somebody else's: "suspected", "family history"."""
    return all(match.group().lower() in NEGATIONS for match in NOT_A_FACT.finditer(text))


def _is_negated(text: str, rules: RecordRules) -> bool:
    """Whether a "no" stands in a text beside the phrases that hold one themselves: "no brain metastases"."""
    phrases = [phrase for alternatives in rules.aspects.values() for each in alternatives for phrase in each]
    left = without([phrase for phrase in phrases if NEGATIONS & {*phrase.split()}], stems(text, keep_stopwords=True))
    return not NEGATIONS.isdisjoint(left)


def _stages(
    record: Record, told: list[str], topic: str | None, vocabulary: Vocabulary, rules: RecordRules
) -> tuple[frozenset[str], frozenset[str]]:
    """Stages, and those with a letter. Words are read before the name of the cancer: "limited" is another for lymphoma."""
    if not record.stage or NOT_A_FACT.search(record.stage):
        given = [text for text in told if not record.stage and not _is_negated(text, rules)]
        found = next(filter(None, (stages_of(text, rules) for text in given)), frozenset())
        return found, frozenset(stage for text in given for stage in substages_of(text))
    has_word = "stage" in record.stage.lower()
    numbered = record.stage if has_word else f"stage {record.stage}"
    term = vocabulary.by_slug.get(topic or "")
    plain = re.sub(r"\bstage\b", " ", record.stage, flags=re.IGNORECASE)
    named = [f"{plain} {name}" for name in (term.names if term else ())]
    read = [*([] if STAGES.search(numbered) else named), numbered, record.stage, f"{record.stage} stage"]
    return next(filter(None, (stages_of(text, rules) for text in read)), frozenset()), substages_of(numbered)


def _treatment(name: str, vocabulary: Vocabulary) -> Term | None:
    mentions = vocabulary.mentions(stems(name, keep_stopwords=True))
    return next((mention.term for mention in mentions if mention.term.kind in TREATMENTS), None)


def _widened(names: set[str], rules: RecordRules) -> set[str]:
    """The treatments and the wider kinds they are of: docetaxel, taxane, chemotherapy."""
    found = set(names)
    for _ in range(2):  # a taxane is a chemotherapy
        found |= {kind for kind, members in rules.kinds_of_treatment.items() if found & {*members}}
    return found


def _is_read(text: str, topic: str | None, parts: Parts, rules: RecordRules) -> bool:
    claims = claims_of(text, parts.vocabulary, rules)
    is_named = claims.markers or claims.aspects or claims.stages or topics_named(text, parts, rules)
    return bool(is_named or (topic and _kind_of(text, topic, parts, rules)))


def _kind_of(text: str, topic: str, parts: Parts, rules: RecordRules) -> str | None:
    """The kind that a detail names, of the topic or of what the topic is a kind of: "small cell" beside its own topic."""
    wider = [slug for slug in parts.vocabulary.by_slug if slug != topic and topic.endswith(slug)]
    return next(filter(None, (kind_named(text, each, parts, rules) for each in (topic, *wider))), None)
