"""Text and passages to scored statements and one score for the whole. Knows no threshold but the model's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.check.nowhere import foreign_number
from rag.check.references import plain
from rag.check.score.features import Place, candidates, features
from rag.check.score.model import Model, load_model
from rag.check.score.pieces import Piece, clauses, statements
from rag.check.score.source import Source, source_of
from rag.index.encoder import Encoder

WORST = 2  # statements whose doubts are averaged: two poor ones weigh more than one, a hundred sound ones nothing


@dataclass(frozen=True)
class Scored:
    """A statement with its score (1: supported), its nearest sentence of the source, and its clauses that fail."""

    piece: Piece
    score: float
    is_supported: bool
    nearest: str
    failed: tuple[Piece, ...]


@dataclass(frozen=True)
class ScoredText:
    """All statements of a text, in order. `score`: that every one of them is supported."""

    statements: tuple[Scored, ...]
    score: float
    is_supported: bool


def score_text(
    text: str, passages: Sequence[str], encoder: Encoder, *, question: str = "", model: Model | None = None
) -> ScoredText:
    """Score each statement of `text` against all `passages` together, and the clauses of those that fail.

    A text without a word holds no statement and is supported; without passages nothing is.
    """
    model = model or load_model()
    source = source_of(passages, encoder, question)
    pieces = statements(text)
    doubts = doubts_of(pieces, source, model)
    scored = tuple(_scored(piece, doubt, source, model) for piece, doubt in zip(pieces, doubts, strict=True))
    score = 1 - model.response.probability(worst(doubts)) if doubts and source.sentences else float(not doubts)
    return ScoredText(statements=scored, score=score, is_supported=score >= model.least(len(pieces)))


def score_quoted(text: str, quotes: Sequence[str], *, model: Model | None = None) -> float:
    """0..1, that the `quotes` a statement cites, together, say it, by words alone; of several sentences, the least.

    Meant for quotes of a sentence, or of a list and what introduces it; below `min_gate_score` they do not say it. As in
    `score_text`, a text without a word is supported, and without quotes nothing is.
    """
    model = model or load_model()
    source, pieces = Source(quotes, None), statements(text)
    if not pieces or not source.sentences:
        return float(not pieces)
    return 1 - model.quote.probability(max(doubts_of(pieces, source, model, is_quoted=True)))


def doubts_of(pieces: Sequence[Piece], source: Source, model: Model, *, is_quoted: bool = False) -> list[float]:
    """Log-odds, uncalibrated, that each piece is not supported."""
    wanted = [text for piece in pieces for text in (piece.text, *candidates(piece, source))]
    source.encode([*wanted, source.question] if source.question else wanted)
    places = (Place(at, len(pieces)) for at in range(len(pieces)))
    return [
        _doubt(piece, source, model, place, is_quoted=is_quoted) for piece, place in zip(pieces, places, strict=True)
    ]


def is_foreign(piece: Piece, source: Source) -> bool:
    """Whether the piece holds a number that neither the passages nor the question hold."""
    return foreign_number(plain(piece.text), source.known_numbers) is not None


def worst(doubts: Sequence[float]) -> float:
    """Mean of the WORST highest doubts, those beside the first counting as even at least: sound text around one false
    statement must not outweigh it.
    """
    first, *rest = sorted(doubts, reverse=True)[:WORST]
    return (first + sum(max(doubt, min(0.0, first)) for doubt in rest)) / (1 + len(rest))


def _doubt(piece: Piece, source: Source, model: Model, place: Place | None = None, *, is_quoted: bool = False) -> float:
    doubt = model.doubt(features(piece, source, place), is_quoted=is_quoted)
    return doubt if is_quoted else doubt + model.foreign_number * is_foreign(piece, source)


def _scored(piece: Piece, doubt: float, source: Source, model: Model) -> Scored:
    score = 1 - model.statement.probability(doubt) if source.sentences else 0.0
    is_supported = score >= model.min_statement_score
    near = candidates(piece, source)
    mine = source.vector(piece.text)
    nearest = max(near, key=lambda text: float(source.vector(text) @ mine), default="")
    failed = () if is_supported else _failed_clauses(piece, source, model)
    return Scored(piece=piece, score=score, is_supported=is_supported, nearest=nearest, failed=failed)


def _failed_clauses(piece: Piece, source: Source, model: Model) -> tuple[Piece, ...]:
    """The clauses that fail by themselves, or the whole statement where none does."""
    parts = clauses(piece)
    if len(parts) == 1:
        return (piece,)
    source.encode([text for part in parts for text in (part.text, *candidates(part, source))])
    scores = [1 - model.statement.probability(_doubt(part, source, model)) for part in parts]
    return tuple(part for part, score in zip(parts, scores, strict=True) if score < model.min_clause_score) or (piece,)
