"""Any text and its sources to verdicts, whoever wrote it: by rules where a statement nearly copies a sentence, and by score.

A near copy that swaps a number, a name or a "not" scores high: only the rules see it. A free paraphrase breaks rules
that are made for quotes: only the score is fair to it. Cites nothing, rewrites nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.check.found import Library
from rag.check.near import near
from rag.check.near_rules import NearRules
from rag.check.references import plain
from rag.check.score.cross_encoder import CrossEncoderScorer
from rag.check.score.features import CUES
from rag.check.score.model import load_model
from rag.check.score.pieces import Piece
from rag.check.score.response import Scored, ScoredText, score_text
from rag.check.score.source import rarities_of
from rag.checked import CheckedStatement, CheckedText, Failure, Span
from rag.index.encoder import Encoder
from rag.settings import CheckSettings, Settings
from rag.vocabulary import Vocabulary

BROKEN = 0.5  # times the least score that passes: what a text keeps that breaks a rule
NAMED = re.compile(r"(?<!\w)'(.+?)'(?!\w)")
MIN_WORDS = 4  # content words of a statement that may be called foreign


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
    limits = near(settings.check, library.words, len(scored.statements))
    rules = NearRules(library, limits, settings, encoder, vocabulary, question)
    if not (cross_encoder or limits.is_prose):  # so few statements, or so short a source, that each must hold alone
        scored = _each_alone(scored, passages, encoder, question)
        least = load_model().min_claim_score
    found = tuple(
        _checked(one, is_doubtful, rules)
        for one, is_doubtful in zip(scored.statements, _doubtful(scored, settings.check), strict=True)
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
    alone = [scored]  # one statement is scored alone already
    if len(scored.statements) != 1:
        alone = [score_text(one.piece.text, passages, encoder, question=question) for one in scored.statements]
    found = tuple(
        replace(one, score=text.score, is_supported=text.is_supported)
        for one, text in zip(scored.statements, alone, strict=True)
    )
    least = min((text.score for text in alone), default=scored.score)
    return ScoredText(statements=found, score=least, is_supported=all(text.is_supported for text in alone))


def _doubtful(scored: ScoredText, settings: CheckSettings) -> list[bool]:
    """Which statements the score condemns: those below their mark, or the lowest; of a text it
    supports only those that it takes for invented.
    """
    if scored.is_supported:
        return [one.score < settings.invented_score for one in scored.statements]
    lowest = min((one.score for one in scored.statements), default=0.0)
    return [not one.is_supported or one.score <= lowest for one in scored.statements]


def _checked(one: Scored, is_doubtful: bool, rules: NearRules) -> CheckedStatement:
    piece = one.piece
    said = plain(piece.text)
    ways = rules.library.grounds(said)
    broken = rules.broken(ways) or rules.foreign(said)
    is_doubtful = is_doubtful or _is_foreign(piece, rules.library, rules.settings.check)
    failures = broken or ((_doubt(rules.library),) if is_doubtful else ())
    spans: list[Piece] = [*one.failed] if is_doubtful else []
    unknown = (*(rules.library.unknown(piece, ways[0]) if ways and broken else ()), *_named(piece, broken))
    return CheckedStatement(
        text=piece.text,
        start=piece.start,
        end=piece.end,
        verdict="unsupported" if failures else "supported",
        score=one.score * BROKEN if broken else one.score,
        failures=failures,
        unsupported=_merged(unknown or spans or (piece,)) if failures else (),
        nearest=ways[0].nearest.text if ways else "",
        passage=int(ways[0].nearest.passage_id) if ways else 0,
        hint=rules.hint([way for way in ways if not way.is_joined][-1], broken[0].rule) if broken and ways else "",
    )


def _named(piece: Piece, failures: Sequence[Failure]) -> tuple[Piece, ...]:
    """The words of a statement that the reasons name."""
    names = {name for failure in failures for quoted in NAMED.findall(failure.why) for name in quoted.split(" and ")}
    found = (
        match for name in names for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", piece.text, re.IGNORECASE)
    )
    return tuple(Piece(match[0], piece.start + match.start(), piece.start + match.end()) for match in found)


def _merged(pieces: Sequence[Piece]) -> tuple[Span, ...]:
    """Their places in order, those that overlap as one."""
    spans: list[Span] = []
    for piece in sorted(pieces, key=lambda piece: piece.start):
        last = spans.pop() if spans and piece.start < spans[-1].end else Span(start=piece.start, end=piece.end)
        spans.append(Span(start=last.start, end=max(last.end, piece.end)))
    return tuple(spans)


def _is_foreign(piece: Piece, library: Library, settings: CheckSettings) -> bool:
    """Whether the passages hold hardly a word of a statement that speaks of something, not of the passages."""
    is_about_them = any(CUES[name].search(piece.text) for name in ("of_the_source", "finds_nothing", "advises"))
    rarities = rarities_of(piece.text)
    return len(rarities) >= MIN_WORDS and not is_about_them and library.held(rarities) < settings.foreign_share


def _doubt(library: Library) -> Failure:
    if not library.words:
        return Failure(rule="citation", why="there are no passages")
    return Failure(rule="score", why="the sources do not say this, judged by its words and its meaning")
