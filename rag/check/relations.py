"""Statement and quotes to a verdict: does it tie two things together as the quotes do? ("X causes Y", "X is cancer".)

Three readings: which side of a cause is which, what a thing is said to be a disease, and what comes right after "is".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from rag.check.copies import is_strange
from rag.check.reading import Sentence, aligned, sentences
from rag.vocabulary import Vocabulary
from rag.words import stems

# ruff: noqa: E501  # a pattern is easier to read in one line
NOT_NOUN = "".join(
    rf"(?<!\b{word} )"
    for word in (
        "no",
        "the",
        "a",
        "an",
        "other",
        "this",
        "that",
        "its",
        "clear",
        "known",
        "unknown",
        "main",
        "common",
        "possible",
    )
)
FORWARD = re.compile(
    rf"\b(?:{NOT_NOUN}causes?(?! of)|caus(?:ed|ing)(?! by)|leads? to|led to|results? in|resulted in|brings? on|triggers?|gives? rise to"
    r"|(?:is|are|be) (?:a|an|the|one|another)?(?: \w+)? ?causes? of|responsible for|make[s]? (?=\w+ing))\b",
    re.IGNORECASE,
)
BACKWARD = re.compile(
    r"\b(?:caused by|(?:due to|because of)(?! (?:(?:the|a|its|their) )?(?:risk|danger|chance|possibility)\b)|results? from|resulting from|resulted from|brought on by|triggered by|stems? from|attributable to)\b",
    re.IGNORECASE,
)
BACKING = re.compile(  # ways to tell of a cause without sides that can be read
    r"\b(?:caus\w+|lead\w*|led|result\w*|side effects?|reactions?|complications?|due|because|from|after|when|with|make[s]?|made|making"
    r"|trigger\w*|produc\w+|damage\w*|harm\w*|reason\w*|bring\w*|brought|signs?|symptoms?|so|effects?|stem\w*|form\w*|block\w*|by|if|give[s]?|can|may)\b",
    re.IGNORECASE,
)
LISTED = (  # what a list is of: (causes what it lists, is caused by it)
    re.compile(
        r"\b(?:signs?|symptoms?|side effects?|complications?) (?:of|from) (?P<cause>[^:,.]+?) (?:can |may |often )?(?:also )?include:? (?P<effect>.+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:causes?|reasons?) (?:of|for) (?P<effect>[^:,.]+?) (?:can |may |often )?(?:also )?(?:include|are):? (?P<cause>.+)"
        r"|\b(?:raise|raises|increase|increases|risk factors?)(?: the risk (?:of|for)| for) (?P<risk>[^:,.]+?) (?:can |may )?(?:also )?include:? (?P<factor>.+)",
        re.IGNORECASE,
    ),
)
MAKES_LIKELY = re.compile(
    r"^(?P<cause>.+?) (?:makes? (?P<effect>.+?) more likely|(?:raises?|increases?) the (?:risk|chance|likelihood) of (?P<risk>.+))",
    re.IGNORECASE,
)
FROM = re.compile(r"^(?P<effect>[\w ,-]+?) from (?P<cause>[\w -]+)\.?$", re.IGNORECASE)
COMPARES = re.compile(r"\bthan\b", re.IGNORECASE)
COMPARED = re.compile(
    r"\b(?:than|compared|versus|vs|twice|half|double|as \w+ as|more|less|fewer|higher|lower|greater|larger|smaller|longer|shorter|faster|slower|instead|enough|insufficient|own|other|differ\w*"
    r"|rather|unlike|whereas|while|but|most|least|best|worst|exceed\w*|above|below|over|under|at least|up to|or older|or more|below|improv\w+|outliv\w+|prefer\w*|easier|harder|better|earlier|later|older|younger|stronger|weaker|[<>≥≤])\b",
    re.IGNORECASE,
)
END_OF_CLAUSE = re.compile(r"[,;:()]|\b(?:and|but|which|that|so|while|when|if|because|unless)\b", re.IGNORECASE)
DISEASE = r"cancers?|carcinomas?|tumou?rs?|malignanc(?:y|ies)|leuk[a]?emias?|lymphomas?|melanomas?|sarcomas?|myelomas?|diseases?|disorders?|syndromes?|infections?"
IDENTITY = re.compile(
    rf"\b(?:is|are|was|were|means?|equals?|proves?|confirms?|be)(?: always| really| actually| in fact)?(?: that (?:it|there) is| (?:a|an|the|some|any))?"
    rf"(?: (?!of |in |for |with |from |to |by |on |due )[\w-]+){{0,3}}? (?P<what>{DISEASE})(?=\s*(?:[.,;:)]|$))",
    re.IGNORECASE,
)
NAMED = re.compile(
    rf"(?:\b(?:is|are|was|were|be|called|means?|named|known as|type of|kind of|form of|types of|kinds of|forms of)|, an?|, the|\()"
    rf"(?: ?[\w-]+){{0,5}}? ?\b(?P<what>{DISEASE})\b",
    re.IGNORECASE,
)
NAMED_BEFORE = re.compile(rf"\b(?P<what>{DISEASE}) (?:is|are|was|were|includes?)\b", re.IGNORECASE)
DEATH = frozenset(stems("death"))
FATAL = re.compile(r"\b(?:fatal(?:ly)?|lethal|deadly|die[sd]?|deaths?)\b", re.IGNORECASE)
FRAGMENT = 10  # words at most of a list item such as "tiredness from anemia"
BE = frozenset("is are was were be been being become becomes becoming remain remains seem seems".split())
ADVERBS = frozenset(
    """very often usually always mostly generally typically also still quite rather more most less not now then so too
    sometimes considered thought one only usually""".split()
)
PARTICIPLE = re.compile(r"(?:ed|en|wn|nt|elt|ought|ound|id|un|one|ade|eld|old|ept|eft|ing|put|set|cut)$")


@dataclass(frozen=True)
class Cause:
    """Stems of what causes and of what is caused, in one sentence."""

    cause: frozenset[str]
    effect: frozenset[str]


def relation_failure(
    statement: str, quotes: Sequence[str], context: str = "", vocabulary: Vocabulary | None = None
) -> str | None:
    """The first tie between two things that the quotes do not make, or make the other way round, or None.

    `quotes` should be whole sentences with what introduces a list item; `context` (title, headings) may name things.
    """
    quoted = [sentence for quote in quotes for sentence in sentences(quote)]
    for said in sentences(statement):
        failure = (
            _cause_failure(said, quoted)
            or _comparison_failure(said, quoted)
            or _identity_failure(said, quoted)
            or _predicate_failure(said, quoted, context, vocabulary)
        )
        if failure:
            return failure
    return None


def _cause_failure(said: Sentence, quoted: Sequence[Sentence]) -> str | None:
    mine = list(_causes(said.text))
    if not mine:
        return None
    if all(one.effect >= DEATH for one in mine) and any(FATAL.search(sentence.text) for sentence in quoted):
        return None
    theirs = [cause for sentence in quoted for cause in _causes(sentence.text)]
    if not theirs and not any(BACKING.search(sentence.text) for sentence in aligned(said, quoted) or quoted):
        return "the statement tells of a cause, the quotes do not"
    for one in mine:
        straight = max((_overlap(one, other) for other in theirs), default=0)
        turned = max((_overlap(one, Cause(other.effect, other.cause)) for other in theirs), default=0)
        if turned > straight + 1 or (turned and not straight):
            return "the statement takes what the quotes call the cause for the effect"
    return None


def _comparison_failure(said: Sentence, quoted: Sequence[Sentence]) -> str | None:
    if COMPARES.search(said.text) and not any(COMPARED.search(sentence.text) for sentence in quoted):
        return "the statement compares two things, the quotes do not"
    return None


def _overlap(one: Cause, other: Cause) -> int:
    return len(one.cause & other.cause) + len(one.effect & other.effect)


def _causes(text: str) -> Iterator[Cause]:
    for pattern in (FORWARD, BACKWARD):
        for match in pattern.finditer(text):
            left = _nearest(END_OF_CLAUSE.split(text[: match.start()])[::-1])
            right = _nearest(END_OF_CLAUSE.split(text[match.end() :]))
            yield Cause(left, right) if pattern is FORWARD else Cause(right, left)
    is_item = len(text.split()) <= FRAGMENT and not text.rstrip().endswith(".") and not FORWARD.search(text)
    short = (FROM,) if is_item else ()
    for pattern in (*LISTED, MAKES_LIKELY, *short):
        match = pattern.search(text)
        if match:
            parts = match.groupdict()
            cause = parts.get("cause") or parts.get("factor") or ""
            yield Cause(frozenset(stems(cause)), frozenset(stems(parts.get("effect") or parts.get("risk") or "")))


def _nearest(clauses: Iterable[str]) -> frozenset[str]:
    """Stems of the first of the clauses that says something."""
    return next((found for clause in clauses if (found := frozenset(stems(clause)))), frozenset())


def _identity_failure(said: Sentence, quoted: Sequence[Sentence]) -> str | None:
    match = IDENTITY.search(said.text)
    if not match:
        return None
    what = stems(match["what"])
    for sentence in quoted:
        if not sentence.every_stem.issuperset(what):
            continue
        named = chain(NAMED_BEFORE.finditer(sentence.text), NAMED.finditer(sentence.text))
        if any(stems(found["what"]) == what for found in named):
            return None
    return f"the statement says that something is {match['what']!r}, the quotes do not"


def _predicate_failure(
    said: Sentence, quoted: Sequence[Sentence], context: str, vocabulary: Vocabulary | None
) -> str | None:
    for at, word in enumerate(said.words):
        if word.text not in BE:
            continue
        after = [each for each in said.words[at + 1 :] if each.clause == word.clause]
        head = next((each for each in after if each.text not in ADVERBS), None)
        if head and not PARTICIPLE.search(head.text) and is_strange(head, quoted, context, vocabulary):
            return f"it says of something that it is {head.text!r}, which stands in no quote"
    return None
