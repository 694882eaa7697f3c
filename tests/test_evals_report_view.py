import pytest

from evals.report_view import (
    case_name,
    failed_names,
    first_variant,
    label_of,
    made_between,
    rows,
    shown,
    totals,
    worst_first,
)
from evals.score_schema import CaseScore, Confusion, Figure, Measurement, Score, Statistic, Unit
from tests.test_evals_example import FINGERPRINTS, make_answer

NOTHING = Confusion(refused_rightly=0, refused_wrongly=0, answered_rightly=0, answered_wrongly=0)
DONE = Measurement(name="run.completed", value=1.0)


def case(
    name: str, *measurements: Measurement, error: str | None = None, variant: str = "", repeat: int = 1
) -> CaseScore:
    """A scored case without a page."""
    return CaseScore(
        id=name,
        repeat=repeat,
        question=f"what is {name}",
        tags=(),
        expected=None,
        got=None,
        variant=variant,
        error=error,
        measurements=(DONE, *measurements),
    )


def failing(name: str, value: float = 0.0) -> Measurement:
    """A measurement that lists one failure."""
    return Measurement(name=name, value=value, failures=(f"{name} is wrong",))


def score_of(*cases: CaseScore, figures: tuple[Figure, ...] = ()) -> Score:
    """A score that holds these cases."""
    errored = sum(one.error is not None for one in cases)
    return Score(
        suite="example",
        fingerprints=FINGERPRINTS,
        written_by="extractive",
        records=len(cases),
        errored=errored,
        not_run=0,
        figures=figures,
        confusion=NOTHING,
        cases=cases,
    )


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.9694, "share", "96.9 %"),
        (1.0, "share", "100.0 %"),
        (0.9999, "share", "99.990 %"),
        (0.0001, "share", "0.010 %"),
        (0.1234, "seconds", "0.123 s"),
        (12.3456, "seconds", "12.35 s"),
        (1204.4, "tokens", "1,204 tokens"),
        (0.0031, "usd", "$0.0031"),
        (7.42, "grade", "grade 7.42"),
        (312.0, "words", "312 words"),
        (3.0, "count", "3"),
        (None, "share", "not measured"),
    ],
)
def test_a_value_is_shown_with_its_unit(value: float | None, unit: Unit, words: str) -> None:
    assert shown(value, unit).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("name", "statistic", "label"),
    [
        ("a.b", "mean", "a.b"),
        ("time", "p95", "time p95"),
        ("latency.p95", "p95", "latency.p95"),
        ("t", "median", "t p50"),
    ],
)
def test_a_label_says_the_statistic_once(name: str, statistic: Statistic, label: str) -> None:
    assert label_of(name, statistic) == label


def test_errored_cases_come_first_then_those_that_fail_most_then_those_that_score_least() -> None:
    good = case("good", Measurement(name="a", value=1.0))
    weak = case("weak", Measurement(name="a", value=0.2))
    two = case("two", failing("a"), failing("b"))
    one = case("one", failing("a"))
    lost = case("lost", error="away")
    assert [found.id for found in worst_first([good, weak, one, lost, two])] == ["lost", "two", "one", "weak", "good"]


def test_what_is_better_low_does_not_count_as_a_low_score() -> None:
    quick = case("quick", Measurement(name="seconds", value=0.0, better="less"), Measurement(name="a", value=0.5))
    slow = case("slow", Measurement(name="seconds", value=1.0, better="less"), Measurement(name="a", value=0.4))
    assert [found.id for found in worst_first([quick, slow])] == ["slow", "quick"]


def test_ties_stay_in_suite_order() -> None:
    assert [found.id for found in worst_first([case("b"), case("a")])] == ["b", "a"]


def test_every_record_is_counted_in_one_place() -> None:
    score = score_of(
        case("clean", Measurement(name="a", value=0.5)),
        case("bad", failing("a")),
        case("lost", Measurement.unmeasured("a", "away"), error="away"),
        case("empty", Measurement.unmeasured("a", "asks nothing")),
    )
    counts = totals(score)
    assert (counts.records, counts.clean, counts.failed, counts.errored, counts.unmeasured) == (4, 1, 1, 1, 1)


def test_a_row_counts_the_records_that_fail_it_and_says_why_it_is_unmeasured() -> None:
    measured = Figure(name="a", value=0.5, n=2, low=0.1, high=0.9, method="wilson")
    nothing = Figure(name="b", value=None, n=0, unmeasured=2, reason="no page")
    cases = (case("one", failing("a"), failing("a")), case("two", failing("a")))
    first, second = rows((measured, nothing), cases)
    assert (first.failed, first.interval.replace("\u00a0", " ")) == (2, "10.0 % to 90.0 %")
    assert (second.value, second.interval, second.failed) == ("not measured", "no page", 0)


def test_a_name_tells_repeats_and_variants_apart() -> None:
    found = [case_name(one) for one in (case("a"), case("a", repeat=2), case("a", variant="terse", repeat=2))]
    assert found == ["a", "a, repeat 2", "a, terse, repeat 2"]


def test_a_measure_that_fails_twice_is_named_once() -> None:
    assert failed_names(case("a", failing("x"), failing("x"), failing("y"))) == ("x", "y")


def test_figures_are_held_against_the_cases_of_the_first_variant() -> None:
    score = score_of(case("a", failing("m")), case("a", failing("m"), variant="terse"), case("b"))
    assert [one.id for one in first_variant(score).cases] == ["a", "b"]
    assert first_variant(first_variant(score)) == first_variant(score)


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ((), ""),
        (("",), ""),
        (("2027-01-02T00:00:00Z",), "2027-01-02T00:00:00Z"),
        (("2027-01-02T00:00:00Z", "2027-01-01T00:00:00Z"), "2027-01-01T00:00:00Z to 2027-01-02T00:00:00Z"),
    ],
)
def test_a_report_says_when_its_pages_were_made(times: tuple[str, ...], words: str) -> None:
    answer = make_answer()
    pages = [answer.model_copy(update={"trace": answer.trace.model_copy(update={"created": at})}) for at in times]
    cases = [case(f"c{at}").model_copy(update={"answer": page}) for at, page in enumerate(pages)]
    assert made_between([*cases, case("lost", error="away")]) == words
