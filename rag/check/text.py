"""Any text and its sources to verdicts, whoever wrote it: by rules where a statement nearly copies a sentence, and by score.

A near copy that swaps a number, a name or a "not" scores high: only the rules see it. A free paraphrase breaks rules
that are made for quotes: only the score is fair to it. Cites nothing, rewrites nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from rag.check.evidence import evidence_of, is_copied
from rag.check.found import Grounds, Library, plain
from rag.check.gate import rule_failures
from rag.check.hints import repair_hint
from rag.check.instructions import instruction_failure
from rag.check.nowhere import foreign_number
from rag.check.score.cross_encoder import CrossEncoderScorer
from rag.check.score.features import CUES
from rag.check.score.model import load_model
from rag.check.score.pieces import Piece
from rag.check.score.response import Scored, ScoredText, score_text
from rag.check.score.source import numbers_in, rarities_of
from rag.checked import CheckedStatement, CheckedText, Failure, Span
from rag.index.encoder import Encoder
from rag.settings import CheckSettings, Settings
from rag.vocabulary import Vocabulary

WHOLE = 0.95  # share of a statement in one sentence: nothing of it is left but little words
ALL_BUT = 0.7  # share of a statement and its sentence in each other: a word or two are swapped
PART_HELD, PART_KEPT = 0.8, 0.35  # as held and kept of CheckSettings: made from a part of a long sentence
BROKEN = 0.5  # times the least score that passes: what a text keeps that breaks a rule
INVENTED = 0.22  # score below which a statement fails in any text: 5 of 14 unsupported responses more, 6 of 212 others
FOREIGN = 0.15  # share of a statement, by rarity, in the passages: of RAGTruth's 1,600 sound statements 2 hold less
MIN_WORDS = 4  # content words of a statement that may be called foreign
CLOSE = 0.8  # shares held and kept from which a near copy in a long text answers for its negations too
RARE = 0.6  # rarity of a word that may name what another one was put in place of
FEW = 2  # statements of a text that may have been written for the passages it comes with
MENDABLE = frozenset("numbers strength polarity absolutes categories".split())  # by a word of the sentence itself
QUOTES = re.compile(r"\b(?:the|its|their) quotes?\b")
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
    is_prose: bool = False

    def is_copy(self, way: Grounds) -> bool:
        """Whether the statement is a near copy: it holds most of the sentence, or, in a short text, stands in it whole."""
        return way.held >= self.held and (way.kept >= self.kept or (way.held >= WHOLE and not self.is_prose))

    def is_part(self, way: Grounds) -> bool:
        """Whether the statement is made from a part of the sentence, which then binds it by the sure rules."""
        return not self.is_prose and way.held >= PART_HELD and way.kept >= PART_KEPT

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


def check_text(
    response: str,
    passages: Sequence[str],
    settings: Settings,
    *,
    encoder: Encoder,
    vocabulary: Vocabulary | None = None,
    question: str = "",
    cross_encoder: CrossEncoderScorer | None = None,
) -> CheckedText:
    """Hold each statement of `response` against all `passages`. The response is supported where every statement is.

    `question`: what the response answers, where that is known. `cross_encoder` scores in place of the built-in model.
    Without passages nothing is supported.
    """
    library = Library(passages)
    if cross_encoder:
        scored, least = cross_encoder.score_text(response, passages), settings.check.min_cross_encoder_score
    else:
        scored = score_text(response, passages, encoder, question=question)
        least = load_model().least(len(scored.statements))
    rules = _Rules(library, settings, encoder, vocabulary, question, len(scored.statements))
    if not (cross_encoder or rules.is_prose):  # so few statements, or so short a source, that each must hold alone
        scored = _each_alone(scored, passages, encoder, question)
        least = load_model().min_claim_score
    found = tuple(
        _checked(one, is_doubtful, rules) for one, is_doubtful in zip(scored.statements, _doubtful(scored), strict=True)
    )
    broken = any(failure.rule != "score" for one in found for failure in one.failures)
    return CheckedText(
        response=response,
        passages=tuple(passages),
        question=question,
        supported=all(one.verdict == "supported" for one in found),
        score=scored.score * BROKEN * least if broken else scored.score,
        statements=found,
        remarks=() if found else ("it holds no statement, so there was nothing to check",),
    )


def _each_alone(scored: ScoredText, passages: Sequence[str], encoder: Encoder, question: str) -> ScoredText:
    """Every statement scored as a text of its own; the least of them for the whole."""
    alone = [score_text(one.piece.text, passages, encoder, question=question) for one in scored.statements]
    found = tuple(
        replace(one, score=text.score, is_supported=text.is_supported)
        for one, text in zip(scored.statements, alone, strict=True)
    )
    least = min((text.score for text in alone), default=scored.score)
    return ScoredText(statements=found, score=least, is_supported=all(text.is_supported for text in alone))


def near(settings: CheckSettings, source_words: int, statements: int) -> Near:
    """What counts as a near copy: the longer source and text, the less likely the one was written from the other."""
    if source_words <= settings.quote_words:
        return Near("quote", settings.quote_held, settings.quote_kept)
    if statements > FEW:
        return Near("prose", settings.prose_held, settings.prose_kept, is_prose=True)
    if source_words <= settings.passage_words:
        return Near("passage", settings.passage_held, settings.passage_kept)
    return Near("source", settings.source_held, settings.source_kept)


class _Rules:
    """The rules of the gate, for statements that cite nothing: the quotes are found first."""

    def __init__(
        self,
        library: Library,
        settings: Settings,
        encoder: Encoder,
        vocabulary: Vocabulary | None,
        question: str,
        statements: int,
    ) -> None:
        self.library = library
        self._near = near(settings.check, library.words, statements)
        self._settings = settings
        self._encoder = encoder
        self._vocabulary = vocabulary
        self._question = question

    @property
    def is_prose(self) -> bool:
        """Whether the text is long prose on a long source, of which single statements need not be near copies."""
        return self._near.is_prose

    def broken(self, ways: Sequence[Grounds]) -> tuple[Failure, ...]:
        """Rules that a near copy of a sentence breaks on whatever quotes it is put; none for what is no near copy.

        A near copy answers to its sentence, or the list that this is of: what it swaps may well stand in another.
        """
        order = instruction_failure(ways[0].statement.quotes, self.library.passages) if ways else None
        if order:
            return (Failure(rule="instructions", why=order),)
        narrow = [way for way in ways if not way.is_joined]
        is_copy = any(map(self._near.is_copy, narrow))
        if not (is_copy or any(map(self._near.is_part, narrow))):
            return ()
        found = [tuple(self._failures(way)) for way in ways if self._near.counts(way, ways[0])]
        if self._near.allows_additions and all(found) and all(_is_added(one.rule, ways[0]) for one in found[-1]):
            found += [tuple(self._failures(ways[-1]))]
        is_close = not self._near.is_prose or any(min(way.held, way.kept) >= CLOSE for way in narrow)
        bound = [
            tuple(one for one in failures if (is_copy or one.rule in SURE) and (is_close or one.rule != "polarity"))
            for failures in found
        ]
        return bound[-1] if all(bound) else ()

    def foreign(self, text: str) -> tuple[Failure, ...]:
        """A number of the statement that stands nowhere, near copy or not."""
        texts = (passage.text for passage in self.library.passages.values())
        why = foreign_number(text, texts, self._question)
        return (Failure(rule="numbers", why=why),) if why else ()

    def hint(self, way: Grounds, rule: str) -> str:
        """The smallest change by which the statement would break no rule on these quotes, or nothing."""
        if rule not in MENDABLE:
            return ""
        evidence = evidence_of(way.statement, self.library.passages, self._question)

        def passes(text: str) -> bool:
            return not any(self._failures(replace(way, statement=way.statement.model_copy(update={"text": text}))))

        found = repair_hint(way.statement.text, evidence.sentences, rule, passes, vocabulary=self._vocabulary)
        return found.change if found and found.change.startswith("say ") else ""

    def _failures(self, way: Grounds) -> Iterator[Failure]:
        passages = self.library.passages
        if is_copied(way.statement, passages):
            return
        evidence = evidence_of(way.statement, passages, self._question)
        encoder = self._encoder if self._near.binds("support") else None
        found = rule_failures(evidence, way.statement.text, self._settings.gate, self._vocabulary, encoder)
        for rule, why in found:
            if self._near.binds(rule):
                yield Failure(rule=rule, why=_in_words(why))


def _doubtful(scored: ScoredText) -> list[bool]:
    """Which statements the score condemns: those below their mark, or the lowest; of a text it
    supports only those that it takes for invented.
    """
    if scored.is_supported:
        return [one.score < INVENTED for one in scored.statements]
    lowest = min((one.score for one in scored.statements), default=0.0)
    return [not one.is_supported or one.score <= lowest for one in scored.statements]


def _checked(one: Scored, is_doubtful: bool, rules: _Rules) -> CheckedStatement:
    piece = one.piece
    said = plain(piece.text)
    ways = rules.library.grounds(said)
    broken = rules.broken(ways) or rules.foreign(said)
    is_doubtful = is_doubtful or _is_foreign(piece, rules.library)
    failures = (*broken, _doubt(rules.library)) if is_doubtful else broken
    spans: list[Piece] = [*one.failed] if is_doubtful else []
    unknown = rules.library.unknown(piece, ways[0]) if ways and broken else ()
    return CheckedStatement(
        text=piece.text,
        start=piece.start,
        end=piece.end,
        verdict="unsupported" if failures else "supported",
        score=one.score * BROKEN if broken else one.score,
        failures=failures,
        unsupported=tuple(Span(start=part.start, end=part.end) for part in (*unknown, *spans) or (piece,))
        if failures
        else (),
        nearest=ways[0].nearest.text if ways else "",
        passage=int(ways[0].nearest.passage_id) if ways else 0,
        hint=rules.hint([way for way in ways if not way.is_joined][-1], broken[0].rule) if broken and ways else "",
    )


def _is_added(rule: str, way: Grounds) -> bool:
    """Whether what breaks the rule is put beside what the sentence says, not in the place of something of its kind."""
    said, held = way.statement.text, way.nearest.text
    if rule == "numbers":
        return set(numbers_in(held)) <= set(numbers_in(said))
    if rule == "terms":
        rarities = rarities_of(held)
        return all(rarities[stem] < RARE for stem in rarities.keys() - rarities_of(said).keys())
    return False


def _in_words(why: str) -> str:
    """A reason of the gate for people who gave passages and no quotes."""
    return QUOTES.sub("the nearest sentence", OF_QUOTES_VERB.sub(lambda match: f"{match[1]} {ONE_SAYS[match[2]]}", why))


def _is_foreign(piece: Piece, library: Library) -> bool:
    """Whether the passages hold hardly a word of a statement that speaks of something, not of the passages."""
    is_about_them = any(CUES[name].search(piece.text) for name in ("of_the_source", "finds_nothing", "advises"))
    rarities = rarities_of(piece.text)
    return len(rarities) >= MIN_WORDS and not is_about_them and library.held(rarities) < FOREIGN


def _doubt(library: Library) -> Failure:
    if not library.words:
        return Failure(rule="citation", why="there are no passages")
    return Failure(rule="score", why="the sources do not say this, judged by its words and its meaning")
