"""`citewell eval run` and `eval score`: binds the harness, which parses no arguments, to an opened shelf."""

import argparse
from pathlib import Path

from rag.cli.arguments import Actions, add_llm, positive


def add_actions(actions: Actions, common: argparse.ArgumentParser) -> None:
    """run and score."""
    run = actions.add_parser(
        "run", parents=[common], help="suite -> answers, one line each; continues a broken-off run"
    )
    run.add_argument("suite", type=Path, metavar="SUITE", help="golden suite, .yaml or .jsonl")
    run.add_argument("--out", type=Path, required=True, metavar="RUN.jsonl")
    run.add_argument("--repeat", type=positive, default=1, metavar="N", help="times each case is asked")
    add_llm(run)
    run.set_defaults(act=command_run)
    score = actions.add_parser("score", parents=[common], help="answers -> figures, each with n and interval")
    score.add_argument("run", type=Path, metavar="RUN.jsonl")
    score.add_argument("--out", type=Path, required=True, metavar="SCORES.json")
    score.set_defaults(act=command_score)


def command_run(options: argparse.Namespace) -> int:
    """Run the suite over the opened shelf."""
    from evals.commands import command_run as run
    from evals.pipeline import Pipeline
    from rag.cli.console import say
    from rag.cli.shelf import settings_of
    from rag.parts import open_llm, open_parts
    from rag.write.limits import Meter

    settings = settings_of(options)
    meter = Meter(settings.llm)
    llm = open_llm(
        settings,
        writer=options.writer,
        record=options.record,
        replay=options.replay,
        meter=meter,
        stops_at_budget=True,
        say=say,
    )
    subject = Pipeline(open_parts(settings, say), settings, llm)
    code = run(options.suite, subject, options.out, repeat=options.repeat)
    if meter.calls:
        say(meter.summary())
    return code


def command_score(options: argparse.Namespace) -> int:
    """Score a run file."""
    from evals.commands import command_score as score

    return score(options.run, options.out, as_json=options.json)
