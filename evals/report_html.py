"""A Score to one self-contained HTML report: no outside load, all text from data escaped, whole without its script."""

from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup, escape

from evals.comparison import Comparison
from evals.plots import interval_bar
from evals.report_cases import anchors_of, case_views
from evals.report_diff import changes, page_words, power_note
from evals.report_plots import by_tag, distributions, latency
from evals.report_support import abstention, calibration
from evals.report_view import DIRECTIONS, Row, rows, shown, totals, worst_first
from evals.schema import Score
from rag.page.html import TEMPLATES as PAGES
from rag.page.html import csp_hash, template_environment
from rag.page.labels import counted
from rag.page.verdicts import visible

TEMPLATES = Path(__file__).parent / "templates"


def render_html(score: Score, comparison: Comparison | None = None) -> str:
    """The report as a whole HTML document, with what changed where a comparison is given. The same values, the same bytes."""
    style = (PAGES / "page.css").read_text("utf-8") + (TEMPLATES / "report.css").read_text("utf-8")
    script = (TEMPLATES / "report.js").read_text("utf-8")
    views = case_views(score, worst_first(score.cases))
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            score=score,
            comparison=comparison,
            changes=changes,
            power_note=power_note,
            totals=totals(score),
            rows=rows(score.figures, score.cases),
            parts=[(part.writer, part.records, part.figures) for part in score.writers],
            variants=[(part.variant or "as given", part.records, part.figures) for part in score.variants],
            groups=[calibration(score), abstention(score), by_tag(score), latency(score), distributions(score)],
            views=views,
            tags=sorted({tag for case in score.cases for tag in case.tags}),
            measures=list(dict.fromkeys(name for view in views for name in view.failed_names)),
            variant_names=sorted({case.variant for case in score.cases}),
            anchors=anchors_of(score.passages),
            directions=DIRECTIONS,
            style=Markup(style),
            style_hash=_hash(style),
            script=Markup(script),
            script_hash=_hash(script),
        )
    )


def _hash(text: str) -> str:
    return csp_hash(text)


def _spark(row: Row) -> Markup:
    """The interval as a drawing; nothing for what is not a measured share."""
    figure = row.figure
    if figure.unit != "share" or figure.value is None or figure.low is None or figure.high is None:
        return Markup("")
    return Markup(interval_bar(figure.value, figure.low, figure.high))


def _exact(text: str) -> Markup:
    """Escaped so that a browser holds the very same characters: it would read a carriage return as a line feed."""
    return Markup(escape(text).replace("\r", Markup("&#13;")))


@cache
def _environment() -> Environment:
    environment = template_environment(TEMPLATES)
    environment.filters |= {
        "counted": counted,
        "visible": visible,
        "shown": shown,
        "spark": _spark,
        "drawing": Markup,
        "exact": _exact,
        "page_words": page_words,
    }
    return environment
