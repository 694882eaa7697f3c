"""`citewell eval report`: a scores file to reports that people and servers read."""

import argparse
from pathlib import Path

from rag.cli.arguments import Actions


def add_actions(actions: Actions, common: argparse.ArgumentParser) -> None:
    """report."""
    report = actions.add_parser("report", parents=[common], help="figures -> a report: HTML, Markdown or JUnit XML")
    report.add_argument("scores", type=Path, metavar="SCORES.json")
    report.add_argument(
        "--out",
        type=Path,
        action="append",
        required=True,
        metavar="FILE",
        help="report.html, summary.md or junit.xml; may be given several times",
    )
    report.add_argument(
        "--format", choices=("html", "markdown", "junit"), help="where the name of FILE does not say it"
    )
    report.add_argument(
        "--against", type=Path, metavar="SCORES.json", help="scores of an earlier run: show what changed since"
    )
    report.set_defaults(act=command_report)


def command_report(options: argparse.Namespace) -> int:
    """Write the reports."""
    from evals.report import command_report as report

    return report(options.scores, options.out, format_=options.format, against=options.against)
