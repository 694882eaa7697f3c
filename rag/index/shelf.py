"""A finished generation, opened for reading: passages by id, and the nearest rows for a query. Writes nothing of ours."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexMismatch
from rag.index.generation import Contents, Manifest, check_files, name_in_force, read_contents, read_manifest
from rag.index.lexical import LexicalIndex
from rag.schema import Passage, Source
from rag.settings import IndexSettings

if TYPE_CHECKING:
    from rag.index.store import ChromaIndex

Vector = NDArray[np.float32]


class Shelf:
    """What is on the shelf and in force: one generation, unchanged for as long as this value lives."""

    def __init__(self, folder: Path, manifest: Manifest, contents: Contents, settings: IndexSettings) -> None:
        """Use open_shelf."""
        self.folder = folder
        self.manifest = manifest
        self.passages: tuple[Passage, ...] = contents.passages
        self.vectors = contents.vectors
        self.sources: Mapping[str, Source] = {entry.source.source_id: entry.source for entry in contents.sources}
        use_chroma = settings.dense == "chroma" or (
            settings.dense == "auto" and len(self.passages) > settings.exact_limit
        )
        # all is read now: the folder may be removed while this shelf is in use
        self.lexical = self._open_lexical()
        self._chroma: ChromaIndex | None = self._open_chroma() if self.passages and use_chroma else None

    @cached_property
    def by_id(self) -> Mapping[str, Passage]:
        """Passages by id."""
        return {passage.id: passage for passage in self.passages}

    @cached_property
    def _by_source(self) -> Mapping[str, tuple[Passage, ...]]:
        found: dict[str, list[Passage]] = {name: [] for name in self.sources}
        for passage in self.passages:
            found[passage.source_id].append(passage)
        return {name: tuple(passages) for name, passages in found.items()}

    def of_source(self, source_id: str) -> tuple[Passage, ...]:
        """Passages of one source, in reading order."""
        return self._by_source[source_id]

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """Row of each passage id in `passages` and `vectors`."""
        return {passage.id: row for row, passage in enumerate(self.passages)}

    def nearest_rows(self, vector: Vector, k: int) -> NDArray[np.int64]:
        """Rows of the `k` passages with the highest cosine to `vector` (length 1), best first, ties by row.

        Exact for small shelves (or `index.dense = "exact"`), through Chroma for large ones; the same rows either way
        up to Chroma's recall. Raises: IndexDamaged: Chroma's files are not as they were written.
        """
        if self._chroma is None:
            cosines = np.einsum("ij,j->i", self.vectors, vector)  # on one thread: BLAS waits for one on every core
            return np.argsort(-cosines, kind="stable")[:k]
        return np.array([self.row_of[name] for name, _ in self._chroma.nearest(vector, k)], dtype=np.int64)

    def _open_lexical(self) -> LexicalIndex:
        check_files(self.folder, self.manifest, [n for n in self.manifest.files if n.startswith("lexical/")])
        return LexicalIndex(self.folder / "lexical" if self.passages else None)

    def _open_chroma(self) -> "ChromaIndex":
        from rag.index.store import ChromaIndex

        check_files(self.folder, self.manifest, [n for n in self.manifest.files if n.startswith("chroma/")])
        return ChromaIndex(self.folder / "chroma")


def open_shelf(index_dir: Path, settings: IndexSettings, encoder_fingerprint: str) -> Shelf:
    """Open the generation in force.

    Raises: IndexMissing: nothing was ingested. IndexMismatch: built with another encoder. IndexDamaged.
    """
    folder = index_dir / name_in_force(index_dir)
    manifest = read_manifest(folder)
    if manifest.encoder != encoder_fingerprint:
        raise IndexMismatch(
            f"the index at {index_dir} was built with encoder {manifest.encoder!r}, settings ask {encoder_fingerprint!r}; "
            "run: citewell index rebuild, or set index.model back"
        )
    return Shelf(folder, manifest, read_contents(folder), settings)
