import re

from evals.compare import compare_scores
from evals.compare_markdown import LONGEST, comparison_markdown
from tests.test_evals_compare import YES, score
from tests.test_evals_compare_table import fallen, with_answers


def test_the_summary_begins_with_the_result_and_has_a_row_for_what_moved() -> None:
    lines = comparison_markdown(fallen()).splitlines()
    assert lines[0] == "**regression (worse by more than 2.0 points): m0**"
    header = next(line for line in lines if line.startswith("| measure"))
    row = next(line for line in lines if line.startswith("| m0"))
    assert row.count("|") == header.count("|") == lines[lines.index(header) + 1].count("|")
    assert row.endswith("| worse, REGRESSION |")
    assert "No pair differs in 1 measure: m1." in lines


def test_a_changed_answer_is_one_html_block_with_both_sides() -> None:
    text = comparison_markdown(fallen())
    block = text[text.index("<details><summary>c0") :]
    block = block[: block.index("</details>")]
    assert "\n" not in block
    assert "<del>Clear cell is the most common" in block
    assert "<ins>The guidelines on file" in block
    assert ", answer → refusal (not covered): " in block


def test_no_text_of_a_case_is_read_as_markup() -> None:
    text = comparison_markdown(fallen(question="<script>x</script>\n\n# head | *b*"))
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"^# head", text, re.MULTILINE)


def test_no_text_of_a_case_or_label_mentions_a_person_or_an_issue() -> None:
    text = comparison_markdown(fallen(question="ask @someone about #12, see https://example.org and GH-7"))
    side = score([YES])
    text += comparison_markdown(compare_scores(side, side, labels=("@label", "owner/repo#34")))
    for link in ("@someone", "@label", "#12", "#34", "https://", "GH-7"):
        assert link not in text.replace("\\", "")
    assert "@<!-- -->someone about #<!-- -->12" in text


def test_labels_cannot_break_out_of_their_line() -> None:
    side = score([YES])
    text = comparison_markdown(compare_scores(side, side, labels=("a|b\n# c", "<b>")))
    assert "### &lt;b> against a\\|b #<!-- --> c" in text.splitlines()


def test_the_summary_fits_a_comment_and_says_what_it_leaves_out() -> None:
    question = "why? " * 200
    before, after = (with_answers(score([YES] * 200), False, question) for _ in range(2))
    pages = tuple(
        case.model_copy(update={"answer": case.answer.model_copy(update={"questions_to_ask": ()})})
        for case in after.cases
        if case.answer is not None
    )
    text = comparison_markdown(compare_scores(before, after.model_copy(update={"cases": pages})))
    assert len(text) <= LONGEST
    shown, left = text.count("<details>"), re.search(r"^(\d+) more have no room", text, re.MULTILINE)
    assert left is not None
    assert shown + int(left[1]) == 200
