"""A Score to one self-contained HTML report: no outside load, all text from data escaped, whole without its script."""

from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup, escape

from evals.compare_table import lost_pairs, not_compared_line, page_words, power_line, turned_cases
from evals.comparison import Comparison
from evals.plots import interval_bar
from evals.report_cases import anchors_of, case_views
from evals.report_diff import changes
from evals.report_plots import by_tag, distributions, latency
from evals.report_support import abstention, calibration
from evals.report_view import DIRECTIONS, Row, first_variant, made_between, rows, shown, totals, worst_first
from evals.score_schema import Score
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
    base = first_variant(score)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            score=score,
            comparison=comparison,
            changes=changes,
            power_line=power_line,
            lost_pairs=lost_pairs,
            turned_cases=turned_cases,
            not_compared_line=not_compared_line,
            totals=totals(score),
            rows=rows(base.figures, base.cases),
            parts=[(part.writer, part.records, part.figures) for part in score.writers],
            variants=[(part.variant or "as given", part.records, part.figures) for part in score.variants],
            groups=[calibration(base), abstention(base), by_tag(base), latency(base), distributions(base)],
            views=views,
            tags=sorted({tag for case in score.cases for tag in case.tags}),
            base_name=base.cases[0].variant,
            base_records=len(base.cases),
            made=made_between(score.cases),
            measures=list(dict.fromkeys(name for view in views for name in view.failed_names)),
            variant_names=sorted({case.variant for case in score.cases}),
            anchors=anchors_of(score.passages),
            directions=DIRECTIONS,
            style=Markup(style),
            style_hash=csp_hash(style),
            script=Markup(script),
            script_hash=csp_hash(script),
        )
    )


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
