import json
from pathlib import Path

import pytest

from evals.mutate import command_mutate, failing_measures, mutate_run
from evals.mutations.results import MutationReport
from evals.schema import RunRecord
from evals.score import score_case
from rag.cli.main import main
from rag.errors import SuiteError
from rag.schema import Statement
from tests.mutation_records import SENTENCES, alarmed, answered, refused, with_statements
from tests.test_evals_example import make_record

RECORDS = [answered("a"), answered("b"), refused()]
FALSE = Statement(text=SENTENCES[2].replace("3", "7"), citations=(3,), verdict="supported")


@pytest.fixture(scope="module")
def report() -> MutationReport:
    return mutate_run(RECORDS, seed=1, limit=150)


def written(folder: Path, *records: RunRecord) -> Path:
    path = folder / "run.jsonl"
    path.write_text("".join(record.model_dump_json(by_alias=True) + "\n" for record in records), "utf-8")
    return path


def test_shares_are_those_of_the_mutants_and_survivors_are_the_rest(report: MutationReport) -> None:
    assert report.mutants == sum(kind.mutants for kind in report.kinds) == report.caught.n == 150
    assert report.caught.value is not None
    assert len(report.survivors) == round((1 - report.caught.value) * 150)
    for kind in report.kinds:
        survived = sum(one.kind == kind.kind for one in report.survivors)
        assert kind.caught.value == (pytest.approx(1 - survived / kind.mutants, abs=1e-6) if kind.mutants else None)


def test_most_of_what_is_broken_is_caught_and_nothing_unbroken(report: MutationReport) -> None:
    assert report.caught.value is not None
    assert report.caught.value >= 0.9
    assert (report.answers, report.false_alarms.value, report.alarms) == (3, 0, ())


def test_what_only_an_expectation_sees_is_told_apart(report: MutationReport) -> None:
    answered_refusal = next(kind for kind in report.kinds if kind.kind == "refusal answered")
    assert answered_refusal.caught.value == 1
    assert answered_refusal.by_rules.value is not None
    assert answered_refusal.by_rules.value < 1


def test_a_kind_that_the_answers_do_not_offer_is_unmeasured() -> None:
    report = mutate_run([refused()], seed=1, limit=20)
    kind = next(kind for kind in report.kinds if kind.kind == "number")
    assert (kind.mutants, kind.caught.value, kind.caught.reason) == (0, None, "the answers of the run offer none")


def test_an_answer_with_a_fault_of_its_own_is_a_false_alarm_and_is_not_broken() -> None:
    faulty = with_statements(answered("faulty"), FALSE)
    report = mutate_run([*RECORDS, faulty], seed=1, limit=50)
    assert {alarm.case for alarm in report.alarms} == {"faulty"}
    assert report.false_alarms.value == pytest.approx(1 / 4)
    assert "faulty" not in {one.case for one in report.survivors}


def test_a_failure_that_was_there_before_catches_nothing() -> None:
    unbroken, broken = score_case(answered()), score_case(with_statements(answered(), FALSE))
    assert "medical.m6_numbers" in failing_measures(unbroken, broken)
    assert failing_measures(broken, broken) == ()


def test_a_page_that_only_lost_its_safety_number_is_caught() -> None:
    report = mutate_run([alarmed()], seed=1, limit=100)
    assert [one for one in report.survivors if one.where == "safety notice"] == []


@pytest.mark.parametrize("records", [[], [make_record(error="away")], [with_statements(answered(), FALSE)]])
def test_nothing_sound_to_break_is_an_error_with_the_remedy(records: list[RunRecord]) -> None:
    with pytest.raises(SuiteError, match="citewell eval score"):
        mutate_run(records, seed=1, limit=10)


@pytest.mark.parametrize(
    ("arguments", "code"), [([], 0), (["--min-share", "0.5"], 0), (["--min-share", "1", "--limit", "150"], 5)]
)
def test_command_line_says_by_its_code_whether_enough_is_caught(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    run, out = written(tmp_path, *RECORDS), tmp_path / "new" / "report.json"
    assert main(["eval", "mutate", str(run), "--out", str(out), "--limit", "40", *arguments]) == code
    assert capsys.readouterr().out.startswith("suite example: ")
    assert MutationReport.model_validate_json(out.read_bytes()).seed == 1


def test_errored_records_are_counted_and_told_by_the_code(tmp_path: Path) -> None:
    run, out = written(tmp_path, answered("a"), make_record(error="away")), tmp_path / "report.json"
    assert command_mutate(run, out, seed=1, limit=5) == 4
    assert MutationReport.model_validate_json(out.read_bytes()).errored == 1


def test_the_same_seed_gives_the_same_bytes_and_json_on_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, outs = written(tmp_path, *RECORDS), [tmp_path / "1.json", tmp_path / "2.json"]
    seen: list[tuple[int, int]] = []
    command_mutate(run, outs[0], seed=3, limit=30, on_progress=lambda done, planned: seen.append((done, planned)))
    capsys.readouterr()
    command_mutate(run, outs[1], seed=3, limit=30, as_json=True)
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert json.loads(capsys.readouterr().out) == json.loads(outs[0].read_bytes())
    assert seen == [(done, 30) for done in range(1, 31)]


@pytest.mark.parametrize("share", ["2", "-0.1", "most"])
def test_a_share_outside_its_range_is_a_usage_error(share: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["eval", "mutate", "run.jsonl", "--min-share", share])
    assert stopped.value.code == 2


def test_the_report_is_never_written_over_the_run(tmp_path: Path) -> None:
    run = tmp_path / "run.jsonl"
    run.write_text(make_record().model_dump_json(by_alias=True) + "\n", "utf-8")
    before = run.read_bytes()
    with pytest.raises(SuiteError, match="which is read"):
        command_mutate(run, run, seed=1, limit=5)
    assert run.read_bytes() == before
