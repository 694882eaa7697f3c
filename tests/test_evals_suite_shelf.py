from pathlib import Path

import pytest

from evals.suite_shelf import read_shelf
from rag.errors import IndexMissing
from rag.parts import Parts
from rag.settings import Settings

pytest_plugins = ["tests.demo_shelf"]


def test_the_texts_of_the_generation_in_force_are_read_superseded_ones_left_out(
    demo: Parts, demo_settings: Settings
) -> None:
    shelf = read_shelf(demo_settings.index.dir)
    assert shelf.generation == demo.shelf.manifest.id
    assert dict(shelf.sources) == dict(demo.shelf.sources)
    superseded = {name for name, source in shelf.sources.items() if source.superseded_by}
    assert superseded == {"her2-testing-2007"}
    assert {one.id for one in shelf.passages} == {
        one.id for one in demo.shelf.passages if one.source_id not in superseded
    }
    assert [one.ordinal for one in shelf.passages if one.source_id == "kidney-cancer"] == list(
        range(len(demo.shelf.of_source("kidney-cancer")))
    )


def test_without_an_index_the_remedy_is_to_ingest(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="citewell ingest"):
        read_shelf(tmp_path)
