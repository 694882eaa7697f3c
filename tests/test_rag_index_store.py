"""Rules of the Chroma collection: every record finds itself, lost and altered ones are named, neighbours are exact."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.index.store import ChromaIndex, build_collection

COUNT = 1500  # above 1000 Chroma writes its graph to disk; below, it searches a list in memory


def unit(count: int, *, seed: int = 5, dimension: int = 384) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    rows: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return rows


VECTORS = unit(COUNT)
IDS = [f"p{n:06}" for n in range(COUNT)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ChromaIndex:
    folder = tmp_path_factory.mktemp("store") / "chroma"
    build_collection(folder, IDS, VECTORS)
    return ChromaIndex(folder)


def test_every_record_is_there_and_finds_itself(index: ChromaIndex) -> None:
    assert index.count() == COUNT
    assert index.missing(IDS, VECTORS) == []


def test_neighbours_are_those_of_an_exact_search(index: ChromaIndex) -> None:
    for query in unit(20, seed=6):
        exact = np.argsort(-(VECTORS @ query), kind="stable")[:10]
        found = index.nearest(query, 10)
        assert [name for name, _ in found] == [IDS[row] for row in exact]
        assert [score for _, score in found] == pytest.approx((VECTORS @ query)[exact].tolist(), abs=1e-4)


def test_more_neighbours_than_records_are_all_records(tmp_path: Path) -> None:
    build_collection(tmp_path / "chroma", IDS[:3], VECTORS[:3])
    found = ChromaIndex(tmp_path / "chroma").nearest(VECTORS[1], 50)
    assert found[0][0] == IDS[1]
    assert {name for name, _ in found} == set(IDS[:3])


def test_lost_and_altered_records_are_named(tmp_path: Path) -> None:
    altered = VECTORS[:40].copy()
    altered[7] = unit(1, seed=9)[0]
    build_collection(tmp_path / "chroma", IDS[:39], altered[:39])
    index = ChromaIndex(tmp_path / "chroma")
    assert index.missing(IDS[:40], VECTORS[:40]) == [IDS[7], IDS[39]]


def test_equal_vectors_are_not_taken_for_lost(tmp_path: Path) -> None:
    same = np.repeat(VECTORS[:1], 12, axis=0)
    build_collection(tmp_path / "chroma", IDS[:12], same)
    assert ChromaIndex(tmp_path / "chroma").missing(IDS[:12], same) == []
