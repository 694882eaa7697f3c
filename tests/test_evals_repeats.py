"""Through the command line, on the demonstration shelf and a chat server on this machine."""

import json
from pathlib import Path

import pytest

from evals.records import read_records
from evals.repeats import Purse, recordings_of
from evals.schema import RunRecord
from rag.settings import LlmSettings
from rag.write.limits import Meter
from tests.battery import Bench
from tests.demo_shelf import STAGES, SYMPTOMS, Ran
from tests.llm_authors import verbatim_author
from tests.llm_flow import MODEL
from tests.llm_server import LlmServer

pytest_plugins = ["tests.demo_shelf", "tests.battery"]
Flags = list[str | Path]
PRICES = f'[llm.prices."{MODEL}"]\nprompt = 1.0\ncompletion = 4.0\n'


@pytest.fixture
def suite(bench: Bench) -> Path:
    path = bench.folder / "suite.jsonl"
    cases = [
        {"id": name, "question": question, "tags": [name], "expect": {"kind": "answer"}}
        for name, question in (("signs", SYMPTOMS), ("stages", STAGES))
    ]
    path.write_text("".join(json.dumps(case) + "\n" for case in cases))
    return path


def run(bench: Bench, suite: Path, out: str, *flags: str | Path) -> tuple[Ran, tuple[RunRecord, ...]]:
    ran = bench.run("eval", "run", suite, "--out", out, *flags)
    return ran, read_records(bench.folder / out) if (bench.folder / out).exists() else ()


def test_each_repeat_asks_the_model_anew_and_each_is_cached_by_itself(bench: Bench, suite: Path) -> None:
    with LlmServer(verbatim_author) as server:
        ran, records = run(bench, suite, "1.jsonl", "--repeat", "2", *bench.at(server))
        assert (ran.code, len(server.requests)) == (0, 4)
        assert [r.given.trace.llm_origin for r in records] == ["endpoint"] * 4
        _, records = run(bench, suite, "2.jsonl", "--repeat", "3", *bench.at(server))
        assert len(server.requests) == 6
    assert [r.given.trace.llm_origin for r in records] == [*["cache"] * 4, *["endpoint"] * 2]


def test_a_run_is_not_continued_at_another_endpoint_and_no_secret_of_its_address_is_kept(
    bench: Bench, suite: Path
) -> None:
    with LlmServer(verbatim_author) as one, LlmServer(verbatim_author) as other:
        secret = one.url.replace("://", "://me:canary@")
        flags: Flags = ["--index", bench.index_dir, "--model", MODEL, "--no-cache"]
        run(bench, suite, "1.jsonl", "--limit", "1", *flags, "--base-url", secret, "--record", "kept")
        assert "canary" not in (bench.folder / "1.jsonl").read_text()
        ran, records = run(bench, suite, "1.jsonl", *bench.at(other), "--no-cache")
        assert (ran.code, len(other.requests)) == (1, 0)
        assert f"endpoint {one.url} then, {other.url} now" in ran.err
    assert [r.fingerprints.endpoint for r in records] == [one.url]
    _, replayed = run(bench, suite, "2.jsonl", "--limit", "1", "--replay", "kept", "--index", bench.index_dir)
    assert [r.fingerprints.endpoint for r in replayed] == [""]


def test_replies_are_asked_for_several_at_a_time(bench: Bench, suite: Path) -> None:
    with LlmServer(verbatim_author, delay_s=0.3) as server:
        _, records = run(bench, suite, "1.jsonl", "--concurrency", "2", *bench.at(server))
        assert server.most_at_once == 2
    assert [r.case.id for r in records] == ["signs", "stages"]


def test_recordings_of_repeats_and_variants_are_kept_apart_and_replayed(bench: Bench, suite: Path) -> None:
    (bench.folder / "warm.toml").write_text("[settings.llm]\ntemperature = 0.7\n")
    flags: Flags = ["--repeat", "2", "--variant", "warm.toml"]
    with LlmServer(verbatim_author) as server:
        _, first = run(bench, suite, "1.jsonl", *flags, "--record", "kept", *bench.at(server))
        sent = sorted(float(request.body["temperature"]) for request in server.requests)
        assert sent == [*[0.0] * 4, *[0.7] * 4]
        index: Flags = ["--index", bench.index_dir]
        ran, again = run(bench, suite, "2.jsonl", *flags, "--replay", "kept", *index)
        assert (ran.code, len(server.requests)) == (0, 8)
    for folder in ("kept", "kept/repeat-2", "kept/warm", "kept/warm/repeat-2"):
        assert len(list((bench.folder / folder).glob("*.json"))) == 2, folder
    assert [r.given.statements for r in again] == [r.given.statements for r in first]
    assert {r.given.trace.llm_origin for r in again} == {"recording"}
    ran, _ = run(bench, suite, "3.jsonl", "--repeat", "3", "--replay", "kept", *index)
    assert ran.code == 4
    assert "nothing is recorded of repeat 3" in ran.err


