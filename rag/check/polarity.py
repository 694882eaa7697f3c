"""Statement and quotes to a verdict: is anything negated, or turned into its opposite, that the quotes do not?

Each sentence of the statement is held against the quoted sentences that share most words with it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.check.negation import CUES, FILLERS, LEXICAL, negation_failure, negations
from rag.check.opposites import opposites
from rag.check.reading import Sentence, aligned, sentences
from rag.check.roles import is_inverse
from rag.check.wordings import SMALL, said_alike

IN_PREFIX = re.compile(
    r"^(?:in|im|ir|il)(?=\w{4,}(?:ble|ive|ent|ant|ate|ete|ct|al|ar)$)|^(?:un(?!der|i)|non)(?=\w{4,})"
)
NUMBER_BOUND = re.compile(
    r"\b(?:(?:no|not) )?(?:more|less|fewer|greater|higher|lower|larger|smaller|older|younger|over|under|above|below|after"
    r"|before|up)"
    r"(?: than| to)?(?: age| about)? (?=[\d<>≥≤])",
    re.IGNORECASE,
)

OR_MORE = re.compile(
    r"(\b(?:\d[\d.,]*%?|one)(?: [\w/]+){0,2}?) or (?:more|less|fewer|higher|lower|older|younger|above|below|over)\b",
    re.IGNORECASE,
)
SO_MANY_MORE = re.compile(rf"(?<=\d) more\b(?! than\b)|\b({'|'.join(SMALL)}) more\b(?! than\b)", re.IGNORECASE)
TAKES_NO = re.compile(
    r"\b(requires?|needs?|takes?|causes?|involves?|contains?) no (?=[a-z])(?!more|less|fewer|longer)", re.I
)
LIST_WORDS = frozenset("and or to dure both".split())  # stems
ORDER = frozenset(("before", "after"))
LISTED = 3  # words within which a list names both sides
VERBS = frozenset("should may can must have has had is are was were will would could might do does did".split())
AT_LEAST = re.compile(
    r"\bat (?:least|most|first|last|present)\b|\bup to\b|\bfollow[- ]up\b|\bmakes? up\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Mention:
    """A word of a pair of opposites: the pair, its side after negation, the stems around it and the next one."""

    word: str
    pair: int
    side: int
    near: frozenset[str]
    part: frozenset[str]
    whole: frozenset[str]
    beside: str
    is_coordinated: bool = False


def polarity_failure(statement: str, quotes: Sequence[str]) -> str | None:
    """The first negation or opposite of the statement that its quotes do not bear out, or None.

    `quotes` should be whole sentences: a quote that leaves out the "not" before it misleads.
    """
    quoted = [sentence for quote in quotes for sentence in sentences(_without_bounds(quote))]
    for said in sentences(_without_bounds(statement)):
        against = aligned(said, quoted)
        if not against:
            continue
        failure = negation_failure(said, against) or _opposite_failure(said, against, quoted)
        if failure:
            return failure
    return None


def _opposite_failure(said: Sentence, against: Sequence[Sentence], quoted: Sequence[Sentence]) -> str | None:
    have = [mention for sentence in quoted for mention in _mentions(sentence)]
    if any(is_inverse(said, sentence) for sentence in against):
        return None
    mine = [mention for mention in _mentions(said) if not mention.is_coordinated]
    for mention in mine:
        same = [_closeness(m, mention) for m in have if (m.pair, m.side) == (mention.pair, mention.side)]
        if any(m.is_coordinated for m in have if m.pair == mention.pair):
            continue  # the quotes speak of both
        others = [m for m in have if (m.pair, m.side) == (mention.pair, -mention.side) and m.word != mention.word]
        if same and others and any((m.pair, m.side) == (mention.pair, -mention.side) for m in mine):
            if not _is_swapped(mention, have):
                continue  # both speak of both
            return f"what the statement says of {mention.word!r} the quotes say of its opposite"
        is_said_too = sum((m.pair, m.side) == (mention.pair, -mention.side) for m in mine) >= len(others)
        if not others or (is_said_too and not same):
            continue
        closest = max(others, key=lambda other: _closeness(other, mention))
        if {mention.word, closest.word} == ORDER and any(_is_turned(said, one) for one in against):
            continue
        if _closeness(closest, mention) > max(same, default=0) or _is_beside(mention, closest, have):
            return f"the statement says {mention.word!r}, the quote {closest.word!r}"
    return _prefix_failure(said, against)


def _is_turned(said: Sentence, quote: Sentence) -> bool:
    """Whether one says "B after A" and the other "A before B": what follows the word stands before it in the other."""
    mine, theirs = _around_order(said), _around_order(quote)
    if not (mine and theirs):
        return False
    return mine[1] in theirs[0] - {theirs[1]} and theirs[1] in said.stems - {mine[1]}


def _around_order(sentence: Sentence) -> tuple[frozenset[str], str] | None:
    """What stands before the only "before" or "after" of a sentence, and the next word that says something."""
    places = [at for at, text in enumerate(sentence.texts) if text in ORDER]
    after = [word.stem for word in sentence.words[places[0] + 1 :] if word.is_content] if len(places) == 1 else []
    return (frozenset(word.stem for word in sentence.words[: places[0]]), after[0]) if after else None


def _prefix_failure(said: Sentence, against: Sequence[Sentence]) -> str | None:
    """A word that only one of the two says with un-, in-, non- before it; none where one negates more than the other."""
    if any(len(negations(sentence)) != len(negations(said)) for sentence in against):
        return None
    mine, theirs = set(said.texts), {text for sentence in against for text in sentence.texts}
    for have, other, is_mine in ((mine, theirs, True), (theirs, mine, False)):
        for word in sorted(have - other):
            prefix = IN_PREFIX.match(word)
            bare = word[prefix.end() :] if prefix else ""
            if bare in other:
                one, two = (word, bare) if is_mine else (bare, word)
                if one not in theirs:
                    return f"the statement says {one!r}, the quote {two!r}"
    return None


def _is_swapped(mention: Mention, have: Sequence[Mention]) -> bool:
    """Whether the clause of a mention is said, in other sentences than its own word's, of the opposite."""
    own = max(len(mention.part & m.whole) for m in have if (m.pair, m.side) == (mention.pair, mention.side))
    other = max(len(mention.part & m.whole) for m in have if (m.pair, m.side) == (mention.pair, -mention.side))
    return other > own + 1


