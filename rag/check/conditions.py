"""Statement and quotes to a verdict: does it leave out the condition under which its quotes say so? ("if", "when", "after")

A condition counts as kept when half of its words stand in the statement in any form, or the statement puts a condition of
its own, which other rules read. Definitions have none.
"""

import re
from collections.abc import Iterator, Sequence

from rag.check.alike import same_word
from rag.check.plain import is_frame
from rag.check.reading import Sentence, aligned, sentences
from rag.words import stems

MARK = re.compile(
    r"\b(?:only )?(?P<mark>if|when|unless|until|after|once|except|without|as long as|in case|provided)\b(?P<what>[^,;:().]*)",
    re.IGNORECASE,
)
OWN = re.compile(
    r"\b(?:if|when|unless|until|after|once|except|without|already|whose|while|during|as long as)\b", re.IGNORECASE
)
STOPS = re.compile(r"\b(?:and|but|or) (?=(?:is|are|may|can|should|must|does|do|has|have|will)\b)", re.IGNORECASE)
DONE = (
    "used|given|offered|treated|tested|done|recommended|considered|removed|started|stopped|combined|added|an option|a choice"
    "|a good choice|possible|needed|advised|approved|eligible|join\\w*"
)
ACTS = re.compile(  # what is done, or may be: its conditions matter
    rf"\b(?:may|might|can|could|should|must|is|are|needs?|has to|have to) (?:\w+ )?(?:be )?(?:{DONE})\b"
    r"|\b(?:should|must|may|might|could|ought)\b|\b(?:needs?|helps?|works?|improves?|lengthens?|prolongs?)\b",
    re.IGNORECASE,
)
SAID_SHARE = 0.6  # of the statement's words that stand in the sentence: it says the same, not something else
FEWEST = 2
CLEARLY = 0.25  # more of one part's words than of another's: it is that part which is said
KEPT_SHARE = 0.5  # of the condition's words
GENERAL = "treat"  # and its like: they stand in nearly every statement


def condition_failure(statement: str, quotes: Sequence[str]) -> str | None:
    """The first condition of the closest quoted sentence of which nothing is left in the statement, or None."""
    quoted = [sentence for quote in quotes for sentence in sentences(quote)]
    mine = frozenset(stems(statement))
    for said in sentences(statement):
        against = aligned(said, quoted)
        if (
            OWN.search(said.text)
            or len(against) != 1
            or len(said.stems & against[0].stems) < max(FEWEST, SAID_SHARE * len(said.stems))
        ):
            continue
        for condition, words in _conditions(part_said(against[0], said)):
            kept = sum(any(same_word(word, other) for other in mine) for word in words)
            if kept < KEPT_SHARE * len(words):
                return f"it leaves out the condition of its quote: {condition!r}"
    return None


def part_said(sentence: Sentence, said: Sentence) -> str:
    """The part of a quoted sentence that says most of what is said: "A is given when C" of "A is given when C and is B"."""
    parts = [(part, frozenset(stems(part))) for part in STOPS.split(sentence.text)]
    parts = [(part, words) for part, words in parts if words]
    covered = sorted(((len(words & said.stems) / len(words), part) for part, words in parts), reverse=True)
    is_of_one = len(covered) > 1 and covered[0][0] >= covered[1][0] + CLEARLY
    return covered[0][1] if is_of_one else sentence.text


def _conditions(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The conditions of a sentence about something done, each with the words that stand nowhere else in it."""
    if not ACTS.search(text):
        return
    for match in MARK.finditer(text):
        what = STOPS.split(match["what"])[0]
        rest = frozenset(stems(text[: match.start("what")] + text[match.start("what") + len(what) :]))
        words = frozenset(
            stem for stem in stems(what) if stem not in rest and not is_frame(stem) and not same_word(stem, GENERAL)
        )
        yield f"{match['mark']}{what}".strip(), words
