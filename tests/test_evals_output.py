import os
import threading
from pathlib import Path

import pytest

from evals.output import keep_all_apart, keep_apart, write_whole
from evals.records import RunFile
from rag.errors import SuiteError
from tests.test_evals_example import make_record


def test_the_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "new" / "scores.json"
    for text in ("first, and long", "second"):
        write_whole(out, text)
        assert out.read_text("utf-8") == text
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("name", ["in.json", "sub/../in.json", "link.json", "hard.json"])
def test_what_is_read_is_not_written_under_any_of_its_names(tmp_path: Path, name: str) -> None:
    source = tmp_path / "in.json"
    source.write_text("{}")
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.json").symlink_to(source)
    (tmp_path / "hard.json").hardlink_to(source)
    keep_apart(tmp_path / "other.json", source)
    with pytest.raises(SuiteError, match="which is read; choose another file"):
        keep_apart(tmp_path / name, tmp_path / "absent.json", source)


def test_a_run_is_not_replaced_by_a_result(tmp_path: Path) -> None:
    run = tmp_path / "run.jsonl"
    with RunFile(run) as file:
        file.append(make_record())
    with pytest.raises(SuiteError, match="holds a run"):
        keep_apart(run)


@pytest.mark.parametrize("out", ["", ".", "folder"])
def test_a_folder_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    with pytest.raises(SuiteError, match="it is a folder"):
        keep_apart(Path(out))


def test_two_results_go_to_two_files(tmp_path: Path) -> None:
    one, two = tmp_path / "r.html", tmp_path / "r.md"
    keep_all_apart([one, two])
    with pytest.raises(SuiteError, match=r"r\.html is given twice"):
        keep_all_apart([one, two, tmp_path / "x" / ".." / "r.html"])


def test_a_place_that_cannot_be_written_is_named_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SuiteError, match=r"cannot write .*choose another --out"):
        write_whole(tmp_path / "file" / "scores.json", "{}")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    link, target = tmp_path / "link.json", tmp_path / "target.json"
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe, heard = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text()))
    reader.start()
    write_whole(pipe, "new")
    reader.join(timeout=10)
    assert heard == ["new"]
    assert pipe.is_fifo()
