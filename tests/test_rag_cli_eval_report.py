from pathlib import Path

import pytest

from evals.score import score_run
from rag.cli.main import main
from tests.test_evals_example import make_record


def test_one_command_writes_several_reports(tmp_path: Path) -> None:
    scores = tmp_path / "scores.json"
    scores.write_text(score_run([make_record()]).model_dump_json(by_alias=True), "utf-8")
    outs = [tmp_path / "report.html", tmp_path / "junit.xml"]
    assert main(["eval", "report", str(scores), "--out", str(outs[0]), "--out", str(outs[1])]) == 0
    assert all(out.stat().st_size for out in outs)


def test_a_missing_scores_file_is_an_error_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "report", str(tmp_path / "none.json"), "--out", str(tmp_path / "r.html")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_report_needs_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["eval", "report", "scores.json"])
    assert caught.value.code == 2
    assert "--out" in capsys.readouterr().err