def test_a_variant_that_asks_alike_may_replay_the_replies_of_the_base(bench: Bench, suite: Path) -> None:
    (bench.folder / "strict.toml").write_text("[settings.gate]\nmin_word_support = 0.55\n")
    (bench.folder / "warm.toml").write_text("[settings.llm]\ntemperature = 0.7\n")
    with LlmServer(verbatim_author) as server:
        run(bench, suite, "1.jsonl", "--record", "kept", *bench.at(server))
    replay: Flags = ["--replay", "kept", "--index", bench.index_dir, "--variant"]
    _, records = run(bench, suite, "2.jsonl", *replay, "strict.toml")
    assert [r.given.trace.llm_origin for r in records] == ["recording"] * 4
    ran, _ = run(bench, suite, "3.jsonl", *replay, "warm.toml")
    assert (ran.code, "kept/warm: it does not exist" in ran.err) == (1, True)


def test_one_budget_is_for_all_variants_together(bench: Bench, suite: Path) -> None:
    (bench.folder / "citewell.toml").write_text(PRICES)
    (bench.folder / "warm.toml").write_text("[settings.llm]\ntemperature = 0.7\n")
    with LlmServer(verbatim_author) as server:
        flags: Flags = [*bench.at(server), "--no-cache", "--concurrency", "1", "--variant", "warm.toml"]
        _, whole = run(bench, suite, "whole.jsonl", *flags)
        costs = [record.given.trace.cost_usd for record in whole]
        budget = sum(costs[:3]) + 0.006  # less than the worst case of the last call: 2,000 tokens at $4 a million
        ran, some = run(bench, suite, "some.jsonl", *flags, "--budget", f"{budget:.6f}")
        assert ran.code == 4
        assert "run the same command again" in ran.err
        assert {record.variant for record in some[:2]} == {""}
        assert 2 <= len(some) < 4
        assert sum(record.given.trace.cost_usd for record in some) <= budget
        ran, all_of_them = run(bench, suite, "some.jsonl", *flags, "--budget", "1")
        assert (ran.code, len(all_of_them)) == (0, 4)
        assert len(server.requests) == 8


def test_only_tagged_and_first_cases_are_run_when_asked_for(bench: Bench, suite: Path) -> None:
    index: Flags = ["--writer", "extractive", "--index", bench.index_dir]
    _, records = run(bench, suite, "1.jsonl", "--tag", "stages", "--tag", "signs", "--limit", "1", *index)
    assert [r.case.id for r in records] == ["signs"]
    ran, records = run(bench, suite, "1.jsonl", *index)
    assert (ran.code, len(records)) == (0, 2)
    ran, _ = run(bench, suite, "2.jsonl", "--tag", "sign", *index)
    assert (ran.code, "did you mean 'signs'" in ran.err) == (1, True)


def test_a_meter_goes_on_where_the_one_before_stopped() -> None:
    purse, first, second = Purse(), Meter(LlmSettings()), Meter(LlmSettings())
    assert purse.summary() == ""
    purse.turn_to(first)
    first.calls, first.cost_usd = 3, 0.25
    purse.turn_to(second)
    second.calls += 1
    assert (second.cost_usd, purse.summary()) == (0.25, "4 LLM calls, 0 tokens, $0.2500")


@pytest.mark.parametrize(
    ("variant", "repeat", "folder"), [("", 1, "d"), ("", 2, "d/repeat-2"), ("b", 1, "d/b"), ("b", 3, "d/b/repeat-3")]
)
def test_recordings_have_a_folder_for_each_variant_and_repeat(variant: str, repeat: int, folder: str) -> None:
    assert recordings_of(Path("d"), variant, repeat) == Path(folder)
