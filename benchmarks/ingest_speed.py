"""Ingest of the NCI texts by citewell and by LangChain's defaults, in turns: `python -m benchmarks.ingest_speed`."""

import argparse
import tempfile
from pathlib import Path

from benchmarks.nci import Figure, data_folder, ingest_command, langchain_command, median_ratio, show, timed


def measure(options: argparse.Namespace) -> list[Figure]:
    """Wall time of the whole command, in a new process and into a new folder each time. Each round runs both."""
    docs = data_folder() / "docs"
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(options.rounds):
            turns = [
                (ours, ingest_command(docs, folder / f"ours-{number}")),
                (theirs, langchain_command("ingest", docs, folder / f"theirs-{number}")),
            ]
            for seconds, command in turns if number % 2 == 0 else turns[::-1]:
                seconds.append(timed(command))
    return median_ratio("ingest of 60 documents", ours, theirs, ">= 1.8")


if __name__ == "__main__":
    show("Ingest side by side; medians with lowest and highest.", measure, rounds=3)
