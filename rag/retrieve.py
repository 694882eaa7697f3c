"""Query to passages: dense and BM25 scores, fused, filtered by source. Decides nothing about answers."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.errors import InputError
from rag.index.encoder import Encoder
from rag.index.shelf import Shelf
from rag.schema import Evidence, Hit, OutlineSection, Passage, Source
from rag.settings import RetrieveSettings
from rag.vocabulary import names_in
from rag.words import stems

Vector = NDArray[np.float32]
Keep = Callable[[Passage, Source], bool]


def in_force(_: Passage, source: Source) -> bool:
    """The default filter: superseded editions are left out."""
    return source.superseded_by is None


def search(
    query: str,
    shelf: Shelf,
    encoder: Encoder,
    settings: RetrieveSettings,
    *,
    k: int | None = None,
    keep: Keep = in_force,
) -> tuple[Hit, ...]:
    """The `k` (default settings.top_k) best passages for `query` among those `keep` accepts, best first.

    Score = cosine + bm25_weight * BM25 / (best BM25 of this query): the weighted sum did better than reciprocal rank
    fusion on section retrieval (nDCG@10 0.895 against 0.87). Ties: by position on the shelf. Raises: InputError: empty query.
    """
    if not query.strip():
        raise InputError("the query is empty; type a question or some words to look for")
    return rank(query, encoder.encode([query])[0], shelf, settings, k=k or settings.top_k, keep=keep)


def rank(
    query: str, vector: Vector, shelf: Shelf, settings: RetrieveSettings, *, k: int, keep: Keep = in_force
) -> tuple[Hit, ...]:
    """As `search`, for a query that is already encoded (`vector`: shape (dimension,), length 1)."""
    if not shelf.passages:
        return ()
    allowed = np.array([keep(p, shelf.sources[p.source_id]) for p in shelf.passages], dtype=bool)
    if not allowed.any():
        return ()
    lexical = shelf.lexical.scores(stems(query))
    lexical = np.where(allowed, lexical, np.float32(0))
    best = float(lexical.max())
    lexical = lexical / best if best > 0 else lexical
    rows = _candidates(vector, lexical, allowed, shelf, max(k, settings.candidates))
    cosines = np.einsum("ij,j->i", shelf.vectors[rows], vector)
    scores = cosines + settings.bm25_weight * lexical[rows]
    order = np.lexsort((rows, -scores))[:k]
    return tuple(
        Hit(
            rank=position + 1,
            score=round(float(scores[i]), 6),
            passage=shelf.passages[int(rows[i])],
            cosine=round(float(cosines[i]), 6),
            bm25=round(float(lexical[rows[i]]), 6),
        )
        for position, i in enumerate(order)
    )


def _candidates(
    vector: Vector, lexical: NDArray[np.float32], allowed: NDArray[np.bool_], shelf: Shelf, count: int
) -> NDArray[np.int64]:
    """Rows worth scoring: the nearest and the lexically best of the allowed ones, sorted by row."""
    total = len(shelf.passages)
    asked = count
    while True:  # filtered rows take up places among the nearest: ask for more until enough are left
        near = shelf.nearest_rows(vector, min(asked, total))
        near = near[allowed[near]]
        if len(near) >= min(count, int(allowed.sum())) or asked >= total:
            break
        asked *= 4
    matched = np.flatnonzero(lexical > 0)
    matched = matched[np.argsort(-lexical[matched], kind="stable")][:count]
    return np.union1d(near[:count], matched).astype(np.int64)


def gather(
    section: OutlineSection,
    query: str,
    shelf: Shelf,
    encoder: Encoder,
    settings: RetrieveSettings,
    *,
    count: int,
    keep: Keep,
) -> Evidence:
    """The `count` best passages for a section of a page; those under its preferred headings come up.

    Lists of questions to ask are left out: they are shown as such, not stated.
    """

    if not query:
        return Evidence(section=section, hits=())

    def usable(passage: Passage, source: Source) -> bool:
        if section.under_headings and not _is_under(passage, section.prefer_headings):
            return False
        return keep(passage, source) and not is_question_list(passage)

    hits = search(query, shelf, encoder, settings, k=4 * count, keep=usable)
    wanted = frozenset(stems(" ".join(section.prefer_headings)))
    if wanted:
        lifted = [
            hit.model_copy(update={"score": hit.score + settings.heading_bonus * _heading_share(hit.passage, wanted)})
            for hit in hits
        ]
        ordered = sorted(lifted, key=lambda hit: (-hit.score, hit.rank))
        hits = tuple(hit.model_copy(update={"rank": at + 1}) for at, hit in enumerate(ordered))
    return Evidence(section=section, hits=hits[:count])


def _is_under(passage: Passage, names: Sequence[str]) -> bool:
    """Whether one of the names stands in the passage's heading path."""
    return names_in(names, stems(" . ".join(passage.locator.headings), keep_stopwords=True))


def _heading_share(passage: Passage, wanted: frozenset[str]) -> float:
    """Share of the words of the nearest heading that are wanted, 0..1; half of it when only one farther out fits."""
    shares = [
        len(words & wanted) / len(words) for words in (frozenset(stems(h)) for h in passage.locator.headings) if words
    ]
    return max([shares[-1], *(share / 2 for share in shares[:-1])]) if shares else 0.0


def is_question_list(passage: Passage) -> bool:
    """Whether the passage stands under a heading such as "Questions to ask your care team"."""
    return any({"question", "ask"} <= set(stems(heading)) for heading in passage.locator.headings)


def naming(groups: Sequence[Sequence[str]], shelf: Shelf, keep: Keep) -> Keep:
    """`keep`, for passages only that hold the words of one name of each group: statements must name them."""
    if not groups:
        return keep
    held = [frozenset(np.flatnonzero(_holding(names, shelf)).tolist()) for names in groups]
    ids = {shelf.passages[row].id for row in frozenset.intersection(*held)}
    return lambda passage, source: passage.id in ids and keep(passage, source)


def _holding(names: Sequence[str], shelf: Shelf) -> NDArray[np.bool_]:
    """For each passage, whether it holds all words of one of the names."""
    each = [[shelf.lexical.scores([stem]) > 0 for stem in stems(name)] for name in names]
    held = [np.logical_and.reduce(words) for words in each if words]
    return np.asarray(np.logical_or.reduce(held), dtype=np.bool_)
