"""Statement and the sentence nearest to it to whether it nearly copies that sentence, and which rules bind it then.

The longer source and text, the less likely the one was written from the other, and the nearer a copy must be.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from rag.check.found import Grounds
from rag.check.score.source import numbers_in
from rag.settings import CheckSettings
from rag.words import stems, words

WHOLE = 0.95  # share of a statement in one sentence: nothing of it is left but little words
ALL_BUT = 0.7  # share of a statement and its sentence in each other: a word or two are swapped
SWAPPED = 4  # words that may have been put in the place of others; longer runs are another wording
SURE = frozenset("numbers polarity terms attribution categories".split())  # rules that hold for joined sentences too
OF_QUOTES = frozenset("support novelty".split())  # rules fair only to a statement beside the quotes it was written from


class Near(NamedTuple):
    """When a statement nearly copies a sentence (see `Grounds`), and which rules it must keep then.

    `size` names the case. `is_prose`: only some rules bind, and what several sentences say together counts as well, but
    for a statement that copies one of them nearly whole.
    """

    size: str
    held: float
    kept: float
    settings: CheckSettings
    is_prose: bool = False

    def is_copy(self, way: Grounds) -> bool:
        """Whether the statement is a near copy: it holds most of the sentence, or, in a short text, stands in it whole."""
        return way.held >= self.held and (way.kept >= self.kept or (way.held >= WHOLE and not self.is_prose))

    def is_part(self, way: Grounds) -> bool:
        """Whether the statement is made from a part of the sentence, which then binds it by the sure rules."""
        return not self.is_prose and way.held >= self.settings.part_held and way.kept >= self.settings.part_kept

    def binds(self, rule: str) -> bool:
        """Whether a near copy must keep the rule."""
        return rule in SURE if self.is_prose else self.size == "quote" or rule not in OF_QUOTES

    @property
    def allows_additions(self) -> bool:
        """Whether what stands in another sentence may be put beside what the nearest one says."""
        return self.size in ("prose", "source")

    def counts(self, way: Grounds, nearest: Grounds) -> bool:
        """Whether the statement may be put on these quotes.

        Of a statement that swaps a word of its sentence, what it swaps in may stand in another; one that only adds to
        its sentence may have joined the two.
        """
        swaps = nearest.held >= ALL_BUT and ALL_BUT <= nearest.kept < 1
        return not way.is_joined or (self.is_prose and not swaps)

    def is_close(self, way: Grounds) -> bool:
        """Whether the statement is so near that it answers for negations: in long texts their part is often left out."""
        return not self.is_prose or min(way.held, way.kept) >= self.settings.prose_close


def near(settings: CheckSettings, source_words: int, statements: int) -> Near:
    """What counts as a near copy in a text of so many statements on passages of so many words."""
    if source_words <= settings.quote_words:
        return Near("quote", settings.quote_held, settings.quote_kept, settings)
    if statements > settings.few_statements:
        return Near("prose", settings.prose_held, settings.prose_kept, settings, is_prose=True)
    if source_words <= settings.passage_words:
        return Near("passage", settings.passage_held, settings.passage_kept, settings)
    return Near("source", settings.source_held, settings.source_kept, settings)


def is_added(rule: str, way: Grounds) -> bool:
    """Whether what breaks the rule is put beside what the sentence says, not in the place of something of its kind."""
    said, held = way.statement.text, way.nearest.text
    if rule == "numbers":
        return set(numbers_in(held)) <= set(numbers_in(said)) and not _swaps_number(words(said), words(held))
    return rule == "terms" and not _replaces(words(said), words(held))


def _replaces(said: Sequence[str], held: Sequence[str]) -> bool:
    """Whether words of one stand where other words of the other stood, what is around them being the same."""
    for tag, start, end, first, last in SequenceMatcher(a=held, b=said, autojunk=False).get_opcodes():
        new, old = said[first:last], held[start:end]
        if tag == "replace" and max(len(new), len(old)) <= SWAPPED and _says(new, held) and _says(old, said):
            return True
    return False


def _swaps_number(said: Sequence[str], held: Sequence[str]) -> bool:
    """Whether a number of one stands where another number of the other stood."""
    codes = SequenceMatcher(a=held, b=said, autojunk=False).get_opcodes()
    return any(
        tag == "replace" and any(map(str.isdigit, held[start:end])) and any(map(str.isdigit, said[first:last]))
        for tag, start, end, first, last in codes
    )


def _says(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether one of the words means something and stands not among the others."""
    return any(word not in others and not word.isdigit() and stems(word) for word in some)
