"""Rules of embedding: each text once, vectors in the order of the passages, finished batches survive a kill."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest import embed as module
from ingest.embed import embed
from ingest.values import Progress
from rag.index.encoder import Encoder, encoder_fingerprint, load_encoder
from rag.index.generation import Contents
from rag.schema import Locator, Passage
from rag.settings import IndexSettings
from tests.shelf import settings_for

SETTINGS = settings_for(Path()).index.model_copy(update={"batch_size": 1})


class Counting:
    """The real encoder, counting texts, and stopping for good after `limit` of them, as a kill would."""

    def __init__(self, inner: Encoder, limit: int = 10**9) -> None:
        self.fingerprint, self.dimension = inner.fingerprint, inner.dimension
        self.texts: list[str] = []
        self._inner = inner
        self._limit = limit

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if len(self.texts) + len(texts) > self._limit:
            raise KeyboardInterrupt
        self.texts.extend(texts)
        return self._inner.encode(texts)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(SETTINGS)


def passages(texts: Sequence[str]) -> tuple[Passage, ...]:
    return tuple(
        Passage(id=f"p{n}", source_id="guide", edition="1", title="Guide", text=text, locator=Locator(), ordinal=n)
        for n, text in enumerate(texts)
    )


def run(
    texts: Sequence[str],
    load: Callable[[], Encoder],
    spool: Path,
    *,
    before: Contents | None = None,
    settings: IndexSettings = SETTINGS,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> tuple[NDArray[np.float32], int]:
    return embed(passages(texts), before, spool, load, settings, on_progress)


def never() -> Encoder:
    raise AssertionError("the encoder was asked for")


def contents(texts: Sequence[str], vectors: NDArray[np.float32]) -> Contents:
    fingerprint = encoder_fingerprint(SETTINGS)
    return Contents(sources=(), passages=passages(texts), vectors=vectors, encoder=fingerprint)


def test_rows_are_in_the_order_of_the_passages(encoder: Encoder, tmp_path: Path) -> None:
    texts = ["A long text about the usual dose of amirol in adults.", "Short.", "Night sweats together with a cough."]
    vectors, embedded = run(texts, lambda: encoder, tmp_path / "spool")
    assert (vectors.shape, embedded) == ((3, 384), 3)
    assert vectors.dtype == np.float32
    for row, passage in enumerate(passages(texts)):
        assert float(vectors[row] @ encoder.encode([passage.embedding_text])[0]) > 0.999


def test_equal_texts_are_encoded_once(encoder: Encoder, tmp_path: Path) -> None:
    counting = Counting(encoder)
    vectors, embedded = run(["Same.", "Other.", "Same."], lambda: counting, tmp_path / "spool")
    assert (embedded, len(counting.texts)) == (2, 2)
    assert np.array_equal(vectors[0], vectors[2])


def test_known_texts_need_no_encoder(encoder: Encoder, tmp_path: Path) -> None:
    texts = ["One.", "Two."]
    vectors, _ = run(texts, lambda: encoder, tmp_path / "spool")
    again, embedded = run(texts[::-1], never, tmp_path / "spool", before=contents(texts, vectors))
    assert embedded == 0
    assert np.array_equal(again, vectors[::-1])


def test_no_passages_give_no_rows_of_the_known_dimension(encoder: Encoder, tmp_path: Path) -> None:
    vectors, embedded = run([], lambda: encoder, tmp_path / "spool")
    assert (vectors.shape, embedded) == ((0, 384), 0)
    before = contents(["One."], encoder.encode(["One."]))
    assert run([], never, tmp_path / "spool", before=before)[0].shape == (0, 384)


def test_progress_ends_at_the_total(encoder: Encoder, tmp_path: Path) -> None:
    seen: list[Progress] = []
    run([f"Text {n}." for n in range(9)], lambda: encoder, tmp_path / "spool", on_progress=seen.append)
    assert [step.done for step in seen] == sorted(step.done for step in seen)
    assert (seen[0].done, seen[-1].done, seen[-1].total) == (0, 9, 9)


# ---------------------------------------------------------------- spool


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches are put aside every 4 passages instead of every few hundred."""
    monkeypatch.setattr(module, "SPOOL_EVERY", 4)


@pytest.mark.usefixtures("small_parts")
def test_finished_batches_of_a_killed_ingest_are_not_encoded_again(encoder: Encoder, tmp_path: Path) -> None:
    texts = [f"Text number {n} of ten." for n in range(10)]
    with pytest.raises(KeyboardInterrupt):
        run(texts, lambda: Counting(encoder, limit=9), tmp_path / "spool")
    counting = Counting(encoder)
    vectors, embedded = run(texts, lambda: counting, tmp_path / "spool")
    assert (embedded, len(counting.texts)) == (2, 2)
    assert np.allclose(vectors, run(texts, lambda: encoder, tmp_path / "other")[0], atol=1e-6)


@pytest.mark.usefixtures("small_parts")
def test_batches_of_another_encoder_are_not_used(encoder: Encoder, tmp_path: Path) -> None:
    texts = [f"Text number {n}." for n in range(6)]
    other = Counting(encoder, limit=5)
    other.fingerprint = "another"
    with pytest.raises(KeyboardInterrupt):
        run(texts, lambda: other, tmp_path / "spool")
    assert list((tmp_path / "spool").glob("*.npz"))
    assert run(texts, lambda: encoder, tmp_path / "spool")[1] == 6


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04 cut"])
def test_damaged_batch_is_passed_over(encoder: Encoder, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "0.npz").write_bytes(data)
    assert run(["One."], lambda: encoder, tmp_path / "spool")[1] == 1
