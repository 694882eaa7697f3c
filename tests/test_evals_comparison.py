import pytest

from evals.compare import compare_scores
from evals.comparison import ChangedAnswer, Comparison, Page
from tests.test_evals_compare import NO, YES, score


def regressed() -> Comparison:
    return compare_scores(score([YES] * 30), score([NO] * 9 + [YES] * 21), labels=("old", "new"))


def test_regressions_stand_behind_their_variant_where_there_are_several() -> None:
    made = regressed()
    assert made.regressions == ("m0",)
    twice = made.model_copy(update={"contrasts": made.contrasts * 2})
    assert twice.regressions == ("new: m0", "new: m0")


@pytest.mark.parametrize(
    ("before", "after", "is_other"),
    [
        (Page(kind="answer"), Page(kind="answer"), False),
        (Page(kind="answer"), Page(kind="answer", writer="llm"), False),
        (Page(kind="answer"), Page(kind="refusal", reason="off_topic"), True),
        (Page(kind="refusal", reason="not_covered"), Page(kind="refusal", reason="off_topic"), True),
        (Page(kind="refusal", reason="off_topic"), Page(kind="error"), True),
    ],
)
def test_a_refusal_for_another_reason_is_another_kind_of_page(before: Page, after: Page, is_other: bool) -> None:
    assert ChangedAnswer(id="a", repeat=1, question="?", before=before, after=after).is_of_other_kind == is_other
