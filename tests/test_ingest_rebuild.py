"""Rules of rebuild: the same shelf again from stored text and vectors; embeds only where the encoder changed."""

from pathlib import Path

import pytest

from ingest.rebuild import rebuild
from rag.errors import IndexMissing
from rag.index.audit import audit
from rag.index.encoder import Encoder, load_encoder
from rag.index.generation import current_id, finished_generations
from rag.retrieve import search
from rag.settings import Settings
from tests.shelf import ingest_folder, opened, rows, settings_for, write_guides

NAMES = ("lumaria", "vesperitis")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_for(tmp_path / "index")
    ingest_folder(write_guides(tmp_path / "guides", NAMES), settings)
    return settings


def never() -> Encoder:
    raise AssertionError("the encoder was asked for")


def test_rebuild_of_a_sound_shelf_embeds_nothing_and_changes_no_answer(settings: Settings) -> None:
    encoder = load_encoder(settings.index)
    before = rows(search("the usual dose of amirol", opened(settings), encoder, settings.retrieve))
    first = current_id(settings.index.dir)
    report = rebuild(settings.index.dir, settings, never)
    assert (report.origin, report.embedded) == (first, 0)
    assert report.generation == current_id(settings.index.dir) != first
    assert rows(search("the usual dose of amirol", opened(settings), encoder, settings.retrieve)) == before


def test_rebuild_does_not_need_the_files(settings: Settings, tmp_path: Path) -> None:
    for path in (tmp_path / "guides").iterdir():
        path.unlink()
    assert rebuild(settings.index.dir, settings, never).passages == len(opened(settings).passages)


def test_rebuilds_keep_the_newest_generations(settings: Settings) -> None:
    made = [rebuild(settings.index.dir, settings, never).generation for _ in range(3)]
    assert finished_generations(settings.index.dir) == made[-2:]
    assert audit(settings.index.dir, settings.index).passed


def test_empty_shelf_is_rebuilt_empty(settings: Settings, tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / "guides" / f"{name}.md").unlink()
    ingest_folder(tmp_path / "guides", settings)
    assert rebuild(settings.index.dir, settings, never).passages == 0
    assert audit(settings.index.dir, settings.index).passed


def test_nothing_to_rebuild_is_said(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "absent")
    with pytest.raises(IndexMissing, match="run: citewell ingest"):
        rebuild(settings.index.dir, settings, never)
