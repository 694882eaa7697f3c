"""Rules of the audit: a sound index passes however often it is looked at; damage to Chroma is found without a crash."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.rebuild import rebuild
from rag.errors import IndexDamaged, IndexMissing
from rag.index.audit import audit, shelf_status
from rag.index.encoder import load_encoder
from rag.index.generation import current_id, finished_generations, read_manifest, write_atomically
from rag.retrieve import search
from rag.settings import Settings
from tests.shelf import citewell, guide, ingest_folder, opened, settings_for, write_guides

NAMES = ("lumaria", "vesperitis", "ostrenia", "calvosis")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit")
    write_guides(folder / "guides", NAMES)
    ingest_folder(folder / "guides", settings_for(folder / "index"))
    return folder / "index"


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    """Settings of a copy of the index that a test may spoil, with Chroma asked for."""
    shutil.copytree(made, tmp_path / "index")
    return settings_for(tmp_path / "index", dense="chroma")


def chroma_file(settings: Settings, name: str) -> Path:
    [path] = (settings.index.dir / str(current_id(settings.index.dir)) / "chroma").rglob(name)
    return path


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garble(path: Path) -> None:
    path.write_bytes(bytes(random.Random(path.name).randbytes(path.stat().st_size)))


def delete(path: Path) -> None:
    path.unlink()


def flip_some(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for at in random.Random(3).sample(range(len(data)), min(40, len(data))):
        data[at] ^= 0x10
    path.write_bytes(data)


HNSW_FILES = ("data_level0.bin", "header.bin", "length.bin")
DAMAGE_OF_HNSW = [
    *((name, damage) for name in HNSW_FILES for damage in (cut, garble, flip_some)),
    ("link_lists.bin", delete),
]
DAMAGE_OF_SQLITE = [("chroma.sqlite3", damage) for damage in (cut, garble, delete)]


def test_fresh_index_passes_twice_and_after_searches(settings: Settings) -> None:
    assert audit(settings.index.dir, settings.index).passed
    assert audit(settings.index.dir, settings.index).passed
    shelf, encoder = opened(settings), load_encoder(settings.index)
    for name in NAMES:
        assert search(f"treatment of {name}", shelf, encoder, settings.retrieve)[0].passage.source_id == name
    assert audit(settings.index.dir, settings.index).passed


def test_chroma_search_works_in_process_after_process(settings: Settings, tmp_path: Path) -> None:
    for _ in range(3):
        environment = {"CITEWELL_INDEX_DENSE": "chroma"}
        done = citewell(
            "search", "treatment of ostrenia", "--index", settings.index.dir, cwd=tmp_path, environment=environment
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("name", "damage"), DAMAGE_OF_HNSW + DAMAGE_OF_SQLITE)
def test_damaged_chroma_file_fails_the_audit_without_a_crash(
    settings: Settings, name: str, damage: Callable[[Path], None]
) -> None:
    damage(chroma_file(settings, name))
    report = audit(settings.index.dir, settings.index)
    assert not report.passed
    assert all("citewell index rebuild" in check.detail for check in report.checks if not check.passed)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        *DAMAGE_OF_HNSW[::2],
        *DAMAGE_OF_SQLITE,
    ],
)
def test_damaged_chroma_file_is_an_error_of_ours_or_harmless_in_a_search(
    settings: Settings, tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(chroma_file(settings, name))
    arguments = ["search", "treatment of ostrenia", "-k", "1", "--index", str(settings.index.dir)]
    done = citewell(*arguments, cwd=tmp_path, environment={"CITEWELL_INDEX_DENSE": "chroma"})
    if done.returncode == 0:
        assert "ostrenia" in done.stdout
    else:
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert "citewell index rebuild" in done.stderr


def test_rebuild_makes_a_spoilt_collection_again_without_embedding(settings: Settings) -> None:
    shutil.rmtree(chroma_file(settings, "chroma.sqlite3").parent)
    assert not audit(settings.index.dir, settings.index).passed
    report = rebuild(settings.index.dir, settings, lambda: load_encoder(settings.index))
    assert report.embedded == 0
    assert audit(settings.index.dir, settings.index).passed


def test_exact_search_does_not_need_chroma(settings: Settings) -> None:
    shutil.rmtree(chroma_file(settings, "chroma.sqlite3").parent)
    exact = settings_for(settings.index.dir, dense="exact")
    hits = search("treatment of ostrenia", opened(exact), load_encoder(exact.index), exact.retrieve)
    assert hits[0].passage.source_id == "ostrenia"


def test_audit_finds_vectors_that_are_no_unit_vectors_though_the_hashes_fit(settings: Settings) -> None:
    import numpy as np

    from rag.index.generation import file_sha256

    folder = settings.index.dir / str(current_id(settings.index.dir))
    vectors = np.load(folder / "vectors.npy")
    vectors[3] *= 0.5
    np.save(folder / "vectors.npy", vectors, allow_pickle=False)
    manifest = read_manifest(folder)
    files = {**manifest.files, "vectors.npy": file_sha256(folder / "vectors.npy")}
    write_atomically(folder / "manifest.json", manifest.model_copy(update={"files": files}).model_dump_json().encode())
    failed = [check.name for check in audit(settings.index.dir, settings.index).checks if not check.passed]
    assert "vectors" in failed


def test_status_lists_what_is_on_the_shelf(settings: Settings) -> None:
    status = shelf_status(settings.index.dir)
    assert [entry.source_id for entry in status.entries] == sorted(NAMES)
    assert {entry.publisher for entry in status.entries} == {"A Society"}
    assert status.passages == sum(entry.passages for entry in status.entries)
    assert status.generations == tuple(finished_generations(settings.index.dir))


def test_status_shows_which_edition_is_superseded(tmp_path: Path) -> None:
    folder = write_guides(tmp_path / "guides", ["lumaria"])
    newer = f"---\nsource_id: lumaria-2\nsupersedes: lumaria\n{METADATA_FIELDS}---\n\n{guide('lumaria', edition=2)}"
    (folder / "lumaria-2.md").write_text(newer)
    settings = settings_for(tmp_path / "index")
    ingest_folder(folder, settings)
    entries = {entry.source_id: entry.superseded_by for entry in shelf_status(settings.index.dir).entries}
    assert entries == {"lumaria": "lumaria-2", "lumaria-2": None}


METADATA_FIELDS = "publisher: A Society\npublished: 2026-01-01\nlicence: CC BY 4.0\n"


def test_no_index_is_said_with_the_command_that_helps(tmp_path: Path) -> None:
    for ask in (lambda: audit(tmp_path, settings_for(tmp_path).index), lambda: shelf_status(tmp_path / "absent")):
        with pytest.raises(IndexMissing, match="run: citewell ingest"):
            ask()


def test_damaged_manifest_is_named(settings: Settings) -> None:
    manifest = settings.index.dir / str(current_id(settings.index.dir)) / "manifest.json"
    cut(manifest)
    with pytest.raises(IndexDamaged, match="run: citewell index rebuild"):
        audit(settings.index.dir, settings.index)
