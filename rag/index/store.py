"""Vectors to a Chroma collection and back. Only home of chromadb. The collection is disposable: text and vectors are ours."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged

COLLECTION = "passages"
BATCH = 4000  # Chroma accepts at most 5461 records a call
HNSW = {
    "space": "cosine",
    "max_neighbors": 48,  # with the default graph 1 record of 4750 could not be found, recall@10 was 0.97;
    "ef_construction": 400,  # with these three none were missing
    "ef_search": 400,
    "sync_threshold": 2,  # by default up to 1000 records stay in the write log, and every opening rewrites HNSW files,
    "batch_size": 2,  # whose hashes are checked before they are opened
}


def build_collection(folder: Path, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
    """Write a new collection into the empty `folder`. `vectors`: shape (len(ids), dimension), finite, not zero."""
    collection = _client(folder).create_collection(COLLECTION, embedding_function=None, configuration={"hnsw": HNSW})
    for at in range(0, len(ids), BATCH):
        collection.add(ids=list(ids[at : at + BATCH]), embeddings=vectors[at : at + BATCH])


class ChromaIndex:
    """A finished collection, opened for queries."""

    def __init__(self, folder: Path) -> None:
        """`folder`: written by build_collection. Raises: IndexDamaged, here and in every method."""
        self._folder = folder
        with damage_named(folder):
            self._collection: Any = _client(folder).get_collection(COLLECTION, embedding_function=None)

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The `k` nearest ids with cosine similarity, best first; fewer when the collection is smaller."""
        return self._nearest_many(vector[None, :], k)[0]

    def count(self) -> int:
        """Number of records."""
        with damage_named(self._folder):
            return int(self._collection.count())

    def missing(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> list[str]:
        """Ids that a query with their own vector does not find with similarity 1 (within 1e-3): lost or altered records."""
        lost: list[str] = []
        for at in range(0, len(ids), 256):
            batch = self._nearest_many(vectors[at : at + 256], 5)
            for name, found in zip(ids[at : at + 256], batch, strict=True):
                if not found or (name not in {i for i, _ in found} and found[-1][1] < 0.999):
                    lost.append(name)
        return lost

    def _nearest_many(self, vectors: NDArray[np.float32], k: int) -> list[list[tuple[str, float]]]:
        with damage_named(self._folder):
            count = min(k, self.count())
            result = self._collection.query(query_embeddings=vectors, n_results=count, include=["distances"])
        return [
            [(name, 1.0 - float(distance)) for name, distance in zip(names, distances, strict=True)]
            for names, distances in zip(result["ids"], result["distances"], strict=True)
        ]


@contextmanager
def damage_named(folder: Path) -> Iterator[None]:
    """Turn whatever Chroma raises on damaged files, panics of its Rust core included, into IndexDamaged."""
    try:
        yield
    except BaseException as error:
        is_panic = type(error).__name__ == "PanicException"  # derives from BaseException, its type is not exported
        if isinstance(error, IndexDamaged) or not (is_panic or isinstance(error, Exception)):
            raise
        first = str(error).strip().splitlines() or [type(error).__name__]
        message = f"the Chroma collection in {folder} cannot be read ({first[0][:200]}); run: citewell index rebuild"
        raise IndexDamaged(message) from error


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    return chromadb.PersistentClient(str(folder), settings=ChromaSettings(anonymized_telemetry=False))


def main(arguments: Sequence[str]) -> int:
    """`python -m rag.index.store build|audit GENERATION`: run in a child process, since damaged files crash Chroma.

    Prints one JSON line {"count", "missing"}; exit 0 when every passage finds itself, else 1.
    """
    action, generation = arguments[0], Path(arguments[1])
    lines = (generation / "passages.jsonl").read_bytes().splitlines()
    ids: list[str] = [json.loads(line)["id"] for line in lines]
    vectors: NDArray[np.float32] = np.load(generation / "vectors.npy", allow_pickle=False)
    if action == "build":
        build_collection(generation / "chroma", ids, vectors)
    index = ChromaIndex(generation / "chroma")
    lost = index.missing(ids, vectors)
    print(json.dumps({"count": index.count(), "missing": lost[:20]}))
    return 0 if index.count() == len(ids) and not lost else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
