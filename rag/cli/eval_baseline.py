"""`citewell eval baseline`: a scores file to the small one that is kept in version control."""

import argparse
from pathlib import Path

from rag.cli.arguments import Actions


def add_actions(actions: Actions, common: argparse.ArgumentParser) -> None:
    """baseline."""
    baseline = actions.add_parser(
        "baseline", parents=[common], help="figures -> a small scores file without pages, to keep and compare with"
    )
    baseline.add_argument("scores", type=Path, metavar="SCORES.json")
    baseline.add_argument("--out", type=Path, required=True, metavar="BASELINE.json")
    baseline.set_defaults(act=command_baseline)


def command_baseline(options: argparse.Namespace) -> int:
    """Write the baseline, and say what moved since the last one."""
    from evals.baseline import command_baseline as baseline

    return baseline(options.scores, options.out)
