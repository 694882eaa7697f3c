"""`citewell eval compare`: two scores, or the variants of one run, to what changed. Exit code 5 on a regression."""

import argparse
from pathlib import Path

from rag.cli.arguments import Actions, share


def add_actions(actions: Actions, common: argparse.ArgumentParser) -> None:
    """compare."""
    compare = actions.add_parser(
        "compare",
        parents=[common],
        help="two scores, or the variants of one run -> paired differences and changed answers",
        epilog="Exit codes: 0 no regression, 1 error, 2 usage, 5 regression: a share got worse by more than the tolerance, "
        "and beyond chance (p after Holm at most 0.05) unless the extractive writer wrote both sides.",
    )
    compare.add_argument("before", type=Path, metavar="A", help="SCORES.json or RUN.jsonl")
    compare.add_argument(
        "after", type=Path, nargs="?", metavar="B", help="what is held against A; without it: the variants in A"
    )
    compare.add_argument(
        "--tolerance", type=share, default=0.02, metavar="SHARE", help="fall of a share that is no regression (0.02)"
    )
    compare.add_argument(
        "--any",
        dest="gate",
        action="store_const",
        const="any",
        default="significant",
        help="a fall beyond the tolerance is a regression even where chance may do it",
    )
    compare.add_argument("--out", type=Path, metavar="FILE", help="comparison.json, or summary.md for a pull request")
    compare.set_defaults(act=command_compare)


def command_compare(options: argparse.Namespace) -> int:
    """Compare the files."""
    from evals.compare_files import command_compare as compare

    return compare(
        options.before,
        options.after,
        tolerance=options.tolerance,
        gate=options.gate,
        out=options.out,
        as_json=options.json,
    )
