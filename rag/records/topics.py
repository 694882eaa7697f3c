"""Record to the cancer it is about, in the words of the vocabulary: the narrowest that diagnosis and details name together."""

import re
from collections.abc import Sequence

from rag.parts import Parts
from rag.records.record import Record
from rag.records.rules import RecordRules, load_record_rules, says
from rag.scope import shelf_topics
from rag.settings import Settings
from rag.vocabulary import name_stems
from rag.words import slug, stems

NOT_A_FACT = re.compile(  # how a value says that it is none, or not yet, or somebody else's
    r"\b(?:no|not|without|negative for|rule[ds]? out|exclude[ds]?|suspect\w*|suspicio\w*|possible|possibly|probable|probably"
    r"|query|questionable|unlikely|family history|mother|father|sister|brother|screening for|history of"
    r"|risk of(?! (?:return|recurrence|relapse|coming)))\b|\?",
    re.IGNORECASE,
)
SPREAD_TO = re.compile(r"\b(?:metasta\w+|spread|secondar\w+) (?:to|in)\b.*", re.IGNORECASE | re.DOTALL)
GENERAL = frozenset(stems("cancer tumor carcinoma of the", keep_stopwords=True))


def topic_from(record: Record, parts: Parts, settings: Settings) -> str | None:
    """Slug of the cancer that a diagnosis of the record names, one on the shelf before others; None: none is named.

    Where no name of the vocabulary is used ("malignant neoplasm of kidney"), the site and a word for a growth count. A
    narrower one that other diagnoses or the details name is taken instead: "small cell" beside lung cancer.
    """
    rules = load_record_rules(settings.prompts_dir)
    on_shelf = {parts.vocabulary.canonical_topic(topic) for topic in shelf_topics(parts.shelf)}
    stated = [text for text in record.diagnoses if not NOT_A_FACT.search(text)]
    found = [topic for text in stated for topic in topics_named(text, parts, rules)[:1]]
    topic = next((topic for topic in found if topic in on_shelf), next(iter(found), None))
    if topic is None:
        return None
    details = [text for text in record.details if not NOT_A_FACT.search(text)]
    others = [*found, *(kind for text in details if (kind := kind_named(text, topic, parts, rules)))]
    return next((other for other in others if _is_narrower(other, topic, parts)), topic)


def kind_named(detail: str, topic: str, parts: Parts, rules: RecordRules) -> str | None:
    """The kind of the topic that a detail names: "DLBCL" of lymphoma, "small cell" of lung cancer."""
    name = topic.replace("-", " ")
    named = [*topics_named(detail, parts, rules), *topics_named(f"{detail} {name}", parts, rules)]
    return next((other for other in named if _is_narrower(other, topic, parts)), None)


def topics_named(text: str, parts: Parts, rules: RecordRules) -> list[str]:
    """Slugs of the cancers that a text names, the narrowest first. What a cancer has spread to is none."""
    sequence = stems(SPREAD_TO.sub("", text), keep_stopwords=True)
    if says(rules.not_growths, sequence):
        return []
    vocabulary = parts.vocabulary.with_topics(shelf_topics(parts.shelf))
    named = [
        mention.term
        for mention in vocabulary.mentions(sequence)
        if mention.term.kind == "cancer" and "non" not in sequence[max(0, mention.start - 1) : mention.start]
    ]
    topics = [parts.vocabulary.canonical_topic(slug(term.name)) for term in named]
    if not named and says(rules.growths, sequence):
        topics = _by_site(sequence, parts, rules)
    return list(dict.fromkeys(topics))


def _by_site(sequence: Sequence[str], parts: Parts, rules: RecordRules) -> list[str]:
    """Cancers all words of whose name stand in the text, in whatever order, those with the longest names first."""
    told = {stem for at, stem in enumerate(sequence) if stem == "non" or "non" not in sequence[max(0, at - 1) : at]}
    denied = {*sequence} - told
    found: dict[str, int] = {}
    for term in parts.vocabulary.terms:
        own = [set(name_stems(name)) - GENERAL for name in term.names] if term.kind == "cancer" else []
        sizes = [len(words) for words in own if words and words <= (told | denied if "non" in words else told)]
        size = max(sizes, default=0)
        if size:
            found[parts.vocabulary.canonical_topic(slug(term.name))] = size
    return sorted(found, key=lambda topic: -found[topic])


def _is_narrower(topic: str, than: str, parts: Parts) -> bool:
    """Whether a topic is a kind of another: its name holds that name, or one text on both is titled for the other."""
    if topic == than:
        return False
    term = parts.vocabulary.by_slug.get(than)
    names = [set(name_stems(name)) for name in (than.replace("-", " "), *(term.names if term else ()))]
    if any(name <= set(name_stems(topic.replace("-", " "))) for name in names):
        return "non" in name_stems(topic.replace("-", " ")) or "non" not in name_stems(than.replace("-", " "))
    for source in parts.shelf.sources.values():
        kinds = {parts.vocabulary.canonical_topic(each) for each in source.topics}
        titled = {mention.term.name for mention in parts.vocabulary.mentions(name_stems(source.title))}
        if {topic, than} <= kinds and than in {slug(name) for name in titled} and topic not in {*map(slug, titled)}:
            return True
    return False
