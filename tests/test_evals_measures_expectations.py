from typing import Any

import pytest

from evals.measures.expectations import NAMES, measure, page_text
from evals.schema import Case, Expect
from evals.score_schema import Measurement
from rag.schema import Answer
from tests.test_evals_example import KIDNEY, cite, make_answer, make_record, make_refusal


def measured(expect: dict[str, Any], answer: Answer | None = None) -> dict[str, Measurement]:
    case = KIDNEY.model_copy(update={"expect": Expect.model_validate(expect)})
    found = measure(make_record(case, answer))
    assert [one.name for one in found] == list(NAMES)
    return {one.name.removeprefix("expect."): one for one in found}


@pytest.mark.parametrize(
    ("field", "wanted", "value", "failure"),
    [
        ("kind", "answer", 1, ""),
        ("kind", "refusal", 0, "expected kind refusal, got answer"),
        ("flags", ["off_topic_term"], 1, ""),
        ("flags", ["truncated", "off_topic_term"], 0.5, "flag truncated is not set; set: off_topic_term"),
        ("sources", ["kidney-cancer"], 1, ""),
        ("sources", ["breast-cancer"], 0, "source breast-cancer is not cited by a statement; cited: kidney-cancer"),
        ("mentions", ["COMMON  type", "Types"], 1, ""),
        ("mentions", ["common", "rare", "odd"], 1 / 3, "the page does not mention 'rare'"),
        ("not_mentions", ["HER2"], 1, ""),
        ("not_mentions", ["kidney", "HER2"], 0.5, "the page mentions 'kidney'"),
        ("facts", ["the common type is clear cell"], 1, ""),
        ("facts", ["clear cell is rare"], 0, "no cited statement holds the words of 'clear cell is rare'"),
    ],
)
def test_each_field_is_the_share_of_its_entries_met(field: str, wanted: Any, value: float, failure: str) -> None:
    found = measured({field: wanted})
    assert found[field].value == pytest.approx(value)
    assert found[field].failures[:1] == ((failure,) if failure else ())
    assert found["all_met"].value == float(value == 1)
    assert all(one.value is None for name, one in found.items() if name not in (field, "all_met"))


def test_a_refusal_with_another_reason_fails_the_reason_alone() -> None:
    found = measured({"kind": "refusal", "reason": "weak_evidence"}, make_refusal())
    assert (found["kind"].value, found["reason"].value, found["all_met"].value) == (1, 0, 0)
    assert found["reason"].failures == ("expected reason weak_evidence, got not_covered",)


def test_an_answer_where_a_refusal_was_due_has_no_reason() -> None:
    assert measured({"kind": "refusal", "reason": "not_covered"})["reason"].failures == (
        "expected reason not_covered, got no refusal",
    )


def test_a_refusal_does_not_earn_what_it_leaves_out() -> None:
    found = measured({"kind": "answer", "not_mentions": ["HER2"], "mentions": ["clear cell"]}, make_refusal())
    assert found["not_mentions"].value is None
    assert found["mentions"].value == 0
    assert measured({"kind": "refusal", "not_mentions": ["HER2"]}, make_refusal())["not_mentions"].value == 1


def test_sources_and_facts_need_a_statement_that_cites() -> None:
    answer = make_answer([("Clear cell is common.", ())], [cite(1, "p1", 0, 5)])
    found = measured({"sources": ["kidney-cancer"], "facts": ["clear cell is common"]}, answer)
    assert (found["sources"].value, found["facts"].value) == (0, 0)
    assert "cited: none" in found["sources"].failures[0]


def test_a_case_that_expects_nothing_is_unmeasured() -> None:
    found = measure(make_record(Case(id="x", question="q")))
    assert all(one.value is None and one.reason for one in found)


def test_the_question_itself_is_not_on_the_page() -> None:
    assert "what type" not in page_text(make_answer())
    assert page_text(make_refusal(message="Not here.")) == "Not here."
