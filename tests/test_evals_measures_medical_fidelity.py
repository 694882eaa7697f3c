import pytest

from evals.measures.medical.fidelity import categories_kept, numbers_kept, population_kept, strength_kept
from evals.schema import RunPassage, RunRecord
from rag.schema import Audience, Citation, Locator
from tests.test_evals_example import PLAGUE, make_answer, make_record, make_refusal

TEXT = (
    "Drug A may be given to adults with HER2-positive stage III breast cancer as second-line treatment (Category 2A)."
    " At least 90 minutes a week of exercise do not harm 15 to 20 of every 100 adults."
)
FIRST, SECOND = TEXT[: TEXT.index(" At least")], TEXT[TEXT.index("At least") :]


def record_of(
    text: str, *, note: str | None = None, audience: Audience = "patient", intent: str = "other"
) -> RunRecord:
    """A page with one statement, which cites the whole of TEXT."""
    base = make_answer([(text, (1,))])
    citation = Citation(
        n=1, source_id="s", passage_id="p", quote=TEXT, start=0, end=len(TEXT), locator=Locator(headings=("Care",))
    )
    answer = base.model_copy(
        update={
            "citations": (citation,),
            "sources": (base.sources[0].model_copy(update={"source_id": "s"}),),
            "sections": (base.sections[0].model_copy(update={"note": note}),),
            "inquiry": base.inquiry.model_copy(update={"intent": intent}),
        }
    )
    record = make_record(answer=answer)
    case = record.case.model_copy(update={"audience": audience})
    return record.model_copy(update={"case": case, "passages": (RunPassage(passage_id="p", source_id="s", text=TEXT),)})


@pytest.mark.parametrize("measure", [numbers_kept, population_kept, strength_kept, categories_kept])
def test_what_is_copied_breaks_no_rule(measure: type) -> None:
    assert measure(record_of(f"{FIRST} {SECOND}")).value == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("90", "60"),
        ("At least", "At most"),
        ("minutes", "hours"),
        ("15 to 20", "15 to 25"),
        ("do not harm", "harm"),
        ("a week", "a day"),
    ],
)
def test_changed_number_unit_bound_range_or_negation_is_seen(old: str, new: str) -> None:
    measured = numbers_kept(record_of(SECOND.replace(old, new)))
    assert measured.value == 0
    assert new in measured.failures[0]


def test_row_of_a_table_under_another_stage_is_seen() -> None:
    table = "| Stage | Size |\n| I | 2 cm or less |\n| II | more than 2 cm |"
    citation = Citation(
        n=1, source_id="kidney-cancer", passage_id="t", quote=table, start=0, end=len(table), locator=Locator(page=1)
    )
    for text, value in ((table.split("\n| II")[0], 1), (table.replace("| I |", "| IV |"), 0)):
        record = make_record(answer=make_answer([(text, (1,))], [citation]))
        passages = (RunPassage(passage_id="t", source_id="kidney-cancer", text=table),)
        assert numbers_kept(record.model_copy(update={"passages": passages})).value == value


@pytest.mark.parametrize(("old", "new"), [("stage III", "stage IV"), ("second-line", "first-line")])
def test_changed_stage_or_line_is_seen(old: str, new: str) -> None:
    assert numbers_kept(record_of(FIRST.replace(old, new))).value == 0


@pytest.mark.parametrize(
    ("old", "new"), [("HER2-positive", "HER2-negative"), ("Drug A", "Trastuzumab"), ("adults", "pregnant women")]
)
def test_changed_marker_drug_or_people_are_seen(old: str, new: str) -> None:
    assert population_kept(record_of(FIRST.replace(old, new))).value == 0


@pytest.mark.parametrize("new", ["should be", "must be"])
def test_raised_strength_is_seen_and_lowered_is_not(new: str) -> None:
    assert strength_kept(record_of(FIRST.replace("may be", new))).value == 0
    assert strength_kept(record_of(FIRST.replace("may be", "could be"))).value == 1


@pytest.mark.parametrize("new", ["Category 2B", "Category 1", "strong recommendation", "high-certainty evidence"])
def test_category_that_no_quote_gives_is_seen(new: str) -> None:
    assert categories_kept(record_of(FIRST.replace("Category 2A", new))).value == 0


@pytest.mark.parametrize("new", ["ESCAT I-A", "certainty of evidence is high", "we strongly recommend it"])
def test_category_that_only_the_gate_knows_is_seen(new: str) -> None:
    measured = categories_kept(record_of(FIRST.replace("Category 2A", new)))
    assert measured.value is not None
    assert measured.value < 1
    assert new.split()[0].lower() in measured.failures[0].lower()


def test_absent_category_is_said_by_pages_that_advise_clinicians() -> None:
    silent = record_of(SECOND, audience="clinician", intent="treatment")
    note = "The texts on file give no evidence category."
    assert categories_kept(silent).value == 0
    assert categories_kept(record_of(SECOND, audience="clinician", intent="treatment", note=note)).value == 1
    assert categories_kept(record_of(SECOND)).value is None
    assert categories_kept(record_of(FIRST, note=note)).value == 0.5


def test_statement_without_a_sound_quote_keeps_nothing() -> None:
    record = make_record(answer=make_answer([("A.", ())]))
    assert [measure(record).value for measure in (numbers_kept, population_kept, strength_kept)] == [0, 0, 0]


def test_refusal_is_unmeasured() -> None:
    record = make_record(PLAGUE, make_refusal())
    measures = (numbers_kept, population_kept, strength_kept, categories_kept)
    assert [measure(record).value for measure in measures] == [None] * 4
