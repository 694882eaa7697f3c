from pathlib import Path

import pytest

from evals.output import keep_all_apart, keep_apart
from evals.records import RunFile
from rag.errors import SuiteError
from tests.test_evals_example import make_record


def test_what_is_read_is_not_written_under_another_name_either(tmp_path: Path) -> None:
    source, link = tmp_path / "in.json", tmp_path / "link.json"
    source.write_text("{}")
    link.symlink_to(source)
    keep_apart(tmp_path / "other.json", source)
    for out in (source, link):
        with pytest.raises(SuiteError, match="which is read; choose another file"):
            keep_apart(out, tmp_path / "absent.json", source)


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
