"""A scores file to reports beside it: HTML, Markdown or JUnit XML. Parses no arguments."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, get_args

from pydantic import ValidationError

from evals.compare import compare_scores, compare_variants
from evals.comparison import Comparison
from evals.output import keep_all_apart
from evals.records import RECORD_START
from evals.score_schema import Score
from rag.errors import SuiteError
from rag.page.labels import counted
from rag.result_file import write_whole

Format = Literal["html", "markdown", "junit"]
FORMATS: tuple[Format, ...] = get_args(Format)
SUFFIXES: dict[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".xml": "junit",
}
DONE = 0
DONE_WITH_ERRORS = 4


def command_report(
    scores: Path, outs: Sequence[Path], *, format_: Format | None = None, against: Path | None = None
) -> int:
    """Write a report to each of `outs`, in the format that its name ends in or that is given. Returns 0, or 4: errored cases.

    `against`: the scores of an earlier run, to show what changed since.
    Raises: SuiteError: a scores file cannot be read or is one of `outs`, or a name says no format.
    """
    formats = [(out, format_ or format_of(out)) for out in outs]
    keep_all_apart(outs, scores, *([against] if against else []))
    score = read_score(scores)
    comparison = _comparison(score, scores, against)
    for out, name in formats:
        write_whole(out, _renderer(name)(score, comparison))
        print(f"{out}: {name} of {counted(len(score.cases), 'record')}")
    return DONE_WITH_ERRORS if score.errored else DONE


def format_of(out: Path) -> Format:
    """The format that the name of a file ends in. Raises: SuiteError: none is known by it."""
    try:
        return SUFFIXES[out.suffix.lower()]
    except KeyError:
        known = ", ".join(SUFFIXES)
        raise SuiteError(f"{out} does not say a format; end it in one of {known}, or add --format") from None


def read_score(path: Path) -> Score:
    """The score that `citewell eval score` wrote. Raises: SuiteError: unreadable, empty, or no scores file."""
    try:
        content = path.read_bytes()
        if not content.strip():
            raise SuiteError(
                f"{path} is empty; make a run and score it: citewell eval run SUITE --out RUN.jsonl, "
                "citewell eval score RUN.jsonl --out SCORES.json"
            )
        if content.startswith(RECORD_START):
            raise SuiteError(f"{path} is a run file; score it first: citewell eval score {path} --out SCORES.json")
        return Score.model_validate_json(content)
    except OSError as error:
        raise SuiteError(
            f"scores file {path} cannot be read ({error.strerror}); make it with: citewell eval score RUN.jsonl --out {path}"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "file"
        raise SuiteError(
            f"{path} is no scores file ({field}: {first['msg']}); make it with: citewell eval score RUN.jsonl --out {path}"
        ) from error


def _comparison(score: Score, scores: Path, against: Path | None) -> Comparison | None:
    """With the earlier scores, or of the variants of one run with its first."""
    if against:
        return compare_scores(read_score(against), score, labels=(against.name, scores.name))
    return compare_variants(score) if score.variants else None


def _renderer(name: Format) -> Callable[[Score, Comparison | None], str]:
    if name == "html":
        from evals.report_html import render_html

        return render_html
    if name == "markdown":
        from evals.report_markdown import render_markdown

        return render_markdown
    from evals.report_junit import render_junit

    return lambda score, _: render_junit(score)
