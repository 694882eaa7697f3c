"""`citewell eval baseline` on the command line; what it writes is tested in test_evals_baseline.py."""

from collections.abc import Callable
from pathlib import Path

from evals.report import read_score
from evals.score import score_run
from tests.demo_shelf import Ran
from tests.test_evals_example import make_record

pytest_plugins = ["tests.demo_shelf"]


def write_scores(path: Path, *, error: str | None = None) -> Path:
    path.write_text(score_run([make_record(error=error)]).model_dump_json(by_alias=True), "utf-8")
    return path


def test_baseline_is_written_and_compares_equal_to_its_scores(bare_cli: Callable[..., Ran], tmp_path: Path) -> None:
    scores = write_scores(tmp_path / "scores.json")
    ran = bare_cli("eval", "baseline", scores, "--out", "kept/b.json")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "a new baseline")
    assert read_score(tmp_path / "kept" / "b.json").records == 1
    assert bare_cli("eval", "compare", "kept/b.json", scores).code == 0


def test_the_scores_are_never_written_over(bare_cli: Callable[..., Ran], tmp_path: Path) -> None:
    scores = write_scores(tmp_path / "scores.json")
    before = scores.read_bytes()
    ran = bare_cli("eval", "baseline", scores, "--out", "scores.json")
    assert (ran.code, scores.read_bytes()) == (1, before)


def test_errors_are_one_line_and_exit_code_1(bare_cli: Callable[..., Ran], tmp_path: Path) -> None:
    errored = write_scores(tmp_path / "errored.json", error="away")
    for scores, says in ((tmp_path / "absent.json", "eval score"), (errored, "finish the run first")):
        ran = bare_cli("eval", "baseline", scores, "--out", "b.json")
        assert ran.code == 1
        assert says in ran.err
        assert len(ran.err.splitlines()) == 1
    assert bare_cli("eval", "baseline", errored).code == 2
