"""`citewell eval mutate`: does the harness see what is broken on purpose?"""

import argparse
from pathlib import Path

from rag.cli.arguments import Actions, positive, share

SEED = 1
LIMIT = 2000


def add_actions(actions: Actions, common: argparse.ArgumentParser) -> None:
    """mutate."""
    mutate = actions.add_parser(
        "mutate", parents=[common], help="break the answers of a run in known ways, and see what the measures catch"
    )
    mutate.add_argument("run", type=Path, metavar="RUN.jsonl")
    mutate.add_argument("--out", type=Path, metavar="FILE.json", help="keep the report, with every survivor, here")
    mutate.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"which places are broken; default {SEED}")
    mutate.add_argument(
        "--limit", type=positive, default=LIMIT, metavar="N", help=f"mutants at most, over all kinds; default {LIMIT}"
    )
    mutate.add_argument(
        "--min-share", type=share, metavar="X", help="exit with 5 when less than this share is caught, such as 0.98"
    )
    mutate.set_defaults(act=command_mutate)


def command_mutate(options: argparse.Namespace) -> int:
    """Mutate a run file, with a progress bar."""
    from evals.mutate import command_mutate as mutate
    from rag.cli.console import progress_bar

    with progress_bar() as bar:
        return mutate(
            options.run,
            options.out,
            seed=options.seed,
            limit=options.limit,
            min_share=options.min_share,
            as_json=options.json,
            on_progress=lambda done, planned: bar.show("mutate", done, planned),
        )
