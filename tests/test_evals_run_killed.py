"""A run killed at random moments ends complete, and no case is asked again once its record is stored."""

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from evals.records import read_records
from evals.schema import RunRecord

ROOT = Path(__file__).resolve().parent.parent
KILLS = 10
CASES = 60
SEED = 20261121
CHILD = f"""
import asyncio, signal, sys
from pathlib import Path
from evals.run import run_suite
from evals.schema import Case, Suite
from tests.test_evals_example import ExamplePipeline

class Logging(ExamplePipeline):
    def __init__(self, variant):
        super().__init__()
        self.variant = variant

    async def answer(self, question, audience, page_kind, *, repeat):
        with open(sys.argv[2], "a") as log:
            log.write(self.variant + "/" + question.split()[-1] + "\\n")
        await asyncio.sleep(0.03)
        return await super().answer(question, audience, page_kind, repeat=repeat)

signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests were started in the background
cases = tuple(Case(id=f"c{{n}}", question=f"kidney c{{n}}") for n in range({CASES}))
suite = Suite(name="many", cases=cases, fingerprint="many")
print("begins", flush=True)
run_suite(suite, Logging(""), Path(sys.argv[1]), variants={{"b": Logging("b")}}, at_once=int(sys.argv[3]))
"""


def start(out: Path, log: Path, at_once: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", CHILD, str(out), str(log), str(at_once)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begins\n"
    return process


def stored(out: Path) -> list[str]:
    """What was asked for each record that the file holds in whole."""
    lines = out.read_bytes().split(b"\n")[:-1] if out.exists() else []
    return [f"{record['variant']}/{record['case']['id']}" for record in map(json.loads, lines)]


def logged(log: Path) -> list[str]:
    return log.read_text().split() if log.exists() else []


def test_a_run_killed_ten_times_ends_complete_and_asks_no_stored_case_again(tmp_path: Path) -> None:
    out, log, chance = tmp_path / "run.jsonl", tmp_path / "log", random.Random(SEED)
    sizes = [0]
    for _ in range(KILLS):
        before, asked_before = stored(out), len(logged(log))
        process = start(out, log, at_once=4)
        time.sleep(chance.uniform(0.0, 0.14))
        process.kill()
        process.communicate()
        assert set(before).isdisjoint(logged(log)[asked_before:]), "a stored case was asked again"
        sizes.append(len(stored(out)))
    assert sizes == sorted(sizes)
    assert 0 < sizes[-1] < 2 * CASES, "the moments were badly chosen and nothing was tested"
    process = start(out, log, at_once=4)
    assert (process.communicate()[1], process.returncode) == ("", 0)
    records = read_records(out)
    assert [(r.variant, r.place) for r in records] == [(v, at) for v in ("", "b") for at in range(CASES)]
    assert len(logged(log)) <= 2 * CASES + 4 * KILLS  # what was under way at a kill is all that is asked twice


def test_ctrl_c_leaves_a_sound_file(tmp_path: Path) -> None:
    out, log = tmp_path / "run.jsonl", tmp_path / "log"
    process = start(out, log, at_once=2)
    while not stored(out):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert "KeyboardInterrupt" in process.communicate()[1]
    records: tuple[RunRecord, ...] = read_records(out)
    assert 0 < len(records) < 2 * CASES
    assert out.read_bytes().endswith(b"\n")


def test_two_processes_do_not_write_one_run(tmp_path: Path) -> None:
    out, log = tmp_path / "run.jsonl", tmp_path / "log"
    first = start(out, log, at_once=1)
    while not stored(out):
        time.sleep(0.01)
    second = start(out, tmp_path / "second", at_once=1)
    assert "another process is writing" in second.communicate()[1]
    assert logged(tmp_path / "second") == []
    first.kill()
    first.communicate()
    read_records(out)


@pytest.mark.parametrize("at_once", [1, 8])
def test_an_uninterrupted_run_asks_each_case_once(tmp_path: Path, at_once: int) -> None:
    out, log = tmp_path / "run.jsonl", tmp_path / "log"
    process = start(out, log, at_once)
    assert process.communicate()[1] == ""
    assert Counter(logged(log)) == Counter(f"{variant}/c{n}" for variant in ("", "b") for n in range(CASES))
