"""Search: fused scores best first, filtered by source, the same every time; sections gather under their headings."""

import numpy as np
import pytest

from rag.errors import InputError
from rag.index.encoder import Encoder
from rag.index.shelf import Shelf
from rag.parts import Parts
from rag.retrieve import gather, in_force, is_question_list, rank, search
from rag.schema import Hit, OutlineSection, Passage, Source
from rag.settings import RetrieveSettings, Settings
from rag.words import stems
from tests.shelf import rows

pytest_plugins = ["tests.demo_shelf"]

QUERY = "How is HER2 tested in breast cancer?"
SETTINGS = RetrieveSettings()


def searched(demo: Parts, query: str = QUERY, **options: int) -> tuple[Hit, ...]:
    return search(query, demo.shelf, demo.encoder, SETTINGS, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("query", [QUERY, "stages of kidney cancer", "zzzz qqqq", "the", "HER2"])
def test_hits_are_ranked_from_1_by_score_each_passage_once(demo: Parts, query: str) -> None:
    hits = searched(demo, query)
    assert [hit.rank for hit in hits] == list(range(1, SETTINGS.top_k + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)
    assert all(-1.001 <= hit.cosine <= 1.001 and 0 <= hit.bm25 <= 1 for hit in hits)


def test_score_is_cosine_plus_weighted_share_of_the_best_bm25(demo: Parts) -> None:
    lexical = demo.shelf.lexical.scores(stems(QUERY))
    allowed = [in_force(p, demo.shelf.sources[p.source_id]) for p in demo.shelf.passages]
    best = max(score for score, ok in zip(lexical, allowed, strict=True) if ok)
    vector = demo.encoder.encode([QUERY])[0]
    for hit in searched(demo):
        row = demo.shelf.row_of[hit.passage.id]
        assert hit.cosine == pytest.approx(float(demo.shelf.vectors[row] @ vector), abs=1e-5)
        assert hit.bm25 == pytest.approx(float(lexical[row] / best), abs=1e-5)
        assert hit.score == pytest.approx(hit.cosine + SETTINGS.bm25_weight * hit.bm25, abs=1e-5)


def test_passages_that_answer_the_query_come_first(demo: Parts) -> None:
    assert "risk groups" in searched(demo, "What are the IMDC risk groups?")[0].passage.text
    assert searched(demo, "active surveillance of a small kidney tumor")[0].passage.source_id == "kidney-cancer"


@pytest.mark.parametrize("k", [1, 3, 1000])
def test_k_is_how_many_at_most_and_fewer_hits_begin_the_longer_list(demo: Parts, k: int) -> None:
    in_force_count = sum(demo.shelf.sources[p.source_id].superseded_by is None for p in demo.shelf.passages)
    hits = searched(demo, k=k)
    assert len(hits) == min(k, in_force_count)
    everything = searched(demo, k=1000)
    assert rows(hits) == rows(everything[: len(hits)])


def test_superseded_editions_are_never_found(demo: Parts) -> None:
    found = {
        hit.passage.source_id for hit in searched(demo, "2007 edition HER2 testing fixation 6 to 48 hours", k=1000)
    }
    assert "her2-testing-2023" in found
    assert "her2-testing-2007" not in found


def test_a_filter_leaves_as_many_hits_as_there_are(demo: Parts) -> None:
    def only_myeloma(_: Passage, source: Source) -> bool:
        return source.source_id == "multiple-myeloma"

    hits = search(QUERY, demo.shelf, demo.encoder, RetrieveSettings(candidates=10), keep=only_myeloma)
    assert len(hits) == 10
    assert {hit.passage.source_id for hit in hits} == {"multiple-myeloma"}
    assert search(QUERY, demo.shelf, demo.encoder, SETTINGS, keep=lambda *_: False) == ()


@pytest.mark.parametrize("query", ["", "  \n"])
def test_empty_query_is_refused(demo: Parts, query: str) -> None:
    with pytest.raises(InputError, match="the query is empty"):
        searched(demo, query)


def test_search_gives_the_same_hits_every_time(demo: Parts) -> None:
    assert searched(demo) == searched(demo)


def test_ties_are_in_the_order_of_the_shelf(demo: Parts) -> None:
    nowhere = np.zeros(demo.encoder.dimension, dtype=np.float32)
    hits = rank("zzzz", nowhere, demo.shelf, SETTINGS, k=20)
    at = [demo.shelf.row_of[hit.passage.id] for hit in hits]
    assert {hit.score for hit in hits} == {0.0}
    assert at == sorted(at)


def test_exact_search_and_chroma_find_the_same(demo: Parts, demo_settings: Settings) -> None:
    from rag.index.shelf import open_shelf

    settings = demo_settings.index.model_copy(update={"dense": "chroma"})
    shelf = open_shelf(demo_settings.index.dir, settings, demo.encoder.fingerprint)
    assert rows(search(QUERY, shelf, demo.encoder, SETTINGS)) == rows(searched(demo))


# ---------------------------------------------------------------- sections


def gathered(shelf: Shelf, encoder: Encoder, *, prefer: tuple[str, ...] = (), count: int = 8) -> tuple[Hit, ...]:
    section = OutlineSection(id="s", heading="S", query="kidney cancer", prefer_headings=prefer)
    evidence = gather(section, section.query, shelf, encoder, SETTINGS, count=count, keep=in_force)
    assert evidence.section == section
    return evidence.hits


def test_passages_under_preferred_headings_come_up(demo: Parts) -> None:
    def under_stages(hits: tuple[Hit, ...]) -> list[int]:
        return [hit.rank for hit in hits if "Stages" in hit.passage.locator.headings]

    plain = gathered(demo.shelf, demo.encoder, count=40)
    lifted = gathered(demo.shelf, demo.encoder, prefer=("stage", "staging"), count=40)
    assert min(under_stages(lifted)) < min(under_stages(plain))
    assert [hit.rank for hit in lifted] == list(range(1, len(lifted) + 1))
    assert [hit.score for hit in lifted] == sorted((hit.score for hit in lifted), reverse=True)


def test_a_section_gathers_no_more_than_asked_and_no_list_of_questions(demo: Parts) -> None:
    hits = gathered(demo.shelf, demo.encoder, count=40)
    assert len(hits) == 40
    assert len(gathered(demo.shelf, demo.encoder, count=3)) == 3
    assert not any(is_question_list(hit.passage) for hit in hits)


def test_lists_of_questions_are_known_by_their_heading(demo: Parts) -> None:
    headings = {p.locator.headings[-1] for p in demo.shelf.passages if is_question_list(p)}
    assert headings
    assert all("question" in heading.lower() for heading in headings)
