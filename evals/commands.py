"""What `citewell eval run` and `citewell eval score` do, with the subject already opened. Parses no arguments."""

import os
import sys
from pathlib import Path

from evals.records import read_records
from evals.run import Subject, run_suite
from evals.schema import RunRecord
from evals.score import score_run
from evals.suite import load_suite
from evals.table import score_table
from evals.writers import page_label

DONE = 0
DONE_WITH_ERRORS = 4


def command_run(suite_path: Path, subject: Subject, out: Path, *, repeat: int = 1) -> int:
    """Run the suite into `out`; progress on stderr, a summary on stdout. Returns 0, or 4 when some case holds an error.

    Raises: SuiteError: the suite or an earlier `out` cannot be used.
    """
    summary = run_suite(load_suite(suite_path), subject, out, repeat=repeat, on_progress=_print_progress)
    kept = summary.recorded - summary.run_now
    print(f"{summary.out}: {summary.run_now} run, {kept} kept from before, {summary.errored} errored")
    print(f"written by {summary.written_by}")
    return DONE_WITH_ERRORS if summary.errored else DONE


def command_score(run_path: Path, out: Path, *, as_json: bool = False) -> int:
    """Score the run into `out`; the table, or with `as_json` the same JSON, on stdout. Returns 0 or 4, as command_run.

    Raises: SuiteError: the run file cannot be read, or is empty.
    """
    score = score_run(read_records(run_path))
    text = score.model_dump_json(by_alias=True, indent=1) + "\n"
    _replace(out, text)
    print(text if as_json else score_table(score) + "\n", end="")
    return DONE_WITH_ERRORS if score.errored else DONE


def _print_progress(done: int, planned: int, record: RunRecord) -> None:
    print(f"[{done}/{planned}] {record.case.id}: {page_label(record)}", file=sys.stderr, flush=True)


def _replace(out: Path, text: str) -> None:
    """Write the file whole or not at all."""
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = out.with_name(out.name + ".part")
    aside.write_text(text, "utf-8")
    os.replace(aside, out)
