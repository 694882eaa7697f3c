"""Scores or run files to a Comparison, shown and written, and its exit code. Parses no arguments."""

from pathlib import Path

from evals.compare import compare_scores, compare_variants
from evals.compare_markdown import comparison_markdown
from evals.compare_table import comparison_table
from evals.comparison import Comparison, Gate
from evals.output import keep_apart
from evals.records import RECORD_START, read_records
from evals.report import read_score
from evals.score import score_run
from evals.score_schema import Score
from rag.errors import SuiteError
from rag.result_file import write_whole

DONE = 0
REGRESSION = 5
SUFFIXES = (".json", ".md")


def command_compare(
    before: Path, after: Path | None, *, tolerance: float, gate: Gate, out: Path | None = None, as_json: bool = False
) -> int:
    """Print the comparison, as a table or with `as_json` as JSON; write it to `out`. Returns 0, or 5 on a regression.

    `after` None: the variants inside `before`.
    Raises: SuiteError: a file cannot be read, nothing can be paired, `out` is one of the two, or says no format.
    """
    if out is not None and out.suffix not in SUFFIXES:
        raise SuiteError(f"{out} does not say a format; end it in {' or '.join(SUFFIXES)}")
    if out is not None:
        keep_apart(out, before, *(() if after is None else (after,)))
    comparison = compare_files(before, after, tolerance=tolerance, gate=gate)
    text = comparison.model_dump_json(by_alias=True, indent=1) + "\n"
    if out is not None:
        write_whole(out, text if out.suffix == ".json" else comparison_markdown(comparison))
    print(text if as_json else comparison_table(comparison) + "\n", end="")
    return REGRESSION if comparison.regressions else DONE


def compare_files(before: Path, after: Path | None, *, tolerance: float, gate: Gate) -> Comparison:
    """The comparison of two files, or of the variants in one. Raises: SuiteError: as command_compare."""
    old = load_score(before)
    if after is None:
        return compare_variants(old, tolerance=tolerance, gate=gate)
    labels = (before.name, after.name) if before.name != after.name else (str(before), str(after))
    return compare_scores(old, load_score(after), labels=labels, tolerance=tolerance, gate=gate)


def load_score(path: Path) -> Score:
    """The score in a scores file; a run file is scored first. Raises: SuiteError: unreadable, or neither of the two."""
    try:
        with path.open("rb") as file:
            is_run = file.read(len(RECORD_START)) == RECORD_START
    except OSError as error:
        raise SuiteError(
            f"{path} cannot be read ({error.strerror}); name a SCORES.json or RUN.jsonl of citewell eval"
        ) from error
    return score_run(read_records(path)) if is_run else read_score(path)
