import json
from pathlib import Path

import pytest

from evals.compare_files import command_compare, compare_files, load_score
from evals.comparison import Comparison
from evals.score import score_run
from rag.errors import SuiteError
from tests.test_evals_compare import NO, YES, score
from tests.test_evals_example import PLAGUE, make_record, make_refusal

RECORDS = [make_record(), make_record(PLAGUE, make_refusal())]


def write_score(path: Path, values: list[float]) -> Path:
    path.write_text(score(values).model_dump_json(by_alias=True, indent=1), "utf-8")
    return path


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    return write_score(tmp_path / "a.json", [YES] * 30), write_score(tmp_path / "b.json", [NO] * 9 + [YES] * 21)


def test_a_run_file_is_scored_first(tmp_path: Path) -> None:
    run = tmp_path / "run.jsonl"
    run.write_text("".join(record.model_dump_json(by_alias=True) + "\n" for record in RECORDS), "utf-8")
    assert load_score(run) == score_run(RECORDS)


@pytest.mark.parametrize(("turned", "code"), [(False, 5), (True, 0)])
def test_a_regression_is_exit_code_five(sides: tuple[Path, Path], turned: bool, code: int) -> None:
    before, after = sides[::-1] if turned else sides
    assert command_compare(before, after, tolerance=0.02, gate="significant") == code


def test_json_on_request_is_the_value_whole(sides: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    command_compare(*sides, tolerance=0.02, gate="any", as_json=True)
    shown = capsys.readouterr().out
    assert Comparison.model_validate_json(shown) == compare_files(*sides, tolerance=0.02, gate="any")
    assert json.loads(shown)["schema"] == "citewell/comparison/1"


@pytest.mark.parametrize(("name", "begin"), [("new/c.json", '{\n "schema":'), ("new/c.md", "**regression")])
def test_what_is_written_is_of_the_kind_its_name_says(
    sides: tuple[Path, Path], tmp_path: Path, name: str, begin: str
) -> None:
    out = tmp_path / name
    command_compare(*sides, tolerance=0.02, gate="significant", out=out)
    assert out.read_text("utf-8").startswith(begin)
    assert list(out.parent.iterdir()) == [out]


def test_the_files_are_named_and_in_full_where_their_names_are_alike(sides: tuple[Path, Path], tmp_path: Path) -> None:
    named = compare_files(*sides, tolerance=0.02, gate="any").contrasts[0]
    assert (named.before.label, named.after.label) == ("a.json", "b.json")
    (tmp_path / "new").mkdir()
    other = write_score(tmp_path / "new" / "a.json", [YES] * 30)
    alike = compare_files(sides[0], other, tolerance=0.02, gate="any").contrasts[0]
    assert (alike.before.label, alike.after.label) == (str(sides[0]), str(other))


def test_files_that_cannot_be_used_are_errors_with_the_remedy(sides: tuple[Path, Path], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"schema": "other"}')
    for path in (tmp_path / "absent.json", wrong):
        with pytest.raises(SuiteError, match="citewell eval"):
            compare_files(sides[0], path, tolerance=0.02, gate="any")
    with pytest.raises(SuiteError, match="end it in"):
        command_compare(*sides, tolerance=0.02, gate="any", out=tmp_path / "c.txt")
    with pytest.raises(SuiteError, match="second file"):
        compare_files(sides[0], None, tolerance=0.02, gate="any")


def test_an_empty_file_is_called_so_on_either_side(sides: tuple[Path, Path], tmp_path: Path) -> None:
    empty = tmp_path / "run.jsonl"
    empty.touch()
    for before, after in ((empty, sides[1]), (sides[0], empty), (empty, None)):
        with pytest.raises(SuiteError, match=r"run.jsonl is empty; .*citewell eval run SUITE"):
            compare_files(before, after, tolerance=0.02, gate="any")


def test_a_comparison_is_never_written_over_what_it_compares(sides: tuple[Path, Path]) -> None:
    before = [path.read_bytes() for path in sides]
    for out in sides:
        with pytest.raises(SuiteError, match="which is read"):
            command_compare(*sides, tolerance=0.02, gate="any", out=out)
    assert [path.read_bytes() for path in sides] == before
