"""Statement and source to edits: a number, verb, name or status that the source lacks, for one of its own of that kind.

Also a negation taken out or put in, an opposite turned back, and the "may" of the source before its verb.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from rag.check.hints_edits import Edit, edit_everywhere, inner_text, pieces, within
from rag.check.markers import mentions
from rag.check.negation import CUES
from rag.check.numbers import AFTER, BEFORE, NUMBER_WORD, SIGN_UNITS, SPAN, VALUE, WORD_UNITS
from rag.check.opposites import opposites
from rag.check.people import GROUPS
from rag.check.reading import all_stems
from rag.check.terms import DRUG_NAME
from rag.vocabulary import TermKind, Vocabulary

COUNT = rf"(?:{VALUE}|{NUMBER_WORD.pattern}|\bone\b|\bseveral\b)"
BOUNDS = "|".join(f"(?:{text})" for text in [*BEFORE.values()][::-1])
KINDS: Mapping[
    str, re.Pattern[str]
] = {  # a match that the source lacks may give way to any of the same line in it; the wider later
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "name": r"\b(?-i:[A-Z][\w-]*[A-Z0-9][\w-]*)",
        "count": rf"(?<![\w.,-]){COUNT}(?![\w])",
        "unit": rf"\b(?:{WORD_UNITS})(?!\w)",
        "rate": rf"\b(?:an?|per|each|every)\s(?:{SPAN})\b|\b(?:dai|week|month|year)ly\b",
        "measure": rf"(?:(?<![\w-])(?:{BOUNDS}|after|before)\s)?(?<![\w.,-]){COUNT}"
        rf"(?:(?:\s?[-–]\s?|\s(?:to|or|in|of|out of)(?: every)? ){COUNT})?"
        rf"(?:[\s-]?(?:(?:{WORD_UNITS})(?!\w)|(?:{SIGN_UNITS})(?:/\w+)?(?!\w)))?(?:\s(?:a|per|each|every)\s(?:{SPAN})\b|\s(?:dai|week|month|year)ly\b)?"
        rf"(?:\s(?:{'|'.join(AFTER.values())})\b)?",
        "stage": r"\b(?:stage|grade|phase|type|group|level)s? (?:[0-4]|I{1,3}|IV)[ABC]?\d?\b",
        "modal": r"\b(?:must|shall|should|will|may|might|can|could|(?:has|have|needs?|ought) to)\b",
        "sure modal": r"\b(?:must|should|will|may|can)(?: (?:always|also|not|never))?\b",
        "advice": r"\b(?:is|are) (?:\w+ )?(?:recommended|required|considered|advised|preferred|needed|an option|being studied)\b",
        "verb": r"\b(?:is|are|was|were|(?:may|might|can|could|will|must|should) be)(?: (?:always|not|never))?\b",
        "amount": r"\b(?:all|every|each|most|many|some|few|several|a few|no)\b",
        "frequency": r"\b(?:always|usually|often|sometimes|rarely|never|frequently|occasionally|commonly|most often)\b",
        "status": r"(?<=[- ])(?:positive|negative|high|low|mutant|mutated|wild-type|equivocal)\b",
        "drug": rf"\b{DRUG_NAME.pattern}(?!\w)",
        "group": rf"\b(?:{'|'.join(GROUPS.values())})\b",
    }.items()
}
EXCHANGED: frozenset[TermKind] = frozenset({"drug", "cancer", "biomarker", "test", "procedure", "treatment", "symptom"})
MAY = re.compile(
    r"\b(?P<hedge>(?:may|might|can|could)(?: also| sometimes)?|sometimes|often|usually|rarely) (?P<verb>(?:be )?[a-z]+)",
    re.IGNORECASE,
)
NEGATED = re.compile(
    r"\b(?P<does>(?:do|does|did) (?:not|never) (?P<verb>\w+))\b|\b(?P<can>cannot|can't)\b|(?P<cue>\b(?:not|never|no)\b)",
    re.IGNORECASE,
)
AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|may|can|could|will|would|should|must|do|does|did)\b", re.IGNORECASE
)
CAN = "can"
THIRD_PERSON = {"does": "s"}
DO = re.compile(r"(?:do|does|did|not|never)\b|(?:do|does|did)n", re.IGNORECASE)
INFLECTED = ("ing", "ed", "er", "s", "ly")


def swaps(statement: str, source: str, vocabulary: Vocabulary | None = None) -> Iterator[Edit]:
    """Every edit that puts something of the source in place of something of its kind, or a negation right."""
    for pattern in KINDS.values():
        theirs = tuple(dict.fromkeys(inner_text(source, within(source, *m.span())) for m in pattern.finditer(source)))
        have = {text.lower() for text in theirs}
        for match in pattern.finditer(statement):
            if match.group().lower() not in have:
                yield from (edit_everywhere(statement, match.span(), new) for new in theirs)
    if vocabulary:
        yield from _named(statement, source, vocabulary)
    yield from _turned(statement, source)
    yield from _hedged(statement, source)
    yield from _negated(statement, source)


def _named(statement: str, source: str, vocabulary: Vocabulary) -> Iterator[Edit]:
    """A term that the source does not name, for each of its kind that it does."""
    mine, theirs = _terms(statement, vocabulary), _terms(source, vocabulary)
    have = {name for name, _, _ in theirs}
    for name, kind, span in mine:
        if name not in have and kind in EXCHANGED:
            found = dict.fromkeys(
                inner_text(source, within(source, *other)) for _, same, other in theirs if same == kind
            )
            yield from (edit_everywhere(statement, span, new) for new in found)


def _terms(text: str, vocabulary: Vocabulary) -> list[tuple[str, TermKind, tuple[int, int]]]:
    """Terms that the text names: canonical name, kind and place."""
    places = [piece for piece in pieces(text) for _ in all_stems(piece.text)]
    stems = tuple(stem for piece in pieces(text) for stem in all_stems(piece.text))
    return [
        (m.term.name, m.term.kind, (places[m.start].start, places[m.end - 1].end)) for m in mentions(vocabulary, stems)
    ]


def _turned(statement: str, source: str) -> Iterator[Edit]:
    """A word for its opposite, where the source has that and not the word."""
    table, theirs = opposites(), pieces(source)
    have = {piece.key for piece in theirs}
    for mine in pieces(statement):
        if mine.key in have:
            continue
        sides = {(line, -side) for line, side in table.get((mine.key,), ())}
        for other in theirs:
            if sides & set(table.get((other.key,), ())) and _ending(mine.text) == _ending(other.text):
                yield edit_everywhere(statement, (mine.start, mine.end), inner_text(source, [other]))


def _hedged(statement: str, source: str) -> Iterator[Edit]:
    """The "may" of the source before the verb that it stands before there: "causes", "may cause"."""
    said = statement.lower()
    for match in MAY.finditer(source):
        stem = all_stems(match["verb"])[-1]
        for piece in pieces(statement):
            before = statement[: piece.start].rstrip().rpartition(" ")[2]
            if piece.key == stem and match.group().lower() not in said and not AUXILIARY.fullmatch(before):
                yield Edit(old=piece.text, new=match.group(), spans=((piece.start, piece.end),))


def _negated(statement: str, source: str) -> Iterator[Edit]:
    """A negation left out, and one put behind each auxiliary verb and before each verb that the source negates."""
    for match in NEGATED.finditer(statement):
        new = CAN if match["can"] else ""
        if match["does"]:
            new = match["verb"] + THIRD_PERSON.get(match["does"][:4].lower(), "")
        yield Edit(old=match.group(), new=new, spans=(match.span(),))
    if not CUES.intersection(all_stems(source)) and "cannot" not in source:
        return
    for match in AUXILIARY.finditer(statement):
        can = match.group().lower() == CAN
        where = match.span() if can else (match.end(), match.end())
        yield Edit(old=match.group() if can else "", new="cannot" if can else "not", spans=(where,))
    for match in re.finditer(r"\b(?:do|does|did) (?:not|never) (\w+)", source):
        stem = all_stems(match[1])[0]
        for before, piece in pairwise([None, *pieces(statement)]):
            if piece and piece.key == stem and not (before and DO.match(before.text)):
                yield Edit(old=piece.text, new=match.group(), spans=((piece.start, piece.end),))


def _ending(word: str) -> str:
    """The inflection of a word as far as its last letters tell it."""
    return next((ending for ending in INFLECTED if word.lower().endswith(ending)), "")
