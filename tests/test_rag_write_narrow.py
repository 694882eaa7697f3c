"""Candidates that go with a question on a marker or a treatment, and those that speak of others."""

import pytest

from rag.parts import Parts
from rag.pipeline import answer
from rag.schema import Answer
from rag.settings import Settings

pytest_plugins = ["tests.demo_shelf"]


def told(page: Answer, *ids: str) -> str:
    """All that is said in the sections of these ids."""
    return " ".join(t.text for section in page.sections if section.id in ids for t in section.statements)


@pytest.mark.parametrize(
    ("question", "section", "has", "has_not"),
    [
        ("Treatment of lung cancer with an ALK change", "answer", "ALK", "Osimertinib may be given"),
        ("What are the treatment options for ER positive breast cancer?", "risks", "hot flashes", "rastuzumab"),
        ("side effects of ADT for prostate cancer", "answer", "hot flashes", "Enzalutamide"),
        ("side effects of trastuzumab in breast cancer", "when-to-call", "sepsis", "chemotherapy"),
    ],
)
def test_sections_hold_what_goes_with_the_question(
    demo: Parts, demo_settings: Settings, question: str, section: str, has: str, has_not: str
) -> None:
    said = told(answer(question, demo, demo_settings), section)
    assert has in said
    assert has_not not in said


def test_a_question_on_no_marker_leaves_nothing_out(demo: Parts, demo_settings: Settings) -> None:
    said = told(answer("How is breast cancer treated?", demo, demo_settings), "risks")
    assert "Endocrine therapy can cause" in said


def test_one_part_may_tell_all_of_a_marker(demo: Parts, demo_settings: Settings) -> None:
    page = answer("If bowel cancer is HER2 positive, does that change which drugs are used?", demo, demo_settings)
    assert "Tucatinib with trastuzumab" in told(page, "answer")


def test_no_one_sentence_is_the_answer_in_short_to_a_broad_question(demo: Parts, demo_settings: Settings) -> None:
    assert answer("How is breast cancer treated?", demo, demo_settings).key_points == ()


def test_the_answer_in_short_holds_for_all_where_no_marker_is_asked_about(demo: Parts, demo_settings: Settings) -> None:
    page = answer("How is early breast cancer treated with drugs before surgery?", demo, demo_settings)
    assert [point.text for point in page.key_points if "HER2" in point.text] == []
