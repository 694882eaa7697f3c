"""A statement fits, needs a fact, or is ruled out, by what it presupposes and what is known."""

import pytest

from rag.records.claims import Claims, claims_of
from rag.records.fitting import fitting
from rag.records.known import Known, Number
from rag.records.rules import Level, load_record_rules
from rag.settings import PROJECT_ROOT
from rag.vocabulary import load_vocabulary

RULES = load_record_rules(PROJECT_ROOT / "prompts")
VOCABULARY = load_vocabulary(PROJECT_ROOT / "corpus")


def verdict(text: str, known: Known, heading: str = "") -> str:
    own, above = (claims_of(each, VOCABULARY, RULES) for each in (text, heading))
    found = fitting(own, above, known, RULES)
    if found.conflict:
        return "conflict"
    return f"needs {', '.join(sorted(found.missing))}" if found.missing else "fits" if found.fits else "-"


@pytest.mark.parametrize(
    ("known", "said", "wanted"),
    [
        ("positive", "HER2-positive", "fits"),
        ("positive", "HER2-negative", "conflict"),
        ("positive", "HER2-low", "conflict"),
        ("negative", "HER2-positive", "conflict"),
        ("negative", "HER2-low", "needs exact HER2 result"),
        ("low", "HER2-negative", "fits"),
        ("low", "HER2-low", "fits"),
        ("low", "HER2-positive", "conflict"),
        ("low", "HER2-ultralow", "conflict"),
        ("ultralow", "HER2-negative", "fits"),
        (None, "HER2-positive", "needs HER2 status"),
        ("positive", "HER2-mutant", "needs HER2 mutation status"),
    ],
)
def test_a_result_fits_its_own_and_what_holds_it(known: Level | None, said: str, wanted: str) -> None:
    facts = Known(results={"HER2": known} if known else {})
    assert verdict(f"{said} cancer is treated with drug A.", facts) == wanted


@pytest.mark.parametrize(
    ("known", "said", "wanted"),
    [
        ("high", "a high level of PD-L1", "fits"),
        ("positive", "a high level of PD-L1", "needs exact PD-L1 result"),
        ("negative", "a high level of PD-L1", "conflict"),
        ("low", "a low level of PD-L1 or none", "fits"),
        ("negative", "a low level of PD-L1 or none", "fits"),
        ("high", "a low level of PD-L1 or none", "conflict"),
    ],
)
def test_of_a_marker_with_levels_low_and_high_are_both_positive(known: Level, said: str, wanted: str) -> None:
    assert verdict(f"Drug A is used when there is {said}.", Known(results={"PD-L1": known})) == wanted


@pytest.mark.parametrize(
    ("stages", "said", "wanted"),
    [
        ("2", "Stage II cancer needs drug A.", "fits"),
        ("2", "Early breast cancer needs drug A.", "fits"),
        ("2", "Advanced breast cancer needs drug A.", "conflict"),
        ("4", "Metastatic breast cancer needs drug A.", "fits"),
        ("4", "Locally advanced cancer needs drug A.", "conflict"),
        ("12", "Stage II cancer needs drug A.", "needs stage"),
        ("", "Stage II cancer needs drug A.", "needs stage"),
    ],
)
def test_the_stage_must_be_one_that_is_named(stages: str, said: str, wanted: str) -> None:
    assert verdict(said, Known(stages=frozenset(stages))) == wanted


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("HER2-positive cancer", "fits"),
        ("HER2-negative cancer", "conflict"),
        ("HER2-negative and HER2-positive cancer", "fits"),
        ("Advanced breast cancer", "needs stage"),
        ("Later treatment", "needs treatments so far"),
    ],
)
def test_a_heading_holds_for_what_stands_under_it(heading: str, wanted: str) -> None:
    facts = Known(results={"HER2": "positive", "hormone receptor": "positive"})
    assert verdict("Drug A is added when the cancer has hormone receptors.", facts, heading) == wanted


def test_what_a_statement_says_itself_stands_before_its_heading() -> None:
    facts = Known(stages=frozenset("3"))
    assert verdict("Drug A is for stage III cancer.", facts, "Early breast cancer") == "fits"


def test_a_heading_alone_ties_no_statement_to_a_fact() -> None:
    assert verdict("Drug A is a pill.", Known(stages=frozenset("2")), "Early breast cancer") == "-"


@pytest.mark.parametrize(
    ("had", "past", "said", "wanted"),
    [
        ("", "", "Drug A is used after earlier treatment.", "needs treatments so far"),
        ("trastuzumab", "", "Drug A is given after trastuzumab.", "fits"),
        ("letrozole", "", "Drug A is given after trastuzumab.", "needs treatments so far (trastuzumab)"),
        ("letrozole", "letrozole", "It is first treated with drug A.", "conflict"),
        ("letrozole", "letrozole", "It is first treated with letrozole.", "-"),
        ("letrozole", "", "It is first treated with drug A.", "-"),
    ],
)
def test_the_line_of_treatment_must_fit_what_was_had(had: str, past: str, said: str, wanted: str) -> None:
    facts = Known(had=frozenset(filter(None, [had])), past=frozenset(filter(None, [past])))
    assert verdict(said, facts) == wanted


