"""The suites give no worse pages than when evals/baselines was last renewed. What is worse on purpose: `make baselines`."""

from pathlib import Path

import pytest

from evals.baseline import baseline_of, moved_lines
from evals.compare import compare_scores
from evals.pipeline import open_pipelines
from evals.records import read_records
from evals.repeats import Asking, Purse
from evals.report import read_score
from evals.run import run_suite
from evals.score import score_run
from evals.suite import load_suite
from rag.index.encoder import load_encoder
from rag.settings import Settings
from tests.conftest import ROOT
from tests.record_demo import ARITHMETIC, DEMO, arithmetic_of

pytest_plugins = ["tests.demo_shelf"]

TOLERANCE = 0.005  # less than one case of the 211
ELSEWHERE = 0.02  # where int8 arithmetic differs, vectors do in the last digits, and near ties fall otherwise
RENEW = "if that is meant, renew with: make baselines, and say why in the commit"

CASES = {
    "reference": Asking(writer="extractive"),
    "recorded": Asking(writer="llm", replay=DEMO),
}


@pytest.mark.parametrize("name", CASES)
def test_no_share_of_the_suite_fell_since_its_baseline(name: str, demo_settings: Settings, tmp_path: Path) -> None:
    is_alike = (DEMO / ARITHMETIC).read_text().strip() == arithmetic_of(load_encoder(demo_settings.index))
    if CASES[name].replay and not is_alike:
        pytest.skip("recorded on a kind of processor whose int8 arithmetic differs")
    before = read_score(ROOT / "evals" / "baselines" / f"{name}.json")
    suite = load_suite(ROOT / "evals" / "suites" / f"{name}.yaml")
    subject = open_pipelines(demo_settings, asking=CASES[name], purse=Purse(), scratch=tmp_path)[""]
    run_suite(suite, subject, tmp_path / "run.jsonl")
    after = baseline_of(score_run(read_records(tmp_path / "run.jsonl")))
    found = compare_scores(before, after, tolerance=TOLERANCE if is_alike else ELSEWHERE, gate="any")
    moved = "\n".join(moved_lines(before, after))
    (contrast,) = found.contrasts
    assert not found.regressions, f"worse than the baseline: {', '.join(found.regressions)}; {RENEW}\n{moved}"
    others = (*contrast.only_before, *contrast.only_after, *contrast.reworded)
    assert not others, f"another suite; {RENEW}\n{moved}"


@pytest.mark.parametrize("name", CASES)
def test_baselines_are_whole_and_small(name: str) -> None:
    path = ROOT / "evals" / "baselines" / f"{name}.json"
    score = read_score(path)
    assert (score.suite, score.errored, score.not_run) == (name, 0, 0)
    assert baseline_of(score) == score
    assert path.stat().st_size < 3000 * score.records


def test_every_baseline_is_held_to() -> None:
    assert {path.stem for path in (ROOT / "evals" / "baselines").glob("*.json")} == set(CASES)
