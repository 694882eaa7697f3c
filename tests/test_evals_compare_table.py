import pytest

from evals.compare import compare_scores
from evals.compare_markdown import comparison_markdown
from evals.compare_table import comparison_table, lost_pairs, number, page_words, power_line, probability, result_line
from evals.comparison import Comparison, Page
from evals.report_html import render_html
from evals.score_schema import Score
from rag.schema import RefusalReason
from tests.test_evals_changed import SAID
from tests.test_evals_compare import NO, YES, of_kind, score
from tests.test_evals_example import make_answer, make_refusal
from tests.test_evals_report_html import Page as Read


def with_answers(made: Score, changed: bool, question: str = "?") -> Score:
    """The score with pages: of its first case a refusal where it is `changed`."""
    pages = [make_refusal() if changed and at == 0 else make_answer() for at in range(len(made.cases))]
    cases = tuple(
        case.model_copy(update={"answer": page, "got": page.kind, "question": question})
        for case, page in zip(made.cases, pages, strict=True)
    )
    return made.model_copy(update={"cases": cases})


def fallen(falls: int = 9, question: str = "?") -> Comparison:
    before = with_answers(score([YES] * 30, [YES] * 30), False, question)
    after = with_answers(score([NO] * falls + [YES] * (30 - falls), [YES] * 30), True, question)
    return compare_scores(before, after, labels=("old", "new"))


def test_the_table_holds_figures_interval_p_and_verdict_of_what_moved() -> None:
    lines = comparison_table(fallen()).splitlines()
    row = next(line for line in lines if line.startswith("m0 "))
    assert row.split()[:5] == ["m0", "30", "1.000", "0.700", "-0.300"]
    assert row.split()[8:] == ["0", "9", "0.0020", "0.0020", "0.269", "worse,", "REGRESSION"]
    assert "no pair differs: m1 (30)" in lines
    assert lines[-1] == "regression (worse by more than 2.0 points): m0"


def test_a_changed_answer_is_set_side_by_side() -> None:
    text = comparison_table(fallen())
    assert "1 of 30 answers changed" in text
    assert "answer -> refusal (not covered)" in text
    assert f"[-{SAID}-]"[:30] in text
    assert "| {+The guidelines on file do not cover" in text


def test_nothing_changed_says_so() -> None:
    lines = comparison_table(compare_scores(score([YES] * 9), score([YES] * 9))).splitlines()
    assert "0 of 9 answers changed" in lines
    assert lines[-1] == "no regression: no share is worse by more than 2.0 points beyond chance"


@pytest.mark.parametrize(("model", "gate"), [("extractive", "significant"), ("tiny-3", "any")])
def test_chance_is_not_named_where_it_is_not_asked(model: str, gate: str) -> None:
    side = score([YES] * 9, model=model)
    made = compare_scores(side, side, gate="any" if gate == "any" else "significant")
    assert result_line(made) == "no regression: no share is worse by more than 2.0 points"


def test_cases_that_are_not_compared_are_told_first_and_last() -> None:
    before = score([YES] * 9)
    cut = before.model_copy(update={"cases": before.cases[:2]})
    made, said = compare_scores(before, cut, labels=("old", "new")), "7 of 9 cases of old"
    lines = comparison_table(made).splitlines()
    assert lines[0].startswith(f"NOT COMPARED: {said}. Whatever got worse there is not seen")
    assert lines[-1].endswith(f"; {said} not compared")
    assert comparison_markdown(made).splitlines()[0].endswith(f"; {said} not compared**")
    for text in (comparison_markdown(made), Read(render_html(cut, made)).text):
        assert f"NOT COMPARED: {said}. Whatever" in text
    more = compare_scores(cut, before)
    for text in (comparison_table(more), comparison_markdown(more), Read(render_html(before, more)).text):
        assert "not compared" not in text.lower()


def test_the_power_is_told_with_what_the_correction_costs() -> None:
    made = compare_scores(score([YES] * 60, [YES] * 60), score([NO] * 9 + [YES] * 51, [NO] * 5 + [YES] * 55))
    line = power_line(made.contrasts[0], made.tests)
    found = made.contrasts[0].differences[0]
    assert found.verdict == "worse"
    assert line.startswith("power: with 60 cases a difference of m0 under ")
    assert "after the correction for 2 measures" in line


def test_without_a_paired_share_there_is_no_power_to_tell() -> None:
    seconds = of_kind(score([0.1, 0.2]), "seconds", "less")
    due = tuple(case.model_copy(update={"expected": "answer"}) for case in seconds.cases)
    seconds = seconds.model_copy(update={"cases": due})
    made = compare_scores(seconds, seconds)
    assert power_line(made.contrasts[0], made.tests) == ""


def test_cases_measured_on_one_side_alone_are_listed_by_reason() -> None:
    made = compare_scores(score([YES, None], [YES, None]), score([YES, YES], [YES, YES]))
    assert lost_pairs(made.contrasts[0]) == {"unmeasured before, not after: away": ["m0 (1)", "m1 (1)"]}


def test_text_of_a_case_cannot_move_the_cursor() -> None:
    text = comparison_table(fallen(question="a\x1b[2Jb\u202e"))
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize(("p", "text"), [(None, "-"), (0.00004, "<0.0001"), (0.0469, "0.0469"), (1.0, "1.0000")])
def test_probabilities_are_never_shown_as_nought(p: float | None, text: str) -> None:
    assert probability(p) == text


@pytest.mark.parametrize(("value", "text"), [(None, "-"), (0.25, "+0.250"), (-0.5, "-0.500"), (1234.5, "+1,234")])
def test_differences_carry_their_sign(value: float | None, text: str) -> None:
    assert number(value, signed=True) == text


@pytest.mark.parametrize(
    ("kind", "reason", "words"), [("answer", None, "answer"), ("refusal", "weak_evidence", "refusal (weak evidence)")]
)
def test_a_page_is_named_with_the_reason_of_a_refusal(kind: str, reason: RefusalReason | None, words: str) -> None:
    assert page_words(Page.model_validate({"kind": kind, "reason": reason})) == words
