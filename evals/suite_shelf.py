"""A generation on disk to the texts that a suite can ask for. Needs no encoder, and searches nothing."""

from collections.abc import Mapping
from pathlib import Path

from rag.index.generation import name_in_force, read_contents
from rag.retrieve import in_force
from rag.schema import Passage, Source, Value


class ShelfTexts(Value):
    """What is on the shelf. `passages`: in reading order, of the editions in force alone; pages cite no others."""

    generation: str
    sources: Mapping[str, Source]
    passages: tuple[Passage, ...]


def read_shelf(index_dir: Path) -> ShelfTexts:
    """The generation in force. Raises: IndexMissing: nothing was ingested. IndexDamaged: a file is altered."""
    name = name_in_force(index_dir)
    contents = read_contents(index_dir / name)
    sources = {entry.source.source_id: entry.source for entry in contents.sources}
    passages = sorted(contents.passages, key=lambda one: (one.source_id, one.ordinal))
    return ShelfTexts(
        generation=name,
        sources=sources,
        passages=tuple(one for one in passages if in_force(one, sources[one.source_id])),
    )
