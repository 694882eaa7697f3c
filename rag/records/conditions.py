"""Text to the conditions in it that no rule reads: "when ... is larger", "for people who ...". Quotes them, judges none."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.records.rules import RecordRules, places
from rag.scope import STAGES
from rag.vocabulary import Vocabulary
from rag.words import stems, stop_stems

BODY = r"(?:[^,;:.|()]|[.,](?=\d))*"  # up to the end of the clause
_GROWTH = r"(?:cancers?|tumou?rs?|disease|carcinoma|melanoma|[Ll]ymphoma|myeloma|DLBCL|N?SCLC)\b"
_PEOPLE = r"(?:people|persons?|patients|adults|men|women)\b"
_MORE = rf"(?: (?:with|that|who|whose|in|of|at) {BODY})?"  # what goes on to say which
CLAUSE = re.compile(
    rf"(?<!including )(?<!even )\b(?:(?:[Ww]hen|[Ii]f|[Uu]nless|who|whose) {BODY}"
    rf"|[Ff]or [^,;:.|()]{{0,80}}?(?:{_GROWTH}|{_PEOPLE}){_MORE}|[Ii]n (?:[\w-]+ ){{0,4}}?{_PEOPLE}{_MORE}"
    rf"|[Pp]eople with [^,;:.|()]{{0,60}}?{_GROWTH})"
)
CUT = re.compile(
    r" (?=(?:because|so that|and is|but|than|depends?|needs?|includes?|are|can|may"
    r"|to (?:shrink|lower|keep|ease|prevent|treat|help))\b)"
)
READ_ALREADY = re.compile(
    r"\b\d[\d.]*(?: to \d[\d.]*)? (?:years?|months?|weeks?|cycles?|times)\b|\b(?:IHC|score(?: of)?) [0-3]\+?(?: or [0-3]\+?)?"
)
NEGATION = re.compile(r"\b(?:not|no|without|never|non)(?:[ -]\w+)?[ -]$", re.IGNORECASE)
EDGE = " ,;:()."
NAMED = ("cancer", "biomarker", "drug", "treatment", "procedure", "test")
MAX_WORDS = 14  # a longer one is no condition that a line can name


def unread_conditions(text: str, vocabulary: Vocabulary, rules: RecordRules) -> tuple[str, ...]:
    """The words of each condition that are left when all that the rules read is taken out, as the text has them.

    A condition is a clause behind "when", "if", "who" and the like, or a phrase "for ..." that names a cancer or people.
    """
    found = []
    for line in text.split("\n"):
        for match in CLAUSE.finditer(line):
            words = _left(CUT.split(match.group(), maxsplit=1)[0], vocabulary, rules)
            if words and len(words.split()) <= MAX_WORDS:
                found.append(words)
    return tuple(dict.fromkeys(found))


def _left(clause: str, vocabulary: Vocabulary, rules: RecordRules) -> str:
    """The words from the first that is not read to the end, with a negation before them; "" for none."""
    clause = READ_ALREADY.sub(" ", clause)
    tokens = list(re.finditer(r"\S+", clause))
    owners = [at for at, token in enumerate(tokens) for _ in stems(token.group(), keep_stopwords=True)]
    sequence = stems(clause, keep_stopwords=True)
    if len(owners) != len(sequence):
        return clause
    read = _read(sequence, clause, vocabulary, rules)
    left = [owners[at] for at in range(len(sequence)) if at not in read]
    if not left:
        return ""
    start = tokens[left[0]].start()
    negation = NEGATION.search(clause[:start])
    return " ".join(clause[negation.start() if negation else start :].split()).strip(EDGE)


def _read(sequence: Sequence[str], clause: str, vocabulary: Vocabulary, rules: RecordRules) -> set[int]:
    mentions = [mention for mention in vocabulary.mentions(sequence) if mention.term.kind in NAMED]
    read = {at for mention in mentions for at in range(mention.start, mention.end)}
    read |= places(_phrases(rules), sequence)
    stages = " ".join(match[1] for match in STAGES.finditer(clause))
    results = tuple(phrase.replace("{}", " ") for phrases in rules.results.values() for phrase in phrases)
    plain = stop_stems() | _plain(rules.condition_words) | _plain((stages,)) | _plain(results) | _sites(vocabulary)
    return read | {at for at, stem in enumerate(sequence) if stem in plain}


@lru_cache(maxsize=4)
def _sites(vocabulary: Vocabulary) -> frozenset[str]:
    """Stems of the places that cancers are named for: kidney, of "kidney cancer"."""
    names = [name.lower().split() for term in vocabulary.terms if term.kind == "cancer" for name in term.names]
    return _plain(tuple(name[0] for name in names if len(name) == 2 and name[1] == "cancer"))


@lru_cache(maxsize=64)
def _plain(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(stem for word in words for stem in stems(word, keep_stopwords=True))


def _phrases(rules: RecordRules) -> tuple[str, ...]:
    return tuple(_all_phrases(rules))


def _all_phrases(rules: RecordRules) -> Iterator[str]:
    """Every phrase by which the rules read a condition."""
    for extent in rules.extents:
        yield from extent.phrases
    for alternatives in rules.aspects.values():
        for phrases in alternatives:
            yield from phrases
    for groups in (rules.first_line, rules.later_line, rules.never_used, rules.never_had):
        yield from (phrase for phrase in groups if "{}" not in phrase)
    for named in (*rules.follows.values(), *rules.precedes.values()):
        yield from named
