"""Statement and a sentence it nearly copies to the word it puts in the place of one that excludes it, if there is one.

A word in the very place of another says more than a word that stands somewhere: "must" for "may", "third" for "first",
one cancer for another. So these hold in texts of any length, where free wording is the rule and near copies are few.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import product
from typing import NamedTuple

from rag.check.alike import same_word
from rag.check.excluding import STRONGEST, excludes, strength_of
from rag.check.markers import mentions
from rag.check.reading import sentences
from rag.check.synonyms import is_synonym
from rag.check.terms import ROMAN
from rag.index.encoder import common_words
from rag.vocabulary import Mention, Vocabulary
from rag.words import stems

LONGEST = 6  # words put in the place of others; longer runs are another wording
FEWEST = 5  # words that a statement must share with the sentence
ALL_BUT = 0.8  # the same, for a "not"
COPIED = 0.7  # share of the statement's words that stand in the sentence in the same order
MODALS = frozenset("may might could".split())
STATES = frozenset("is are was were has have does do did".split())
FEW = 3  # words beside a "not"
THAN = frozenset(("than",))  # "not larger than" is "at most"; the rule for numbers reads both
NOT = frozenset("not no never stopped except".split())
OPENERS = frozenset(
    "once if when whenever where unless until after before while because although in on at for with".split()
)
NUMERAL = re.compile(r"([0-4]|iv|i{1,3})([a-e]?)\d?")
NUMBERED = frozenset("stage stages grade phase type class category level group".split())
NAME = 6  # letters of a word that may be a name
SPELLED = 0.7  # of the letters of two words from which one is the other in another spelling
KINDS = frozenset(("cancer", "drug"))  # names of which one is no other


class Swap(NamedTuple):
    """What stands in the statement in the place of what, and the rule it breaks."""

    rule: str
    new: str
    old: str

    @property
    def why(self) -> str:
        """The reason in words."""
        if not (self.new and self.old):
            return f"it leaves out {self.old!r} of the nearest sentence" if self.old else f"it puts in {self.new!r}"
        return f"it says {self.new!r} where the nearest sentence says {self.old!r}"

    @property
    def hint(self) -> str:
        """The change that undoes it, or nothing."""
        return f'say "{self.old}" in place of "{self.new}"' if self.new and self.old else ""


class Span(NamedTuple):
    """Some of the words of a text, from `start` to `end`."""

    words: Sequence[str]
    start: int
    end: int

    @property
    def inside(self) -> Sequence[str]:
        """The words of the span."""
        return self.words[self.start : self.end]

    @property
    def is_negated(self) -> bool:
        """Whether "not" or the like stands in it or before it."""
        return bool(NOT & {*self.words[max(0, self.start - 1) : self.end]})


class Alignment(NamedTuple):
    """The words of a statement and of a sentence, and the steps from the sentence to the statement."""

    said: Sequence[str]
    held: Sequence[str]
    codes: Sequence[tuple[str, int, int, int, int]]

    @property
    def copied(self) -> int:
        """How many words of the statement stand in the sentence in the same order."""
        return sum(last - first for tag, _, _, first, last in self.codes if tag == "equal")


def swap(statement: str, sentence: str, vocabulary: Vocabulary | None = None) -> Swap | None:
    """The first word of a near copy in the place of one that it excludes, or that is weaker; None for what is no near copy.

    Without the vocabulary names are not told apart.
    """
    best = max(_alignments(statement, sentence), key=lambda one: one.copied)
    (said, held, codes), copied = best, best.copied
    if copied < max(FEWEST, COPIED * len(said)):
        return None
    negated = _negated(codes, said, held) if copied >= ALL_BUT * len(said) else None
    if negated:
        return negated
    for tag, start, end, first, last in codes:
        if tag != "replace" or max(end - start, last - first) > LONGEST:
            continue
        new, old = Span(said, first, last), Span(held, start, end)
        found = (
            _strengthened(new, old)
            or _excluded(new, old)
            or _renumbered(new, old)
            or (_renamed(new, old, vocabulary) if vocabulary else None)
            or _strange(new, old)
        )
        if found:
            return found
    return None


def _alignments(statement: str, sentence: str) -> Iterator[Alignment]:
    """The two as they stand, and with what opens either of them, if anything does, put to its end."""
    mine, its = (
        dict.fromkeys(_words(text, is_turned=turns) for turns in (False, True)) for text in (statement, sentence)
    )
    for said, held in product(mine, its):
        yield Alignment(said, held, SequenceMatcher(a=held, b=said, autojunk=False).get_opcodes())


def _words(text: str, *, is_turned: bool) -> tuple[str, ...]:
    """The words of a text in order; turned, "once the aches have gone, it is taken" is "it is taken once ..."."""
    found: list[str] = []
    for sentence in sentences(text):
        turns = is_turned and OPENERS.issuperset(sentence.texts[:1])
        at = sum(word.clause == sentence.words[0].clause for word in sentence.words) if turns else 0
        found += [*sentence.texts[at:], *sentence.texts[:at]]
    return tuple(found)


def _negated(codes: Sequence[tuple[str, int, int, int, int]], said: Sequence[str], held: Sequence[str]) -> Swap | None:
    """A "not" put in or left out, where all else is nearly the same."""
    for tag, start, end, first, last in codes:
        new, old = said[first:last], held[start:end]
        if (
            tag == "equal"
            or max(len(new), len(old)) > FEW
            or THAN & {*new, *old, *said[last : last + 2], *held[end : end + 2]}
        ):
            continue
        if bool(NOT & {*new}) != bool(NOT & {*old}) and bool(NOT & {*said}) != bool(NOT & {*held}):
            return Swap("polarity", " ".join(new), " ".join(old))
    return None


def _strengthened(put: Span, out: Span) -> Swap | None:
    """A stronger word in the place of a weaker one, or a plain "is" in the place of a "may be"."""
    new, old = put.inside, out.inside
    if put.is_negated or out.is_negated:
        return None  # read by the rule for negations
    most, least = max(new, key=strength_of), max(old, key=strength_of)
    if put.words.count(least) >= out.words.count(least):
        return None  # it was moved
    high, low = strength_of(most), strength_of(least)
    if low and (high >= low + 2 or STRONGEST == high > low):
        return Swap("strength", most, least)
    modal = next((word for word in old if word in MODALS), None)
    states = any(word in STATES and put.words.count(word) > out.words.count(word) for word in new)
    if modal and not high and (states or (len(old) > 1 and _same(new[-1], old[-1]))):
        return Swap("strength", " ".join(new), " ".join(old))
    return None


def _same(one: str, other: str) -> bool:
    return same_word(_stem(one), _stem(other))


def _excluded(new: Span, old: Span) -> Swap | None:
    """A word that excludes the one it replaces, neither of which stands elsewhere in the other text."""
    if new.is_negated != old.is_negated:
        return None  # "have not left" for "are still in"
    for put in new.inside:
        for out in old.inside:
            if put not in old.words and out not in new.words and excludes(put, out):
                return Swap("polarity", put, out)
    return None


def _renumbered(new: Span, old: Span) -> Swap | None:
    """Another stage, grade or type; "III" for "IIIA" is none."""
    for put, mine in _numbered(new):
        for out, theirs in _numbered(old):
            if put in old.words or out in new.words:
                continue
            if mine[0] != theirs[0] or (mine[1] and theirs[1] and mine[1] != theirs[1]):
                return Swap("terms", put, out)
    return None


def _numbered(span: Span) -> Iterator[tuple[str, tuple[str, str]]]:
    """Numerals of the span that follow "stage", "grade" and the like: as written, with number and letter."""
    for at in range(max(1, span.start), span.end):
        match = NUMERAL.fullmatch(span.words[at])
        if match and span.words[at - 1] in NUMBERED:
            yield span.words[at], (ROMAN.get(match[1], match[1]), match[2])


def _renamed(new: Span, old: Span, vocabulary: Vocabulary) -> Swap | None:
    """A name in the place of another of its kind, neither of them in the other text, nor a part of the other name."""
    mine, theirs = _names(new.words, vocabulary), _names(old.words, vocabulary)
    known, told = {name.term for name in theirs}, {name.term for name in mine}
    for put in mine:
        for out in theirs:
            is_in_place = put.start < new.end and put.end > new.start and out.start < old.end and out.end > old.start
            is_other = put.term.kind == out.term.kind and put.term not in known and out.term not in told
            if is_in_place and is_other and not _is_part(put, out, new.words, old.words):
                return Swap("terms", " ".join(new.words[put.start : put.end]), " ".join(old.words[out.start : out.end]))
    return None


def _strange(new: Span, old: Span) -> Swap | None:
    """A word that is not common English in the place of another such word, neither of them in the other text."""
    mine, theirs = _uncommon(new, old), _uncommon(old, new)
    for put in mine:
        for out in theirs:
            alike = SequenceMatcher(a=out, b=put, autojunk=False).ratio() >= SPELLED
            if not (alike or _same(put, out) or is_synonym(_stem(put), _stem(out))):
                return Swap("terms", put, out)
    return None


def _uncommon(span: Span, other: Span) -> Sequence[str]:
    known = common_words()
    return [
        word
        for word in span.inside
        if len(word) >= NAME and word.isalpha() and word not in known and word not in other.words
    ]


def _names(said: Sequence[str], vocabulary: Vocabulary) -> Sequence[Mention]:
    found = mentions(vocabulary, tuple(stems(" ".join(said), keep_stopwords=True)))
    return [mention for mention in found if mention.term.kind in KINDS]


def _is_part(put: Mention, out: Mention, said: Sequence[str], held: Sequence[str]) -> bool:
    """Whether one of the names is made of words of the other: "lymphoma" for "Hodgkin lymphoma"."""
    mine, theirs = set(said[put.start : put.end]), set(held[out.start : out.end])
    return mine <= theirs or theirs <= mine


def _stem(word: str) -> str:
    return next(iter(stems(word, keep_stopwords=True)), word)
