"""The eval commands, one family a module: each adds its own arguments and names what runs them."""

import argparse

from rag.cli import eval_baseline, eval_compare, eval_judge, eval_mutate, eval_report, eval_run, eval_suites

FAMILIES = (eval_run, eval_suites, eval_report, eval_compare, eval_mutate, eval_baseline, eval_judge)


def add_eval(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """The actions of all families. Each sets `act`, which takes the parsed options and returns the exit code."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for family in FAMILIES:
        family.add_actions(actions, common)


def command_eval(options: argparse.Namespace) -> int:
    """The chosen action."""
    code: int = options.act(options)
    return code
