import pytest
from pydantic import ValidationError

from evals.judgement import Coefficient, Verdict, Yardstick


@pytest.mark.parametrize(
    ("bounds", "value", "is_met"),
    [
        ({"at_least": 1}, 1, True),
        ({"at_least": 1}, 0.99, False),
        ({"at_most": 8}, 8, True),
        ({"at_most": 8}, 8.1, False),
        ({"at_least": 0}, 0, True),
    ],
)
def test_a_yardstick_includes_its_bound(bounds: dict[str, float], value: float, is_met: bool) -> None:
    assert Yardstick(measure="m", **bounds).is_met(value) == is_met


def test_a_yardstick_says_its_bound() -> None:
    assert str(Yardstick(measure="reading.grade", at_most=8)) == "reading.grade <= 8"


@pytest.mark.parametrize("given", [{}, {"value": "all", "reason": "x"}])
def test_a_verdict_is_a_value_or_a_reason(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="either a value or a reason"):
        Verdict(criterion="c", **given)


@pytest.mark.parametrize(("value", "reason"), [(None, None), (0.5, "x")])
def test_a_coefficient_is_a_value_or_a_reason(value: float | None, reason: str | None) -> None:
    with pytest.raises(ValidationError, match="either a value or a reason"):
        Coefficient(value=value, n=1, reason=reason)
