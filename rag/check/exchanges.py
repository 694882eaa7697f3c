"""Statement and quotes to a verdict: does a copy of a sentence put one of its words where another of them stood?

"A slows B" is copied as "B slows A", or "the landlord shall repair it, unless the tenant broke it" as "the tenant shall".
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from rag.check.alike import same_word
from rag.check.negation import CUES
from rag.check.plain import is_frame
from rag.check.reading import Sentence, Word, closest, sentences

SMALL = frozenset("the a an also and or then that this these those its their".split())
MUTUAL = frozenset(  # a pair may stand in any order around these
    """between with same equal equals like alike similar both is are was were be means meets meet marry married differ differs
    different than as together combined interacts interact resembles resemble neither nor called versus vs plus""".split()
)
FEWEST = 4  # words: a shorter statement is no copy of a sentence
COPIED = 0.8  # share of the statement's words that stand in the sentence in the same order


def exchange_failure(statement: str, quotes: Sequence[str], *, only_traded: bool = False) -> str | None:
    """Two words that a copied sentence has exchanged, or one of it put in place of another; None without such a copy.

    `only_traded`: what is put in the place of a word that the statement leaves out is let pass.
    """
    quoted = [sentence for quote in quotes for sentence in sentences(quote)]
    for said in sentences(statement):
        for sentence in closest(said, quoted):
            swapped = _swapped(said, sentence)
            if swapped:
                return f"it swaps {' and '.join(swapped)!r} of the quote"
            moved = None if only_traded else _moved(said, sentence)
            if moved:
                return f"it says {moved[0]!r} where the quote says {moved[1]!r}"
    return None


def _swapped(said: Sentence, quote: Sentence) -> tuple[str, str] | None:
    """Two words of the sentence that stand in each other's place in a statement made of its words alone."""
    mine, theirs = _core(said), _core(quote)
    stems, others = [word.stem for word in mine], [word.stem for word in theirs]
    if len(mine) < 3 or not set(stems) <= set(others) or _in_order(stems, others) == len(stems):
        return None
    named = [word for word in mine if _names(word) and stems.count(word.stem) == others.count(word.stem) == 1]
    places = {word.stem: stems.index(word.stem) for word in named}
    for at, left in enumerate(named):
        for right in named[at + 1 :]:
            first, last = places[left.stem], places[right.stem]
            if last == first + 1:
                continue  # "Tallahassee, Florida" of "Florida's city, Tallahassee": side by side they trade no places
            if others.index(left.stem) < others.index(right.stem):
                continue
            turned = [
                [*stems[:first], *stems[last:after], *stems[end:last], *stems[first:end], *stems[after:]]
                for end, after in ((first + 1, last + 1), (first + 2, last + 1), (first + 1, last + 2))
                if end <= last and after <= len(stems)
            ]
            if all(_in_order(stems_turned, others) < len(stems) for stems_turned in turned):
                continue
            if not (_is_mutual(quote, right.stem, left.stem) or _is_compound(quote, right.text, left.text)):
                return left.text, right.text
    return None


def _moved(said: Sentence, quote: Sentence) -> tuple[str, str] | None:
    """A word of the sentence that stands where another stood, which the statement does not hold, all around being copied."""
    mine, theirs = _core(said), _core(quote)
    stems, others = [word.stem for word in mine], [word.stem for word in theirs]
    if len(mine) < FEWEST or not set(stems) <= set(others):
        return None
    codes = _opcodes(tuple(others), tuple(stems))
    copied = sum(end - start for tag, _, _, start, end in codes if tag == "equal")
    if copied < COPIED * len(mine) or copied < len(mine) - 1:
        return None
    for tag, from_, to, start, end in codes:
        if tag != "replace" or to - from_ != 1 or end - start != 1:
            continue
        new, old = mine[start], theirs[from_]
        if not (_names(new) and _names(old)) or new.stem not in others or same_word(new.stem, old.stem):
            continue
        if not any(same_word(old.stem, stem) for stem in stems):
            return new.text, old.text
    return None


def _core(sentence: Sentence) -> tuple[Word, ...]:
    return tuple(word for word in sentence.words if word.text not in SMALL)


def _names(word: Word) -> bool:
    return word.is_content and word.text not in CUES and not word.text.isdigit() and not is_frame(word.stem)


def _in_order(stems: Sequence[str], others: Sequence[str]) -> int:
    """How many of the stems stand in the other sequence in the same order."""
    return sum(size for _, _, size in SequenceMatcher(a=others, b=stems, autojunk=False).get_matching_blocks())


@lru_cache(maxsize=4_096)
def _opcodes(others: tuple[str, ...], stems: tuple[str, ...]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(a=others, b=stems, autojunk=False).get_opcodes()


def _is_compound(quote: Sentence, first: str, last: str) -> bool:
    """Whether the two stand in one compound: "HER2-targeted drugs", said as "drugs that target HER2"."""
    return bool(re.search(rf"\b{re.escape(first)}-\w+ {re.escape(last)}\b", quote.text, re.IGNORECASE))


def _is_mutual(quote: Sentence, left: str, right: str) -> bool:
    """Whether the order of two words says nothing: they are listed, or tied by "between", "same", "with" and the like."""
    stems = [word.stem for word in quote.words]
    first, last = sorted((stems.index(left), stems.index(right)))
    between = quote.words[first + 1 : last]
    if any(word.text in MUTUAL for word in quote.words[max(0, first - 2) : last]):
        return True
    signs = sum(word.text == "or" for word in between) + quote.words[last].clause - quote.words[first].clause
    return signs > sum(word.is_content or word.text in CUES for word in between)
