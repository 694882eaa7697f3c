import json

import pytest

from evals.judge_reply import ABSENT, MAX_WHY, OFF_SCALE, TWICE, verdicts_of, verdicts_of_fault
from evals.judge_rubric import load_rubric
from rag.errors import LlmBadReply, LlmDeadline, LlmError, LlmFiltered, LlmUnreachable

GROUNDED = load_rubric().criteria[0]


def reply(*verdicts: tuple[str, object]) -> str:
    return json.dumps({"verdicts": [{"criterion": name, "why": "so", "value": value} for name, value in verdicts]})


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        (reply(("grounded", "all")), "all", None),
        (reply(("grounded", " ALL ")), "all", None),
        (f"```json\n{reply(('grounded', 'none'))}\n```", "none", None),
        (f"<think>hm</think>{reply(('grounded', 'some'))}", "some", None),
        (reply(("grounded", "all"), ("grounded", "All")), "all", None),
        (reply(("grounded", "all"), ("grounded", "none")), None, TWICE),
        (reply(("grounded", "very much")), None, OFF_SCALE),
        (reply(("grounded", 5)), None, OFF_SCALE),
        (reply(("grounded", "")), None, OFF_SCALE),
        (reply(("grounded", "all, none")), None, OFF_SCALE),
        (reply(("mine", "all")), None, ABSENT),
        (reply(), None, ABSENT),
    ],
)
def test_a_verdict_is_on_its_scale_or_unusable_for_a_reason(text: str, value: str | None, reason: str | None) -> None:
    (verdict,) = verdicts_of(text, [GROUNDED])
    assert (verdict.criterion, verdict.value, verdict.reason) == ("grounded", value, reason)


def test_numbers_are_read_as_values_of_a_scale() -> None:
    five = GROUNDED.model_validate(
        {"id": "n", "question": "?", "scale": [{"value": 1, "means": "x"}, {"value": 2, "means": "y"}], "good": [2]}
    )
    assert verdicts_of(reply(("n", 2)), [five])[0].value == "2"


@pytest.mark.parametrize("text", ["all", "", "[]", "{}", '{"verdicts": 5}', '{"verdicts": [{"value": "all"}]}'])
def test_what_is_not_the_json_asked_for_is_no_verdict(text: str) -> None:
    with pytest.raises(LlmBadReply):
        verdicts_of(text, [GROUNDED])


def test_a_long_reason_is_cut() -> None:
    text = json.dumps({"verdicts": [{"criterion": "grounded", "why": "a " * 4000, "value": "all"}]})
    assert len(verdicts_of(text, [GROUNDED])[0].why) == MAX_WHY


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (LlmBadReply("x"), "not the JSON asked for"),
        (LlmFiltered("x"), "refused"),
        (LlmDeadline("x"), "timed out"),
        (LlmUnreachable("x"), "unreachable"),
    ],
)
def test_a_fault_makes_every_verdict_unusable(error: LlmError, reason: str) -> None:
    criteria = load_rubric().criteria
    found = verdicts_of_fault(error, criteria)
    assert [verdict.criterion for verdict in found] == [criterion.id for criterion in criteria]
    assert {verdict.reason for verdict in found} == {reason}
    assert {verdict.value for verdict in found} == {None}
