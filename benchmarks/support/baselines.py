"""What a user could install today to tell supported from unsupported text: four scores, each 0..1, 1 for supported."""

import re
from collections.abc import Callable, Mapping

from rapidfuzz.fuzz import partial_ratio

from benchmarks.support.data import Item
from rag.check.score.pieces import statements
from rag.check.score.response import WORST
from rag.check.score.source import content
from rag.index.encoder import Encoder
from rag.words import fold

USUAL_RATIO = 0.8  # partial_ratio from which chat front ends take a sentence as found in a source
QUOTED = re.compile(r"[\"“”„‟'‘’`´](.*?)[\"“”„‟'‘’`´]")
MIN_QUOTED_WORDS = 3


def word_overlap(item: Item, _: Encoder) -> float:
    """Share of a statement's content words that the passages hold; of a text, the mean of its worst statements."""
    have = {stem for passage in item.passages for stem in content(passage)}

    def share(text: str) -> float:
        said = set(content(text))
        return len(said & have) / len(said) if said else 1.0

    return _worst(item, share)


def encoder_cosine(item: Item, encoder: Encoder) -> float:
    """Cosine of a statement and the nearest sentence of the passages; of a text, the mean of its worst statements."""
    sentences = [piece.text for passage in item.passages for piece in statements(passage)]
    rows = encoder.encode(sentences)
    return _worst(item, lambda text: float((rows @ encoder.encode([text])[0]).max()))


def quoted_spans(item: Item, _: Encoder) -> float:
    """Ragas' QuotedSpansAlignment: share of the quoted runs of three words or more that stand in the passages.

    Written anew after its description and tests: ragas, `metrics/collections/quoted_spans`, of 0.4. There a text without
    a quoted run scores 0; here it scores 1, since nothing in it was found wanting, which is the kinder reading.
    """
    spans = [match.strip() for match in QUOTED.findall(item.text)]
    spans = [fold(span).lower() for span in spans if len(span.split()) >= MIN_QUOTED_WORDS]
    source = fold(" ".join(item.passages)).lower()
    return sum(span in source for span in spans) / len(spans) if spans else 1.0


def fuzzy_match(item: Item, _: Encoder) -> float:
    """rapidfuzz.partial_ratio of a statement and the joined passages; of a text, the mean of its worst statements."""
    source = fold(" ".join(item.passages)).lower()
    return _worst(item, lambda text: partial_ratio(fold(text).lower(), source) / 100)


BASELINES: Mapping[str, Callable[[Item, Encoder], float]] = {
    "word overlap": word_overlap,
    "encoder cosine": encoder_cosine,
    "quoted spans": quoted_spans,
    "partial_ratio": fuzzy_match,
}
FIXED: Mapping[str, float] = {"quoted spans": 1.0, "partial_ratio": USUAL_RATIO}  # thresholds of their own


def _worst(item: Item, score: Callable[[str], float]) -> float:
    scores = sorted(score(piece.text) for piece in statements(item.text))[:WORST]
    return sum(scores) / len(scores)
