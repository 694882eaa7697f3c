"""Statement that cites nothing, and quotes found for it, to the rules it breaks. Only near copies are judged."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from rag.check.evidence import evidence_of, is_copied
from rag.check.exchanges import exchange_failure
from rag.check.found import Grounds, Library
from rag.check.gate import rule_failures
from rag.check.hints import repair_hint
from rag.check.instructions import instruction_failure
from rag.check.joined import joined_ways
from rag.check.near import SURE, WHOLE, Near, is_added
from rag.check.nowhere import foreign_biomarker, foreign_drug, foreign_number, numbers_of
from rag.check.pairs import pair_failure
from rag.check.reading import all_stems
from rag.check.swapped import Swap, swap
from rag.checked import Failure
from rag.index.encoder import Encoder
from rag.settings import Settings
from rag.vocabulary import Vocabulary
from rag.words import words

MENDABLE = frozenset("numbers strength polarity absolutes categories".split())  # by a word of the sentence itself
QUOTES = re.compile(r"\b(?:the|its|their) quotes?\b")
NOWHERE = re.compile(r"\bstands in no quote\b")
ONE_SAYS = {
    "do": "does",
    "say": "says",
    "call": "calls",
    "are": "is",
    "hold": "holds",
    "tell": "tells",
    "speak": "speaks",
}
OF_QUOTES_VERB = re.compile(rf"\b(the quotes|its quotes) ({'|'.join(ONE_SAYS)})\b")


@dataclass(frozen=True)
class NearRules:
    """The rules of the gate, for statements that cite nothing: the quotes are found first."""

    library: Library
    near: Near
    settings: Settings
    encoder: Encoder
    vocabulary: Vocabulary | None
    question: str

    def broken(self, ways: Sequence[Grounds]) -> tuple[Failure, ...]:
        """Rules that a near copy of a sentence breaks on whatever quotes it is put; none for what is no near copy.

        A near copy answers to its sentence, or the list that this is of: what it swaps may well stand in another.
        """
        order = instruction_failure(ways[0].statement.quotes, self.library.passages) if ways else None
        if order:
            return (Failure(rule="instructions", why=order),)
        broken = self._broken_as_one(ways)
        clauses = joined_ways(ways[0].statement.text, self.library) if ways and not self.near.is_prose else ()
        of_clauses = tuple(one for found in clauses for one in self._broken_as_one(found))
        is_joined = bool(clauses) and all(self.near.is_copy(found[0]) for found in clauses)
        return of_clauses if is_joined else broken or of_clauses or self._swapped(ways)

    def _broken_as_one(self, ways: Sequence[Grounds]) -> tuple[Failure, ...]:
        narrow = [way for way in ways if not way.is_joined]
        is_copy = any(map(self.near.is_copy, narrow))
        if not (is_copy or any(map(self.near.is_part, narrow))):
            return ()
        found = [tuple(self.failures(way)) for way in ways if self.near.counts(way, ways[0])]
        is_open = self.near.allows_additions and not self.near.counts(ways[-1], ways[0])  # the last not looked at yet
        if is_open and all(found) and all(is_added(one.rule, ways[0]) for one in found[-1]):
            found += [tuple(self.failures(ways[-1]))]
        is_close = any(map(self.near.is_close, narrow))
        bound = [
            tuple(one for one in failures if (is_copy or one.rule in SURE) and (is_close or one.rule != "polarity"))
            for failures in found
        ]
        return bound[-1] if all(bound) else ()

    def _swapped(self, ways: Sequence[Grounds]) -> tuple[Failure, ...]:
        found = next(filter(None, map(self._swap, ways)), None)
        if found:
            return (Failure(rule=found.rule, why=found.why),)
        crossed = next(filter(None, map(self._crossed, ways)), None)
        return (Failure(rule="roles", why=_in_words(crossed)),) if crossed else ()

    def _crossed(self, way: Grounds) -> str | None:
        """Why a statement made of the words of these quotes says of one thing what they say of another, if it does.

        None where another sentence holds all of its words, for it may be made of that one.
        """
        text, quotes = way.statement.text, [quote.text for quote in way.statement.quotes]
        if way.is_joined or way.held < WHOLE or self.library.says_elsewhere(way, text, ""):
            return None
        return pair_failure(text, quotes, only_numbers=True) or exchange_failure(text, quotes, only_traded=True)

    def _swap(self, way: Grounds) -> Swap | None:
        """What the statement puts in the place of what in these quotes, in their order in the passage.

        None where another sentence says it so, for the statement may be made of that one, or the question names it.
        """
        if way.is_joined:
            return None
        quotes = sorted(way.statement.quotes, key=lambda quote: quote.start)
        found = swap(way.statement.text, "\n".join(quote.text for quote in quotes), self.vocabulary)
        if found and found.rule == "terms" and {*words(found.new)} <= {*words(self.question)}:
            return None
        return None if found and self.library.says_elsewhere(way, found.new, found.old) else found

    def foreign(self, text: str) -> tuple[Failure, ...]:
        """A number, a drug or a biomarker of the statement that stands nowhere, near copy or not."""
        number = foreign_number(text, self._known_numbers)
        if number:
            return (Failure(rule="numbers", why=f"the number {number} stands in no passage"),)
        drug = foreign_drug(text, self._known_stems, self.vocabulary)
        if drug:
            return (Failure(rule="terms", why=f"the drug {drug!r} stands in no passage"),)
        marker = foreign_biomarker(text, self._known_stems, self.vocabulary)
        return (Failure(rule="terms", why=f"the biomarker {marker!r} stands in no passage"),) if marker else ()

    @cached_property
    def _known_numbers(self) -> frozenset[str]:
        return self.library.numbers | numbers_of([self.question])

    @cached_property
    def _known_stems(self) -> frozenset[str]:
        return self.library.stems | frozenset(all_stems(self.question))

    def hint(self, way: Grounds, rule: str) -> str:
        """The smallest change by which the statement would break no rule on these quotes, or nothing."""
        if rule not in MENDABLE:
            return ""
        evidence = evidence_of(way.statement, self.library.passages, self.question)

        def passes(text: str) -> bool:
            changed = replace(way, statement=way.statement.model_copy(update={"text": text}))
            return not (any(self.failures(changed)) or self._swap(changed))

        found = repair_hint(way.statement.text, evidence.sentences, rule, passes, vocabulary=self.vocabulary)
        if found and found.change.startswith("say "):
            return found.change
        swapped = self._swap(way)
        return swapped.hint if swapped and swapped.rule == rule else ""

    def failures(self, way: Grounds) -> Iterator[Failure]:
        """What the statement breaks of the rules that may bind it, put on these quotes; nothing where it is copied."""
        passages = self.library.passages
        if is_copied(way.statement, passages):
            return
        evidence = evidence_of(way.statement, passages, self.question)
        encoder = self.encoder if self.near.binds("support") else None
        found = rule_failures(evidence, way.statement.text, self.settings.gate, self.vocabulary, encoder)
        for rule, why in found:
            if self.near.binds(rule):
                yield Failure(rule=rule, why=_in_words(why))


def _in_words(why: str) -> str:
    """A reason of the gate for people who gave passages and no quotes."""
    why = NOWHERE.sub("does not stand in the nearest sentence", why)
    return QUOTES.sub("the nearest sentence", OF_QUOTES_VERB.sub(lambda match: f"{match[1]} {ONE_SAYS[match[2]]}", why))
