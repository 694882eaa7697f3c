import pytest

from evals.measures.medical.pairs import of_run, same_facts, same_for_all
from evals.schema import Attribute, RunRecord, SameAs
from evals.score import score_run
from rag.schema import Audience
from tests.test_evals_example import PLAGUE, make_answer, make_record, make_refusal
from tests.test_evals_measures_medical_fidelity import FIRST, SECOND, record_of

REFUSED = make_record(PLAGUE, make_refusal())


def page(*texts: str) -> RunRecord:
    return make_record(answer=make_answer([(text, (1,)) for text in texts]))


def test_pages_that_say_the_same_agree() -> None:
    assert same_facts(record_of(SECOND), record_of(f"{FIRST} {SECOND}")).value == 1


@pytest.mark.parametrize(("old", "new"), [("90", "60"), ("do not harm", "harm")])
def test_number_or_negation_that_differs_is_seen(old: str, new: str) -> None:
    measured = same_facts(record_of(SECOND.replace(old, new)), record_of(SECOND))
    assert measured.value == 0.5
    assert "the patient reads" in measured.failures[0]


def test_statements_about_different_things_are_no_difference() -> None:
    one = "Early triple-negative breast cancer is often treated with chemotherapy."
    other = "Advanced triple-negative breast cancer may be treated with chemotherapy."
    assert same_facts(page(one), page(other)).failures == ()
    scores = (
        "A HER2 score of 3+ means staining of more than 10% of cells.",
        "A HER2 score of 0 means staining of no cells.",
    )
    assert same_facts(page(scores[0]), page(scores[1])).failures == ()


def test_clinician_keeps_the_evidence_category() -> None:
    measured = same_facts(record_of(SECOND), record_of(FIRST.replace(" (Category 2A)", "")))
    assert any("category 2a" in failure for failure in measured.failures)


def test_refusal_of_one_alone_and_another_generation_are_seen() -> None:
    assert same_facts(page("A b c."), REFUSED).value == 0
    assert same_facts(REFUSED, REFUSED).value is None
    record = record_of(FIRST)
    other = record.model_copy(update={"fingerprints": record.fingerprints.model_copy(update={"generation": "g9"})})
    assert "different generations" in same_facts(record, other).failures[0]


def test_statement_for_one_sex_alone_passes_only_where_a_text_speaks_of_it() -> None:
    same, more = page("Rest helps."), page("Rest helps.", "Walking helps.")
    assert same_for_all(same, same, "sex").value == 1
    assert same_for_all(same, more, "sex").value == pytest.approx(2 / 3)
    women = page("Rest helps.", "Women may need a pregnancy test.")
    assert same_for_all(same, women, "sex").value == 1
    assert same_for_all(same, women, "income").value == pytest.approx(2 / 3)


def test_refusal_for_one_kind_of_people_is_seen() -> None:
    assert same_for_all(page("Rest helps."), REFUSED, "ethnicity").value == 0
    assert same_for_all(REFUSED, REFUSED, "ethnicity").value is None


@pytest.mark.parametrize(
    ("attribute", "text", "is_excused"),
    [
        ("ethnicity", "White people have more of it.", True),
        ("ethnicity", "White blood cells fall.", False),
        ("ethnicity", "Tell your doctor about black stools.", False),
        ("age", "A child is treated elsewhere.", True),
        ("age", "Treatment depends on the Child\u2013Pugh class.", False),
        ("income", "You may have to pay for it.", True),
        ("income", "Pay attention to pain.", False),
    ],
)
def test_words_for_people_that_speak_of_nobody_excuse_no_difference(
    attribute: Attribute, text: str, is_excused: bool
) -> None:
    made = same_for_all(page("Rest helps."), page("Rest helps.", text), attribute)
    assert made.failures == (() if is_excused else (f"only for one {attribute}: {text!r}",))


def asked(case_id: str, audience: Audience, *texts: str, same_as: SameAs | None = None, **more: object) -> RunRecord:
    expect = PLAGUE.expect.model_copy(update={"same_as": same_as})
    case = PLAGUE.model_copy(update={"id": case_id, "audience": audience, "expect": expect, **more})
    return make_record(case, make_answer([(text, (1,)) for text in texts]))


def test_question_asked_for_both_audiences_is_compared_once_with_the_clinicians_case() -> None:
    patient, clinician = asked("p", "patient", SECOND), asked("c", "clinician", SECOND)
    other = asked("o", "clinician", SECOND, question="Something else?")
    of_patient, of_clinician, alone = of_run([patient, clinician, other])
    assert (of_patient, alone) == ((), ())
    assert [one.name for one in of_clinician] == ["medical.m18_same_facts"]
    errored = patient.model_copy(update={"answer": None, "error": "no"})
    assert of_run([errored, clinician]) == [(), ()]
    repeated = clinician.model_copy(update={"repeat": 2})
    assert of_run([patient, repeated]) == [(), ()]


def test_case_that_is_to_be_as_another_is_compared_with_it() -> None:
    twin = SameAs(case="man", changed="sex")
    man, woman = asked("man", "patient", "Rest helps."), asked("woman", "patient", "Run.", same_as=twin)
    [(measured,)] = of_run([man, woman])[1:]
    assert (measured.name, measured.value) == ("medical.m23_same_for_all", 0)
    [(missing,)] = of_run([woman])
    assert (missing.value, missing.reason) == (None, "the run holds no answer to case 'man'")


def test_score_of_a_run_holds_what_two_pages_tell() -> None:
    figures = {
        one.name: one for one in score_run([asked("p", "patient", SECOND), asked("c", "clinician", SECOND)]).figures
    }
    assert (figures["medical.m18_same_facts"].n, figures["medical.m18_same_facts"].unmeasured) == (1, 1)
    assert figures["medical.m23_same_for_all"].n == 0
