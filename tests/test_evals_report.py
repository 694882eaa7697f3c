from pathlib import Path
from xml.etree import ElementTree

import pytest

from evals.report import command_report, format_of, read_score
from evals.score import score_run
from evals.score_schema import Score
from rag.errors import SuiteError
from tests.test_evals_example import make_record, make_refusal


def stored(folder: Path, score: Score, name: str = "scores.json") -> Path:
    """The score as `eval score` writes it."""
    path = folder / name
    path.write_text(score.model_dump_json(by_alias=True, indent=1), "utf-8")
    return path


def test_each_name_gets_the_format_it_ends_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores = stored(tmp_path, score_run([make_record()]))
    outs = [tmp_path / "new" / name for name in ("report.html", "summary.md", "junit.xml")]
    assert command_report(scores, outs) == 0
    assert outs[0].read_text("utf-8").startswith("<!DOCTYPE html>")
    assert outs[1].read_text("utf-8").startswith("## Evaluation of example\n")
    assert ElementTree.parse(outs[2]).getroot().tag == "testsuites"
    assert [line.split(": ")[1] for line in capsys.readouterr().out.splitlines()] == [
        *("html of 1 record", "markdown of 1 record", "junit of 1 record")
    ]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["junit.xml", "report.html", "summary.md"]


def test_a_given_format_wins_over_the_name(tmp_path: Path) -> None:
    out = tmp_path / "summary.txt"
    command_report(stored(tmp_path, score_run([make_record()])), [out], format_="markdown")
    assert out.read_text("utf-8").startswith("## ")


@pytest.mark.parametrize("name", ["report", "report.pdf", ".html.gz"])
def test_a_name_that_says_no_format_is_refused_before_anything_is_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="add --format"):
        command_report(tmp_path / "missing.json", [tmp_path / name])
    with pytest.raises(SuiteError, match="does not say a format"):
        format_of(Path(name))


def test_errored_cases_give_code_4(tmp_path: Path) -> None:
    scores = stored(tmp_path, score_run([make_record(error="away")]))
    assert command_report(scores, [tmp_path / "r.html"]) == 4


def test_an_earlier_score_is_compared_with(tmp_path: Path) -> None:
    before = stored(tmp_path, score_run([make_record()]), "old.json")
    after = stored(tmp_path, score_run([make_record(answer=make_refusal())]), "new.json")
    command_report(after, [tmp_path / "r.html"], against=before)
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "old.json → new.json" in page
    assert "regression" in page


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "cannot be read"), ("{", "is no scores file"), ('{"schema":"other/1"}', "is no scores file")],
)
def test_what_is_no_scores_file_is_refused_with_the_remedy(content: str | None, why: str, tmp_path: Path) -> None:
    path = tmp_path / "scores.json"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(SuiteError, match=why) as caught:
        read_score(path)
    assert "citewell eval score RUN.jsonl" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_written_is_an_error_and_nothing_is_left(tmp_path: Path) -> None:
    scores = stored(tmp_path, score_run([make_record()]))
    (tmp_path / "r.html").mkdir()
    with pytest.raises(SuiteError, match="cannot write"):
        command_report(scores, [tmp_path / "r.html"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.html", "scores.json"]


def test_a_report_is_never_written_over_the_scores_or_another_report(tmp_path: Path) -> None:
    scores = stored(tmp_path, score_run([make_record()]))
    earlier = stored(tmp_path, score_run([make_record()]), "old.json")
    before = scores.read_bytes()
    for outs, message in (
        ([scores], "which is read"),
        ([earlier], "which is read"),
        ([tmp_path / "r.html", tmp_path / "r.html"], "given twice"),
    ):
        with pytest.raises(SuiteError, match=message):
            command_report(scores, outs, format_="html", against=earlier)
    assert scores.read_bytes() == earlier.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.json", "scores.json"]


def test_scores_without_a_case_are_no_scores(tmp_path: Path) -> None:
    score = score_run([make_record()])
    path = tmp_path / "empty.json"
    path.write_text(score.model_copy(update={"cases": ()}).model_dump_json(by_alias=True), "utf-8")
    with pytest.raises(SuiteError, match=r"is no scores file \(cases: "):
        read_score(path)


@pytest.mark.parametrize("content", ["", "\n", " \n\n"])
def test_an_empty_file_is_called_so_with_what_to_run(content: str, tmp_path: Path) -> None:
    path = tmp_path / "scores.json"
    path.write_text(content, "utf-8")
    with pytest.raises(SuiteError, match="is empty; make a run and score it: citewell eval run SUITE"):
        read_score(path)


def test_a_run_file_is_called_so_and_never_offered_as_the_place_of_its_scores(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(make_record().model_dump_json(by_alias=True) + "\n", "utf-8")
    with pytest.raises(SuiteError, match="is a run file; score it first") as caught:
        read_score(path)
    assert f"--out {path}" not in str(caught.value)
