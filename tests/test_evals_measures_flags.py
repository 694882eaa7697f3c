import pytest

from evals.measures.flags import NAMES, measure
from evals.schema import Case, Expect
from rag.schema import Flag
from tests.test_evals_example import make_answer, make_record


@pytest.mark.parametrize(
    ("wanted", "got", "precision", "recall"),
    [
        (("emergency",), ("emergency",), 1, 1),
        (("emergency", "truncated"), ("emergency", "unclear"), 0.5, 0.5),
        (("emergency",), ("emergency", "unclear", "truncated", "crisis"), 0.25, 1),
        (("emergency",), (), None, 0),
        ((), ("emergency",), None, None),
    ],
)
def test_precision_and_recall_of_flags_worked_by_hand(
    wanted: tuple[Flag, ...], got: tuple[Flag, ...], precision: float | None, recall: float | None
) -> None:
    answer = make_answer()
    answer = answer.model_copy(update={"inquiry": answer.inquiry.model_copy(update={"flags": got})})
    measured = measure(make_record(Case(id="c", question="q", expect=Expect(flags=wanted)), answer))
    assert [one.name for one in measured] == list(NAMES)
    assert [one.value for one in measured] == [precision, recall]
    assert all(one.reason for one in measured if one.value is None)
