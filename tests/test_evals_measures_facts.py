import pytest

from evals.measures.facts import NAMES, measure
from evals.schema import Case, Expect, RunRecord
from tests.test_evals_example import PLAGUE, make_record, make_refusal
from tests.test_evals_measures_statements import DRUGS, FOUND, TESTED, Quoted, page_of


def record_of(facts: tuple[str, ...], *statements: Quoted) -> RunRecord:
    case = Case(id="c", question="How common is HER2?", expect=Expect(facts=facts))
    return page_of(*statements).model_copy(update={"case": case})


def test_share_of_facts_worked_by_hand() -> None:
    facts = ("15 to 20 of every 100 breast cancers are HER2-positive", "half of all breast cancers are HER2-positive")
    (measured,) = measure(record_of(facts, (FOUND, [FOUND]), (TESTED, [TESTED])))
    assert (measured.name, measured.value) == (NAMES[0], 0.5)
    assert facts[1] in measured.failures[0]


@pytest.mark.parametrize(
    "fact",
    [
        "25 of every 100 breast cancers are HER2-positive",
        "15 to 20 of every 100 breast cancers are HER2-negative",
        "HER2-positive breast cancer must be treated with trastuzumab",
        "HER2 is tested in blood that is taken at a clinic",
        "surgery cures appendicitis",
    ],
)
def test_a_fact_that_no_statement_says_is_not_covered(fact: str) -> None:
    (measured,) = measure(record_of((fact,), *((text, [text]) for text in (FOUND, DRUGS, TESTED))))
    assert measured.value == 0
    assert fact in measured.failures[0]


def test_only_cited_statements_cover_and_a_case_without_facts_is_unmeasured() -> None:
    fact = FOUND.rstrip(".")
    assert measure(record_of((fact,), (FOUND, [FOUND])))[0].value == 1
    assert measure(record_of((fact,), (FOUND, [])))[0].value == 0
    assert measure(record_of((), (FOUND, [FOUND])))[0].reason == "the case names no fact"
    assert measure(make_record(PLAGUE, make_refusal()))[0].value is None
