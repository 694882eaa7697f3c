import pytest

from evals.agreement import krippendorff_alpha
from evals.judge_rubric import load_rubric
from evals.judge_table import judgement_table
from evals.judgement import CanaryResult, Coefficient, Compared, Count, CriterionResult, Judgement
from evals.measures.intervals import figure
from tests.test_evals_example import FINGERPRINTS

RUBRIC = load_rubric()
YARDSTICK = RUBRIC.criteria[0].compare_with
assert YARDSTICK
RESULT = CriterionResult(
    variant="",
    criterion="grounded",
    good=figure("good", [1, 1, 0, 1], unmeasured=2),
    values=(Count(what="none", n=0), Count(what="some", n=2), Count(what="all", n=7)),
    unusable=(Count(what="cut off", n=1),),
    not_asked=(Count(what="the page is a refusal", n=2),),
    agreement=figure("agreement", [1, 1, 1, 1 / 3]),
    alpha=krippendorff_alpha([(2, 2), (1, 1), (2, 1)]),
    compared=Compared(
        yardstick=YARDSTICK,
        agreement=figure("agreement", [1, 0]),
        kappa=Coefficient(value=None, n=2, reason="both say the same of everything"),
        both_good=1,
        judge_only=1,
        measure_only=0,
        neither=0,
        unmeasured=0,
    ),
)
JUDGEMENT = Judgement(
    suite="example",
    fingerprints=FINGERPRINTS,
    judge="tiny",
    prompt="judge version 1 [0]",
    rubric=RUBRIC,
    turns=3,
    seed=7,
    pages=6,
    wanted=12,
    results=(RESULT,),
    cost_usd=0.25,
    opinions=(),
)


@pytest.mark.parametrize(
    "line",
    [
        "judged by tiny: a model's opinion, not part of any score",
        "suite example: 6 pages, 0 of 12 opinions, each asked 3 times in another order (seed 7)",
        "rubric default version 1, prompt judge version 1 [0], $0.2500",
        "grounded: met 0.750 (0.301 to 0.954, n=4, 2 unmeasured)",
        "  verdicts: 0 none, 2 some, 7 all",
        "  unusable verdicts: 1 cut off",
        "  pages not judged: 2 the page is a refusal",
        "  with groundedness.supported >= 1: Cohen's kappa unmeasured: both say the same of everything; 1 both good, "
        "1 judge alone, 0 measure alone, 0 neither",
    ],
)
def test_each_figure_is_shown_with_its_n_and_what_is_missing(line: str) -> None:
    assert line in judgement_table(JUDGEMENT).splitlines()


def test_a_variant_is_named() -> None:
    short = JUDGEMENT.model_copy(update={"results": (RESULT.model_copy(update={"variant": "short"}),)})
    assert "grounded (short): met" in judgement_table(short)


def test_the_canary_is_shown_where_it_was_asked_for() -> None:
    assert "canary" not in judgement_table(JUDGEMENT)
    found = CanaryResult(
        criterion="grounded", good_found=figure("good_found", [1, 1]), bad_found=figure("bad_found", [], reason="none")
    )
    shown = judgement_table(JUDGEMENT.model_copy(update={"canary": (found,)}))
    assert "grounded: broken found out unmeasured: none" in shown
    assert "grounded: sound found good 1.000" in shown
