"""Statement and quotes to a verdict: does it leave out the condition under which its quotes say so? ("if", "when", "after")

A condition counts as kept when half of its words stand in the statement in any form, or the statement puts a condition of
its own, which other rules read. Definitions have none, but a statement that copies all but "unless ..." leaves it out.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rag.check.alike import same_word
from rag.check.plain import is_frame
from rag.check.reading import Sentence, aligned, closest, sentences
from rag.words import stems

MARK = re.compile(
    r"\b(?P<only>only )?(?P<mark>if|when|unless|until|after|once|except|without|as long as|in case|provided|(?<!, )whose"
    r"|(?<=only )(?:with|by|for|on|at|from|during|under|before|where))\b(?P<what>[^,;:().]*)",
    re.IGNORECASE,
)
BINDING = frozenset(("if", "unless", "except", "provided", "as long as"))  # with "only": they bind whatever is said
LIMITING = re.compile(
    r"\b(?:if|when|where|unless|until|only|except|without|but not|provided|as long as|need|required?|depend\w*|some|may not)\b",
    re.IGNORECASE,
)
ANYWAY = re.compile(
    r"\b(?:even (?:if|when|though|after)|whether or not|regardless of|no matter)\b([^,;:().]*)", re.IGNORECASE
)
OWN = re.compile(
    r"\b(?:if|when|unless|until|after|once|except|without|already|whose|while|during|as long as)\b", re.IGNORECASE
)
STOPS = re.compile(
    r"(?<=\w)[,;] (?:and|but|while|whereas) (?!\w+\.?$)"
    r"|\b(?:and|but|or) (?=(?:is|are|may|can|should|must|does|do|has|have|will)\b)",
    re.IGNORECASE,
)
DONE = (
    "used|given|offered|treated|tested|done|recommended|considered|removed|started|stopped|combined|added|an option|a choice"
    "|a good choice|possible|needed|advised|approved|eligible|join\\w*"
)
ACTS = re.compile(  # what is done, or may be: its conditions matter
    rf"\b(?:may|might|can|could|should|must|is|are|needs?|has to|have to) (?:\w+ )?(?:be )?(?:{DONE})\b"
    r"|\b(?:should|must|may(?! \d)|might|could|ought)\b|\b(?:needs?|helps?|works?|improves?|lengthens?|prolongs?)\b",
    re.IGNORECASE,
)
EXCEPTING = re.compile(r"\b(?:unless|except (?:if|when|where))\b(?P<what>[^,;:().]*)", re.IGNORECASE)
POSITIVE = re.compile(
    r"(?<!except )\b(?:if|when|whenever|where|as long as|provided(?: that)?)\b(?P<what>[^,;:().]*)", re.IGNORECASE
)
DENIES = re.compile(r"\b(?:not|no|never|none|nor|neither|without|cannot)\b|n['’]t\b", re.IGNORECASE)
SAID_SHARE = 0.6  # of the statement's words that stand in the sentence: it says the same, not something else
FEWEST = 2
CLEARLY = 0.25  # more of one part's words than of another's: it is that part which is said
BARELY = 0.5  # of the words of a part whose hedges bind no statement about another part
KEPT_SHARE = 0.5  # of the condition's words
LEADS = re.compile(r"\bfollowing\b|\bthese\b", re.IGNORECASE)  # to a list, whose items are the conditions
WHOLE_SHARE = 0.8  # of the words around the condition
GENERAL = "treat"  # and its like: they stand in nearly every statement


class Condition(NamedTuple):
    """A condition as it stands, the sentence around it, the words of its own, and whether it limits whatever is said."""

    text: str
    rest: str
    words: frozenset[str]
    is_binding: bool


def condition_failure(statement: str, quotes: Sequence[str]) -> str | None:
    """The first condition of the closest quoted sentence of which nothing is left in the statement, or None."""
    quoted = [sentence for quote in quotes for sentence in sentences(quote)]
    mine = frozenset(stems(statement))
    for said in sentences(statement):
        turned = next(filter(None, (_turned(said, one) for one in closest(said, quoted))), None)
        if turned:
            return f"it takes for the condition what its quote makes the exception: {turned!r}"
        against = aligned(said, quoted)
        if len(against) != 1 or len(said.stems & against[0].stems) < max(FEWEST, SAID_SHARE * len(said.stems)):
            continue
        part = part_said(against[0], said)
        for one in _conditions(part, said):
            kept = sum(any(same_word(word, other) for other in mine) for word in one.words)
            if one.is_binding and kept and _says_anyway(said.text, one.words) and not ANYWAY.search(part):
                return f"it makes no condition of what its quote does: {one.text!r}"
            is_own = (LIMITING if one.is_binding else OWN).search(said.text) and not said.stems <= against[0].stems
            least = 1 if one.text.startswith("whose") else KEPT_SHARE * len(one.words)
            if kept < least and not is_own:
                return f"it leaves out the condition of its quote: {one.text!r}"
    return None


def _turned(said: Sentence, quote: Sentence) -> str | None:
    """The "unless ..." of a sentence that a copy of it turns to "when ...", or the "if ..." it turns to "unless ..."."""
    if not said.stems - {"except"} <= quote.stems or DENIES.search(said.text) or DENIES.search(quote.text):
        return None
    for mine, theirs in ((POSITIVE, EXCEPTING), (EXCEPTING, POSITIVE)):
        own, other = mine.search(said.text), theirs.search(quote.text)
        if own and other and not (theirs.search(said.text) or mine.search(quote.text)):
            shared = {stem for stem in stems(own["what"]) if not is_frame(stem)} & set(stems(other["what"]))
            rest = {stem for stem in stems(quote.text.replace(other[0], " ")) if not is_frame(stem)}
            if shared and len(rest & said.stems) >= WHOLE_SHARE * len(rest):
                return other[0].strip()
    return None


def _says_anyway(text: str, words: frozenset[str]) -> bool:
    """Whether a text says "even if" or the like of these words."""
    return any(
        any(same_word(word, other) for word in words for other in stems(match[1])) for match in ANYWAY.finditer(text)
    )


def part_said(sentence: Sentence, said: Sentence, *, most_of_others: float = 1.0) -> str:
    """The part of a quoted sentence that says most of what is said: "A is given when C" of "A is given when C and is B".

    The whole sentence where no part says clearly more, or another part is said to more than `most_of_others`.
    """
    parts = [(part, frozenset(stems(part))) for part in STOPS.split(sentence.text)]
    parts = [(part, words) for part, words in parts if words]
    covered = sorted(((len(words & said.stems) / len(words), part) for part, words in parts), reverse=True)
    is_of_one = len(covered) > 1 and covered[0][0] >= covered[1][0] + CLEARLY and covered[1][0] <= most_of_others
    return covered[0][1] if is_of_one else sentence.text


def _conditions(text: str, said: Sentence) -> Iterator[Condition]:
    """The conditions of a sentence about something done, and binding ones of any of which all the rest is said."""
    for one in _marked(text):
        if ACTS.search(one.rest):
            yield one
        elif one.is_binding:
            rest = [word for word in stems(one.rest) if not is_frame(word)]
            if rest and sum(word in said.stems for word in rest) >= WHOLE_SHARE * len(rest):
                yield one


@lru_cache(maxsize=4_096)
def _marked(text: str) -> tuple[Condition, ...]:
    """The conditions of a sentence, each with the words that stand nowhere else in it."""
    found: list[Condition] = []
    for match in MARK.finditer(text):
        what = STOPS.split(match["what"])[0]
        if LEADS.search(what):
            continue
        rest = text[: match.start("mark")] + text[match.start("what") + len(what) :]
        elsewhere = frozenset(stems(rest))
        words = frozenset(
            stem
            for stem in stems(what)
            if stem not in elsewhere and not is_frame(stem) and not same_word(stem, GENERAL)
        )
        is_binding = bool(match["only"]) or match["mark"].lower() in BINDING
        found.append(Condition(f"{match['only'] or ''}{match['mark']}{what}".strip(), rest, words, is_binding))
    return tuple(found)
