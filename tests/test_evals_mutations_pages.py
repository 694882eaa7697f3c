import pytest

from evals.mutations.pages import ORDERS, PAGES
from evals.score import score_case
from tests.mutation_records import answered, refused


def test_a_refusal_becomes_an_answer_with_the_content_of_another_page() -> None:
    record, donor = refused(), answered()
    (one,) = PAGES["refusal answered"](record, [record, donor])
    page = one.record.given
    assert (page.kind, page.refusal, page.question) == ("answer", None, record.given.question)
    assert (page.sections, page.citations) == (donor.given.sections, donor.given.citations)
    assert one.record.passages == donor.passages
    assert "expected kind refusal, got answer" in score_case(one.record).failures


def test_only_a_refusal_that_was_due_is_answered_and_only_with_pages_for_its_readers() -> None:
    wrong = refused()
    case = wrong.case.model_copy(update={"expect": wrong.case.expect.model_copy(update={"kind": None, "reason": None})})
    assert list(PAGES["refusal answered"](wrong.model_copy(update={"case": case}), [answered()])) == []
    assert list(PAGES["refusal answered"](refused(), [answered(audience="clinician"), refused()])) == []
    assert list(PAGES["refusal answered"](answered(), [answered()])) == []


def test_an_order_stands_by_itself_behind_another_or_in_a_line() -> None:
    made = list(PAGES["directive added"](answered(), []))
    assert {one.where for one in made} == {"section s, a statement", "section s, a sentence", "section s, a note"}
    assert len({one.after for one in made}) == len(ORDERS)
    assert all("sunitinib" in one.after for one in made)


@pytest.mark.parametrize("record", [answered(audience="clinician"), refused()])
def test_only_patients_answers_are_given_orders(record: object) -> None:
    assert list(PAGES["directive added"](record, [])) == []  # type: ignore[arg-type]


def test_the_harness_sees_most_orders_wherever_they_stand() -> None:
    record = answered()
    made = list(PAGES["directive added"](record, []))
    seen = [one.where for one in made if score_case(one.record).failures]
    assert len(seen) >= 0.9 * len(made)
    assert set(seen) == {one.where for one in made}
