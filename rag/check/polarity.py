"""Statement and quotes to a verdict: is anything negated, or turned into its opposite, that the quotes do not?

Each sentence of the statement is held against the quoted sentences that share most words with it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.check.alike import same_word
from rag.check.opposites import opposites
from rag.check.reading import Sentence, Word, aligned, find_run, sentences
from rag.check.roles import is_inverse

LEXICAL = frozenset(
    """without lack lacks lacking absence absent avoid avoids avoided avoiding contraindicated instead rather""".split()
)
CUES = frozenset("not no never neither nor none nobody nothing non".split()) | LEXICAL
CUES_OF_OTHERS = frozenset(  # negative in themselves: they answer a negation but have no scope of their own
    """fail fails failed failure unless except instead unable impossible
    ineffective free insufficient inappropriate ineligible incomplete exclude excluded disappear
    disappears stop stopped stops differ differs different unknown unclear""".split()
)
OTHERWISE = frozenset("other only".split())  # "only in X" is "not outside X"
RARELY = frozenset("rarely rare seldom hardly scarcely uncommon uncommonly unlikely infrequent infrequently".split())
OFTEN = frozenset("often common commonli usual frequent routin like typic general normal most mani".split())  # stems
AFFIRMED = (
    "not only",
    "no more than",
    "no less than",
    "no later than",
    "no earlier than",
    "not just",
    "no longer than",
)
FILLERS = frozenset("longer yet ever any really always routinely normally usually generally necessarily".split())
PRONOUNS = frozenset("one ones it them so".split())
SCOPE = 6  # content words after a cue that it may negate
IN_PREFIX = re.compile(
    r"^(?:in|im|ir|il)(?=\w{4,}(?:ble|ive|ent|ant|ate|ete|ct|al|ar)$)|^(?:un(?!der|i)|non)(?=\w{4,})"
)
UN_PREFIX = re.compile(r"^(?:un|non)")
UN = re.compile(r"(?:un(?!der|i)|non)\w{4,}")
NUMBER_BOUND = re.compile(
    r"\b(?:(?:no|not) )?(?:more|less|fewer|greater|higher|lower|larger|smaller|older|younger|over|under|above|below|after"
    r"|before|up)"
    r"(?: than| to)?(?: age| about)? (?=[\d<>≥≤])|\bor (?:more|less|fewer|higher|lower|older|younger|above|below|over)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Negation:
    """A negating word, and the places of the content words it negates, nearest first."""

    cue: str
    scope: tuple[int, ...]


@dataclass(frozen=True)
class Mention:
    """A word of a pair of opposites: the pair, its side after negation, and the stems around it."""

    word: str
    pair: int
    side: int
    near: frozenset[str]
    part: frozenset[str]


def polarity_failure(statement: str, quotes: Sequence[str]) -> str | None:
    """The first negation or opposite of the statement that its quotes do not bear out, or None.

    `quotes` should be whole sentences: a quote that leaves out the "not" before it misleads.
    """
    quoted = [sentence for quote in quotes for sentence in sentences(_without_bounds(quote))]
    for said in sentences(_without_bounds(statement)):
        against = aligned(said, quoted)
        if not against:
            continue
        failure = _negation_failure(said, against) or _opposite_failure(said, against, quoted)
        if failure:
            return failure
    return None


@lru_cache(maxsize=4_096)
def negations(sentence: Sentence) -> tuple[Negation, ...]:
    """The negations of a sentence, in order; two that follow each other cancel out."""
    texts = sentence.texts
    spared = {at for phrase in AFFIRMED for at in find_run(texts, phrase.split())}
    found = []
    for at, text in enumerate(texts):
        if text not in CUES or at in spared or _is_doubled(texts, at):
            continue
        if text in ("instead", "rather") and texts[at + 1 : at + 2] not in (("of",), ("than",)):
            continue
        clause = sentence.words[at].clause
        after = [
            n for n in range(at + 1, len(texts)) if sentence.words[n].clause == clause and _is_said(sentence.words[n])
        ]
        before = [n for n in range(at - 1, -1, -1) if sentence.words[n].is_content]
        scope = after[: 1 if text == "non" else SCOPE] or [n for n in before if sentence.words[n].clause == clause][:3]
        found.append(Negation(cue=text, scope=tuple(scope)))
    return tuple(found)


def _is_doubled(texts: Sequence[str], at: int) -> bool:
    """Whether the negation at `at` cancels out with one beside it: not without, should not avoid."""
    beside = {*texts[max(0, at - 2) : at], *texts[at + 1 : at + 3]}
    return (
        bool(beside & LEXICAL)
        if texts[at] in ("not", "never")
        else texts[at] in LEXICAL and bool(beside & {"not", "never"})
    )


def _negation_failure(said: Sentence, against: Sequence[Sentence]) -> str | None:
    for negation in negations(said):
        if negation.scope and not _bears(said, negation, against, must_share=False):
            return f"it negates {_shown(said, negation.scope)!r}, the quote does not"
    for sentence in against:
        for negation in negations(sentence):
            scope = negation.scope
            if not scope or _is_condition(sentence, scope) or _is_affirmed(said, sentence, scope, against):
                continue
            if not _bears(sentence, negation, [said], must_share=True):
                return f"the quote negates {_shown(sentence, scope)!r}, the statement does not"
    return None


def _bears(sentence: Sentence, negation: Negation, others: Sequence[Sentence], *, must_share: bool) -> bool:
    """Whether one of `others` negates what `sentence` negates, or (must_share) does not speak of it."""
    head = sentence.words[negation.scope[0]]
    if (head.stem,) in opposites() and not any(head.stem == word.stem for other in others for word in other.words):
        return True  # read as an opposite, with its sign turned
    wanted = [sentence.words[at].stem for at in negation.scope]
    speaks = False
    for other in others:
        found = negations(other)
        if any(_is_elided(other, one.scope) for one in found) or (found and negation.cue in LEXICAL):
            return True
        places = [at for at, word in enumerate(other.words) if word.stem == head.stem]
        under = {at for one in found for at in one.scope}
        clauses = {other.words[at].clause for at in under}
        clauses |= {word.clause for word in other.words if word.text in CUES_OF_OTHERS or UN.match(word.text)}
        if not OFTEN.isdisjoint(wanted):
            clauses |= {word.clause for word in other.words if word.text in RARELY}
        if any(at in under or other.words[at].clause in clauses for at in places):
            return True
        if OTHERWISE.isdisjoint(sentence.texts):
            clauses |= {word.clause for word in other.words if word.text in OTHERWISE}
        negated = {word.stem for word in other.words if word.clause in clauses and word.is_content}
        negated |= {UN_PREFIX.sub("", word.stem) for word in other.words if UN.match(word.text)}
        if not places and (
            not must_share
            and any(same_word(stem, one) for stem in wanted for one in negated)
            or (must_share and clauses)
        ):
            return True
        near = wanted[:1] if places else wanted
        speaks = speaks or sum(stem in other.stems for stem in near) * 3 >= 2 * len(near)
    return must_share and not speaks


def _is_condition(sentence: Sentence, scope: Sequence[int]) -> bool:
    """Whether the negation belongs to an "if": it says when something holds, not that it does not."""
    clause = [word.text for word in sentence.words if word.clause == sentence.words[scope[0]].clause]
    return clause[:1] == ["if"]


def _is_affirmed(said: Sentence, sentence: Sentence, scope: Sequence[int], against: Sequence[Sentence]) -> bool:
    """Whether another quoted sentence, closer to what is said, says without negation what `sentence` negates."""
    head = sentence.words[scope[0]].stem
    shared = len(said.stems & sentence.stems)
    others = (other for other in against if other is not sentence and head in other.stems and not negations(other))
    return any(len(said.stems & other.stems) > shared for other in others)


def _is_said(word: Word) -> bool:
    return word.is_content and word.text not in FILLERS


def _is_elided(sentence: Sentence, scope: Sequence[int]) -> bool:
    """Whether a negation stands for something said before: "without one", "not so"."""
    return not scope or all(sentence.texts[at] in PRONOUNS for at in scope)


def _opposite_failure(said: Sentence, against: Sequence[Sentence], quoted: Sequence[Sentence]) -> str | None:
    have = [mention for sentence in quoted for mention in _mentions(sentence)]
    if any(is_inverse(said, sentence) for sentence in against):
        return None
    for mention in _mentions(said):
        same = [_closeness(m, mention) for m in have if (m.pair, m.side) == (mention.pair, mention.side)]
        turned = [(_closeness(m, mention), m.word) for m in have if (m.pair, m.side) == (mention.pair, -mention.side)]
        turned = [(count, word) for count, word in turned if word != mention.word]
        if turned and max(turned)[0] > max(same, default=0):
            return f"the statement says {mention.word!r}, the quote {max(turned)[1]!r}"
    return _prefix_failure(said, against)


def _prefix_failure(said: Sentence, against: Sequence[Sentence]) -> str | None:
    """A word that only one of the two says with un-, in-, non- before it; none where the statement negates anything."""
    if negations(said):
        return None
    mine, theirs = set(said.texts), {text for sentence in against for text in sentence.texts}
    for have, other, is_mine in ((mine, theirs, True), (theirs, mine, False)):
        for word in sorted(have - other):
            bare = IN_PREFIX.sub("", word)
            if bare != word and bare in other:
                one, two = (word, bare) if is_mine else (bare, word)
                if one not in theirs:
                    return f"the statement says {one!r}, the quote {two!r}"
    return None


def _closeness(one: Mention, other: Mention) -> int:
    """How much two mentions are about the same: words shared around them, those of the same clause counting more."""
    return len(one.near & other.near) + 2 * len(one.part & other.part)


def _mentions(sentence: Sentence) -> Iterator[Mention]:
    table = opposites()
    under = [at for negation in negations(sentence) for at in negation.scope[: 2 if negation.cue in LEXICAL else 3]]
    under += [at for at, text in enumerate(sentence.texts[1:], 1) if text in FILLERS and sentence.texts[at - 1] in CUES]
    stems = [word.stem for word in sentence.words]
    at = 0
    while at < len(stems):
        size = 2 if tuple(stems[at : at + 2]) in table else 1
        for pair, side in table.get(tuple(stems[at : at + size]), ()):
            if _is_coordinated(stems, at, pair):
                continue
            sign = side if under.count(at) % 2 == 0 else -side
            shown = " ".join(sentence.texts[at : at + size])
            yield Mention(word=shown, pair=pair, side=sign, near=sentence.near(at, at + size), part=sentence.part(at))
        at += size


def _is_coordinated(stems: Sequence[str], at: int, pair: int) -> bool:
    """Whether the word stands beside its opposite: positive and negative controls, before or after surgery."""
    for cue, other in ((at + 1, at + 2), (at - 1, at - 2)):
        if 0 <= other < len(stems) and stems[cue] in ("and", "or", "to"):
            if any(line == pair for line, _ in opposites().get((stems[other],), ())):
                return True
    return False


def _shown(sentence: Sentence, scope: Sequence[int]) -> str:
    return " ".join(sentence.texts[at] for at in sorted(scope)[:3])


def _without_bounds(text: str) -> str:
    """Text without the words that only say on which side of a number it lies: the numbers rule reads those."""
    return NUMBER_BOUND.sub(" ", text)
