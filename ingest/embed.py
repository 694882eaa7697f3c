"""Passages to vectors, embedding only what no earlier generation or broken-off ingest holds."""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from ingest.values import Progress
from rag.index.encoder import Encoder, encoder_fingerprint
from rag.index.generation import Contents
from rag.schema import Passage
from rag.settings import IndexSettings

SPOOL_EVERY = 512  # passages; about 10 s of encoding lost at most when an ingest is killed


def embed(
    passages: Sequence[Passage],
    before: Contents | None,
    spool: Path,
    load_encoder: Callable[[], Encoder],
    settings: IndexSettings,
    on_progress: Callable[[Progress], None],
) -> tuple[NDArray[np.float32], int]:
    """Vectors of `passages`, shape (len(passages), dimension), and how many of them had to be encoded.

    Finished batches are kept in `spool`, so that an ingest that was killed does not start over.
    """
    known = _vectors_of(before) | _read_spool(spool, encoder_fingerprint(settings))
    keys = [_key(passage) for passage in passages]
    missing = list(dict.fromkeys(key for key in keys if key not in known))
    if missing:
        texts = dict(zip(keys, (passage.embedding_text for passage in passages), strict=True))
        missing.sort(key=lambda key: len(texts[key]))  # batches of equal length: little padding
        encoder = load_encoder()
        for at in range(0, len(missing), SPOOL_EVERY):
            part = missing[at : at + SPOOL_EVERY]
            for step in range(0, len(part), settings.batch_size * 4):
                batch = part[step : step + settings.batch_size * 4]
                on_progress(Progress(stage="embed", done=at + step, total=len(missing)))
                known.update(zip(batch, encoder.encode([texts[key] for key in batch]), strict=True))
            if at + SPOOL_EVERY < len(missing):
                _write_spool(spool, part, np.stack([known[key] for key in part]), encoder.fingerprint)
        on_progress(Progress(stage="embed", done=len(missing), total=len(missing)))
    if not passages:
        dimension = before.vectors.shape[1] if before else load_encoder().dimension
        return np.zeros((0, dimension), dtype=np.float32), 0
    return np.stack([known[key] for key in keys]).astype(np.float32), len(missing)


def _key(passage: Passage) -> str:
    return hashlib.sha256(passage.embedding_text.encode()).hexdigest()


def _vectors_of(before: Contents | None) -> dict[str, NDArray[np.float32]]:
    if before is None:
        return {}
    return {_key(passage): before.vectors[row] for row, passage in enumerate(before.passages)}


def _read_spool(spool: Path, fingerprint: str) -> dict[str, NDArray[np.float32]]:
    known: dict[str, NDArray[np.float32]] = {}
    for path in sorted(spool.glob("*.npz")):
        try:
            with np.load(path, allow_pickle=False) as part:
                if str(part["fingerprint"]) == fingerprint:
                    known.update(zip(map(str, part["keys"]), part["vectors"], strict=True))
        except (OSError, EOFError, ValueError, KeyError, BadZipFile):
            path.unlink(missing_ok=True)  # cut off while it was written: its passages are encoded again
    return known


def _write_spool(spool: Path, keys: Sequence[str], vectors: NDArray[np.float32], fingerprint: str) -> None:
    spool.mkdir(exist_ok=True)
    path = spool / f"{keys[0][:16]}.npz"
    working = path.with_suffix(".new")
    with working.open("wb") as stream:
        np.savez(stream, keys=np.array(keys), vectors=vectors, fingerprint=np.array(fingerprint))
        stream.flush()
        os.fsync(stream.fileno())
    working.replace(path)
