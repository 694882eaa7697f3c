"""The stems of a question to topics of the shelf that it names in part: by the organ, by a first word, by a beginning."""

from collections.abc import Sequence

from rag.intents import Intents
from rag.vocabulary import Mention, Vocabulary, name_stems
from rag.words import stems, stop_stems

NO_TUMOR = frozenset(stems("disease diseases stone stones infection failure"))  # kidney disease is not kidney cancer
BESIDE = frozenset(stems("and or versus vs from", keep_stopwords=True))
SHORTEST_BEGINNING = 4  # letters of a topic's name that is broken off


def implied_topics(
    sequence: Sequence[str], vocabulary: Vocabulary, intents: Intents, shelf_topics: Sequence[str]
) -> list[str]:
    """Topics of the shelf whose name, but for words like "cancer", stands in the question: kidney, for kidney cancer."""
    found: list[str] = []
    for topic in shelf_topics:
        term = vocabulary.by_slug.get(topic)
        for name in (topic.replace("-", " "), *(term.names if term else ())):
            core = [stem for stem in name_stems(name) if stem not in intents.domain_stems and stem not in stop_stems()]
            if len(core) == 1 and core[0] in sequence and not _is_followed(core[0], NO_TUMOR, sequence):
                found.append(vocabulary.canonical_topic(topic))
    return list(dict.fromkeys(found))


def shortened_topics(topics: Sequence[Mention], sequence: Sequence[str], vocabulary: Vocabulary) -> list[Mention]:
    """Topics named by their first word alone beside a whole one: Hodgkin, in "Hodgkin versus non-Hodgkin lymphoma"."""
    found: list[Mention] = []
    for topic in topics:
        at = topic.start - 2
        if at < 0 or sequence[at + 1] not in BESIDE:
            continue
        for start in range(max(0, at - 2), at + 1):
            whole = vocabulary.mentions([*sequence[start : at + 1], sequence[topic.end - 1]])
            named = [mention for mention in whole if mention.term.kind == "cancer" and mention.term != topic.term]
            if named and (named[0].start, named[0].end) == (0, at + 2 - start):
                found.append(Mention(term=named[0].term, start=start, end=at + 1))
                break
    return found


def begun_topic(stump: str, shelf_topics: Sequence[str]) -> str | None:
    """The topic of the shelf of which a word begins with the stump, where there is only one: pancrea, pancreatic cancer."""
    begun = [t for t in shelf_topics if any(word.startswith(stump.lower()) for word in t.split("-")[:1])]
    return begun[0].replace("-", " ") if len(begun) == 1 and len(stump) >= SHORTEST_BEGINNING else None


def _is_followed(stem: str, others: frozenset[str], sequence: Sequence[str]) -> bool:
    """Whether one of `others` stands right behind the stem wherever that stands."""
    places = [at for at, one in enumerate(sequence) if one == stem]
    return all(at + 1 < len(sequence) and sequence[at + 1] in others for at in places)
