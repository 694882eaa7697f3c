"""A score to its baseline, read back by every reader of scores, and what moved between two."""

import json
from pathlib import Path

import pytest

from evals.baseline import baseline_of, baseline_text, command_baseline, moved_lines
from evals.compare import compare_scores
from evals.report import read_score
from evals.score import score_run
from evals.score_schema import CaseScore, Score
from rag.errors import SuiteError
from tests.test_evals_example import KIDNEY, PLAGUE, make_answer, make_record, make_refusal


def score_of(text: str = "Clear cell is the most common type of kidney cancer.", *, variant: str = "") -> Score:
    records = [
        make_record(KIDNEY, make_answer([(text, (1,))]), suite_cases=2),
        make_record(PLAGUE, make_refusal(), suite_cases=2),
    ]
    return score_run([record.model_copy(update={"variant": variant}) for record in records])


GOOD, BAD = score_of(), score_of("Papillary is the most common type.")


def shares(case: CaseScore) -> dict[str, float]:
    return {one.name: one.value for one in case.measurements if one.unit == "share" and one.value is not None}


def test_baseline_holds_every_measured_share_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(baseline_text(baseline_of(GOOD)), "utf-8")
    read = read_score(tmp_path / "b.json")
    assert [shares(case) for case in read.cases] == [shares(case) for case in GOOD.cases]
    assert {one.unit for case in read.cases for one in case.measurements} == {"share"}
    assert {figure.name for figure in read.figures} == {f.name for f in GOOD.figures if f.unit == "share"}
    assert (read.passages, read.tags, [case.answer for case in read.cases]) == ((), (), [None, None])
    assert (read.fingerprints, read.written_by, read.confusion) == (GOOD.fingerprints, GOOD.written_by, GOOD.confusion)


def test_a_record_stands_on_one_line_and_the_same_score_gives_the_same_bytes() -> None:
    text = baseline_text(baseline_of(GOOD))
    assert text == baseline_text(baseline_of(GOOD))
    (line,) = [line for line in text.splitlines() if '"id":"kidney"' in line]
    assert json.loads(line.rstrip(","))["question"] == KIDNEY.question
    assert json.loads(text)["schema"] == "citewell/score/1"


def test_comparing_baselines_finds_the_regressions_that_comparing_scores_finds() -> None:
    whole = compare_scores(GOOD, BAD).regressions
    assert "expect.mentions" in whole
    assert compare_scores(baseline_of(GOOD), baseline_of(BAD)).regressions == whole
    assert compare_scores(baseline_of(GOOD), BAD).regressions == whole


def test_of_several_variants_the_first_is_kept() -> None:
    score = score_run([make_record(), make_record().model_copy(update={"variant": "b"})])
    assert [case.variant for case in baseline_of(score).cases] == [""]
    assert baseline_of(score).records == 1


def test_what_moved_is_named_by_case_and_measure() -> None:
    lines = list(moved_lines(baseline_of(GOOD), baseline_of(BAD)))
    assert "kidney: expect.mentions 1.000 -> 0.000" in lines
    assert not [line for line in lines if line.startswith("plague")]
    alone = baseline_of(score_run([make_record(KIDNEY)]))
    assert list(moved_lines(alone, baseline_of(GOOD))) == ["plague: new"]
    assert list(moved_lines(baseline_of(GOOD), alone)) == ["plague: gone"]


def test_command_writes_the_file_and_says_what_moved_since_the_last_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scores, out = tmp_path / "scores.json", tmp_path / "kept" / "b.json"
    for score, says in (
        (GOOD, "a new baseline"),
        (GOOD, "nothing moved"),
        (BAD, "kidney: expect.mentions 1.000 -> 0.000"),
    ):
        scores.write_text(score.model_dump_json(by_alias=True), "utf-8")
        assert command_baseline(scores, out) == 0
        assert says in capsys.readouterr().out
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize(
    ("score", "says"),
    [
        (score_run([make_record(error="away")]), "1 record errored"),
        (score_run([make_record(suite_cases=3)]), "2 cases not run"),
    ],
)
def test_a_run_that_is_not_whole_is_no_baseline(tmp_path: Path, score: Score, says: str) -> None:
    scores = tmp_path / "scores.json"
    scores.write_text(score.model_dump_json(by_alias=True), "utf-8")
    with pytest.raises(SuiteError, match=says):
        command_baseline(scores, tmp_path / "b.json")
    assert not (tmp_path / "b.json").exists()
