from markdown_it import MarkdownIt

from evals.compare import compare_scores
from evals.report_markdown import WORST, render_markdown
from evals.score import score_run
from evals.score_schema import Figure, Measurement
from tests.test_evals_example import make_answer, make_record
from tests.test_evals_report_marks import HOSTILE
from tests.test_evals_report_view import case, failing, score_of


def test_the_summary_leads_with_counts_and_the_measures_that_fail() -> None:
    figure = Figure(name="a", value=0.5, n=2, low=0.1, high=0.9, method="wilson")
    other = Figure(name="b", value=None, n=0, unmeasured=2, reason="no page")
    text = render_markdown(
        score_of(case("x", failing("a")), case("y", Measurement(name="a", value=1.0)), figures=(figure, other))
    )
    text = text.replace("\u00a0", " ")
    assert "**2 records**: 1 without a failure, 1 with failures, 0 errored." in text
    head, _, folded = text.partition("<details>")
    assert "| a | 50.0 % | 10.0 % to 90.0 % | 2 | 0 | 1 |" in head
    assert "| b | not measured | no page | 0 | 2 | 0 |" in folded


def test_the_worst_cases_are_listed_and_the_rest_counted() -> None:
    text = render_markdown(score_of(*(case(f"c{at}", failing("a")) for at in range(WORST + 3))))
    assert f"### Worst cases ({WORST} of {WORST + 3} with failures)" in text
    assert text.count("<strong>c") == WORST
    assert text.count("- a: a is wrong") == WORST


def test_nothing_failed_is_said() -> None:
    assert "No case failed." in render_markdown(score_of(case("a")))


def test_hostile_text_stays_text_in_every_place() -> None:
    bad = case("a", Measurement(name="m", value=0.0, failures=tuple(HOSTILE)), error=None)
    score = score_of(bad.model_copy(update={"question": " ".join(HOSTILE)})).model_copy(update={"suite": HOSTILE[0]})
    text = render_markdown(score)
    assert "<script" not in text
    assert "<b>" not in text
    assert text.count("</details>") == text.count("<details>") == 2
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert html.count("<h2>") == 1
    assert "<a " not in html
    assert "<img" not in html


def test_a_comparison_says_what_changed() -> None:
    good, bad = score_run([make_record()]), score_run([make_record(answer=make_answer([("It is 40 %.", ())]))])
    assert "## What changed" in render_markdown(bad, compare_scores(good, bad))
    assert "## What changed" not in render_markdown(bad)
