"""A second ingest with nothing changed, and one with one paragraph changed: `python -m benchmarks.incremental`."""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.nci import Figure, data_folder, ingest_command, show

CHANGED = "A sentence that was added to see what an ingest makes of it."


def measure(options: argparse.Namespace) -> list[Figure]:
    """Wall time of the whole command, and passages embedded as the command itself reports them."""
    unchanged: list[tuple[float, int]] = []
    changed: list[tuple[float, int]] = []
    with tempfile.TemporaryDirectory() as name:
        docs, index = Path(name) / "docs", Path(name) / "index"
        shutil.copytree(data_folder() / "docs", docs)
        _, whole = _ingest(docs, index)
        for number in range(options.rounds):
            unchanged.append(_ingest(docs, index))
            document = sorted(docs.glob("*.md"))[number]
            head, mark, rest = document.read_text("utf-8").partition("-->\n\n")
            document.write_text(f"{head}{mark}{CHANGED}\n\n{rest}", "utf-8")
            changed.append(_ingest(docs, index))
    return [
        Figure("passages embedded by the first ingest", whole, 1),
        *_figures("nothing changed", unchanged, "embedded = 0, < 2 s"),
        *_figures("one paragraph added to one document", changed, "embedded: only what changed"),
    ]


def _ingest(docs: Path, index: Path) -> tuple[float, int]:
    began = time.perf_counter()
    done = subprocess.run(ingest_command(docs, index), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"ingest ended with {done.returncode}: {done.stderr[-500:]}")
    return time.perf_counter() - began, int(json.loads(done.stdout)["embedded"])


def _figures(name: str, runs: list[tuple[float, int]], target: str) -> list[Figure]:
    seconds, embedded = [s for s, _ in runs], [e for _, e in runs]
    return [
        Figure(f"{name}: wall time", statistics.median(seconds), len(runs), min(seconds), max(seconds), "s", target),
        Figure(f"{name}: passages embedded", max(embedded), len(runs), min(embedded), max(embedded)),
    ]


if __name__ == "__main__":
    show("Ingest again; medians with lowest and highest.", measure, rounds=5)
