"""Opinions to figures, on cases worked by hand."""

import pytest

from evals.judge_results import NOT_ASKED_YET, Page, results_of, why_not_asked
from evals.judgement import Criterion, CriterionResult, Opinion, Rubric, Verdict
from evals.schema import RunRecord
from evals.score import score_case
from tests.test_evals_example import KIDNEY, PLAGUE, make_answer, make_record, make_refusal

SCALE = [{"value": value, "means": "x"} for value in ("low", "mid", "top")]
CRITERION = Criterion.model_validate(
    {
        "id": "c",
        "question": "Is it?",
        "scale": SCALE,
        "good": ["mid", "top"],
        "compare_with": {"measure": "groundedness.supported", "at_least": 1},
    }
)
RUBRIC = Rubric(name="r", version=1, criteria=(CRITERION,))
TRUE, FALSE = make_answer(), make_answer([("Kidney tumors are blue.", (1,))])


def record(case: str, *, is_true: bool = True) -> RunRecord:
    return make_record(KIDNEY.model_copy(update={"id": case}), TRUE if is_true else FALSE)


def opinions(case: str, *values: str | None, broken: bool = False) -> list[Opinion]:
    return [
        Opinion(
            request=f"{case}{turn}",
            judge="m",
            case=case,
            repeat=1,
            broken=broken,
            looks_at="page",
            turn=turn,
            verdicts=(Verdict(criterion="c", value=value, reason=None if value else "cut off"),),
        )
        for turn, value in enumerate(values, start=1)
    ]


def result(records: list[RunRecord], given: list[Opinion]) -> CriterionResult:
    (found,) = results_of(RUBRIC, [Page(one, score_case(one)) for one in records], given)
    return found


@pytest.mark.parametrize(
    ("values", "is_good"),
    [
        (["top"], 1),
        (["low"], 0),
        (["low", "top", "mid"], 1),
        (["low", "low", "top"], 0),
        (["low", "top"], 0),  # the lower of the two in the middle
        (["mid", "top"], 1),
        ([None, "top", None], 1),
        ([None, None], None),
    ],
)
def test_a_page_is_judged_by_the_median_of_usable_verdicts(values: list[str | None], is_good: int | None) -> None:
    found = result([record("a")], opinions("a", *values))
    assert found.good.value == is_good
    assert found.good.unmeasured == (is_good is None)
    assert sum(count.n for count in found.unusable) == values.count(None)


def test_agreement_is_taken_over_pages_with_two_usable_verdicts() -> None:
    given = [
        *opinions("a", "top", "top", "low"),
        *opinions("b", "top", None, None),
        *opinions("c", "mid", "mid", "mid"),
    ]
    found = result([record("a"), record("b"), record("c")], given)
    assert found.agreement.value == pytest.approx((1 / 3 + 1) / 2, abs=1e-6)
    assert (found.agreement.n, found.agreement.unmeasured) == (2, 1)
    assert found.alpha.n == 2


def test_judge_and_measure_are_counted_page_by_page() -> None:
    records = [record("a"), record("b"), record("c", is_true=False), record("d", is_true=False), record("e")]
    given = [*opinions("a", "top"), *opinions("b", "low"), *opinions("c", "top"), *opinions("d", "low")]
    compared = result(records, [*given, *opinions("e", None)]).compared
    assert compared is not None
    assert (compared.both_good, compared.measure_only, compared.judge_only, compared.neither) == (1, 1, 1, 1)
    assert compared.agreement.value == 0.5
    assert compared.kappa.value == 0
    assert compared.unmeasured == 0  # the fifth has no verdict to set beside it


def test_a_page_without_the_measure_is_left_out_of_the_comparison() -> None:
    pages = CRITERION.model_copy(update={"of": "pages"})
    refused = make_record(PLAGUE, make_refusal())
    (found,) = results_of(
        Rubric(name="r", version=1, criteria=(pages,)), [Page(refused, score_case(refused))], opinions("plague", "top")
    )
    assert found.compared is not None
    assert found.compared.unmeasured == 1
    assert found.compared.kappa.value is None


def test_pages_that_the_money_did_not_reach_are_told_from_refusals() -> None:
    found = result([record("a"), record("b"), make_record(PLAGUE, make_refusal())], opinions("a", "top"))
    assert {one.what: one.n for one in found.not_asked} == {NOT_ASKED_YET: 1, "the page is a refusal": 1}


def test_opinions_on_broken_pages_count_nowhere() -> None:
    found = result([record("a")], [*opinions("a", "top"), *opinions("a", "low", broken=True)])
    assert {one.what: one.n for one in found.values if one.n} == {"top": 1}


@pytest.mark.parametrize(
    ("given", "changes", "why"),
    [
        (make_record(), {}, None),
        (make_record(error="x"), {}, "the case errored"),
        (make_record(error="x"), {"of": "pages"}, "the case errored"),
        (make_record(PLAGUE, make_refusal()), {}, "the page is a refusal"),
        (make_record(PLAGUE, make_refusal()), {"of": "pages"}, None),
        (make_record(answer=make_answer(())), {"looks_at": "statements"}, "the page holds no statement"),
    ],
)
def test_a_criterion_is_put_where_it_applies(given: RunRecord, changes: dict[str, str], why: str | None) -> None:
    assert why_not_asked(CRITERION.model_copy(update=changes), given) == why
