"""What a failed case says, worked by hand on the example page."""

from evals.failure_text import FAILURES, LINES, failing, failure_text
from evals.schema import Case, Expect
from evals.score import score_case
from evals.score_schema import Measurement
from tests.test_evals_example import KIDNEY, PLAGUE, make_answer, make_record, make_refusal

MISSED = Measurement(name="expect.mentions", value=0.5, failures=("the page does not mention 'papillary'",))
HALF = Measurement(name="retrieval.recall@5", value=0.5)
WHOLE = Measurement(name="expect.kind", value=1.0)
NONE = Measurement.unmeasured("expect.facts", "the case expects no facts")
SLOW = Measurement(name="latency.p50", value=9.0, unit="seconds", better="less", statistic="median")
FALSE_ALARMS = Measurement(name="own.alarms", value=0.0, better="less")


def test_what_names_a_failure_fails_and_shares_that_are_not_whole_only_where_nothing_does() -> None:
    assert failing([WHOLE, MISSED, HALF, NONE]) == (MISSED,)
    assert failing([WHOLE, HALF, NONE]) == (HALF,)
    assert failing([WHOLE, NONE, SLOW, FALSE_ALARMS]) == ()
    assert failing([]) == ()


def test_text_begins_with_the_gist_and_says_question_expectation_page_and_failures() -> None:
    text = failure_text(make_record(), [MISSED, HALF])
    assert text.splitlines()[0] == "the page does not mention 'papillary' (and 1 more)"
    assert [line for line in text.splitlines() if not line.startswith(" ")][1:] == [
        "question:",
        "expected:",
        "page:",
        "failed:",
    ]
    for said in (
        f"    {KIDNEY.question} (patient)",
        "    kind: answer",
        "    sources: kidney-cancer",
        f"    [answer, extractive] {KIDNEY.question}",
        "    Clear cell is the most common type of kidney cancer.",
        "    expect.mentions 0.50",
        "    - the page does not mention 'papillary'",
        "    retrieval.recall@5 0.50",
    ):
        assert said in text.splitlines(), said


def test_a_refusal_is_shown_with_its_reason_and_message() -> None:
    text = failure_text(make_record(PLAGUE, make_refusal()), [HALF])
    assert "[refusal, extractive, not_covered]" in text
    assert "The guidelines on file do not cover this question." in text
    assert "kind: refusal, not_covered" in text


def test_an_error_is_shown_in_place_of_the_page() -> None:
    record = make_record(error="Away: start it")
    text = failure_text(record, failing(score_case(record).measurements))
    assert "    Away: start it" in text
    assert text.splitlines()[0] == "the case errored: Away: start it"


def test_a_case_that_expects_nothing_says_so_and_a_glossary_entry_is_named() -> None:
    case = Case(id="x", question="what is a kidney", audience="clinician", page_kind="glossary", expect=Expect())
    text = failure_text(make_record(case), [HALF])
    assert "nothing beyond a sound page" in text
    assert "what is a kidney (clinician, glossary)" in text


def test_long_pages_and_lists_are_cut_and_the_cut_is_told() -> None:
    page = make_answer([(f"Statement {number}.", (1,)) for number in range(40)])
    many = Measurement(name="own.many", value=0.0, failures=tuple(f"failure {n}" for n in range(FAILURES + 3)))
    lines = failure_text(make_record(answer=page), [many]).splitlines()
    assert sum("Statement" in line for line in lines) < LINES
    assert any(line.endswith("lines more") for line in lines)
    assert "    - and 3 more" in lines


def test_signs_that_would_steer_a_terminal_are_made_visible() -> None:
    case = KIDNEY.model_copy(update={"question": "what\x1b[2J is it"})
    assert "\x1b" not in failure_text(make_record(case), [HALF])
