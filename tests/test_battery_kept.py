"""The battery's cases of what is kept and what is spent: cache, recordings, replay, eval runs, rate limit, spending cap."""

import json
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from evals.records import read_records
from rag.settings import PROJECT_ROOT
from tests.battery import Bench, Expected, counted
from tests.demo_shelf import STAGES, SYMPTOMS, TERM
from tests.llm_authors import honest_author, verbatim_author
from tests.llm_flow import MODEL
from tests.llm_server import LlmServer
from tests.shelf import ingest_folder, settings_for

pytest_plugins = ["tests.demo_shelf", "tests.battery"]

PER_MINUTE = 12  # requests: so many at once, then one every 5 s
LATE_S = 1.0  # the first request may arrive so late on a busy machine
EXPECTED: Mapping[str, Expected] = {
    "cache": Expected("the same question again", "0 calls, the same statements; asked again with --no-cache"),
    "cache-changed": Expected("another prompt, other evidence, another model", "asked again each time"),
    "cache-modes": Expected("who may read kept replies", "the owner alone: folder 0700, files 0600"),
    "cache-private": Expected("a question with a phone number, twice", "asked twice, nothing kept"),
    "cache-damaged": Expected("a kept reply cut in half", "asked again, kept anew"),
    "limit-rate": Expected(
        f"{PER_MINUTE + 1} questions at {PER_MINUTE} requests a minute", "never more than 12 + one every 5 s"
    ),
    "limit-budget": Expected(
        "--budget that a batch of 12 cannot keep to", "stops whole, exit 4; rerun does the rest, once"
    ),
    "replay": Expected("--record, then --replay without key and endpoint", "the same page, 0 calls"),
    "replay-missing": Expected(
        "--replay of what was never recorded", "extractive page, reason told; --writer llm: error"
    ),
    "replay-eval": Expected("eval run --record, then --replay", "the same answers, 0 calls"),
}


def test_a_question_asked_before_costs_nothing(bench: Bench) -> None:
    with LlmServer(honest_author) as server:
        pages = [bench.page(SYMPTOMS, server), bench.page(SYMPTOMS, server)]
        kept = len(server.requests)
        bench.page(SYMPTOMS, server, "--no-cache")
        again = len(server.requests)
    first, second = pages
    bench.observed(
        "cache", f"{kept - 1} calls, then {again - kept} with --no-cache; reply from {second.trace.llm_origin}"
    )
    assert (kept, again) == (1, 2)
    assert (first.trace.llm_origin, second.trace.llm_origin, second.trace.llm_calls) == ("endpoint", "cache", 0)
    assert first.statements == second.statements


def test_what_decides_a_reply_decides_whether_it_is_asked_again(bench: Bench) -> None:
    prompts = shutil.copytree(PROJECT_ROOT / "prompts", bench.folder / "prompts")
    shutil.copytree(PROJECT_ROOT / "corpus", bench.folder / "texts")
    text = bench.folder / "texts" / "kidney-cancer.md"
    text.write_text(
        text.read_text("utf-8").replace("- Blood in the urine", "- Blood in the urine at any time"), "utf-8"
    )
    ingest_folder(bench.folder / "texts", settings_for(bench.folder / "other"))
    calls: dict[str, int] = {}
    with LlmServer(verbatim_author, models=(MODEL, "second-model")) as server:

        def ask(what: str, *flags: str, index: str = "") -> None:
            before = len(server.requests)
            bench.page(SYMPTOMS, server, *flags, index=bench.folder / index if index else None)
            calls[what] = len(server.requests) - before

        ask("nothing kept")
        ask("the same")
        ask("other evidence", index="other")
        ask("another model", "--model", "second-model")
        bench.set(CITEWELL_PROMPTS_DIR=prompts)
        ask("the same prompt elsewhere")
        prompt = prompts / "patient-answer.md"
        prompt.write_text(prompt.read_text("utf-8").rstrip() + "\nWrite plainly.\n", "utf-8")
        ask("another prompt")
    bench.observed("cache-changed", ", ".join(f"{what}: {counted(n, 'call')}" for what, n in calls.items()))
    again = {what for what, n in calls.items() if n}
    assert again == {"nothing kept", "other evidence", "another model", "another prompt"}


def test_kept_replies_are_for_their_owner_alone(bench: Bench) -> None:
    with LlmServer(honest_author) as server:
        bench.page(SYMPTOMS, server)
    modes = [oct(stat.S_IMODE(path.stat().st_mode))[2:] for path in [bench.cache / "replies", *bench.replies]]
    bench.observed("cache-modes", f"folder {modes[0]}, file {modes[1]}")
    assert modes == ["700", "600"]
    assert SYMPTOMS not in bench.replies[0].read_text("utf-8")


def test_a_question_with_personal_details_is_not_kept(bench: Bench) -> None:
    with LlmServer(honest_author) as server:
        for _ in range(2):
            bench.page(f"Call me at 212-555-0147. {TERM}", server)
        calls = len(server.requests)
    bench.observed("cache-private", f"{calls} calls, {counted(len(bench.replies), 'file')} kept")
    assert (calls, bench.replies) == (2, [])


