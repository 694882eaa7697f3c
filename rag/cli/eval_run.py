"""`citewell eval run` and `eval score`: binds the harness, which parses no arguments, to an opened shelf."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rag.cli.arguments import Actions, add_llm, path_argument, positive

if TYPE_CHECKING:
    from evals.run import Listener


def add_actions(actions: Actions, common: argparse.ArgumentParser) -> None:
    """run and score."""
    run = actions.add_parser(
        "run", parents=[common], help="suite -> answers, one line each; continues a broken-off run"
    )
    run.add_argument("suite", type=Path, metavar="SUITE", help="golden suite, .yaml or .jsonl")
    run.add_argument("--out", type=Path, required=True, metavar="RUN.jsonl")
    run.add_argument("--repeat", type=positive, default=1, metavar="N", help="times each case is asked; a model anew")
    run.add_argument(
        "--retry-errors", action="store_true", help="ask again what errored in an earlier run into RUN.jsonl"
    )
    run.add_argument(
        "--tag",
        action="append",
        default=[],
        metavar="TAG",
        help="only cases with this tag; may be given more than once",
    )
    run.add_argument("--limit", type=positive, metavar="N", help="only the first N of them; go on later without it")
    run.add_argument(
        "--variant",
        type=path_argument,
        action="append",
        default=[],
        metavar="FILE",
        help="TOML or YAML with settings and prompts that differ, run after those as given; may be given more than once",
    )
    run.add_argument("--concurrency", type=positive, metavar="N", help="replies of the LLM under way at once")
    run.add_argument(
        "--cold", action="store_true", help="remember nothing from case to case: slower, with a first visitor's seconds"
    )
    add_llm(run)
    run.set_defaults(act=command_run)
    score = actions.add_parser("score", parents=[common], help="answers -> figures, each with n and interval")
    score.add_argument("run", type=Path, metavar="RUN.jsonl")
    score.add_argument("--out", type=Path, required=True, metavar="SCORES.json")
    score.set_defaults(act=command_score)


def command_run(options: argparse.Namespace) -> int:
    """Run the suite over the opened shelf, as given and with each variant."""
    from evals.commands import command_run as run
    from evals.pipeline import open_pipelines
    from evals.repeats import Asking, Purse
    from evals.variants import load_variants
    from rag.cli.console import keep_apart, say
    from rag.cli.shelf import settings_of

    settings = settings_of(options)
    keep_apart(options.out, options.suite, {"--record": options.record, "--replay": options.replay})
    purse = Purse()
    with TemporaryDirectory(prefix="citewell-") as scratch:
        opened = open_pipelines(
            settings,
            load_variants(options.variant),
            asking=Asking(writer=options.writer, record=options.record, replay=options.replay),
            purse=purse,
            scratch=Path(scratch),
            is_cold=options.cold,
            say=say,
        )
        at_once = max((one.settings.llm.concurrency for one in opened.values() if one.llms), default=1)
        try:
            return run(
                options.suite,
                opened.pop(""),
                options.out,
                variants=opened,
                tags=options.tag,
                limit=options.limit,
                repeat=options.repeat,
                at_once=at_once,
                retries_errors=options.retry_errors,
                shown=_shown(),
                as_json=options.json,
            )
        except KeyboardInterrupt:
            say(f"what is done is kept in {options.out}; run the same command again to go on")
            raise
        finally:
            if purse.summary():
                say(purse.summary())


@contextmanager
def _shown() -> "Iterator[Listener]":
    """A bar on a terminal, with faults above it; elsewhere a line for each case."""
    from evals.commands import progress_line
    from evals.run import Progress
    from rag.cli.console import progress_bar, say

    if not sys.stderr.isatty():
        yield lambda progress: say(progress_line(progress))
        return
    with progress_bar() as bar:

        def show(progress: Progress) -> None:
            record = progress.record
            if record.error is not None:
                say(f"{record.case.id}: {record.error}")
            cost = f"${progress.cost_usd:.4f} " if progress.cost_usd else ""
            bar.show("cases", progress.done, progress.planned, f"{cost}{record.variant} {record.case.id}")

        yield show


def command_score(options: argparse.Namespace) -> int:
    """Score a run file."""
    from evals.commands import command_score as score

    return score(options.run, options.out, as_json=options.json)
