"""Two sentences to whether they say contrary things of what they speak of. Judges the verdict, not the subject.

A verdict is what is said (raises, seldom, harmless); a condition is what it is said of (positive, early, resectable).
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rag.check.negation import negations
from rag.check.reading import Sentence, Word
from rag.words import stems

DENIALS = frozenset(
    "not no never nobody none nothing neither nor instead avoid avoids avoided avoiding contraindicated".split()
)
IF = frozenset("if when whenever where while unless".split())
RELATIVE = frozenset("that who whose which".split())
BEFORE = 2  # words before a denial: "who will not", "that cannot"
DENIED = 3  # content words after a denial that it is about
# Each line: words of one side / words of the other.
VERDICTS = """
raise increase higher more up / lower reduce decrease less fewer down
often frequently usually commonly common / rarely seldom uncommon rare unlikely
fast quickly rapidly / slowly slow
better best improve / worse worst worsen
safe harmless / dangerous unsafe harmful emergency urgent serious risky
untreatable incurable hopeless / treated treat treatable cure cured controlled
help helpful / ineffective harm
recommended advised preferred / discouraged
strengthen / weaken
prevent prevents protect protects lower reduce / cause causes
optional voluntary / required mandatory compulsory
leave / stay
shorten / lengthen
painful hurt / painless
""".strip()
CONDITIONS = """
positive / negative
early / advanced metastatic late
high / low intermediate
aggressive / indolent
limited / extensive
resectable / unresectable
before / after
newly / relapsed
""".strip()

Side = tuple[int, int]  # line of the table, and 1 or -1
BREAK = re.compile(r"[,;:]")


def verdicts_differ(one: Sentence, other: Sentence) -> bool:
    """Whether they stand on different sides of a pair of verdicts, what is denied counting as the other side."""
    return _differ(signed_verdicts(one), signed_verdicts(other))


def conditions_differ(one: Sentence, other: Sentence) -> bool:
    """Whether they speak of different sides of a pair of conditions: of something else."""
    return _differ(_on_sides(CONDITIONS, one, frozenset()), _on_sides(CONDITIONS, other, frozenset()))


def signed_verdicts(sentence: Sentence) -> frozenset[Side]:
    """The verdicts of a sentence, those it denies on the other side."""
    return _on_sides(VERDICTS, sentence, frozenset(at for at, _ in _denied(sentence)))


def verdicts(stems_of: frozenset[str]) -> frozenset[Side]:
    """The verdicts among stems, as they stand."""
    return frozenset(side for stem in stems_of for side in _sides(VERDICTS).get(stem, ()))


def is_verdict(stem: str) -> bool:
    """Whether the stem is that of a verdict."""
    return stem in _sides(VERDICTS)


def denials(sentence: Sentence) -> tuple[Word, ...]:
    """The first words that each "not", "no" or "never" of a sentence denies; those of a condition are none."""
    return tuple(word for _, word in _denied(sentence))


def is_conditional(before: str) -> bool:
    """Whether text that ends in `before` stands in an "if" or a "when"."""
    return not IF.isdisjoint(BREAK.split(before.lower())[-1].split())


def _differ(mine: frozenset[Side], theirs: frozenset[Side]) -> bool:
    return any(
        (line, -side) in theirs and (line, side) not in theirs for line, side in mine if (line, -side) not in mine
    )


def _on_sides(pairs: str, sentence: Sentence, turned: frozenset[int]) -> frozenset[Side]:
    table = _sides(pairs)
    return frozenset(
        (line, -side if at in turned else side)
        for at, word in enumerate(sentence.words)
        for line, side in table.get(word.stem, ())
    )


@lru_cache(maxsize=4_096)
def _denied(sentence: Sentence) -> tuple[tuple[int, Word], ...]:
    """The words denied, each with its place."""
    return tuple(
        (at, sentence.words[at])
        for one in negations(sentence)
        if one.cue in DENIALS and not _is_condition(sentence, one.cue, one.scope)
        for at in one.scope[:DENIED]
    )


def _is_condition(sentence: Sentence, cue: str, scope: Sequence[int]) -> bool:
    """Whether a denial belongs to an "if", "when" or "who": it says of what something holds."""
    if not scope:
        return False
    at = max((n for n, text in enumerate(sentence.texts) if text == cue and n < scope[0]), default=scope[0])
    if not RELATIVE.isdisjoint(sentence.texts[max(0, at - BEFORE) : at]):
        return True
    clause = next(n for n, word in enumerate(sentence.words) if word.clause == sentence.words[at].clause)
    return sentence.texts[clause] in IF


@lru_cache(maxsize=2)
def _sides(pairs: str) -> Mapping[str, tuple[Side, ...]]:
    found: dict[str, tuple[Side, ...]] = {}
    for line, pair in enumerate(pairs.splitlines()):
        for side, names in zip((1, -1), pair.split(" / "), strict=True):
            for stem in stems(names, keep_stopwords=True):
                found[stem] = (*found.get(stem, ()), (line, side))
    return found