def test_a_damaged_reply_is_asked_for_again(bench: Bench) -> None:
    with LlmServer(honest_author) as server:
        bench.page(SYMPTOMS, server)
        (kept,) = bench.replies
        whole = kept.read_bytes()
        kept.write_bytes(whole[: len(whole) // 2])
        page = bench.page(SYMPTOMS, server)
        calls = len(server.requests)
    bench.observed("cache-damaged", f"{calls} calls in all, {page.trace.writer} page")
    assert (calls, kept.read_bytes()) == (2, whole)


def test_no_more_requests_are_sent_than_the_limit_allows(bench: Bench) -> None:
    bench.set(CITEWELL_LLM_REQUESTS_PER_MINUTE=PER_MINUTE)
    asked = {str(n): (SYMPTOMS, STAGES)[n % 2] for n in range(PER_MINUTE + 1)}
    with LlmServer(honest_author) as server:
        _, pages = bench.batch(asked, server, "--no-cache", "--concurrency", "1")
        times = sorted(request.at - server.requests[0].at for request in server.requests)
    early = [n for n, at in enumerate(times, 1) if n > PER_MINUTE + (at + LATE_S) * PER_MINUTE / 60]
    bench.observed("limit-rate", f"{len(times)} requests in about {round(times[-1])} s, {len(early)} of them too early")
    assert len(pages) == len(times) == PER_MINUTE + 1
    assert early == []


def test_a_spending_cap_stops_a_batch_and_a_rerun_does_the_rest(bench: Bench) -> None:
    (bench.folder / "citewell.toml").write_text(f'[llm.prices."{MODEL}"]\nprompt = 1.0\ncompletion = 4.0\n')
    asked = {str(n): (SYMPTOMS, STAGES, TERM)[n % 3] for n in range(12)}
    flags = ["--no-cache", "--concurrency", "2", "--writer", "llm"]
    with LlmServer(verbatim_author) as server:
        first, some = bench.batch(asked, server, *flags, "--budget", "0.03")
        spent = sum(page.trace.cost_usd for page in some)
        calls = len(server.requests)
        second, pages = bench.batch(asked, server, *flags, "--budget", "1")
        in_all = len(server.requests)
    seen = f"{len(some)} answers for ${spent:.3f}, exit {first.code}; then {len(pages)}, exit {second.code}"
    bench.observed("limit-budget", f"{seen}; {in_all} calls in all")
    assert (first.code, 0 < len(some) < 12, spent <= 0.03) == (4, True, True), first.err
    assert "run the same command again to go on" in first.err
    assert (second.code, len(pages), calls, in_all) == (0, 12, len(some), 12), second.err
    assert [page.question for page in pages] == list(asked.values())


def test_recorded_replies_give_the_same_page_without_an_endpoint(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with LlmServer(honest_author) as server:
        first = bench.page(TERM, server, "--record", "recorded")
        monkeypatch.delenv("OPENAI_API_KEY")
        replay: list[str | Path] = ["--replay", "recorded", "--index", bench.index_dir]
        page = bench.sound(bench.run("ask", TERM, *replay, "--json").value)
        calls = len(server.requests) - first.trace.llm_calls
    bench.observed("replay", f"{calls} calls, reply from a {page.trace.llm_origin}")
    assert (calls, page.trace.llm_origin, page.trace.llm_calls) == (0, "recording", 0)
    assert (page.statements, page.citations) == (first.statements, first.citations)

    missing = bench.sound(bench.run("ask", STAGES, *replay, "--json").value)
    error = bench.run("ask", STAGES, *replay, "--writer", "llm")
    bench.observed("replay-missing", f"{missing.trace.writer} page; --writer llm: exit {error.code}")
    assert missing.trace.writer == "extractive"
    assert "no reply is recorded in" in (missing.trace.fallback_reason or "")
    assert (error.code, error.out) == (1, "")


def test_an_eval_run_is_replayed_without_an_endpoint(bench: Bench) -> None:
    questions = {"a": SYMPTOMS, "b": STAGES, "c": "How tall is Mount Everest?"}
    suite = [{"id": name, "question": question, "expect": {"kind": "answer"}} for name, question in questions.items()]
    (bench.folder / "suite.jsonl").write_text("\n".join(map(json.dumps, suite)))
    with LlmServer(honest_author) as server:
        bench.run("eval", "run", "suite.jsonl", "--out", "first.jsonl", "--record", "recorded", *bench.at(server))
        calls = len(server.requests)
        replay: list[str | Path] = ["--replay", "recorded", "--index", bench.index_dir]
        again = bench.run("eval", "run", "suite.jsonl", "--out", "again.jsonl", *replay)
        more = len(server.requests) - calls
    runs = [read_records(bench.folder / name) for name in ("first.jsonl", "again.jsonl")]
    pages = [[bench.sound(record.given.to_json_dict()) for record in run] for run in runs]
    origins = [page.trace.llm_origin for page in pages[1]]
    bench.observed(
        "replay-eval", f"{calls} calls, then {more}; replies from {', '.join(str(origin) for origin in origins)}"
    )
    assert (calls, more, again.code) == (2, 0, 0)
    assert origins == ["recording", "recording", None]
    assert [page.statements for page in pages[0]] == [page.statements for page in pages[1]]
