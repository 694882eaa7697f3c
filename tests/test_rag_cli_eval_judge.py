"""The command as a user types it, with a real endpoint."""

import json
from pathlib import Path

import pytest

from evals.schema import RunRecord
from rag.cli.main import main
from tests.judges import BEST, best, judging
from tests.llm_server import LlmServer
from tests.test_evals_example import KIDNEY, PLAGUE, make_answer, make_record, make_refusal

RECORDS = (
    make_record(),
    make_record(KIDNEY.model_copy(update={"id": "other"}), make_answer([("Tumors are blue.", (1,))])),
    make_record(PLAGUE, make_refusal()),
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setenv("CITEWELL_INDEX_CACHE_DIR", str(tmp_path / "cache"))
    return written(tmp_path / "run.jsonl", RECORDS)


def written(path: Path, records: tuple[RunRecord, ...]) -> Path:
    path.write_text("".join(one.model_dump_json(by_alias=True) + "\n" for one in records), "utf-8")
    return path


def judge(server: LlmServer, run: Path, *more: str) -> int:
    asked = ["--base-url", server.url, "--model", "test-model"]
    return main(["eval", "judge", str(run), "--out", str(run.parent / "judged.json"), *asked, *more])


def test_the_table_shows_opinion_agreement_and_that_it_is_no_score(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with LlmServer(judging(best)) as server:
        assert judge(server, run, "--canary") == 0
        assert len(server.requests) == 3 * (2 * 2 + 1) + 3 * 2  # one page is sound enough to be broken
    shown = capsys.readouterr().out
    assert "judged by test-model: a model's opinion, not part of any score" in shown
    assert "grounded: met 1.000" in shown
    assert "with itself: same value in 1.000" in shown
    assert "with groundedness.supported >= 1: Cohen's kappa 0.000" in shown
    assert "grounded: broken found out 0.000" in shown
    assert "grounded: sound found good 1.000" in shown
    assert "pages not judged: 1 the page is a refusal" in shown


def test_json_is_the_file(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with LlmServer(judging(best)) as server:
        assert judge(server, run, "--json", "--repeat", "1") == 0
    assert json.loads(capsys.readouterr().out) == json.loads((run.parent / "judged.json").read_bytes())


def test_unusable_verdicts_are_exit_code_four(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def odd(criterion: str, text: str) -> str:
        return "splendid" if "blue" in text else BEST[criterion]

    with LlmServer(judging(odd)) as server:
        assert judge(server, run, "--repeat", "1") == 4
    assert "unusable verdicts: 1 not on its scale" in capsys.readouterr().out


def test_a_rubric_of_ones_own_is_asked(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rubric = run.parent / "mine.yaml"
    rubric.write_text(
        "name: mine\nversion: 2\ncriteria:\n- id: kind\n  question: Is the page kind?\n  of: pages\n"
        "  scale: [{value: 1, means: it is not}, {value: 2, means: it is}]\n  good: [2]\n",
        "utf-8",
    )
    with LlmServer(judging(lambda criterion, text: "2")) as server:
        assert judge(server, run, "--rubric", str(rubric), "--repeat", "2") == 0
        assert all("Is the page kind?" in str(one.body["messages"]) for one in server.requests)
    shown = capsys.readouterr().out
    assert "rubric mine version 2" in shown
    assert "kind: met 1.000" in shown
    assert "verdicts: 0 1, 6 2" in shown


def test_replies_can_be_recorded_and_judged_again_without_an_endpoint(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded, again = run.parent / "recorded", run.parent / "again.json"
    with LlmServer(judging(best)) as server:
        assert judge(server, run, "--record", str(recorded), "--repeat", "2") == 0
    first = json.loads((run.parent / "judged.json").read_bytes())
    assert main(["eval", "judge", str(run), "--out", str(again), "--replay", str(recorded), "--repeat", "2"]) == 0
    assert json.loads(again.read_bytes())["results"] == first["results"]


@pytest.mark.parametrize(
    ("flags", "code", "said"),
    [
        ([], 1, "no LLM is set up"),
        (["--writer", "extractive"], 1, "a judge is one; leave the flag out"),
        (["--rubric", "absent.yaml"], 1, "absent.yaml"),
        (["--repeat", "0"], 2, "whole number from 1"),
        (["--replay", "absent"], 1, "does not exist"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    run: Path, flags: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        found = main(["eval", "judge", str(run), "--out", "judged.json", *flags])
    except SystemExit as stopped:
        found = int(str(stopped.code))
    assert found == code
    assert said in capsys.readouterr().err
    assert not Path("judged.json").exists()


def test_the_run_is_not_overwritten(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = run.read_bytes()
    with LlmServer(judging(best)) as server:
        assert main(["eval", "judge", str(run), "--out", str(run), "--base-url", server.url]) == 1
    assert run.read_bytes() == before
    assert "which is read" in capsys.readouterr().err


def test_a_score_is_the_same_with_and_without_a_judge(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["eval", "score", str(run), "--out", "before.json"])
    with LlmServer(judging(best)) as server:
        judge(server, run, "--repeat", "1")
    main(["eval", "score", str(run), "--out", "after.json"])
    assert Path("before.json").read_bytes() == Path("after.json").read_bytes()
    assert "grounded:" not in Path("after.json").read_text("utf-8")


def test_control_characters_of_a_judge_or_a_rubric_reach_no_terminal(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with LlmServer(judging(best), models=("test\x1b[31m",)) as server:
        judge(server, run, "--repeat", "1", "--model", "test\x1b[31m")
    assert "\x1b" not in capsys.readouterr().out