def _closeness(one: Mention, other: Mention) -> int:
    """How much two mentions are about the same: words shared around them, those of the same clause counting more."""
    return len(one.near & other.near) + 2 * len(one.part & other.part)


def _is_beside(mention: Mention, other: Mention, have: Sequence[Mention]) -> bool:
    """Whether of the two sides in one quoted sentence the opposite one stands before the word that follows the mention."""
    same = [m for m in have if (m.pair, m.side) == (mention.pair, mention.side) and m.whole == other.whole]
    return bool(mention.beside and same) and mention.beside == other.beside not in {m.beside for m in same}


@lru_cache(maxsize=4_096)
def _mentions(sentence: Sentence) -> tuple[Mention, ...]:
    """Words of the sentence that have an opposite, in order."""
    return tuple(_found_mentions(sentence))


def _found_mentions(sentence: Sentence) -> Iterator[Mention]:
    table = opposites()
    under = [at for negation in negations(sentence) for at in negation.scope[: 2 if negation.cue in LEXICAL else 3]]
    under += [at for at, text in enumerate(sentence.texts[1:], 1) if text in FILLERS and sentence.texts[at - 1] in CUES]
    stems = [word.stem for word in sentence.words]
    at = 0
    while at < len(stems):
        if _is_by_itself(sentence, at):
            at += 1
            continue
        size = 2 if tuple(stems[at : at + 2]) in table else 1
        for pair, side in table.get(tuple(stems[at : at + size]), ()):
            sign = side if under.count(at) % 2 == 0 else -side
            shown = " ".join(sentence.texts[at : at + size])
            near, part = sentence.near(at, at + size), sentence.part(at)
            listed = _is_coordinated(stems, at, pair)
            beside = next((word.stem for word in sentence.words[at + size :] if word.is_content), "")
            yield Mention(
                word=shown,
                pair=pair,
                side=sign,
                near=near,
                part=part,
                whole=sentence.stems,
                beside=beside,
                is_coordinated=listed,
            )
        at += size


def _is_by_itself(sentence: Sentence, at: int) -> bool:
    """Whether "before" or "after" has nothing behind it: "those who had it before should"."""
    if sentence.texts[at] not in ("before", "after") or not at or sentence.texts[at - 1] in ("or", "and"):
        return False
    after = sentence.words[at + 1 : at + 2]
    return not after or after[0].clause != sentence.words[at].clause or after[0].text in VERBS


def _is_coordinated(stems: Sequence[str], at: int, pair: int) -> bool:
    """Whether the word is listed with its opposite: positive and negative controls; before, during or after surgery."""
    for start, end in ((at + 1, at + LISTED + 1), (max(0, at - LISTED), at)):
        for other in range(start, min(end, len(stems))):
            between = stems[min(at, other) + 1 : max(at, other)]
            is_list = bool(between) and LIST_WORDS.issuperset(between)
            if is_list and any(line == pair for line, _ in opposites().get((stems[other],), ())):
                return True
    return False


def _without_bounds(text: str) -> str:
    """Text without the words that only say on which side of a number it lies: the numbers rule reads those.

    "Requires no fasting" becomes "does not requires any fasting": stems are compared, not forms.
    """
    text = TAKES_NO.sub(r"does not \1 any ", said_alike(text))
    text = SO_MANY_MORE.sub(r" \1", text)  # 25 more: further ones
    return AT_LEAST.sub(" ", NUMBER_BOUND.sub(" ", OR_MORE.sub(r"\1", text)))
