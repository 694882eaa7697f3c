"""A claim and sentences to those that speak of it, and whether one says the same or the contrary. (MEDICAL rule M10.)

Contrary: nearly all words that matter are shared, and one of the two denies them, says the opposite of the verb, or tells
of some where the other tells of all. What differs in its subject (positive, early, metastatic) speaks of something else.
In doubt neither: a true claim called false is the worst fault.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rag.check.alike import same_word
from rag.check.negation import LEXICAL, negation_failure, negations
from rag.check.numbers import number_failure
from rag.check.reading import Sentence, Word, sentences
from rag.check.verdicts import (
    conditions_differ,
    denials,
    is_conditional,
    is_verdict,
    signed_verdicts,
    verdicts,
    verdicts_differ,
)
from rag.schema import Value
from rag.words import stems

LEAST_CONTRARY = 0.75  # of the weight of a claim's words; at 0.65 four times as many true claims were called false
LEAST_SUPPORT = 0.65  # the same for a sentence that says what the claim says
LEAST_SAME = 0.5  # the same, of words that are not only synonyms
LEAST_OF_DENIAL = 0.8  # of the words of "no X does Y" that a narrower claim must hold
GIVEN_WEIGHT = 0.3  # of a word of the topic: sentences of a text on it leave it out
BEARS = 0.3  # of the weight: below it a sentence is not listed

ALL = re.compile(r"\b(?:all|every|everyone|everybody|always|must|each|only)\b", re.IGNORECASE)
WHOLLY = re.compile(r"\b(?:all|every|everyone|everybody|always|must|each|only|any|no)\b", re.IGNORECASE)
SOME = re.compile(
    r"\b(?:some|few|a small (?:number|share)|rarely|seldom|sometimes|not (?:all|every|always)|may not|need not|also)\b",
    re.IGNORECASE,
)
UNSHOWN = re.compile(
    r"\b(?:not (?:yet )?(?:been )?(?:shown|proven|known|clear)|no (?:clear )?(?:evidence|proof)|unproven|unknown|unclear)\b",
    re.IGNORECASE,
)
SAME_CLAUSE = 0.8  # of the shared words in the clause of the denial: it is about what the claim says
PART_OF_CLAUSE = 0.3  # the same where nothing else in the sentence says what the claim says
STAGE = re.compile(r"\bstages? (0|I{1,3}|IV|[1-4])\b", re.IGNORECASE)
DENIES_ALL = re.compile(r"^(?:there (?:is|are) )?(?:no|none of the)\s", re.IGNORECASE)
EMPTY = frozenset(
    stems(
        """all every everyone everybody always must never each only nobody not no some many most few often usually mean means
        people person patient patients doctor doctors guideline guidelines men women really actually simply just shown proven
        need needs recommend recommended well""",
        keep_stopwords=True,
    )
) - frozenset(stems("men need needs"))


class Bearing(Value):
    """What one of the sentences says of a claim. `shared`: the part of the claim's weight that it holds, 0 to 1."""

    index: int
    shared: float
    contradicts: bool
    supports: bool


def bearing(claim: str, among: Sequence[str], given: str = "") -> list[Bearing]:
    """The sentences that speak of the claim: contrary ones first, then supporting ones, each by the part shared.

    `given`: the names of the topic that all the sentences are about. A sentence counts as contrary only where no other
    supports the claim as closely.
    """
    said = sentences(claim)
    if not said:
        return []
    read = [sentences(text) for text in among]
    weights = _weights(said[0], read, given)
    found = [_bearing(said[0], weights, at, text, one) for at, (text, one) in enumerate(zip(among, read, strict=True))]
    best = max((one.shared for one in found if one.supports), default=0.0)
    kept = [
        one.model_copy(update={"contradicts": one.contradicts and one.shared > best})
        for one in found
        if one.shared >= BEARS
    ]
    return sorted(kept, key=lambda one: (-one.contradicts, -one.supports, -one.shared, one.index))


def _weights(claim: Sentence, read: Sequence[Sequence[Sentence]], given: str) -> Mapping[str, float]:
    """For each stem of the claim that matters, how rare it is among the sentences; words of `given` weigh little."""
    count = Counter(stem for one in read for stem in {stem for sentence in one for stem in sentence.stems})
    of_topic = set(stems(given))
    said = set(filter(is_verdict, claim.stems))
    left = claim.stems - EMPTY
    left = left - said if left - said - of_topic else left
    return {
        stem: GIVEN_WEIGHT if stem in of_topic else math.log(1 + len(read) / (1 + count[stem])) for stem in sorted(left)
    }


