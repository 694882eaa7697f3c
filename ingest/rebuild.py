"""Stored text and vectors to a fresh generation: makes Chroma and BM25 again, embeds only what has no sound vector."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from ingest.embed import embed
from rag.errors import IndexDamaged, IndexMissing
from rag.index.encoder import Encoder, encoder_fingerprint
from rag.index.generation import (
    Contents,
    ShelfSource,
    check_files,
    current_id,
    finished_generations,
    publish,
    read_contents,
    read_manifest,
    write_generation,
    writing,
)
from rag.schema import Passage, Value
from rag.settings import Settings


class RebuildReport(Value):
    """What a rebuild did."""

    generation: str
    origin: str
    passages: int
    embedded: int


def rebuild(index_dir: Path, settings: Settings, load_encoder: Callable[[], Encoder]) -> RebuildReport:
    """Build a new generation from the one in force, or from the newest one whose text is sound, and publish it.

    Raises: IndexMissing: no index. IndexDamaged: the text of no generation is sound; IndexLocked.
    """
    if not index_dir.is_dir() or not finished_generations(index_dir):
        raise IndexMissing(f"no index at {index_dir}; run: citewell ingest PATH --index {index_dir}")
    with writing(index_dir):
        for name in _candidates(index_dir):
            try:
                sources, passages = _text_of(index_dir / name)
            except IndexDamaged:
                continue
            before = _sound_vectors(index_dir / name, encoder_fingerprint(settings.index))
            vectors, embedded = embed(
                passages, before, index_dir / "spool", load_encoder, settings.index, on_progress=lambda _: None
            )
            contents = Contents(
                sources=sources, passages=passages, vectors=vectors, encoder=encoder_fingerprint(settings.index)
            )
            made = write_generation(index_dir, contents, settings.retrieve)
            publish(index_dir, made, keep=settings.index.keep_generations)
            return RebuildReport(generation=made, origin=name, passages=len(passages), embedded=embedded)
    raise IndexDamaged(f"no generation in {index_dir} has sound text; ingest the files into a new folder with --index")


def _candidates(index_dir: Path) -> list[str]:
    """Generations to try: the one in force, then the newest first."""
    try:
        current = current_id(index_dir)
    except IndexDamaged:
        current = None
    newest_first = finished_generations(index_dir)[::-1]
    return sorted(newest_first, key=lambda name: name != current)


def _text_of(folder: Path) -> tuple[tuple[ShelfSource, ...], tuple[Passage, ...]]:
    check_files(folder, read_manifest(folder), ("sources.json", "passages.jsonl"))
    try:
        sources = TypeAdapter(tuple[ShelfSource, ...]).validate_json((folder / "sources.json").read_bytes())
        lines = (folder / "passages.jsonl").read_bytes().splitlines()
        return sources, tuple(Passage.model_validate_json(line) for line in lines)
    except (OSError, ValidationError) as error:
        raise IndexDamaged(f"the text in {folder} cannot be read; ingest again") from error


def _sound_vectors(folder: Path, fingerprint: str) -> Contents | None:
    """The generation's vectors, if they are as written and of the encoder the settings ask for."""
    try:
        contents = read_contents(folder)
    except IndexDamaged:
        return None
    finite = bool(np.isfinite(contents.vectors).all())
    return contents if finite and contents.encoder == fingerprint else None
