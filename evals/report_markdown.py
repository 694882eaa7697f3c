"""A Score to a short Markdown summary, as a pull request shows it: figures, regressions, the worst cases.

Text from data can form no markup, link, mention or reference to an issue.
"""

from collections.abc import Iterable, Iterator, Sequence

from evals.compare_markdown import comparison_markdown
from evals.comparison import Comparison
from evals.report_marks import html_text, markdown_text
from evals.report_view import Row, case_name, failed, first_variant, rows, totals, worst_first
from evals.score_schema import CaseScore, Score
from rag.page.labels import counted
from rag.page.verdicts import shortened

WORST = 20  # cases that are listed; the HTML report has them all
LONGEST = 300  # characters of a question or a failure


def render_markdown(score: Score, comparison: Comparison | None = None) -> str:
    """The summary, with what changed where a comparison is given. Ends with a line break."""
    counts = totals(score)
    parts = [f"{counts.clean:,} without a failure", f"{counts.failed:,} with failures", f"{counts.errored:,} errored"]
    parts += [f"{counts.unmeasured:,} with nothing to measure"] if counts.unmeasured else []
    parts += [f"{counted(score.not_run, 'case')} not run"] if score.not_run else []
    base = first_variant(score)
    found = rows(base.figures, base.cases)
    blocks = [
        f"## Evaluation of {_plain(score.suite)}",
        f"**{counted(counts.records, 'record')}**: {', '.join(parts)}. Written by {_plain(score.written_by)}.",
        *(["## What changed", comparison_markdown(comparison).strip()] if comparison else ()),
        *([_of_first(base)] if score.variants else ()),
        *_figures(found),
        *_worst(worst_first(score.cases)),
    ]
    return "\n\n".join(blocks) + "\n"


def _of_first(base: Score) -> str:
    name = _plain(base.cases[0].variant or "as given")
    return f"Figures are of the first variant, {name} ({counted(len(base.cases), 'record')})."


def _figures(found: Sequence[Row]) -> Iterator[str]:
    """Measures that list failures in sight, all of them folded away."""
    failing = [row for row in found if row.failed]
    if failing:
        yield "### Measures with failures\n\n" + _figure_table(failing)
    yield _folded(f"All {counted(len(found), 'figure')}", _figure_table(found))


def _figure_table(found: Iterable[Row]) -> str:
    body = [
        (
            _plain(row.label),
            _plain(row.value),
            _plain(row.interval),
            f"{row.figure.n:,}",
            f"{row.figure.unmeasured:,}",
            f"{row.failed:,}",
        )
        for row in found
    ]
    return _table(("measure", "value", "95 % interval", "n", "not measured", "failed in"), body, numbers_from=1)


def _worst(cases: Sequence[CaseScore]) -> Iterator[str]:
    bad = [case for case in cases if case.failures or case.error is not None]
    if not bad:
        yield "No case failed."
        return
    yield f"### Worst cases ({min(WORST, len(bad))} of {len(bad):,} with failures)"
    for case in bad[:WORST]:
        yield _folded(f"<strong>{_html(case_name(case))}</strong>: {_html(case.question)}", "\n".join(_lines(case)))


def _lines(case: CaseScore) -> Iterator[str]:
    if case.error is not None:
        yield f"- error: {_plain(case.error)}"
        return
    for measurement in failed(case):
        for failure in measurement.failures:
            yield f"- {_plain(measurement.name)}: {_plain(failure)}"


def _table(header: Sequence[str], body: Iterable[Sequence[str]], *, numbers_from: int) -> str:
    """A table whose columns from `numbers_from` stand to the right."""
    rule = ["---:" if at >= numbers_from else "---" for at in range(len(header))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, rule, *body))


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"


def _plain(text: str) -> str:
    """On one line, cut where it is long."""
    return markdown_text(shortened(text, LONGEST))


def _html(text: str) -> str:
    """The same, for a summary line, which is HTML."""
    return html_text(shortened(text, LONGEST))
