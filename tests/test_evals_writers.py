"""Pages are credited to whoever wrote them: a fall-back is no page of the model, a reply written by hand neither."""

from collections.abc import Mapping, Sequence

import pytest

from evals.schema import RecordWriter, RunRecord
from evals.score import score_run
from evals.score_schema import Score
from evals.table import score_table
from evals.writers import page_label, writer_label, writer_of
from rag.schema import Answer
from tests.test_evals_example import FINGERPRINTS, KIDNEY, PLAGUE, make_answer, make_record, make_refusal

MODEL = "tiny-3"
BY_MODEL = {"writer": "llm", "model": MODEL, "llm_origin": "endpoint"}
BY_PERSON = {"writer": "llm", "model": "written-by-hand", "llm_origin": "written"}
NOT_RECORDED = {"fallback_reason": "no reply is recorded in DIR", "fallback_kind": "recording_missing"}
LATE = {"fallback_reason": "no reply within 90 s", "fallback_kind": "deadline"}


def record(
    name: str = "a", trace: Mapping[str, object] | None = None, answer: Answer | None = None, run_by: str = MODEL
) -> RunRecord:
    """Case `name` of a run of `run_by`, its page made as `trace` says."""
    page = answer or make_answer()
    page = page.model_copy(update={"trace": page.trace.model_copy(update=trace or {})})
    case = (KIDNEY if page.kind == "answer" else PLAGUE).model_copy(update={"id": name})
    fingerprints = FINGERPRINTS.model_copy(update={"writer": run_by})
    return make_record(case, page).model_copy(update={"fingerprints": fingerprints})


@pytest.mark.parametrize(
    ("given", "writer"),
    [
        (record(trace=BY_MODEL), "llm"),
        (record(trace={**BY_MODEL, "llm_origin": "recording"}), "llm"),
        (record(trace=BY_PERSON), "person"),
        (record(trace=NOT_RECORDED), "extractive"),
        (record(answer=make_refusal(), trace=BY_MODEL), "llm"),
        (record(answer=make_refusal(), trace=LATE), "extractive"),
        (record(answer=make_refusal()), "none"),
        (record(answer=make_refusal(), run_by="extractive"), "extractive"),
        (record(run_by="extractive"), "extractive"),
        (make_record(error="away"), None),
    ],
)
def test_who_wrote_a_page_is_read_from_its_trace(given: RunRecord, writer: RecordWriter | None) -> None:
    assert writer_of(given) == writer


@pytest.mark.parametrize(
    ("records", "label"),
    [
        ([record(run_by="extractive")], "extractive"),
        ([record(trace=BY_MODEL)], MODEL),
        ([record(trace=BY_PERSON, run_by="written-by-hand")], "a person"),
        (
            [record(trace=BY_MODEL), record("b", answer=make_refusal())],
            f"{MODEL} (1 llm, 1 refused before anyone wrote)",
        ),
        (
            [record(trace=NOT_RECORDED), record("b", trace=NOT_RECORDED)],
            f"extractive, not {MODEL} (2 extractive: 2 recording missing)",
        ),
        (
            [record("a", BY_MODEL), record("b", LATE), record("c", NOT_RECORDED), record("d", NOT_RECORDED)],
            "mixed (1 llm, 3 extractive: 2 recording missing, 1 deadline)",
        ),
        ([record("a", BY_PERSON), record("b", LATE)], "mixed (1 person, 1 extractive: 1 deadline)"),
        ([record(trace={"fallback_reason": "some fault"})], f"extractive, not {MODEL} (1 extractive: 1 some fault)"),
        ([record(answer=make_refusal())], "nobody (1 refused before anyone wrote)"),
        ([make_record(error="away")], "nobody"),
    ],
)
def test_a_run_is_named_after_those_who_wrote_its_pages(records: Sequence[RunRecord], label: str) -> None:
    assert writer_label(records) == label
    assert score_run(records).written_by == label
    assert f"written by {label}\n" in score_table(score_run(records))


def test_a_model_gets_no_credit_for_the_pages_of_another_writer() -> None:
    """By hand: the model cites one of two statements, the extractive page its only one."""
    half = make_answer([("A.", (1,)), ("B.", ())])
    score = score_run([record("a", BY_MODEL, half), record("b", LATE), record("c", answer=make_refusal())])
    coverage = {
        part.writer: next((f.value, f.n) for f in part.figures if f.name == "citations.coverage")
        for part in score.writers
    }
    assert coverage == {"llm": (0.5, 1), "extractive": (1.0, 1), "none": (None, 0)}
    assert [(part.writer, part.records) for part in score.writers] == [("llm", 1), ("extractive", 1), ("none", 1)]
    assert [part.confusion.refused_rightly for part in score.writers] == [0, 0, 1]
    assert [case.writer for case in score.cases] == ["llm", "extractive", "none"]
    assert Score.model_validate_json(score.model_dump_json(by_alias=True)) == score


def test_the_table_sets_the_writers_side_by_side() -> None:
    half = make_answer([("A.", (1,)), ("B.", ())])
    text = score_table(score_run([record("a", BY_MODEL, half), record("b", LATE)]))
    rows = [line.split() for line in text.splitlines()]
    assert ["measure", "llm", "n", "extractive", "n"] in rows
    assert ["citations.coverage", "0.500", "1", "1.000", "1"] in rows
    assert ["abstention.refusal_recall", "unmeasured", "0", "unmeasured", "0"] in rows


def test_a_run_of_one_writer_is_not_split() -> None:
    score = score_run([record("a", BY_MODEL), record("b", BY_MODEL), make_record(error="away")])
    assert score.writers == ()
    assert "n  extractive" not in score_table(score)


@pytest.mark.parametrize(
    ("given", "label"),
    [
        (record(trace=BY_MODEL), "answer, llm"),
        (record(trace=LATE), "answer, extractive: deadline"),
        (record(trace=BY_PERSON), "answer, person"),
        (record(answer=make_refusal()), "refusal"),
        (make_record(error="away"), "away"),
    ],
)
def test_progress_says_who_wrote_each_page_and_why_not_the_model(given: RunRecord, label: str) -> None:
    assert page_label(given) == label
