"""A Score to two charts on its support score: does a low score go with failures, and what would a threshold refuse."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evals.measures.intervals import wilson
from evals.plots import BINS, Bar, Point, bars, scatter, steps
from evals.report_plots import Chart, Group
from evals.report_view import shown
from evals.score_schema import CaseScore, Confusion, Score
from rag.page.labels import counted

SUPPORT = re.compile(
    r"^(?=.*(?:support|ground))(?=.*(?:min|least|lowest|score))"
)  # name of the measure, whoever adds it
NO_SUPPORT = "the scores file holds no support score of the statements (a share named for support or groundedness)"
THRESHOLDS = 50


@dataclass(frozen=True)
class Scored:
    """A record with an answer: the least support score of its statements, whether nothing else failed, what was due."""

    support: float
    is_clean: bool
    expected: str | None


def calibration(score: Score) -> Group:
    """Share of records in which no measure of another family fails, by support score: its own fails where it is low."""
    name, found = _scored(score)
    says = (
        "Does a low support score go with failures? Each point is the records whose lowest statement score lies in one "
        "tenth of the scale; its height is the share of them in which no measure but those of support lists a failure, "
        "with a 95 % interval (Wilson). The score is made to tell whether the passages say a statement, not whether a "
        "whole case passes: points may lie off the dashed line. What to look for is that failures gather at low scores. "
        "Statements that the checks drop never reach a page and are not in here."
    )
    if not found:
        return Group(
            "calibration", "Calibration of the support score", says, (Chart("Calibration", missing=NO_SUPPORT),)
        )
    points = _points(found)
    rows = tuple(
        (f"{at.x:.3f}", shown(at.y, "share"), f"{shown(at.low, 'share')} to {shown(at.high, 'share')}", f"{at.n:,}")
        for at in points
    )
    label = f"Share of records without another failure by {name}, {counted(len(found), 'record')}"
    header = ("mean support score", "nothing else failed", "95 % interval", "n")
    chart = Chart(name, scatter(points, label, "support score", "nothing else failed"), "", header, rows)
    notes = (
        ("All records lie in one tenth of the scale, so this run says little on calibration.",)
        if len(points) == 1
        else ()
    )
    return Group("calibration", "Calibration", says, (chart,), notes)


def abstention(score: Score) -> Group:
    """Answers and refusals, right and wrong: as the run has them, and as a threshold on the support score would."""
    parts = [(part.variant or "as given", part.confusion) for part in score.variants] or [("", score.confusion)]
    given = tuple(_given(name, confusion) for name, confusion in parts)
    says = (
        "Refusing what should be answered and answering what should be refused trade against each other. The first chart is "
        "what this run did. The second shows what it would have done, had it also refused every answer whose lowest support "
        "score lies under a threshold."
    )
    return Group("abstention", "Abstention", says, (*given, _trade_off(score)))


def _given(name: str, confusion: Confusion) -> Chart:
    title = f"Refusals and answers{f', {name}' if name else ''}"
    right, wrong = confusion.refused_rightly, confusion.refused_wrongly
    answered, missed = confusion.answered_rightly, confusion.answered_wrongly
    pairs = [
        ("refusals given: right", right, right + wrong),
        ("refusals due: given", right, right + missed),
        ("answers given: right", answered, answered + missed),
        ("answers due: given", answered, answered + wrong),
    ]
    rows = [Bar(what, part / of, *wilson(part / of, of), of) for what, part, of in pairs if of]
    table = tuple((what, f"{part:,} of {of:,}", shown(part / of if of else None, "share")) for what, part, of in pairs)
    if not rows:
        return Chart(title, missing="no case says whether an answer or a refusal is due")
    return Chart(title, bars(rows, f"{title}: precision and recall"), "", ("what", "records", "share"), table)


def _trade_off(score: Score) -> Chart:
    name, found = _scored(score)
    title = "If a threshold on the support score refused more"
    due = [one for one in found if one.expected == "answer"]
    undue = [one for one in found if one.expected == "refusal"]
    confusion = score.confusion
    answers, refusals = confusion.answered_rightly + confusion.refused_wrongly, confusion.refused_rightly + len(undue)
    if not found:
        return Chart(
            title, missing=f"{NO_SUPPORT}; to move the pipeline's own thresholds, run variants of the settings"
        )
    if not answers or not refusals:
        return Chart(title, missing="the suite holds no case in which a refusal is due and one in which an answer is")
    lines: list[list[tuple[float, float]]] = [[], []]
    for at in range(THRESHOLDS + 1):
        threshold = at / THRESHOLDS
        lines[0].append((threshold, sum(one.support >= threshold for one in due) / answers))
        refused = confusion.refused_rightly + sum(one.support < threshold for one in undue)
        lines[1].append((threshold, refused / refusals))
    rows = tuple(
        (f"{x:.1f}", shown(y, "share"), shown(other, "share"))
        for (x, y), (_, other) in list(zip(*lines, strict=True))[:: THRESHOLDS // 10]
    )
    names = ("answers due, given", "refusals due, given")
    drawing = steps(
        lines,
        names,
        f"{title}: {counted(answers, 'answer')} due, {counted(refusals, 'refusal')} due, by {name}",
        "threshold",
    )
    return Chart(title, drawing, "", ("threshold", *names), rows)


def _scored(score: Score) -> tuple[str, tuple[Scored, ...]]:
    """Name of the support score of this file, and the records that have one."""
    names = [figure.name for figure in score.figures if figure.unit == "share" and SUPPORT.search(figure.name)]
    name = min(names, key=lambda one: ("min" not in one and "least" not in one, names.index(one)), default="")
    return name, tuple(one for case in score.cases if (one := _of(case, name)) is not None)


def _of(case: CaseScore, name: str) -> Scored | None:
    support = next((m.value for m in case.measurements if m.name == name), None)
    if support is None or case.got != "answer":
        return None
    family = name.partition(".")[0] + "."
    others = (m for m in case.measurements if not m.name.startswith(family))
    return Scored(support, not any(m.failures for m in others), case.expected)


def _points(found: Sequence[Scored]) -> tuple[Point, ...]:
    points = []
    for at in range(BINS):
        within = [one for one in found if min(BINS - 1, int(one.support * BINS)) == at]
        if within:
            share = sum(one.is_clean for one in within) / len(within)
            low, high = wilson(share, len(within))
            mean = sum(one.support for one in within) / len(within)
            points.append(Point(mean, share, low, high, len(within)))
    return tuple(points)
