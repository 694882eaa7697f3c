from evals.measures.abstention import NAMES, confusion, measure
from evals.schema import Case, Confusion, RunRecord
from evals.score import score_run
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
    found = [(figures[name].value, figures[name].n, figures[name].unmeasured) for name in NAMES]
    assert found == [(0.75, 4, 5), (0.75, 4, 5), (0.666667, 3, 6)]


def test_precision_without_any_refusal_is_unmeasured() -> None:
    figures = {figure.name: figure for figure in score_run([record(KIDNEY, "k", make_answer())]).figures}
    assert (figures[NAMES[0]].value, figures[NAMES[0]].reason) == (None, "answered")
    assert figures[NAMES[2]].value == 1


def test_a_case_that_expects_no_kind_is_unmeasured() -> None:
    measured = measure(RECORDS[-1])
    assert [one.name for one in measured] == list(NAMES)
    assert {one.reason for one in measured} == {"the case expects no kind"}
