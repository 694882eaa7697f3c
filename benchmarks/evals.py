"""A suite of 1,000 cases on the demonstration texts: time to run and score it, and memory. `python -m benchmarks.evals`."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

from benchmarks.nci import ROOT, Figure, show

CASES = 1_000
CORPUS = ROOT / "corpus"
ASPECTS = (
    *(
        "What is {}?",
        "What are the signs of {}?",
        "What causes {}?",
        "How is {} found?",
        "Which tests are done for {}?",
    ),
    *("What are the stages of {}?", "How is {} treated?", "What are the side effects of treatment for {}?"),
    *("What is the outlook for {}?", "Can {} be prevented?", "Who gets {}?", "Are there trials for {}?"),
    *("What does HER2 status mean for {}?", "What follow-up is there after {}?", "Can {} come back?"),
    *("Which drugs are used for {}?", "Is there surgery for {}?", "What should I ask about {}?"),
    *("How do people live with {}?", "What does advanced {} mean?"),
)
OPENINGS = (
    "",
    "Please explain: ",
    "I would like to know: ",
    "My mother asks: ",
    "A short question. ",
    "For a friend: ",
)


class Used(NamedTuple):
    """What a command took: seconds by the clock, seconds of processor time, and memory at its most."""

    seconds: float
    processor_s: float
    peak_mb: float


def measure(options: argparse.Namespace) -> list[Figure]:
    """Seconds by the clock and of processor time, and peak memory, of `eval run` and `eval score`; the median of rounds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        index, suite, run = folder / "index", folder / "suite.jsonl", folder / "run.jsonl"
        cli("ingest", CORPUS, "--index", index)
        cases = write_suite(suite, index, options.cases)
        ran, scored = [], []
        for _ in range(options.rounds):
            run.unlink(missing_ok=True)
            ran.append(cli("eval", "run", suite, "--out", run, "--writer", "extractive", "--index", index))
            scored.append(cli("eval", "score", run, "--out", folder / "scores.json"))
        size_mb = run.stat().st_size / 1e6
    whole = [one.seconds + two.seconds for one, two in zip(ran, scored, strict=True)]
    return [
        _figure("run and score", whole, cases, "s", "< 180 s"),
        *_figures("run", ran, cases, ""),
        *_figures("score", scored, cases, "< 20 s"),
        Figure("run file", size_mb, cases, unit="MB"),
    ]


def write_suite(path: Path, index: Path, count: int) -> int:
    """Questions on every topic of the shelf, in turn, until there are `count`. Returns how many there are."""
    status = json.loads(cli_output("index", "status", "--json", "--index", index))
    names = sorted(entry["source_id"] for entry in status["entries"] if entry["superseded_by"] is None)
    asked = [
        (opening + aspect.format(name.replace("-", " ")), name)
        for opening, aspect, name in product(OPENINGS, ASPECTS, names)
    ][:count]
    lines = [
        {"id": f"case-{at}", "question": question, "tags": [name], "expect": {"kind": "answer", "sources": [name]}}
        for at, (question, name) in enumerate(asked)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return len(lines)


def cli(*arguments: str | Path) -> Used:
    """Run a command in a process of its own. Raises: RuntimeError: it failed."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(_command(arguments), cwd=ROOT, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 4):
            said.seek(0)
            raise RuntimeError(said.read().decode()[-2000:])
    return Used(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def cli_output(*arguments: str | Path) -> str:
    return subprocess.run(_command(arguments), cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _command(arguments: Sequence[str | Path]) -> list[str]:
    return [sys.executable, "-m", "rag.cli.main", *map(str, arguments)]


def _figures(name: str, rounds: Sequence[Used], cases: int, target: str) -> list[Figure]:
    return [
        _figure(name, [one.seconds for one in rounds], cases, "s", target),
        _figure(f"{name}, processor time", [one.processor_s for one in rounds], cases, "s", ""),
        _figure(f"{name}, memory at its most", [one.peak_mb for one in rounds], cases, "MB", "< 1000 MB"),
    ]


def _figure(name: str, values: Sequence[float], cases: int, unit: str, target: str) -> Figure:
    middle = sorted(values)[len(values) // 2]
    return Figure(name, middle, cases, min(values), max(values), unit=unit, target=target)


if __name__ == "__main__":
    show("Time and memory of an eval run of many cases, and of its score.", measure, rounds=1, cases=CASES)
