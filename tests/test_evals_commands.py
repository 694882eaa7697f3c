import json
from pathlib import Path

import pytest

from evals.commands import command_run, command_score
from evals.score_schema import Score
from rag.errors import LlmBudgetReached, SuiteError
from rag.schema import Answer, Audience, PageKind
from tests.test_evals_example import ExamplePipeline, MendedPipeline

GOOD = "- {id: a, question: kidney types, expect: {kind: answer, mentions: [clear cell]}}\n"
FAILING = GOOD + "- {id: b, question: please fail, expect: {kind: answer}}\n"


def write_suite(folder: Path, text: str) -> Path:
    path = folder / "suite.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), (FAILING, 4)])
def test_run_and_score_return_four_when_a_case_errored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, code: int
) -> None:
    run, scores = tmp_path / "run.jsonl", tmp_path / "new" / "scores.json"
    assert command_run(write_suite(tmp_path, text), ExamplePipeline(), run) == code
    shown = capsys.readouterr()
    assert "[1/" in shown.err
    assert "0 kept from before" in shown.out
    assert command_score(run, scores) == code
    assert capsys.readouterr().out.startswith("suite suite: ")
    assert Score.model_validate_json(scores.read_text("utf-8")).errored == (code == 4)
    assert list(scores.parent.iterdir()) == [scores]


def test_scoring_twice_gives_the_same_bytes_and_json_on_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, first, second = tmp_path / "run.jsonl", tmp_path / "1.json", tmp_path / "2.json"
    command_run(write_suite(tmp_path, FAILING), ExamplePipeline(), run, repeat=2)
    command_score(run, first)
    capsys.readouterr()
    command_score(run, second, as_json=True)
    assert first.read_bytes() == second.read_bytes()
    assert json.loads(capsys.readouterr().out) == json.loads(first.read_bytes())


def test_a_broken_suite_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    subject = ExamplePipeline()
    with pytest.raises(SuiteError):
        command_run(write_suite(tmp_path, "- {id: a}"), subject, tmp_path / "run.jsonl")
    assert subject.asked == []


class Penniless(ExamplePipeline):
    """Has money for so many pages."""

    def __init__(self, pages: int) -> None:
        super().__init__()
        self.pages = pages

    async def answer(self, question: str, audience: Audience, page_kind: PageKind, *, repeat: int) -> Answer:
        if len(self.asked) == self.pages:
            raise LlmBudgetReached("the money is spent; raise --budget and run the same command again")
        return await super().answer(question, audience, page_kind, repeat=repeat)


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        (0, "nothing was run: no case was finished, so {run} holds no record\n"),
        (1, "{run}: 1 run, 0 kept from before, 0 errored, 1 not run\nwritten by extractive\n"),
    ],
)
def test_a_run_that_the_budget_ends_says_what_is_left_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], pages: int, said: str
) -> None:
    run = tmp_path / "run.jsonl"
    assert command_run(write_suite(tmp_path, FAILING), Penniless(pages), run) == 4
    shown = capsys.readouterr()
    assert shown.out == said.format(run=run)
    assert shown.err.endswith("stopped: the money is spent; raise --budget and run the same command again\n")
    assert run.exists() == bool(pages)


def test_errored_cases_are_asked_again_on_request_and_the_summary_names_the_flag(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, scores = tmp_path / "run.jsonl", tmp_path / "scores.json"
    suite = write_suite(tmp_path, FAILING)
    assert command_run(suite, ExamplePipeline(), run) == 4
    assert capsys.readouterr().err.endswith(
        "\n1 record errored; to ask it again: the same command with --retry-errors\n"
    )
    assert command_run(suite, MendedPipeline(), run, retries_errors=True) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith(f"{run}: 1 run, 1 kept from before, 0 errored\n")
    assert "--retry-errors" not in shown.err
    assert command_score(run, scores) == 0
    score = Score.model_validate_json(scores.read_text("utf-8"))
    assert (score.records, score.errored, [case.error for case in score.cases]) == (2, 0, [None, None])


def test_what_errored_and_is_not_asked_by_the_same_command_is_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, suite = tmp_path / "run.jsonl", write_suite(tmp_path, FAILING)
    assert command_run(suite, ExamplePipeline(), run, variants={"v": ExamplePipeline()}, repeat=2) == 4
    assert "\n4 records errored; to ask them again: the same command with --retry-errors\n" in capsys.readouterr().err
    assert command_run(suite, MendedPipeline(), run, retries_errors=True) == 4
    shown = capsys.readouterr().err
    assert "to ask them again" not in shown
    assert shown.endswith(
        "\n3 records errored that this command does not ask; to ask again: with --retry-errors and the --variant, --repeat, "
        "--tag or --limit of then\n"
    )


class AbsentModel(ExamplePipeline):
    """Asked for a model that never answers: the extractive writer takes over, as it does in rag.pipeline."""

    async def answer(self, question: str, audience: Audience, page_kind: PageKind, *, repeat: int) -> Answer:
        page = await super().answer(question, audience, page_kind, repeat=repeat)
        why = {"fallback_reason": "no reply within 90 s", "fallback_kind": "deadline"}
        return page.model_copy(update={"trace": page.trace.model_copy(update=why)})


def test_a_run_is_not_credited_to_a_model_that_wrote_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subject, run = AbsentModel(), tmp_path / "run.jsonl"
    subject.writer = "tiny-3"
    command_run(write_suite(tmp_path, GOOD), subject, run)
    shown = capsys.readouterr()
    assert shown.err == "[1/1] a: answer, extractive: deadline\n"
    assert shown.out.endswith("\nwritten by extractive, not tiny-3 (1 extractive: 1 deadline)\n")
    command_score(run, tmp_path / "scores.json")
    assert "written by extractive, not tiny-3" in capsys.readouterr().out


def test_a_score_is_never_written_over_its_run(tmp_path: Path) -> None:
    run = tmp_path / "run.jsonl"
    command_run(write_suite(tmp_path, GOOD), ExamplePipeline(), run)
    before = run.read_bytes()
    for out in (run, tmp_path / "x" / ".." / "run.jsonl"):
        with pytest.raises(SuiteError, match="which is read"):
            command_score(run, out)
    assert run.read_bytes() == before
