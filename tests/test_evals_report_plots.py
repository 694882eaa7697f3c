from evals.report_plots import MOST_TAGS, by_tag, distributions, latency
from evals.score_schema import CaseScore, Measurement
from rag.schema import Seconds
from tests.test_evals_example import make_answer
from tests.test_evals_report_view import case, failing, score_of


def valued(*values: float | None, name: str = "a") -> list[CaseScore]:
    """A case for each value of one measure."""
    return [
        case(f"c{at}", Measurement.unmeasured(name, "why") if value is None else Measurement(name=name, value=value))
        for at, value in enumerate(values)
    ]


def timed(seconds: float, at: int) -> CaseScore:
    """A case whose page took so long."""
    answer = make_answer()
    trace = answer.trace.model_copy(update={"seconds": Seconds(total=seconds, write=seconds / 2)})
    return case(f"c{at}").model_copy(update={"answer": answer.model_copy(update={"trace": trace})})


def tagged(name: str, *tags: str, is_clean: bool = True, repeat: int = 1) -> CaseScore:
    """A case with tags, with or without a failure."""
    made = case(name, *(() if is_clean else (failing("a"),)), repeat=repeat)
    return made.model_copy(update={"tags": tags})


def test_a_measure_of_more_than_two_values_is_drawn_and_its_table_counts_all() -> None:
    (chart,) = distributions(score_of(*valued(0.0, 0.5, 1.0, 1.0, None))).charts
    assert chart.title == "a"
    assert sum(int(row[1]) for row in chart.rows) == 4
    assert "4 records" in chart.svg


def test_measures_of_one_or_two_values_are_told_in_words() -> None:
    found = distributions(score_of(*valued(0.0, 1.0, 1.0)))
    assert found.charts[0].missing == "no measure takes more than two values"
    words = " ".join(found.notes).replace("\u00a0", " ")
    assert "a (1 × 0.0 %, 2 × 100.0 %)" in words
    assert "run.completed (100.0 % in all 3)" in words


def test_values_with_a_unit_are_drawn_from_nothing_to_their_greatest() -> None:
    cases = [case(f"c{at}", Measurement(name="w", value=float(at), unit="words")) for at in (10, 20, 40)]
    (chart,) = distributions(score_of(*cases)).charts
    assert chart.rows[0][0].replace("\u00a0", " ") == "0 words to 4 words"
    assert [int(row[1]) for row in chart.rows] == [0, 0, 1, 0, 0, 1, 0, 0, 0, 1]


def test_latency_gives_median_and_95th_percentile_of_each_stage() -> None:
    (chart,) = latency(score_of(*(timed(float(at), at) for at in (1, 2, 3)), case("none"))).charts
    rows = {row[0]: tuple(cell.replace("\u00a0", " ") for cell in row[1:]) for row in chart.rows}
    assert rows["in all"] == ("2.00 s", "2.90 s", "3")
    assert rows["write"][0] == "1.00 s"
    assert "p95 2.90" in chart.svg


def test_no_times_is_not_measured_rather_than_zero() -> None:
    (chart,) = latency(score_of(case("a"), timed(0.0, 1))).charts
    assert (chart.svg, chart.missing) == ("", "no trace holds a time")


def test_tags_stand_lowest_first_with_wilson_intervals() -> None:
    cases = [tagged("a", "x"), tagged("b", "x", "y", is_clean=False), tagged("c", "z")]
    (chart,) = by_tag(score_of(*cases)).charts
    found = [tuple(cell.replace("\u00a0", " ") for cell in row) for row in chart.rows]
    assert [row[0] for row in found] == ["y", "x", "z"]
    assert found[0] == ("y", "0.0 %", "0.0 % to 79.3 %", "1")
    assert found[1][1:] == ("50.0 %", "9.5 % to 90.5 %", "2")


def test_repeats_of_a_case_are_one_case_that_is_clean_only_if_all_are() -> None:
    cases = [tagged("a", "x"), tagged("a", "x", is_clean=False, repeat=2), tagged("b", "x")]
    (chart,) = by_tag(score_of(*cases)).charts
    assert (chart.rows[0][1].replace("\u00a0", " "), chart.rows[0][3]) == ("50.0 %", "2")


def test_many_tags_are_drawn_in_part_and_the_table_has_them_all() -> None:
    group = by_tag(score_of(*(tagged(f"c{at}", f"t{at}") for at in range(MOST_TAGS + 5))))
    assert len(group.charts[0].rows) == MOST_TAGS + 5
    assert group.charts[0].svg.count("<circle") == MOST_TAGS
    assert str(MOST_TAGS + 5) in group.notes[0]


def test_no_tags_are_said() -> None:
    assert by_tag(score_of(case("a"))).charts[0].missing == "no case has a tag"
