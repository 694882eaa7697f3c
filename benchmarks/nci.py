"""The NCI texts and their judged questions, the commands that read them, and figures to print. Measures nothing itself."""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECTION = re.compile(r"^## (.+?)\s*\n+<!-- section: (\S+) -->", re.MULTILINE)
RESAMPLES = 2000
SEED = 20260501

Section = tuple[str, str]  # source id and section id


@dataclass(frozen=True)
class Question:
    """A question and the sections that answer it: none for one that the texts do not answer."""

    id: str
    text: str
    relevant: frozenset[Section]

    @property
    def documents(self) -> frozenset[str]:
        return frozenset(document for document, _ in self.relevant)


@dataclass(frozen=True)
class Figure:
    """One printed line: a value with what it is counted over, its 95 % interval and what it is held against."""

    name: str
    value: float
    n: int
    low: float | None = None
    high: float | None = None
    unit: str = ""
    target: str = ""


def data_folder() -> Path:
    """Folder with docs/, questions.jsonl and unanswerable.jsonl. Ends the program, saying so, where it is absent."""
    shared = Path(os.environ.get("CITEWELL_SHARED", ROOT.parent / "shared"))
    folder = shared / "data" / "nci-cancer"
    if not folder.is_dir():
        sys.exit(f"no NCI texts at {folder}: set CITEWELL_SHARED to the folder that holds data/nci-cancer")
    return folder


def read_questions(path: Path) -> list[Question]:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        Question(
            id=line["qid"],
            text=line["question"],
            relevant=frozenset((r["doc_id"], r["section_id"]) for r in line.get("relevant", ())),
        )
        for line in lines
    ]


def section_ids(docs: Path) -> dict[tuple[str, str], str]:
    """Section id by source id and heading. Headings do not repeat within a document of this set."""
    return {
        (path.stem, heading): name for path in docs.glob("*.md") for heading, name in SECTION.findall(path.read_text())
    }


# ---------------------------------------------------------------- commands


def citewell(*arguments: str | Path, allowed: Sequence[int] = (0,)) -> str:
    """Run the command line in a new process and return what it prints."""
    done = subprocess.run(citewell_command(*arguments), capture_output=True, text=True, check=False)
    if done.returncode not in allowed:
        sys.exit(f"citewell {arguments[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout


def citewell_command(*arguments: str | Path) -> list[str]:
    """The console script beside the running Python."""
    return [str(Path(sys.executable).parent / "citewell"), *map(str, arguments)]


def langchain_command(*arguments: str | Path) -> list[str]:
    """LangChain's default stack in a new process."""
    return [sys.executable, "-m", "benchmarks.langchain_defaults", *map(str, arguments)]


def ingest_command(docs: Path, index_dir: Path) -> list[str]:
    return citewell_command("ingest", docs, "--index", index_dir, "--json")


def timed(command: Sequence[str], *, allowed: Sequence[int] = (0,)) -> float:
    """Seconds of wall time of a command in a new process, from start to exit."""
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode not in allowed:
        sys.exit(f"{' '.join(command[:4])} ended with {done.returncode}: {done.stderr[-500:]}")
    return seconds


def batch(command: str, field: str, lines: Iterable[Question], folder: Path, *options: str | Path) -> dict[str, dict]:  # type: ignore[type-arg]  # JSON objects
    """Results by question id of `citewell search` or `ask` over a file of questions."""
    asked, answered = folder / f"{command}-in.jsonl", folder / f"{command}-out.jsonl"
    asked.write_text("".join(json.dumps({"id": q.id, field: q.text}) + "\n" for q in lines))
    citewell(command, "--in", asked, "--out", answered, *options)
    results = [json.loads(line) for line in answered.read_text("utf-8").splitlines()]
    return {result["id"]: result for result in results}


# ---------------------------------------------------------------- figures


def ratio_interval(parts: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """95 % interval of sum(part) / sum(whole) over questions: statements of one answer are no independent evidence.

    Percentile bootstrap over questions with a fixed seed (Efron and Tibshirani 1993, ch. 13).
    """
    chance = random.Random(SEED)
    drawn = sorted(_ratio(chance.choices(parts, k=len(parts))) for _ in range(RESAMPLES))
    return drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES)]


def _ratio(parts: Sequence[tuple[int, int]]) -> float:
    whole = sum(n for _, n in parts)
    return sum(part for part, _ in parts) / whole if whole else 0.0


def median_ratio(name: str, ours: Sequence[float], theirs: Sequence[float], target: str) -> list[Figure]:
    """Medians of two interleaved series of seconds, and of the ratios of their pairs, with the lowest and highest."""
    ratios = [their / our for our, their in zip(ours, theirs, strict=True)]
    return [
        Figure(f"{name}: citewell", statistics.median(ours), len(ours), min(ours), max(ours), "s"),
        Figure(f"{name}: LangChain defaults", statistics.median(theirs), len(theirs), min(theirs), max(theirs), "s"),
        Figure(f"{name}: times as fast", statistics.median(ratios), len(ratios), min(ratios), max(ratios), "x", target),
    ]


def show(description: str, measure: Callable[[argparse.Namespace], list[Figure]], **options: int) -> None:
    """Run a benchmark from the command line and print its figures as a table or, with --json, as one value."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON value")
    for name, default in options.items():
        parser.add_argument(f"--{name}", type=int, default=default, help=f"default {default}")
    chosen = parser.parse_args()
    figures = measure(chosen)
    if chosen.json:
        print(json.dumps([_fields(figure) for figure in figures], indent=1))
        return
    for figure in figures:
        span = f"[{figure.low:.3f}, {figure.high:.3f}]" if figure.low is not None and figure.high is not None else ""
        print(f"{figure.name:<52} {figure.value:8.3f} {figure.unit:<2} {span:<18} n={figure.n:<5} {figure.target}")


def _fields(figure: Figure) -> Mapping[str, object]:
    return {name: getattr(figure, name) for name in Figure.__dataclass_fields__}
