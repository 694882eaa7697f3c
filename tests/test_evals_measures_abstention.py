from evals.measures.abstention import BY_KIND, NAMES, REASONS, confusion, measure
from evals.schema import Case, Expect, RunRecord
from evals.score import score_run
from evals.score_schema import Confusion
from rag.schema import Answer
from tests.test_evals_example import KIDNEY, PLAGUE, make_answer, make_record, make_refusal


def record(case: Case, name: str, answer: Answer | None) -> RunRecord:
    case = case.model_copy(update={"id": name})
    return make_record(case, answer, error=None if answer else "away")


# due and given: 3 refusals right, 1 missed; of 3 answers due, 1 refused
RECORDS = [
    *(record(PLAGUE, f"p{at}", make_refusal()) for at in range(3)),
    record(PLAGUE, "p3", make_answer()),
    *(record(KIDNEY, f"k{at}", make_answer()) for at in range(2)),
    record(KIDNEY, "k2", make_refusal()),
    record(PLAGUE, "p4", None),
    record(Case(id="x", question="q"), "x", make_answer()),
]


def test_confusion_counts_what_was_due_and_what_came() -> None:
    assert confusion(RECORDS) == Confusion(refused_rightly=3, refused_wrongly=1, answered_rightly=2, answered_wrongly=1)
    assert confusion([]) == Confusion(refused_rightly=0, refused_wrongly=0, answered_rightly=0, answered_wrongly=0)


def test_precision_and_recall_of_refusals_worked_by_hand() -> None:
    figures = {figure.name: figure for figure in score_run(RECORDS).figures}
    found = [(figures[name].value, figures[name].n, figures[name].unmeasured) for name in BY_KIND]
    assert found == [(0.75, 4, 5), (0.75, 4, 5), (0.666667, 3, 6)]


def refused(case: Case, name: str, reason: str) -> RunRecord:
    answer = make_refusal()
    assert answer.refusal
    refusal = answer.refusal.model_copy(update={"reason": reason})
    return record(case, name, answer.model_copy(update={"refusal": refusal}))


def test_precision_and_recall_by_reason_worked_by_hand() -> None:
    weak = PLAGUE.model_copy(update={"expect": Expect(kind="refusal", reason="weak_evidence")})
    records = [
        refused(PLAGUE, "a", "not_covered"),  # right
        refused(PLAGUE, "b", "weak_evidence"),  # for the wrong reason
        refused(weak, "c", "not_covered"),  # for the wrong reason
        refused(KIDNEY, "d", "not_covered"),  # an answer was due
        record(PLAGUE, "e", make_answer()),  # not refused
    ]
    figures = {figure.name: figure for figure in score_run(records).figures}
    found = {name: (figures[name].value, figures[name].n) for name in NAMES if figures[name].n}
    assert found == {
        **{name: found[name] for name in BY_KIND},
        "abstention.not_covered_precision": (0.333333, 3),
        "abstention.not_covered_recall": (0.333333, 3),
        "abstention.weak_evidence_precision": (0, 1),
        "abstention.weak_evidence_recall": (0, 1),
    }
    assert figures["abstention.crisis_recall"].reason == "not due as crisis"


def test_a_refusal_due_for_no_reason_in_particular_is_unmeasured_by_reason() -> None:
    case = PLAGUE.model_copy(update={"expect": Expect(kind="refusal")})
    measured = {one.name: one for one in measure(refused(case, "a", "off_topic"))}
    assert len(measured) == 3 + 2 * len(REASONS)
    assert measured["abstention.off_topic_precision"].reason == "the case expects a refusal for no reason in particular"
    assert measured["abstention.refusal_precision"].value == 1


def test_precision_without_any_refusal_is_unmeasured() -> None:
    figures = {figure.name: figure for figure in score_run([record(KIDNEY, "k", make_answer())]).figures}
    assert (figures[NAMES[0]].value, figures[NAMES[0]].reason) == (None, "answered")
    assert figures[NAMES[2]].value == 1


def test_a_case_that_expects_no_kind_is_unmeasured() -> None:
    measured = measure(RECORDS[-1])
    assert [one.name for one in measured] == list(NAMES)
    assert {one.reason for one in measured} == {"the case expects no kind"}
