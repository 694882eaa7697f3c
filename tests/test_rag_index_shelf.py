"""Rules of an opened shelf: one generation, the same hits by exact search and through Chroma, nothing written."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from rag.index.encoder import Encoder, load_encoder
from rag.retrieve import search
from rag.settings import Settings
from tests.shelf import CONDITIONS, citewell, guide, ingest_folder, opened, settings_for, write_guides

READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf")
    write_guides(folder / "guides")
    ingest_folder(folder / "guides", settings_for(folder / "index"))
    return folder


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    shutil.copytree(made / "index", tmp_path / "index")
    return settings_for(tmp_path / "index")


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(settings_for(Path()).index)


def test_every_passage_finds_itself(settings: Settings) -> None:
    shelf = opened(settings)
    for row, vector in enumerate(np.asarray(shelf.vectors)):
        assert shelf.nearest_rows(vector, 1).tolist() == [row]


def test_exact_and_chroma_search_give_the_same_hits(settings: Settings, encoder: Encoder) -> None:
    exact = opened(settings_for(settings.index.dir, dense="exact"))
    through_chroma = opened(settings_for(settings.index.dir, dense="chroma"))
    for name in CONDITIONS:
        for query in (f"usual dose for {name}", f"when to see a doctor about {name}"):
            one = search(query, exact, encoder, settings.retrieve)
            other = search(query, through_chroma, encoder, settings.retrieve)
            assert [(hit.passage.id, hit.score) for hit in one] == [(hit.passage.id, hit.score) for hit in other]
            assert one[0].passage.source_id == name


@pytest.mark.parametrize("dense", ["exact", "chroma"])
def test_nearest_rows_are_few_when_the_shelf_is_small(settings: Settings, dense: str) -> None:
    shelf = opened(settings_for(settings.index.dir, dense=dense))
    found = shelf.nearest_rows(np.asarray(shelf.vectors[0]), 10_000)
    assert sorted(found.tolist()) == list(range(len(shelf.passages)))


def test_shelf_is_in_reading_order_and_knows_its_passages(settings: Settings) -> None:
    shelf = opened(settings)
    for name in CONDITIONS:
        passages = shelf.of_source(name)
        assert [passage.ordinal for passage in passages] == list(range(len(passages)))
        assert all(shelf.by_id[passage.id] == shelf.passages[shelf.row_of[passage.id]] for passage in passages)


@pytest.mark.parametrize(
    "is_warm",
    [True, False],
)
def test_opened_shelf_stays_what_it_was_while_a_new_generation_comes_into_force(
    settings: Settings, made: Path, encoder: Encoder, is_warm: bool
) -> None:
    shelf = opened(settings)
    if is_warm:
        search("usual dose", shelf, encoder, settings.retrieve)
    try:
        for edition in (2, 3, 4):  # more than are kept: the files of the opened generation are removed
            (made / "guides" / "lumaria.md").write_text(guide("lumaria", edition=edition))
            ingest_folder(made / "guides", settings)
        assert not shelf.folder.exists()
        hits = search("usual dose for lumaria", shelf, encoder, settings.retrieve)
        assert any("is 10 mg" in hit.passage.text for hit in hits)
        assert "is 40 mg" in "".join(passage.text for passage in opened(settings).passages)
    finally:
        write_guides(made / "guides")


def test_read_only_index_can_be_searched_and_answers_a_write_with_one_line(made: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(made / "index", index)
    prefix = ["unshare", "--map-root-user", "--mount", "sh", "-c", READ_ONLY, str(index)]
    if not shutil.which("unshare") or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
        pytest.skip("unshare is absent or not allowed here")
    done = citewell("search", "usual dose for lumaria", "--index", index, cwd=tmp_path, prefix=prefix)
    assert (done.returncode, done.stderr) == (0, "")
    assert "lumaria" in done.stdout.splitlines()[0]
    write_guides(tmp_path / "guides", ["calvosis"])
    done = citewell("ingest", tmp_path / "guides", "--index", index, cwd=tmp_path, prefix=prefix)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "writable" in done.stderr
