import pytest

from evals.compare import compare_scores
from evals.compare_answered import ANSWERED, with_answered
from evals.compare_markdown import comparison_markdown
from evals.compare_table import comparison_table
from evals.report_html import render_html
from evals.score import score_run
from evals.score_schema import CaseScore, Score
from tests.test_evals_compare import YES, only, score
from tests.test_evals_example import KIDNEY, make_record, make_refusal
from tests.test_evals_report_html import Page


def case(expected: str | None, got: str | None) -> CaseScore:
    return score([YES]).cases[0].model_copy(update={"expected": expected, "got": got})


@pytest.mark.parametrize(
    ("expected", "got", "value", "reason"),
    [
        (None, "answer", 1.0, None),
        (None, "refusal", 0.0, None),
        (None, None, None, "no page"),
        ("answer", "refusal", None, "abstention.answer_recall holds it: an answer is due"),
        ("refusal", "answer", None, "abstention.refusal_recall holds it: a refusal is due"),
    ],
)
def test_a_case_that_expects_no_kind_is_measured_by_whether_it_is_answered(
    expected: str | None, got: str | None, value: float | None, reason: str | None
) -> None:
    made = with_answered(case(expected, got)).measurements[-1]
    assert (made.name, made.value, made.reason) == (ANSWERED, value, reason)


def refusing(made: Score, refused: int) -> Score:
    """The score with its first cases refused, all measures of their answers gone."""
    gone = score([None] * len(made.cases), model=made.fingerprints.writer)
    cases = tuple(
        gone.cases[at].model_copy(update={"got": "refusal"}) if at < refused else one
        for at, one in enumerate(made.cases)
    )
    return made.model_copy(update={"cases": cases})


@pytest.mark.parametrize(
    ("refused", "model", "regressed"),
    [
        (0, "extractive", False),
        (1, "extractive", False),  # 2 of 100 points: as much as is forgiven
        (2, "extractive", True),
        (2, "tiny-3", False),  # chance may do it
        (9, "tiny-3", True),
    ],
)
def test_refusing_hard_cases_is_a_fall_like_any_other(refused: int, model: str, regressed: bool) -> None:
    before = score([YES] * 50, model=model)
    made = compare_scores(before, refusing(before, refused))
    assert made.regressions == ((ANSWERED,) if regressed else ())
    assert only(made).now_refused == tuple(f"c{at}" for at in range(refused))
    assert only(made).now_answered == ()


def test_a_refused_case_stands_among_the_first_of_the_changed_answers() -> None:
    before = score([YES] * 9, [YES] * 9)
    cases = list(refusing(before, 0).cases)
    cases[5] = refusing(before, 9).cases[5]
    changed = only(compare_scores(before, before.model_copy(update={"cases": tuple(cases)}))).changed
    assert [(one.id, [move.name for move in one.moved]) for one in changed] == [("c5", [ANSWERED])]


def test_who_is_refused_now_and_who_answered_is_said_in_every_form() -> None:
    other = KIDNEY.model_copy(update={"id": "other"})
    old = score_run([make_record(), make_record(other, make_refusal())])
    new = score_run([make_record(answer=make_refusal()), make_record(other)])
    made = compare_scores(old, new)
    for text in (comparison_table(made), comparison_markdown(made), Page(render_html(new, made)).text):
        assert f"1 case answered before and refused now: {KIDNEY.id}" in text
        assert "1 case refused before and answered now: other" in text
