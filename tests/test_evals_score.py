import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.schema import RunRecord
from evals.score import COMPLETED, FAMILIES, score_run
from evals.score_schema import Figure, Score
from rag.errors import SuiteError
from tests.test_evals_example import KIDNEY, PLAGUE, make_answer, make_record, make_refusal

PERFECT = [make_record(), make_record(PLAGUE, make_refusal())]
BAD_ANSWER = make_answer([("A.", (1,)), ("B.", ())])
# the example's statement is not copied, and two of its three passages are irrelevant
GRADED = {"groundedness.min_score", *(f"retrieval.{name}" for name in ("recall@1", "ndcg@10"))}
NAMES = [COMPLETED, *(name for names, _ in FAMILIES for name in names)]


def test_a_perfect_run_has_every_figure_with_n_and_interval() -> None:
    score = score_run(PERFECT)
    assert [figure.name for figure in score.figures] == NAMES
    for figure in score.figures:
        assert figure.n + figure.unmeasured == 2
        if figure.value is not None and figure.unit == "share" and figure.name not in GRADED:
            assert figure.value == 1
            assert figure.low is not None
            assert figure.low < 1
    assert [case.failures for case in score.cases] == [(), ()]


def test_an_errored_case_is_unmeasured_everywhere_and_counted_once() -> None:
    score = score_run([make_record(), make_record(PLAGUE, error="WriterUnavailable: away")])
    figures = {figure.name: figure for figure in score.figures}
    assert score.errored == 1
    assert (figures[COMPLETED].value, figures[COMPLETED].n) == (0.5, 2)
    assert all(figure.n <= 1 and figure.unmeasured >= 1 for name, figure in figures.items() if name != COMPLETED)
    assert score.cases[1].failures == ("the case errored: WriterUnavailable: away",)


def test_a_run_of_errors_alone_has_reasons_in_place_of_values() -> None:
    score = score_run([make_record(error="away")])
    assert [figure.name for figure in score.figures] == NAMES
    assert all(figure.value is None and figure.reason == "the case errored: away" for figure in score.figures[1:])


def test_repeats_are_averaged_within_their_case_first() -> None:
    records = [make_record(), make_record(answer=BAD_ANSWER, repeat=2), make_record(answer=BAD_ANSWER, repeat=3)]
    other = make_record(KIDNEY.model_copy(update={"id": "other"}))
    figure = next(f for f in score_run([*records, other]).figures if f.name == "citations.coverage")
    assert figure.value == pytest.approx(((1 + 0.5 + 0.5) / 3 + 1) / 2, abs=1e-6)
    assert (figure.n, figure.method) == (2, "bootstrap")


def test_cases_that_the_run_does_not_hold_are_counted() -> None:
    assert score_run([make_record(suite_cases=5), make_record(suite_cases=5, repeat=2)]).not_run == 4


def test_no_records_are_an_error_with_the_remedy() -> None:
    with pytest.raises(SuiteError, match="citewell eval run"):
        score_run([])


def figures_of(figures: Sequence[Figure]) -> dict[str, tuple[float | None, int]]:
    return {figure.name: (figure.value, figure.n) for figure in figures}


def test_figures_by_tag_are_those_of_the_cases_with_the_tag_alone() -> None:
    easy, hard = (
        KIDNEY.model_copy(update={"id": tags[0], "tags": tags}) for tags in (("easy", "all"), ("hard", "all"))
    )
    score = score_run([make_record(easy), make_record(hard, BAD_ANSWER)])
    assert [(part.tag, part.records) for part in score.tags] == [("all", 2), ("easy", 1), ("hard", 1)]
    by_tag = {part.tag: figures_of(part.figures) for part in score.tags}
    assert [by_tag[tag]["citations.coverage"] for tag in ("all", "easy", "hard")] == [(0.75, 2), (1, 1), (0.5, 1)]
    assert by_tag["all"] == figures_of(score.figures)
    assert score_run(PERFECT).tags == ()


def test_variants_have_figures_of_their_own_and_the_first_gives_those_of_the_score() -> None:
    first = [make_record(suite_cases=2), make_record(suite_cases=2, repeat=2)]
    second = [make_record(answer=BAD_ANSWER).model_copy(update={"variant": "terse"}), make_record(error="away")]
    second[1] = second[1].model_copy(update={"variant": "terse", "repeat": 2})
    score = score_run([*first, *second])
    assert [(part.variant, part.records, part.errored) for part in score.variants] == [("", 2, 0), ("terse", 2, 1)]
    assert [(part.not_run, part.written_by) for part in score.variants] == [(1, "extractive"), (0, "extractive")]
    base, terse = (figures_of(part.figures) for part in score.variants)
    assert figures_of(score.figures) == base
    assert (base["citations.coverage"], terse["citations.coverage"]) == ((1, 1), (0.5, 1))
    assert (score.records, score.errored, score.not_run, len(score.cases)) == (4, 1, 1, 4)
    assert score.confusion == score.variants[0].confusion
    assert score_run(first).variants == ()


def test_a_value_that_is_no_share_keeps_its_unit_where_no_case_is_measured() -> None:
    figures = {figure.name: figure for figure in score_run([make_record()]).figures}
    assert (figures["reading.grade"].value, figures["reading.grade"].unit) == (None, "grade")
    assert (figures["latency.p95"].statistic, figures["latency.p95"].unit) == ("p95", "seconds")


RECORDS = st.lists(
    st.sampled_from(
        [
            make_record(KIDNEY.model_copy(update={"id": name}), answer, error=error)
            for name in "abc"
            for answer, error in [(make_answer(), None), (BAD_ANSWER, None), (make_refusal(), None), (None, "away")]
        ]
    ),
    min_size=1,
    unique_by=lambda record: record.case.id,
)


@given(RECORDS)
def test_scoring_is_pure_and_no_figure_is_nan(records: list[RunRecord]) -> None:
    text = score_run(records).model_dump_json(by_alias=True)
    assert score_run(list(records)).model_dump_json(by_alias=True) == text
    assert Score.model_validate_json(text) == score_run(records)
    assert json.loads(text, parse_constant=pytest.fail)["schema"] == "citewell/score/1"
    for figure in json.loads(text)["figures"]:
        assert (figure["value"] is None) == (figure["n"] == 0) == (figure["reason"] is not None)