def _bearing(claim: Sentence, weights: Mapping[str, float], index: int, text: str, read: Sequence[Sentence]) -> Bearing:
    have = frozenset(stem for sentence in read for stem in sentence.stems)
    held = {stem for stem in weights if stem in have or any(_same(stem, other) for other in have)}
    shared = sum(weights[stem] for stem in held) / (sum(weights.values()) or 1.0)
    denied = _denies_wider(claim, text, read)
    if (shared < LEAST_SUPPORT and not denied) or len(read) != 1:
        return Bearing(index=index, shared=shared, contradicts=False, supports=False)
    if conditions_differ(claim, read[0]) or _names_other_stage(claim.text, text):
        return Bearing(index=index, shared=shared, contradicts=False, supports=False)
    contrary = denied or (shared >= LEAST_CONTRARY and _is_contrary(claim, text, read[0], held))
    same = sum(weights[stem] for stem in weights if stem in have) / (sum(weights.values()) or 1.0)
    supports = not contrary and same >= LEAST_SAME and _says_as_much(claim, text, read[0])
    return Bearing(index=index, shared=1.0 if denied else shared, contradicts=contrary, supports=supports)


def _names_other_stage(claim: str, text: str) -> bool:
    mine, theirs = ({one.upper() for one in STAGE.findall(each)} for each in (claim, text))
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _is_contrary(claim: Sentence, text: str, sentence: Sentence, held: set[str]) -> bool:
    unshown = UNSHOWN.search(text)
    if unshown and not is_conditional(text[: unshown.start()]):
        return not (denials(claim) or UNSHOWN.search(claim.text))
    if ALL.search(claim.text) and SOME.search(text) and not ALL.search(text) and not SOME.search(claim.text):
        return True
    if verdicts_differ(claim, sentence) and "than" not in (*claim.texts, *sentence.texts):
        return True
    mine, theirs = denials(claim), denials(sentence)
    if bool(mine) == bool(theirs) or "only" in sentence.texts:
        return False
    if not negation_failure(claim, [sentence]) and not _both_lack(claim, sentence):
        return False
    if not any(_same(word.stem, stem) for word in (*mine, *theirs) for stem in held):
        return False
    if mine:
        return not (signed_verdicts(claim) & signed_verdicts(sentence))
    clause = _count(held, (word for word in sentence.words if word.clause == theirs[0].clause)) / len(held)
    says_too = signed_verdicts(claim) & signed_verdicts(sentence)
    return clause >= (SAME_CLAUSE if says_too else PART_OF_CLAUSE)


def _count(stems_held: Iterable[str], words: Iterable[Word]) -> int:
    """How many of the stems stand among the words, in whatever form."""
    among = {word.stem for word in words}
    return sum(any(_same(stem, other) for other in among) for stem in stems_held)


def _both_lack(claim: Sentence, sentence: Sentence) -> bool:
    """Whether both say "without": the rule for negations takes one such word for another."""
    return all(any(one.cue in LEXICAL for one in negations(each)) for each in (claim, sentence))


def _denies_wider(claim: Sentence, text: str, read: Sequence[Sentence]) -> bool:
    """Whether a sentence says "no X does Y" of a kind to which what the claim speaks of belongs."""
    if len(read) != 1 or not DENIES_ALL.match(text) or negations(claim):
        return False
    wanted = read[0].stems - EMPTY
    held = [stem for stem in wanted if any(_same(stem, other) for other in claim.stems)]
    return len(held) >= 2 and len(held) >= LEAST_OF_DENIAL * len(wanted)


def _says_as_much(claim: Sentence, text: str, sentence: Sentence) -> bool:
    """Whether the sentence holds the claim's own verdict, and is no weaker in how many it tells of."""
    mine, theirs = verdicts(claim.stems), verdicts(sentence.stems)
    denied = {word.stem for word in denials(sentence)} & claim.stems
    is_denied = bool(denials(claim)), bool(denied)
    has_verdict = not mine or bool(mine & theirs) or all(is_denied)
    is_as_wide = not ALL.search(claim.text) or bool(WHOLLY.search(text))
    is_of_same = ("without" in claim.texts) == ("without" in sentence.texts)
    is_said = has_verdict and is_as_wide and is_of_same and is_denied[0] == is_denied[1]
    return is_said and not number_failure(claim.text, [text])


@lru_cache(maxsize=100_000)
def _same(one: str, other: str) -> bool:
    return same_word(one, other)
