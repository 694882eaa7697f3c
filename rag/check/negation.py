"""Sentences to a verdict: does each negate what the other negates? A cue, its scope, and what may stand for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.check.alike import same_word
from rag.check.conditions import part_said
from rag.check.denials import says_it_too
from rag.check.opposites import opposites
from rag.check.reading import Sentence, Word, all_stems, find_run

LEXICAL = frozenset(
    """without lack lacks lacking absence absent avoid avoids avoided avoiding contraindicated instead rather
    excluded omitted""".split()
)
CUES = frozenset("not no never neither nor none nobody nothing non".split()) | LEXICAL
CUES_OF_OTHERS = frozenset(  # negative in themselves: they answer a negation but have no scope of their own
    """fail fails failed failure unless except instead unable impossible invisible incurable inoperable
    ineffective free insufficient inappropriate ineligible incomplete exclude excluded disappear
    disappears stop stopped stops ceased discontinued dropped withdrawn abandoned abolished
    differ differs different unknown unclear""".split()
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
UNSAID = frozenset("unknown unclear uncertain unlikely uncommon unusual unsafe uneven unequal unchanged".split())
DOUBTS = frozenset(
    "may might could whether question questions doubt doubtful debated differ differs vary varies few".split()
)
UN_PREFIX = re.compile(r"^(?:un|non|in|im)")
UN = re.compile(r"(?:un(?!der|i)|non)\w{4,}")


@dataclass(frozen=True)
class Negation:
    """A negating word, the words from it on, and the places of the content words it negates, nearest first.

    `is_last`: nothing follows it in its clause, so that it negates what was said before of other things.
    """

    cue: str
    text: str
    scope: tuple[int, ...]
    is_last: bool = False


def negation_failure(said: Sentence, against: Sequence[Sentence]) -> str | None:
    """The first negation of either side that the other does not bear out, or None. `against`: sentences close to `said`."""
    unsaid = next((text for text in said.texts if text in UNSAID), None)
    if unsaid and not any(negations(one) or _denies(one) for one in against):
        return f"the statement says {unsaid!r}, the quote nothing of the kind"
    mine = negations(said)
    if len({negation.cue for negation in mine}) > max(1, sum(map(_denials, against))):
        return f"it negates {len(mine)} times ({mine[0].text!r}), the quote less often"
    for negation in mine:
        if negation.scope and not _bears(said, negation, against, must_share=False):
            return f"it negates {_shown(said, negation.scope)!r}, the quote does not"
    for sentence in against:
        for negation in negations(sentence):
            scope = negation.scope
            if (
                not scope
                or _is_condition(sentence, scope, said)
                or _is_elsewhere(sentence, scope, said)
                or _is_affirmed(said, sentence, scope, against)
            ):
                continue
            if not _bears(sentence, negation, [said], must_share=True):
                return f"the quote negates {_shown(sentence, scope)!r}, the statement does not"
    return None


@lru_cache(maxsize=4_096)
def negations(sentence: Sentence) -> tuple[Negation, ...]:
    """The negations of a sentence, in order; two that follow each other cancel out."""
    texts = sentence.texts
    spared = {at for phrase in AFFIRMED for at in find_run(texts, phrase.split())}
    found = []
    for at, text in enumerate(texts):
        if text not in CUES or at in spared or _is_doubled(texts, at) or texts[max(0, at - 2) : at] == ("with", "or"):
            continue
        if text in ("instead", "rather") and texts[at + 1 : at + 2] not in (("of",), ("than",)):
            continue
        clause = sentence.words[at].clause
        after = [
            n for n in range(at + 1, len(texts)) if sentence.words[n].clause == clause and _is_said(sentence.words[n])
        ]
        before = [n for n in range(at - 1, -1, -1) if sentence.words[n].is_content]
        scope = after[: 1 if text == "non" else SCOPE] or [n for n in before if sentence.words[n].clause == clause][:3]
        found.append(
            Negation(cue=text, text=" ".join(texts[at : at + SCOPE + 2]), scope=tuple(scope), is_last=not after)
        )
    return tuple(found)


def _is_doubled(texts: Sequence[str], at: int) -> bool:
    """Whether the negation at `at` cancels out with one beside it: not without, should not avoid."""
    beside = {*texts[max(0, at - 2) : at], *texts[at + 1 : at + 3]}
    return (
        bool(beside & LEXICAL)
        if texts[at] in ("not", "never")
        else texts[at] in LEXICAL and bool(beside & {"not", "never"})
    )


def _denies(sentence: Sentence) -> bool:
    return any(word.text in CUES_OF_OTHERS | RARELY | DOUBTS or UN.match(word.text) for word in sentence.words)


def _denials(sentence: Sentence) -> int:
    """How many words of a sentence negate in any way."""
    others = sum(
        word.text in CUES_OF_OTHERS | OTHERWISE | RARELY or bool(UN.match(word.text)) for word in sentence.words
    )
    return len(negations(sentence)) + others


def _bears(sentence: Sentence, negation: Negation, others: Sequence[Sentence], *, must_share: bool) -> bool:
    """Whether one of `others` negates what `sentence` negates, or (must_share) does not speak of it."""
    head = sentence.words[negation.scope[0]]
    stems = {word.stem for other in others for word in other.words}
    pairs = {line for line, _ in opposites().get((head.stem,), ())}
    if head.stem not in stems and any(line in pairs for stem in stems for line, _ in opposites().get((stem,), ())):
        return True  # read as an opposite, with its sign turned
    if negation.cue == "non" and head.stem not in stems:
        return True  # a name: the "non-small" of NSCLC
    wanted = [sentence.words[at].stem for at in negation.scope]
    taken = {sentence.words[one.scope[0]].stem for one in negations(sentence) if one is not negation and one.scope}
    taken -= {head.stem}  # what the other negations of the sentence bear out bears out no further one
    speaks = False
    for other in others:
        found = negations(other)
        if found and head.stem not in stems and len(found) == len(negations(sentence)):
            return True  # each denies as often, in other words
        free = [one for one in found if not one.scope or other.words[one.scope[0]].stem not in taken]
        if any(_is_elided(other, one.scope) or _is_denied_of(sentence, head, other, one) for one in free) or (
            free and negation.cue in LEXICAL
        ):
            return True
        places = [at for at, word in enumerate(other.words) if word.stem == head.stem]
        under = {at for one in found for at in one.scope}
        clauses = {other.words[at].clause for one in free for at in one.scope}
        denying = [word for word in other.words if _is_negative(word) and word.text not in sentence.texts]
        clauses |= {word.clause for word in denying}
        if not OFTEN.isdisjoint(wanted):
            clauses |= {word.clause for word in other.words if word.text in RARELY}
        if any(at in under or other.words[at].clause in clauses for at in places):
            return True
        if OTHERWISE.isdisjoint(sentence.texts):
            clauses |= {word.clause for word in other.words if word.text in OTHERWISE}
        negated = {word.stem for word in other.words if word.clause in clauses and word.is_content}
        negated |= {UN_PREFIX.sub("", word.stem) for word in denying}
        if not places and (
            (not must_share and any(same_word(stem, one) for stem in wanted for one in negated))
            or (must_share and clauses)
        ):
            return True
        if not places and says_it_too(negation.text, other.text):
            return True
        near = wanted[:1] if places and _is_of_it(sentence, negation, other) else wanted[:3] if places else wanted
        speaks = speaks or sum(any(same_word(stem, one) for one in other.stems) for stem in near) * 3 >= 2 * len(near)
    return must_share and not speaks


def _is_denied_of(sentence: Sentence, head: Word, other: Sentence, negation: Negation) -> bool:
    """Whether a negation denies, of what the clause of `head` speaks of, a verb that it leaves out: "but tablets are not"."""
    clause = {word.stem for word in sentence.words if word.clause == head.clause}
    return negation.is_last and any(other.words[at].stem in clause for at in negation.scope[:1])


def _is_negative(word: Word) -> bool:
    return word.text in CUES_OF_OTHERS or bool(UN.match(word.text))


def _is_of_it(sentence: Sentence, negation: Negation, other: Sentence) -> bool:
    """Whether `other` says most of what the negated clause says, whose first word the sentence has nowhere else."""
    head = sentence.words[negation.scope[0]]
    clause = {word.stem for word in sentence.words if word.clause == head.clause and word.is_content}
    return [word.stem for word in sentence.words].count(head.stem) == 1 and len(clause & other.stems) * 2 >= len(clause)


def _is_condition(sentence: Sentence, scope: Sequence[int], said: Sentence) -> bool:
    """Whether the negation belongs to an "if" that `said` has not: it says when something holds, not that it does not."""
    head = sentence.words[scope[0]]
    return _has_if(sentence, head.clause) and not any(
        word.stem == head.stem and _has_if(said, word.clause) for word in said.words
    )


def _is_elsewhere(sentence: Sentence, scope: Sequence[int], said: Sentence) -> bool:
    """Whether what is negated stands in another part of the sentence than the one that `said` says."""
    part = part_said(sentence, said)
    head = sentence.words[scope[0]].stem
    return part != sentence.text and head not in all_stems(part)


def _has_if(sentence: Sentence, clause: int) -> bool:
    return next((word.text for word in sentence.words if word.clause == clause), "") == "if"


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


def _shown(sentence: Sentence, scope: Sequence[int]) -> str:
    return " ".join(sentence.texts[at] for at in sorted(scope)[:3])
