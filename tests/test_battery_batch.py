"""Battery D10: a batch killed again and again, and rerun, gives every answer once, at the price of what was cut off."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.battery import ROOT, Bench, Expected, counted
from tests.battery_table import TABLE, expected_cases
from tests.llm_authors import verbatim_author
from tests.llm_server import LlmServer

pytest_plugins = ["tests.demo_shelf", "tests.battery"]

SEED = 20261121
LINES = 100
EARLY_S = 1.0  # kills that come before the first call are spread over so long
AFTER_S = 0.06  # the others come so long after a call at most: longer than an answer takes
CANCERS = ("kidney cancer", "breast cancer", "lung cancer", "stomach cancer", "multiple myeloma")
ASKED = ("symptoms of {}", "What is {}?", "What tests are done for {}?", "treatment of {}")
EXPECTED: Mapping[str, Expected] = {
    "D10": Expected("batch of 100, killed 20 times, one at a time", "100 results, none twice, at most 120 calls"),
    "D10-4": Expected("batch of 100, killed 6 times, 4 at once", "100 results, none twice, at most 124 calls"),
}


def start(bench: Bench, server: LlmServer, at_once: int) -> "subprocess.Popen[bytes]":
    """The batch as a user starts it, in a process that can be killed."""
    files = ["--in", "questions.jsonl", "--out", "answers.jsonl"]
    flags = ["--no-cache", "--writer", "llm", "--concurrency", at_once]
    command = [sys.executable, "-m", "rag.cli.main", "ask", *files, *flags, *bench.at(server)]
    with (bench.folder / "log").open("ab") as log:
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=bench.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
        )


def kill_at(process: "subprocess.Popen[bytes]", server: LlmServer, calls: int | None, chance: random.Random) -> None:
    """SIGKILL a moment after the server has had so many calls; None: before the first one of this process."""
    while calls is not None and len(server.requests) < calls and process.poll() is None:
        time.sleep(0.002)
    time.sleep(chance.uniform(0, EARLY_S if calls is None else AFTER_S))
    process.kill()
    process.wait()


def moments(kills: int, chance: random.Random) -> list[int | None]:
    """When to kill: three times before anything was asked, else after a number of calls that was drawn."""
    drawn: list[int | None] = [*sorted(chance.sample(range(1, LINES), kills - 3))]
    for _ in range(3):
        drawn.insert(chance.randrange(len(drawn)), None)
    return drawn


def test_the_table_lists_every_case_and_what_fails_is_known() -> None:
    rows = [line.split(" | ") for line in TABLE.read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    listed = {row[0].removeprefix("| "): row[-1] for row in rows if not row[0].startswith("| ---")}
    again = "make it again: python -m tests.battery_table > docs/battery.md"
    assert list(listed) == list(expected_cases()), again
    assert {case for case, verdict in listed.items() if not verdict.startswith(("yes", "NO, a known fault"))} == set()


def ids_in(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("name", "at_once", "kills"), [("D10", 1, 20), ("D10-4", 4, 6)])
def test_a_batch_killed_again_and_again_gives_every_answer_once(
    name: str, at_once: int, kills: int, bench: Bench
) -> None:
    chance = random.Random(SEED)
    texts = [template.format(cancer) for template in ASKED for cancer in CANCERS]
    lines = [json.dumps({"id": f"q{n}", "question": texts[n % len(texts)]}) for n in range(LINES)]
    (bench.folder / "questions.jsonl").write_text("\n".join(lines))
    out = bench.folder / "answers.jsonl"
    with LlmServer(verbatim_author) as server:
        for calls in moments(kills, chance):
            process = start(bench, server, at_once)
            kill_at(process, server, calls, chance)
            assert process.returncode == -9, "it ended by itself: nothing was tested"
            assert not out.exists()
        code = start(bench, server, at_once).wait()
        calls_made = len(server.requests)
    log = (bench.folder / "log").read_text("utf-8")
    found = ids_in(out)
    twice = len(found) - len(set(found))
    bench.observed(name, f"{len(found)} results, {twice} twice, {counted(calls_made, 'call')} after {kills} kills")
    assert code == 0, log
    assert "Traceback" not in log
    assert found == [f"q{n}" for n in range(LINES)]
    assert LINES <= calls_made <= LINES + kills * at_once
    pages = [bench.sound(json.loads(line)["answer"]) for line in out.read_text("utf-8").splitlines()]
    assert [page.question for page in pages] == [texts[n % len(texts)] for n in range(LINES)]
    assert {(page.kind, page.trace.writer, page.trace.llm_calls) for page in pages} == {("answer", "llm", 1)}
    assert not list(bench.folder.glob(".answers.jsonl*")), "the working file is still there"
    assert bench.run("index", "audit", "--index", bench.copied_index()).code == 0
