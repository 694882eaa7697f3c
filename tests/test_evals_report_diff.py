import pytest

from evals.compare import compare_scores
from evals.report_diff import changes, signed
from evals.score import score_run
from evals.score_schema import Unit
from tests.test_evals_example import KIDNEY, make_answer, make_record


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.0213, "share", "+2.1 points"),
        (-0.5, "share", "−50.0 points"),
        (0.0, "share", "±0.0 points"),
        (-1.5, "seconds", "−1.50 s"),
        (0.002, "usd", "+$0.0020"),
        (None, "share", ""),
    ],
)
def test_a_difference_has_its_sign_and_shares_differ_by_points(value: float | None, unit: Unit, words: str) -> None:
    assert signed(value, unit).replace("\u00a0", " ") == words


def test_regressions_come_first_and_measures_that_did_not_move_are_told_apart() -> None:
    cases = [KIDNEY.model_copy(update={"id": f"k{at}"}) for at in range(4)]
    good = score_run([make_record(case) for case in cases])
    bad = score_run([make_record(case, make_answer([("It is 40 %.", ())])) for case in cases])
    (contrast,) = compare_scores(good, bad).contrasts
    found = changes(contrast)
    first = found[0]
    assert first.difference.is_regression
    assert (first.verdict, first.has_moved) == ("✗ regression", True)
    assert first.change.startswith("−")
    flags = [one.difference.is_regression for one in found]
    assert flags == sorted(flags, reverse=True)
    completed = next(one for one in found if one.label == "run.completed")
    assert (completed.is_still, completed.has_moved, completed.verdict) == (True, False, "same")
