from typing import Literal

from evals.report_support import NO_SUPPORT, abstention, calibration
from evals.score_schema import CaseScore, Confusion, Figure, Measurement, Score
from tests.test_evals_report_view import case, failing, score_of

NAME = "groundedness.min_score"
FIGURE = Figure(name=NAME, value=0.5, n=1, low=0.0, high=1.0, method="bootstrap")


def answered(at: int, support: float, *others: Measurement, due: Literal["answer", "refusal"] = "answer") -> CaseScore:
    """A case that was answered with this support score."""
    made = case(f"c{at}", Measurement(name=NAME, value=support), *others)
    return made.model_copy(update={"got": "answer", "expected": due})


def supported(*cases: CaseScore, confusion: Confusion | None = None) -> Score:
    """A score that has a figure of support."""
    score = score_of(*cases, figures=(FIGURE,))
    return score.model_copy(update={"confusion": confusion}) if confusion else score


def plainly(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(cell.replace("\u00a0", " ") for cell in cells)


def test_without_a_support_score_calibration_is_not_measured() -> None:
    (chart,) = calibration(score_of(case("a"))).charts
    assert (chart.svg, chart.missing) == ("", NO_SUPPORT)


def test_each_tenth_of_the_scale_is_a_point_with_its_share_of_clean_records() -> None:
    score = supported(answered(1, 0.11), answered(2, 0.19, failing("x.y")), answered(3, 0.95), answered(4, 1.0))
    (chart,) = calibration(score).charts
    assert [plainly(row) for row in chart.rows] == [
        ("0.150", "50.0 %", "9.5 % to 90.5 %", "2"),
        ("0.975", "100.0 %", "34.2 % to 100.0 %", "2"),
    ]


def test_failures_of_the_support_measures_themselves_prove_nothing() -> None:
    low = answered(1, 0.1, failing("groundedness.supported"))
    (chart,) = calibration(supported(low)).charts
    assert plainly(chart.rows[0])[1] == "100.0 %"


def test_records_at_one_place_of_the_scale_are_said_to_show_little() -> None:
    assert "says little" in calibration(supported(answered(1, 1.0), answered(2, 0.99))).notes[0]
    assert calibration(supported(answered(1, 1.0), answered(2, 0.1))).notes == ()


def test_refusals_have_no_support_score() -> None:
    refused = answered(1, 0.1).model_copy(update={"got": "refusal"})
    assert calibration(supported(refused)).charts[0].missing == NO_SUPPORT


def test_refusals_and_answers_are_counted_as_the_run_has_them() -> None:
    counts = Confusion(refused_rightly=3, refused_wrongly=1, answered_rightly=8, answered_wrongly=0)
    first = abstention(supported(case("a"), confusion=counts)).charts[0]
    assert [plainly(row) for row in first.rows] == [
        ("refusals given: right", "3 of 4", "75.0 %"),
        ("refusals due: given", "3 of 3", "100.0 %"),
        ("answers given: right", "8 of 8", "100.0 %"),
        ("answers due: given", "8 of 9", "88.9 %"),
    ]


def test_nothing_due_is_said_and_not_shown_as_zero() -> None:
    charts = abstention(supported(answered(1, 0.5))).charts
    assert [chart.svg for chart in charts] == ["", ""]
    assert all(chart.missing for chart in charts)


def test_a_higher_threshold_refuses_more_of_both_kinds() -> None:
    counts = Confusion(refused_rightly=1, refused_wrongly=0, answered_rightly=2, answered_wrongly=1)
    cases = (answered(1, 0.9), answered(2, 0.35), answered(3, 0.2, due="refusal"))
    chart = abstention(supported(*cases, confusion=counts)).charts[1]
    found = {row[0]: plainly(row[1:]) for row in chart.rows}
    assert found["0.0"] == ("100.0 %", "50.0 %")
    assert found["0.3"] == ("100.0 %", "100.0 %")
    assert found["0.4"] == ("50.0 %", "100.0 %")
    assert found["1.0"] == ("0.0 %", "100.0 %")
