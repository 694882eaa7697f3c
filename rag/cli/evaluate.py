"""The eval commands: binds the harness, which parses no arguments, to an opened shelf."""

import argparse

from evals.commands import command_run, command_score
from rag.cli.console import say
from rag.cli.shelf import settings_of


def command_eval(options: argparse.Namespace) -> int:
    """run or score."""
    if options.action == "score":
        return command_score(options.run, options.out, as_json=options.json)
    from evals.pipeline import Pipeline
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
    code = command_run(options.suite, subject, options.out, repeat=options.repeat)
    if meter.calls:
        say(meter.summary())
    return code
