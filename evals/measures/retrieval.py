"""Was a relevant passage found, and how far up? Binary relevance, decided by the case, counted over the whole shelf.

Equal to ir_measures (Success@k, R@k, RR@k, nDCG@k) to six decimals and more: benchmarks/retrieval_parity.py.

Relevant: a passage that the case names by its id in `passages`, or that holds any of its `passages_contain` (folded for
case and white space), or, when the case gives neither, any passage of its `sources`. Unmeasured: the case names none of
these, or nothing on the shelf is relevant.
"""

import math
from collections.abc import Collection, Mapping, Sequence

from evals.schema import Expect, RunRecord
from evals.score_schema import Measurement
from rag.words import fold

CUTOFFS = (1, 5, 10)
DEPTH = max(CUTOFFS)
NAMES = (
    *(f"retrieval.hit@{k}" for k in CUTOFFS),
    *(f"retrieval.recall@{k}" for k in CUTOFFS),
    f"retrieval.mrr@{DEPTH}",
    f"retrieval.ndcg@{DEPTH}",
)


def measure(record: RunRecord) -> tuple[Measurement, ...]:
    """All retrieval measures of one record, in the order of NAMES."""
    expect = record.case.expect
    if not expect.names_passages:
        return tuple(Measurement.unmeasured(name, "the case names no passages and no sources") for name in NAMES)
    relevant = frozenset(record.relevant)
    if not relevant:
        wanted = " or ".join(map(repr, (*expect.passages, *expect.passages_contain) or expect.sources))
        return tuple(Measurement.unmeasured(name, f"no passage on the shelf is relevant: {wanted}") for name in NAMES)
    ranked = [hit.passage_id for hit in sorted(record.hits, key=lambda hit: hit.rank)]
    values = (
        *(hit_at_k(ranked, relevant, k) for k in CUTOFFS),
        *(recall_at_k(ranked, relevant, k) for k in CUTOFFS),
        reciprocal_rank(ranked, relevant, DEPTH),
        ndcg_at_k(ranked, relevant, DEPTH),
    )
    return tuple(Measurement(name=name, value=value) for name, value in zip(NAMES, values, strict=True))


def is_relevant(text: str, source_id: str, expect: Expect, *, passage_id: str = "") -> bool:
    """Whether a passage with this text, source and id is relevant to the case; False when the case names nothing."""
    if expect.passages or expect.passages_contain:
        plain = fold(text).casefold()
        return passage_id in expect.passages or any(
            fold(wanted).casefold() in plain for wanted in expect.passages_contain
        )
    return source_id in expect.sources


def hit_at_k(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """1.0 when any of the first `k` is relevant, else 0.0. Also called success@k (Manning et al. 2008, ch. 8)."""
    return float(any(_gains(ranked, relevant, k)))


def recall_at_k(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Share of all relevant passages that stand among the first `k`, 0..1. Cannot reach 1 when they are more than `k`.

    Source: Manning, Raghavan, Schütze, Introduction to Information Retrieval, 2008, ch. 8.
    """
    return sum(_gains(ranked, relevant, k)) / len(set(relevant))


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """1 / rank of the first relevant passage among the first `k`, else 0.0. Mean: MRR@k (Voorhees, TREC-8, 1999)."""
    return next((1 / rank for rank, gain in enumerate(_gains(ranked, relevant, k), start=1) if gain), 0.0)


def ndcg_at_k(ranked: Sequence[str], relevant: Collection[str] | Mapping[str, float], k: int) -> float:
    """Discounted gain of the first `k` over that of the best order, 0..1; discount log2(rank + 1).

    A mapping gives the gain of each passage, its grade of relevance as in trec_eval's ndcg_cut; otherwise each has 1.
    Source: Järvelin and Kekäläinen, ACM TOIS 20(4), 2002, with the discount in general use since.
    """
    grades = relevant if isinstance(relevant, Mapping) else dict.fromkeys(relevant, 1.0)
    found = [grades.get(name, 0.0) for name in _first(ranked, grades, k)]
    best = sorted(grades.values(), reverse=True)[:k]
    if best[0] <= 0:
        raise ValueError("undefined where no passage has a gain above 0")
    return _discounted(found) / _discounted(best)


def _gains(ranked: Sequence[str], relevant: Collection[str], k: int) -> list[bool]:
    return [name in relevant for name in _first(ranked, relevant, k)]


def _first(ranked: Sequence[str], relevant: Collection[str], k: int) -> list[str]:
    """The first `k` distinct passages: one named twice counts once, where it stands first."""
    if k < 1 or not relevant:
        raise ValueError(f"undefined for k={k} and {len(relevant)} relevant passages; both must be at least 1")
    return list(dict.fromkeys(ranked))[:k]


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
