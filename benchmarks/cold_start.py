"""A first question in a new process, by citewell and by LangChain's defaults: `python -m benchmarks.cold_start`."""

import argparse
import statistics
import tempfile
from pathlib import Path

from benchmarks.nci import (
    Figure,
    citewell_command,
    data_folder,
    ingest_command,
    langchain_command,
    median_ratio,
    show,
    timed,
)

QUESTION = "What are the symptoms of pancreatic cancer?"


def measure(options: argparse.Namespace) -> list[Figure]:
    """citewell writes a whole page; LangChain imports, loads and runs one search. Each round runs both."""
    docs = data_folder() / "docs"
    ours: list[float] = []
    theirs: list[float] = []
    helps: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        index, store = Path(name) / "index", Path(name) / "store"
        timed(ingest_command(docs, index))
        timed(langchain_command("ingest", docs, store))
        ask = citewell_command("ask", QUESTION, "--writer", "extractive", "--index", index)
        search = langchain_command("search", store, QUESTION)
        for command in (ask, search):  # once unmeasured: both find their files in memory
            timed(command)
        for _ in range(options.rounds):
            ours.append(timed(ask))
            theirs.append(timed(search))
            helps.append(timed(citewell_command("--help")))
    return [
        *median_ratio("cold question", ours, theirs, "> 4"),
        Figure("citewell --help", statistics.median(helps), len(helps), min(helps), max(helps), "s", "< 0.3"),
    ]


if __name__ == "__main__":
    show("Cold start side by side; medians with lowest and highest.", measure, rounds=7)
