from pathlib import Path

import pytest

from rag.cli.main import main
from tests.test_evals_compare import NO, YES, score, variants_of


def write(path: Path, values: list[float], model: str = "tiny-3") -> str:
    path.write_text(score(values, model=model).model_dump_json(by_alias=True), "utf-8")
    return str(path)


LITTLE = [NO] * 3 + [YES] * 97  # 3 points worse, which chance may do


@pytest.mark.parametrize(
    ("model", "flags", "code"),
    [
        ("tiny-3", [], 0),
        ("tiny-3", ["--any"], 5),
        ("tiny-3", ["--any", "--tolerance", "0.05"], 0),
        ("extractive", [], 5),
        ("extractive", ["--tolerance", "0.03"], 0),
    ],
)
def test_flags_decide_what_is_a_regression(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], model: str, flags: list[str], code: int
) -> None:
    before, after = write(tmp_path / "a.json", [YES] * 100, model), write(tmp_path / "b.json", LITTLE, model)
    assert main(["eval", "compare", before, after, *flags]) == code
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("regression") == (code == 5)


def test_one_file_is_compared_within_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "scores.json"
    both = variants_of({"": score([YES] * 30), "short": score([NO] * 9 + [YES] * 21)})
    run.write_text(both.model_dump_json(by_alias=True), "utf-8")
    assert main(["eval", "compare", str(run)]) == 5
    assert "after:  short: " in capsys.readouterr().out


@pytest.mark.parametrize("tolerance", ["-0.1", "2", "nan", "much"])
def test_a_tolerance_is_a_share(tolerance: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["eval", "compare", "a.json", f"--tolerance={tolerance}"])
    assert stopped.value.code == 2
    assert "share from 0 to 1" in capsys.readouterr().err


def test_an_absent_file_is_one_line_and_exit_code_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "compare", str(tmp_path / "absent.json")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
