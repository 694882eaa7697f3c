"""Statement of several sentences' facts to its clauses, and whether each copies a sentence of its own. Breaks no rule itself.

"A was seen in 5 %, and B was common" is made of two sentences; held against either alone, half of it looks invented.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from rag.check.alike import in_any_form
from rag.check.evidence import PRONOUN
from rag.check.found import Grounds, Library
from rag.check.plain import is_plain
from rag.check.score.source import content, rarities_of

TIES = re.compile(r"; |,? \b(?:and|but|while|whereas)\s", re.IGNORECASE)
SUBJECT = re.compile(
    r"(?:the|an?|this|these|those|there|it|they|he|she|no|nobody|no one|none|everyone|anyone|some|most|all|each|every|people)\b",
    re.IGNORECASE,
)
FEWEST = 2  # content words of a clause
KEPT = 0.5  # of its sentence's words: the clause is a copy of that, not of a piece
RARE = 0.8  # rarity of a word that may name whom the sentence is about: it must stand in the statement


def joined_ways(text: str, library: Library) -> tuple[tuple[Grounds, ...], ...]:
    """The two clauses of a statement that are made of two sentences, each with the ways to support it; else nothing.

    A list is one sentence: its items say nothing without what introduces them.
    """
    for tie in TIES.finditer(text):
        first, second = text[: tie.start()], text[tie.end() :]
        if min(len(content(first)), len(content(second))) < FEWEST:
            continue
        ways = (library.grounds(first), library.grounds(second))
        if not all(ways) or ways[0][0].nearest == ways[1][0].nearest:
            continue
        if not library.are_of_one_list(ways[0][0].nearest, ways[1][0].nearest) and _are_whole(ways, text, library):
            return ways
    return ()


def _are_whole(ways: Sequence[Sequence[Grounds]], text: str, library: Library) -> bool:
    """Whether each clause keeps most of its sentence and the statement its rare words, so that none changes its subject."""
    said = rarities_of(text)
    quotes = [way[0].nearest for way in ways]
    for at, (way, other) in enumerate(zip(ways, reversed(quotes), strict=True)):
        quote, has_subject = way[0].nearest, not at or bool(SUBJECT.match(way[0].statement.text))
        if way[0].kept < KEPT or _names_another(rarities_of(quote.text), said, has_subject=has_subject):
            return False
        before = library.passages[quote.passage_id].text[: quote.start].rstrip()
        if PRONOUN.match(quote.text) and not before.endswith(other.text):
            return False
    return True


def _names_another(rarities: Mapping[str, float], said: Collection[str], *, has_subject: bool) -> bool:
    """Whether a sentence holds a rare word, or without a subject of the clause's own begins with one, that is left out."""
    telling = [stem for stem in rarities if not (is_plain(stem) or stem[0].isdigit())]
    left_out = [stem for stem in telling if not in_any_form(stem, said)]
    is_of_another = bool(left_out) and left_out[0] == telling[0] and not has_subject
    return is_of_another or any(rarities[stem] >= RARE for stem in left_out)
