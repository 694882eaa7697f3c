"""Statement and quotes to a verdict: does each number, and each part of a clause, keep what it is said of?

"90 % in stage I and 60 % in stage II" does not say "90 % in stage II", nor does "A and B won gold and silver, respectively"
say that B won gold. Read are the members of one quoted sentence; two that trade their numbers are read with the roles.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.check.alike import same_word
from rag.check.numbers import WORD_NUMBERS
from rag.check.plain import is_frame
from rag.check.reading import Sentence, Word, closest, sentences
from rag.check.wordings import said_alike

CONTRASTS = frozenset("and but while whereas although though".split())
SPLITS = CONTRASTS | {"versus", "vs"}
KINDS = frozenset(
    "stage grade phase group type class level categori part step zone line".split()
)  # stems: numbered names
NUMERALS = frozenset("i ii iii iv v".split())
ARTICLES = frozenset("the a an in of for to at on with by from was were is are be".split())
COPIED = 0.8  # share of the statement's words in the sentence: it says the same in the same words
PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?")
RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
ITEM = r"[^\s,;:()]+"
ENUMERATION = re.compile(
    rf"(?P<first>{ITEM}(?: %)?)(?P<more>(?:, (?:the |an? )?{ITEM}(?: %)?)*),? and (?:the |an? |in |for |of )?(?P<last>{ITEM})"
)


@dataclass(frozen=True)
class _Member:
    """One part of a sentence with its numbers, and the stems before and after the last of them."""

    values: tuple[str, ...]
    before: frozenset[str]
    after: frozenset[str]

    @property
    def labels(self) -> frozenset[str]:
        return self.before | self.after

    def own(self, other: "_Member") -> frozenset[str]:
        """What tells this part from the other: what follows its number if anything does, else what leads to it."""
        return (self.after - other.labels) or (self.before - other.labels)


def pair_failure(statement: str, quotes: Sequence[str], *, only_numbers: bool = False) -> str | None:
    """What the statement says of one thing that its quotes say of another in the same sentence, or None.

    `only_numbers`: lists and clauses without numbers are let pass.
    """
    quoted = [sentence for quote in quotes for sentence in sentences(said_alike(quote))]
    for said in sentences(said_alike(statement)):
        for sentence in closest(said, quoted):
            crossed = _crossed_number(said, sentence)
            if not (crossed or only_numbers):
                crossed = _crossed_list(said, sentence) or _crossed_clause(said, sentence)
            if crossed:
                return f"it says {crossed[0]!r} of {crossed[1]!r}, the quote says it of something else"
    return None


def _crossed_number(said: Sentence, quote: Sentence) -> tuple[str, str] | None:
    """A number, and the word of another number that it is put with."""
    theirs = _members(quote)
    if len(theirs) < 2 or RESPECTIVELY.search(quote.text):
        return None
    mine = _members(said)
    for member in mine:
        labels = member.labels if len(mine) > 1 else frozenset(_labels(said.words))
        for value in reversed(member.values):
            homes = [at for at, one in enumerate(theirs) if value in one.values]
            if len(homes) != 1:
                continue
            for other in theirs:
                if other is not theirs[homes[0]] and not set(other.values) & set(member.values):
                    wrong = _wrong_label(labels, theirs, homes[0], other)
                    if wrong:
                        return value, _shown(said, wrong)
    return None


def _wrong_label(labels: frozenset[str], members: Sequence[_Member], at: int, other: _Member) -> str:
    """A label of `other` that stands with the number of another part instead of that part's own, or nothing.

    The first part holds what is said of all of them; of the others every word tells them apart.
    """
    home = members[at]
    foreign = other.own(home)
    own = home.own(other) if at == 0 else home.labels - other.labels
    if not foreign or not own or not foreign <= labels:
        return ""
    rest = labels - foreign
    kept = sum(label in rest or any(same_word(label, one) for one in rest) for label in own)
    return min(foreign) if kept * 2 < len(own) else ""


def _crossed_list(said: Sentence, quote: Sentence) -> tuple[str, str] | None:
    """Two words of lists that "respectively" pairs otherwise."""
    pairs = _respective(quote.text)
    if not pairs:
        return None
    claims = _respective(said.text) or ()
    texts = [*({one, other} for one, other in claims)] or [set(_items(said.text))]
    for text in texts:
        for one, other in pairs:
            for strange, partner in pairs:
                if other != partner and {one, partner} <= text and not {other, strange} & text:
                    return partner, one
    return None


@lru_cache(maxsize=4_096)
def _respective(text: str) -> tuple[tuple[str, str], ...]:
    """Which word of the first list belongs to which of the second, in a sentence that says "respectively"."""
    if not RESPECTIVELY.search(text):
        return ()
    lists = [_listed(match) for match in ENUMERATION.finditer(text)]
    for at, one in enumerate(lists):
        for other in lists[at + 1 :]:
            if len(one) == len(other):
                return tuple(zip(one, other, strict=True))
    return ()


def _listed(match: re.Match[str]) -> tuple[str, ...]:
    found = [_items(part) for part in (match["first"], *match["more"].split(", ")[1:], match["last"])]
    return tuple(items[0] for items in found if items)


def _items(text: str) -> tuple[str, ...]:
    """Stems of all words but articles and the like, number words as digits."""
    found = [word for sentence in sentences(text) for word in sentence.words]
    return tuple(_number(word) or word.stem for word in found if word.text not in ARTICLES)


def _crossed_clause(said: Sentence, quote: Sentence) -> tuple[str, str] | None:
    """Words of two like clauses of the quote in one clause: of "A pays for X and B pays for Y", "B pays for X"."""
    clauses = _clauses(quote)
    mine = frozenset(_labels(said.words))
    if len(clauses) != 2 or len(_clauses(said)) > 1 or len(mine & quote.every_stem) < COPIED * len(mine):
        return None
    one, other = clauses
    if not any(_is_middle(stem, one) and _is_middle(stem, other) for stem in mine.intersection(one, other)):
        return None
    parts = [frozenset(one) - frozenset(other), frozenset(other) - frozenset(one)]
    if any(not part & mine or part <= mine for part in parts):
        return None
    return _shown(said, min(parts[1] & mine)), _shown(said, min(parts[0] & mine))


def _is_middle(stem: str, clause: Sequence[str]) -> bool:
    """Whether something stands before the stem and something after it, as around a verb."""
    return stem in clause[1:-1]


@lru_cache(maxsize=4_096)
def _clauses(sentence: Sentence) -> tuple[tuple[str, ...], ...]:
    """Labels of the clauses that "and", "but" and the like tie together, each with words of its own."""
    pieces: list[list[Word]] = [[]]
    for word in sentence.words:
        if word.text in CONTRASTS and len(list(_labels(pieces[-1]))) > 1:
            pieces.append([])
        pieces[-1].append(word)
    return tuple(tuple(_labels(piece)) for piece in pieces)


@lru_cache(maxsize=4_096)
def _members(sentence: Sentence) -> tuple[_Member, ...]:
    """The parts of a sentence that hold numbers; one without goes with the part before, or at the beginning with the next."""
    pieces: list[list[Word]] = []
    for at, word in enumerate(sentence.words):
        if not at or word.text in SPLITS or word.clause != sentence.words[at - 1].clause:
            pieces.append([])
        pieces[-1].append(word)
    joined: list[list[Word]] = []
    leads = bool(pieces) and not _values(pieces[0])
    open_piece: list[Word] = []
    for piece in pieces:
        if _values(piece):
            joined.append([*open_piece, *piece])
            open_piece = []
        elif leads or not joined:
            open_piece += piece
        else:
            joined[-1] += piece
    return tuple(map(_member, joined))


def _member(words: Sequence[Word]) -> _Member:
    values = _values(words)
    last = max((at for at, word in enumerate(words) if _number(word) in values), default=0)
    before, after = _labels(words[:last]), _labels(words[last + 1 :])
    return _Member(values=values, before=frozenset(before), after=frozenset(after))


def _values(words: Sequence[Word]) -> tuple[str, ...]:
    """The numbers among words, those that are part of a name ("stage 2") left out."""
    return tuple(
        number
        for at, word in enumerate(words)
        if (number := _number(word)) and not (at and words[at - 1].stem in KINDS)
    )


def _number(word: Word) -> str:
    if word.text in WORD_NUMBERS:
        return str(WORD_NUMBERS[word.text])
    return word.text if PLAIN_NUMBER.fullmatch(word.text) else ""


def _labels(words: Sequence[Word]) -> Iterator[str]:
    """Stems of what says of whom or what, and the numerals of "stage II"."""
    for at, word in enumerate(words):
        is_numeral = bool(at) and words[at - 1].stem in KINDS and (word.text in NUMERALS or word.text.isdigit())
        if is_numeral or (word.is_content and len(word.text) > 1 and not _number(word) and not is_frame(word.stem)):
            yield word.stem


def _shown(sentence: Sentence, stem: str) -> str:
    """The word of the sentence with this stem, as it stands there."""
    return next((word.text for word in sentence.words if word.stem == stem), stem)
