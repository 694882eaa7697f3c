import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evals.schema import Case, Expect, RunRecord
from evals.score_schema import Figure, Measurement
from tests.test_evals_example import make_record, make_refusal


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "answer", "reason": "not_covered"},
        {"reason": "not_covered"},
        {"kind": "refusal", "facts": ["x"]},
        {"kind": "refusal", "sources": ["x"]},
        {"kind": "refusal", "passages_contain": ["x"]},
        {"kind": "answer", "mentions": ["  "]},
        {"kind": "answer", "mention": ["x"]},
        {"kind": "maybe"},
        {"flags": ["no_such_flag"]},
        {"mentions": "not a list"},
    ],
)
def test_expectations_that_contradict_or_misspell_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Expect.model_validate(fields)


@pytest.mark.parametrize("name", ["", "a b", "-a", "a/b", "a\nb"])
def test_case_ids_are_plain_names(name: str) -> None:
    with pytest.raises(ValidationError):
        Case(id=name, question="q")


def test_values_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Case(id="a", question="q").id = "b"


def test_record_holds_answer_or_error_and_not_both() -> None:
    record = make_record()
    with pytest.raises(ValidationError, match="either"):
        RunRecord.model_validate(record.model_dump() | {"error": "x"})
    with pytest.raises(ValidationError, match="either"):
        RunRecord.model_validate(record.model_dump() | {"answer": None})


def test_errored_record_has_no_answer_to_give() -> None:
    with pytest.raises(ValueError, match="away"):
        _ = make_record(error="away").given


@pytest.mark.parametrize("record", [make_record(), make_record(error="x"), make_record(answer=make_refusal())])
def test_record_survives_its_json_line(record: RunRecord) -> None:
    line = record.model_dump_json(by_alias=True)
    assert "\n" not in line
    assert '"schema":"citewell/answer/1"' in line or record.error
    assert RunRecord.model_validate_json(line) == record


@pytest.mark.parametrize("value", [math.nan, math.inf, -0.1, 1.1])
def test_no_measurement_is_nan_or_out_of_range(value: float) -> None:
    with pytest.raises(ValidationError):
        Measurement(name="m", value=value)
    with pytest.raises(ValidationError):
        Figure(name="m", value=value, n=1, low=0, high=1, method="wilson")


def test_measurement_has_a_value_or_a_reason() -> None:
    with pytest.raises(ValidationError, match="either"):
        Measurement(name="m", value=None)
    with pytest.raises(ValidationError, match="either"):
        Measurement(name="m", value=0.0, reason="none")


@pytest.mark.parametrize(
    "fields",
    [
        {"value": None, "n": 0},
        {"value": None, "n": 3, "reason": "r"},
        {"value": 0.0, "n": 0, "low": 0, "high": 1, "method": "wilson"},
        {"value": 0.5, "n": 2},
        {"value": 0.5, "n": 2, "low": 0, "high": 1},
    ],
)
def test_figure_without_n_interval_or_reason_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Figure.model_validate({"name": "f"} | fields)


@given(st.lists(st.one_of(st.none(), st.text(min_size=1)), max_size=30))
def test_share_counts_outcomes_without_a_failure(outcomes: list[str | None]) -> None:
    measured = Measurement.share("m", outcomes, nothing="nothing to count")
    if not outcomes:
        assert (measured.value, measured.reason) == (None, "nothing to count")
    else:
        assert measured.value == pytest.approx(outcomes.count(None) / len(outcomes))
        assert len(measured.failures) == len(outcomes) - outcomes.count(None)