@pytest.mark.parametrize(
    ("had", "said", "wanted"),
    [
        ("letrozole", "Trastuzumab, if not used before, is offered.", "fits"),
        ("trastuzumab", "Trastuzumab, if not used before, is offered.", "conflict"),
        ("", "Trastuzumab, if not used before, is offered.", "needs treatments so far"),
        ("letrozole", "It is for people with no earlier PARP inhibitor.", "fits"),
        ("PARP inhibitor", "It is for people with no earlier PARP inhibitor.", "conflict"),
        ("surgery", "Drug A is given before surgery.", "conflict"),
        ("surgery", "Drug A is given before or after surgery.", "-"),
    ],
)
def test_what_must_not_have_been_had_was_not(had: str, said: str, wanted: str) -> None:
    given = frozenset(filter(None, [had]))
    assert verdict(said, Known(had=given, past=given, treatments=given)) == wanted


@pytest.mark.parametrize(
    ("results", "wanted"),
    [
        ({"HER2": "positive"}, "fits"),
        ({"HER2": "negative", "hormone receptor": "negative"}, "fits"),
        ({"HER2": "negative", "hormone receptor": "positive"}, "conflict"),
        ({"HER2": "negative"}, "needs hormone receptor status"),
        ({}, "needs HER2 status or hormone receptor status"),
    ],
)
def test_one_of_several_results_is_enough(results: dict[str, Level], wanted: str) -> None:
    assert verdict("Drug A is for HER2-positive or triple-negative cancer.", Known(results=results)) == wanted


@pytest.mark.parametrize(
    ("substages", "wanted"), [({"2B"}, "fits"), ({"2A"}, "conflict"), (set(), "needs exact stage")]
)
def test_a_letter_of_the_stage_must_be_one_that_is_named(substages: set[str], wanted: str) -> None:
    facts = Known(stages=frozenset("2"), substages=frozenset(substages))
    assert verdict("Drug A is for stage IIB or IIC melanoma.", facts) == wanted


def test_a_statement_on_a_treatment_of_the_record_fits() -> None:
    assert verdict("Trastuzumab can weaken the heart.", Known(treatments=frozenset(["trastuzumab"]))) == "fits"


@pytest.mark.parametrize(
    ("value", "unit", "said", "wanted"),
    [
        (6.5, "ng/ml", "a PSA level below 10 ng/mL", "fits"),
        (10, "ng/ml", "a PSA level below 10 ng/mL", "conflict"),
        (20, "ng/ml", "a PSA level of 20 ng/mL or more", "fits"),
        (19.9, "ng/ml", "a PSA level of 20 ng/mL or more", "conflict"),
        (15, "ng/ml", "a PSA level of 10 to 20 ng/mL", "fits"),
        (5, "mg", "a PSA level below 10 ng/mL", "-"),
    ],
)
def test_a_number_must_lie_within_the_bound_in_the_same_unit(value: float, unit: str, said: str, wanted: str) -> None:
    facts = Known(numbers={"PSA": Number(value=value, unit=unit)})
    assert verdict(f"Drug A is for {said}.", facts) == wanted


@pytest.mark.parametrize(("age", "wanted"), [(55, "fits"), (69, "fits"), (70, "conflict"), (None, "needs age")])
def test_an_age_must_lie_within_the_range(age: int | None, wanted: str) -> None:
    assert verdict("Drug A is for people aged 55 to 69.", Known(age=age)) == wanted


@pytest.mark.parametrize(("score", "wanted"), [("3", "fits"), ("2", "conflict"), (None, "needs HER2 score")])
def test_a_score_must_be_the_same(score: str | None, wanted: str) -> None:
    facts = Known(results={"HER2": "positive"}, scores={"HER2": score} if score else {})
    assert verdict("Drug A is for cancer with a HER2 score of 3+.", facts) == wanted


@pytest.mark.parametrize(
    ("known", "score", "wanted"),
    [
        ("positive", "0", "conflict"),
        ("positive", "1+", "conflict"),
        ("positive", "2+", "needs HER2 score"),
        ("negative", "0", "needs HER2 score, exact HER2 result"),
        ("negative", "0 or 1+", "fits"),
        ("low", "0", "conflict"),
        ("low", "1+", "needs HER2 score"),
        ("low", "3+", "conflict"),
    ],
)
def test_a_score_rules_out_what_it_cannot_be(known: Level, score: str, wanted: str) -> None:
    said = f"Drug A is for cancer with a HER2 score of {score}."
    assert verdict(said, Known(results={"HER2": known})) == wanted


def test_nothing_presupposed_neither_fits_nor_lacks() -> None:
    assert fitting(Claims(), Claims(), Known(), RULES) == (frozenset(), frozenset(), None)
