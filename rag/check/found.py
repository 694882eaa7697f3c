"""Statement and passages to the quotes it may rest on, for a text that cites none. Judges nothing."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from rag.check.alike import in_any_form
from rag.check.evidence import PRONOUN
from rag.check.nowhere import numbers_of
from rag.check.plain import is_frame
from rag.check.score.pieces import Piece, statements
from rag.check.score.source import content, rarities_of
from rag.schema import DraftStatement, Locator, Passage, Quote
from rag.words import words

ASIDE = re.compile(r"\([^()]*\)")
EXPLAINED = re.compile(r"(?<=[\w)])\s?:\s.*", re.DOTALL)  # of a list item: what follows its name
MADE_OF_THEM = (
    0.3  # weight of the share of a sentence's words that the statement holds, beside the share it holds of it
)
MAX_QUOTES = 4  # sentences joined for one statement
SAID_TOO = 0.5  # share of a statement, by rarity, in a sentence that it may be made of as well
REPEATED = 0.75  # share of the words of a list item from which the statement repeats it
WORD = re.compile(r"[^\s,;:()\[\]]+")


@dataclass(frozen=True)
class Grounds:
    """A statement with quotes it may rest on together, the nearest sentence first.

    `held`: share of the statement, by rarity of its words, that the quotes hold; `kept`: share of the words of the
    quotes, asides apart, that the statement holds. Both 0..1; both high: a near copy. `is_joined`: the quotes are of
    several sentences that do not belong together.
    """

    statement: DraftStatement
    held: float
    kept: float
    is_joined: bool

    @property
    def nearest(self) -> Quote:
        """The sentence most like the statement."""
        return self.statement.quotes[0]


@dataclass(frozen=True)
class _Sentence:
    passage_id: str
    piece: Piece
    stems: frozenset[str]
    main: frozenset[str]

    @property
    def quote(self) -> Quote:
        return Quote(passage_id=self.passage_id, text=self.piece.text, start=self.piece.start, end=self.piece.end)


class Library:
    """The passages that a text is held against, numbered from 1 in the order given, cut into sentences."""

    def __init__(self, passages: Sequence[str]) -> None:
        """`passages`: blank ones hold no sentence, but keep their number."""
        self.passages: Mapping[str, Passage] = {str(n): _passage(str(n), text) for n, text in enumerate(passages, 1)}
        self._sentences = [
            _sentence(name, piece) for name, passage in self.passages.items() for piece in statements(passage.text)
        ]

    @cached_property
    def words(self) -> int:
        """Words of all passages together."""
        return sum(len(passage.text.split()) for passage in self.passages.values())

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Numbers of all passages, written in digits or words."""
        return numbers_of(passage.text for passage in self.passages.values())

    def grounds(self, text: str) -> tuple[Grounds, ...]:
        """Ways to support `text`, narrowest first: its nearest sentence; the list that is of; it and a next that begins
        with "it"; several sentences.

        Empty where no sentence shares a word with it.
        """
        rarities = rarities_of(text)
        first = self._nearest(rarities) if rarities else None
        if first is None:
            return ()
        lists, follower = self._list_of(first, rarities), self._with_follower(first, rarities)
        ways = [(False, [first]), (False, lists), (True, self._joined(first, rarities))]
        if len(follower) > 1:
            ways.insert(2, (False, follower))
        unlike = {frozenset(s.quote for s in way): (is_joined, way) for is_joined, way in reversed(ways)}
        return tuple(_grounds(text, way, rarities, is_joined) for is_joined, way in reversed(unlike.values()))

    def _nearest(self, rarities: Mapping[str, float]) -> _Sentence | None:
        """The sentence that holds most of these stems, and is made of them: a short copy before a long one."""

        def nearness(sentence: _Sentence) -> float:
            shared = sentence.stems & rarities.keys()
            held = sum(rarities[stem] for stem in shared) / sum(rarities.values())
            return held + MADE_OF_THEM * len(sentence.main & shared) / max(1, len(sentence.main)) if shared else 0.0

        best = max(self._sentences, key=nearness, default=None)
        return best if best and best.stems & rarities.keys() else None

    def held(self, rarities: Mapping[str, float]) -> float:
        """Share of these stems, by rarity, that stand in the passages in any form."""
        return _held(rarities, self.stems)

    def are_of_one_list(self, one: Quote, other: Quote) -> bool:
        """Whether both sentences stand in one list, what introduces it included."""
        first, last = sorted(self._places[quote.passage_id, quote.start] for quote in (one, other))
        opening, *rest = (sentence.piece for sentence in self._sentences[first : last + 1])
        is_list = (opening.is_item or opening.text.endswith(":")) and all(piece.is_item for piece in rest)
        return one.passage_id == other.passage_id and is_list

    @cached_property
    def _places(self) -> Mapping[tuple[str, int], int]:
        """Where each sentence stands among all of them, by passage and start."""
        return {(sentence.passage_id, sentence.piece.start): at for at, sentence in enumerate(self._sentences)}

    def says_elsewhere(self, way: Grounds, new: str, old: str) -> bool:
        """Whether a sentence besides these quotes holds the words `new`, and what the statement says or the quote of `old`.

        For no new words: one that does not hold `old`.
        """
        rarities = rarities_of(way.statement.text)
        replaced = [content(quote.text) for quote in way.statement.quotes if _has(quote.text, old)]
        return any(
            (_has(sentence.piece.text, new) if new else not _has(sentence.piece.text, old))
            and sentence.quote not in way.statement.quotes
            and (
                _held(rarities, sentence.stems) >= SAID_TOO
                or any(_share(stems, sentence.stems) >= REPEATED for stems in replaced)
            )
            for sentence in self._sentences
        )

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of all words of the passages that say something by themselves."""
        return frozenset[str]().union(*(sentence.stems for sentence in self._sentences))

    def unknown(self, piece: Piece, grounds: Grounds) -> tuple[Piece, ...]:
        """The runs of words of a piece of the text that its nearest sentence does not hold."""
        known = frozenset(content(grounds.nearest.text))
        spans: list[tuple[int, int]] = []
        is_open = False
        for word in WORD.finditer(piece.text):
            stems = content(word[0])
            if stems and not all(in_any_form(stem, known) for stem in stems):
                start = spans.pop()[0] if is_open else word.start()
                spans.append((start, word.end()))
            is_open = bool(stems and spans and spans[-1][1] == word.end())
        return tuple(Piece(piece.text[a:b], piece.start + a, piece.start + b) for a, b in spans)

    def _joined(self, first: _Sentence, rarities: Mapping[str, float]) -> list[_Sentence]:
        """The sentence, then the one that holds most of what is left of these stems, and so on."""
        chosen, left = [first], dict(rarities)
        while len(chosen) < MAX_QUOTES:
            left = {stem: rarity for stem, rarity in left.items() if not in_any_form(stem, chosen[-1].stems)}
            gains = [(sum(left[stem] for stem in s.stems & left.keys()), -at) for at, s in enumerate(self._sentences)]
            gain, at = max(gains)
            if gain <= 0:
                break
            chosen.append(self._sentences[-at])
        return chosen

    def _with_follower(self, sentence: _Sentence, said: Collection[str]) -> list[_Sentence]:
        """The sentence with the next one, if that begins with "it" or the like and holds more of what is said."""
        at = self._sentences.index(sentence) + 1
        after = [s for s in self._sentences[at : at + 1] if s.passage_id == sentence.passage_id]
        new = {stem for stem in said if stem not in sentence.stems and not is_frame(stem)}
        return [sentence, *(s for s in after if PRONOUN.match(s.piece.text) and new & s.stems)]

    def _list_of(self, sentence: _Sentence, said: Collection[str]) -> list[_Sentence]:
        """The sentence with what introduces its list and those other items that the statement repeats."""
        mine = [s for s in self._sentences if s.passage_id == sentence.passage_id]
        at = mine.index(sentence)
        if not (sentence.piece.is_item or sentence.piece.text.endswith(":")):
            return [sentence]
        above = list(takewhile(lambda s: s.piece.is_item, reversed(mine[: at + sentence.piece.is_item])))
        below = takewhile(lambda s: s.piece.is_item, mine[at + 1 :])
        lead = mine[max(0, at - len(above)) :][:1] if sentence.piece.is_item else []
        items = [s for s in (*reversed(above), *below) if _share(s.main, said) >= REPEATED]
        return list(dict.fromkeys([sentence, *lead, *items]))


def _has(text: str, said: str) -> bool:
    """Whether all of these words stand in the text."""
    return {*words(said)} <= {*words(text)}


def _sentence(passage_id: str, piece: Piece) -> _Sentence:
    stems = frozenset(content(piece.text))
    main = ASIDE.sub(" ", EXPLAINED.sub("", piece.text) if piece.is_item else piece.text)
    return _Sentence(passage_id, piece, stems, frozenset(content(main)) or stems)


def _grounds(text: str, way: Sequence[_Sentence], rarities: Mapping[str, float], is_joined: bool) -> Grounds:
    stems = frozenset().union(*(s.stems for s in way))
    kept = _share(frozenset().union(*(s.main for s in way)), rarities)
    return Grounds(
        DraftStatement(text=text, quotes=tuple(s.quote for s in way)), _held(rarities, stems), kept, is_joined
    )


def _held(rarities: Mapping[str, float], stems: Collection[str]) -> float:
    """Share of the stems with these rarities, by rarity, that stand in `stems`, in any form."""
    return sum(rarity for stem, rarity in rarities.items() if in_any_form(stem, stems)) / sum(rarities.values())


def _share(stems: Collection[str], of: Collection[str]) -> float:
    """Share of `stems` that stand in `of`, in any form."""
    return sum(in_any_form(stem, of) for stem in stems) / max(1, len(stems))


def _passage(name: str, text: str) -> Passage:
    return Passage(id=name, source_id=name, edition="", title="", text=text, locator=Locator(headings=()), ordinal=0)
