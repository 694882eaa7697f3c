"""Text to the spans of what a question is about: topic, stage, status, population, terms. Rewrites nothing."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from rag.schema import Value
from rag.vocabulary import Vocabulary
from rag.words import TOKEN, slug, stems, words

SlotKind = Literal["topic", "stage", "status", "population", "term"]
STAGE = re.compile(
    r"\b(?:stages?\s+(?:IV|I{1,3}|[0-4])[A-C]?(?!\w)|(?:early|late|end)[- ]stage|(?:grade|type|class)\s+(?:\d|I{1,3}|IV)(?!\w)"
    r"|(?:locally\s+)?advanced|metastatic|locali[sz]ed|recurrent|relapsed|refractory|(?:un)?resectable|inoperable"
    r"|mild|moderate|severe|acute|chronic)\b",
    re.IGNORECASE,
)
STATUS = re.compile(
    r"[\s-]?(?:positive|negative|mutated|mutant|amplified|deficient|low|high|wild[\s-]type)\b|\+", re.IGNORECASE
)
_AGED = r"(?:young(?:er)?|old(?:er)?|elderly|pregnant|(?:pre|post)menopausal)\s+(?:people|adults|women|men|patients|children)"
POPULATION = re.compile(
    rf"\b(?:{_AGED}|(?:the\s+)?elderly|pregnancy|children|child|kids|babies|infants|newborns|teens|teenagers|adolescents"
    r"|seniors|adults|women|men|boys|girls|(?:non-?)?smokers|(?:people|patients|women|men)\s+(?:over|under)\s+\d+)\b",
    re.IGNORECASE,
)
# What a name says beside its own: a topic is recognised without these where nothing else is said.
CLASS_WORDS = frozenset(
    stems("cancer carcinoma tumor tumour disease syndrome disorder infection leukemia lymphoma sarcoma")
)


class Slot(Value):
    """What `text[start:end]` says. `term_kind`: kind in the vocabulary; "" for what the vocabulary does not hold."""

    kind: SlotKind
    start: int
    end: int
    text: str
    term_kind: str = ""


def slots(text: str, vocabulary: Vocabulary, topics: Sequence[str]) -> tuple[Slot, ...]:
    """Topics, stages, statuses (a biomarker with its sign), populations and other terms of `text`, left to right."""
    tokens = list(_tokens(text))
    found: list[Slot] = []
    for mention in vocabulary.with_topics(tuple(topics)).mentions([stem for stem, _, _ in tokens]):
        start, end = tokens[mention.start][1], tokens[mention.end - 1][2]
        kind: SlotKind = "topic" if mention.term.kind == "cancer" else "term"
        if mention.term.kind == "biomarker":
            sign = STATUS.match(text, end)
            end = sign.end() if sign else end
            kind = "status" if sign or STATUS.search(text[start:end]) else kind
        found.append(_slot(kind, text, start, end, mention.term.kind))
    for kind, pattern in (("stage", STAGE), ("population", POPULATION)):
        for match in pattern.finditer(text):
            if not any(slot.start < match.end() and match.start() < slot.end for slot in found):
                found.append(_slot(kind, text, *match.span()))
    return tuple(sorted(found, key=lambda slot: slot.start))


def implied_topic(fragment: str, vocabulary: Vocabulary, topics: Sequence[str]) -> str | None:
    """The topic whose name, but for words like "cancer", is all that `fragment` says: kidney cancer, for "kidney"."""
    said = [stem for stem in stems(fragment) if stem not in CLASS_WORDS]
    names = {topic.replace("-", " "): vocabulary.by_slug.get(topic) for topic in topics}
    known = [(name, term.names if term else ()) for name, term in names.items()]
    known += [(term.name, term.names) for term in vocabulary.terms if term.kind == "cancer"]
    for name, synonyms in known:
        for variant in (name, *synonyms):
            core = [stem for stem in stems(variant) if stem not in CLASS_WORDS]
            if core and core == said:
                term = vocabulary.by_slug.get(slug(name))
                return term.name if term else name
    return None


def _slot(kind: SlotKind, text: str, start: int, end: int, term_kind: str = "") -> Slot:
    return Slot(kind=kind, start=start, end=end, text=text[start:end], term_kind=term_kind)


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Each stem of `stems(text, keep_stopwords=True)` with the span it comes from: of its word, or of the compound."""
    for match in TOKEN.finditer(text):
        token, at = match.group().casefold(), 0
        for word in words(token):
            place = token.find(word, at) if len(token) == len(match.group()) else -1
            span = (match.start() + place, match.start() + place + len(word)) if place >= 0 else match.span()
            at = place + len(word) if place >= 0 else at
            yield stems(word, keep_stopwords=True)[0], *span
