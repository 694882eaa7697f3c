"""What `citewell eval run` and `citewell eval score` do, with the subject already opened. Parses no arguments."""

import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from evals.asking import Subject
from evals.output import keep_apart
from evals.records import read_records
from evals.run import Listener, Progress, RunSummary, run_suite
from evals.score import score_run
from evals.suite import load_suite, select
from evals.table import score_table
from evals.writers import page_label
from rag.page.labels import counted
from rag.result_file import write_whole

DONE = 0
DONE_WITH_ERRORS = 4


def command_run(
    suite_path: Path,
    subject: Subject,
    out: Path,
    *,
    variants: Mapping[str, Subject] | None = None,
    tags: Collection[str] = (),
    limit: int | None = None,
    repeat: int = 1,
    at_once: int = 1,
    retries_errors: bool = False,
    shown: AbstractContextManager[Listener] | None = None,
    as_json: bool = False,
) -> int:
    """Run the suite, or its first `limit` cases with one of `tags`, into `out`; a summary on stdout.

    `retries_errors`: what errored before is asked again. `shown`: what tells the progress, over before the summary;
    None: lines on stderr. Returns 0, or 4 when some case holds an error or the spending cap ended the run.
    Raises: SuiteError: the suite or an earlier `out` cannot be used.
    """
    suite = load_suite(suite_path)
    with shown or nullcontext(_print_progress) as on_progress:
        summary = run_suite(
            suite,
            subject,
            out,
            variants=variants,
            cases=select(suite, tags).cases[:limit],
            repeat=repeat,
            at_once=at_once,
            retries_errors=retries_errors,
            on_progress=on_progress,
        )
    if as_json:
        print(summary.model_dump_json())
    else:
        print(_told(summary))
    for line in _errored_lines(summary):
        print(line, file=sys.stderr)
    if summary.stopped:
        print(f"stopped: {summary.stopped}", file=sys.stderr)
    return DONE_WITH_ERRORS if summary.errored or summary.stopped else DONE


def _errored_lines(summary: RunSummary) -> Iterator[str]:
    """How to ask again what errored. Repeats of a case count one by one, and so do variants."""
    apart = summary.errored_apart
    mine = summary.errored - apart
    if mine:
        them = "it" if mine == 1 else "them"
        yield f"{counted(mine, 'record')} errored; to ask {them} again: the same command with --retry-errors"
    if apart:
        yield (
            f"{counted(apart, 'record')} errored that this command does not ask; to ask again: with --retry-errors and the "
            "--variant, --repeat, --tag or --limit of then"
        )


def _told(summary: RunSummary) -> str:
    if not summary.recorded:
        return f"nothing was run: no case was finished, so {summary.out} holds no record"
    kept = summary.recorded - summary.run_now
    left = f", {summary.left} not run" if summary.left else ""
    done = f"{summary.out}: {summary.run_now} run, {kept} kept from before, {summary.errored} errored{left}"
    return f"{done}\nwritten by {summary.written_by}"


def command_score(run_path: Path, out: Path, *, as_json: bool = False) -> int:
    """Score the run into `out`; the table, or with `as_json` the same JSON, on stdout. Returns 0 or 4, as command_run.

    Raises: SuiteError: the run file cannot be read, is empty, or is `out` itself.
    """
    keep_apart(out, run_path)
    score = score_run(read_records(run_path))
    text = score.model_dump_json(by_alias=True, indent=1) + "\n"
    write_whole(out, text)
    print(text if as_json else score_table(score) + "\n", end="")
    return DONE_WITH_ERRORS if score.errored else DONE


def progress_line(progress: Progress) -> str:
    """What came of the case just done; then the time left and what the pages cost so far, where there is any."""
    record = progress.record
    of = f"{record.variant}/" if record.variant else ""
    left = f"; {progress.left_s:.0f} s left" if progress.done < progress.planned else ""
    cost = f"; ${progress.cost_usd:.4f}" if progress.cost_usd else ""
    return f"[{progress.done}/{progress.planned}] {of}{record.case.id}: {page_label(record)}{left}{cost}"


def _print_progress(progress: Progress) -> None:
    print(progress_line(progress), file=sys.stderr, flush=True)
