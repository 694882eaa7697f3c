import os
from pathlib import Path

import pytest

from rag.errors import InputError
from rag.result_file import is_same_file, write_whole


def test_file_is_replaced_as_a_whole_and_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "page.md"
    for text in ("first é", "second"):
        write_whole(path, text)
        assert [(p.name, p.read_text("utf-8")) for p in path.parent.iterdir()] == [("page.md", text)]


@pytest.mark.parametrize("name", ["folder", "file/page.md"])
def test_file_that_cannot_be_written_is_named_and_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("kept")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="choose another file"):
        write_whole(tmp_path / name, "text")
    assert {path.name for path in tmp_path.iterdir()} == {"file", "folder"}
    assert (tmp_path / "file").read_text() == "kept"


def test_link_stays_a_link_and_its_target_is_written(tmp_path: Path) -> None:
    target, link = tmp_path / "target.md", tmp_path / "link.md"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink()
    assert (target.read_text(), target.stat().st_mode & 0o777) == ("new", 0o600)


def test_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, "text")
    assert os.read(reader, 100) == b"text"
    os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.parametrize("name", ["in.json", "sub/../in.json", "link.json", "hard.json"])
def test_a_file_is_the_same_under_all_its_names(tmp_path: Path, name: str) -> None:
    source = tmp_path / "in.json"
    source.write_text("{}")
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.json").symlink_to(source)
    (tmp_path / "hard.json").hardlink_to(source)
    (tmp_path / "like.json").write_text("{}")
    assert is_same_file(tmp_path / name, source)
    assert not is_same_file(tmp_path / "like.json", tmp_path / name)
    assert not is_same_file(tmp_path / "absent.json", tmp_path / name)


def test_two_names_of_what_is_not_there_are_one_file_too(tmp_path: Path) -> None:
    assert is_same_file(tmp_path / "absent.json", tmp_path / "x" / ".." / "absent.json")
