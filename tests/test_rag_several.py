"""A text that asks several questions gets a section for each, under the question as its heading."""

from rag.page.render import render
from rag.parts import Parts
from rag.pipeline import answer
from rag.settings import Settings
from tests.llm_authors import verbatim_author
from tests.llm_flow import answered_by

pytest_plugins = ["tests.demo_shelf"]
TWO = "What are the signs of kidney cancer and how is it treated?"


def test_each_question_has_its_own_heading_and_later_ones_know_the_earlier(
    demo: Parts, demo_settings: Settings
) -> None:
    page = answer(TWO, demo, demo_settings)
    assert [section.heading for section in page.sections if section.id.startswith("q")] == [
        "What are the signs of kidney cancer?",
        "How is kidney cancer treated?",
    ]
    assert all(section.statements for section in page.sections if section.id.startswith("q"))
    assert "Blood in the urine" in page.sections[0].statements[-1].text
    assert "multiple_questions" in page.inquiry.flags
    assert page.inquiry.topics == ("kidney-cancer",)


def test_a_question_that_is_not_covered_is_said_to_be(demo: Parts, demo_settings: Settings) -> None:
    page = answer("What is HER2? What is glioblastoma? How is myeloma diagnosed?", demo, demo_settings)
    assert [(section.heading, section.covered) for section in page.sections if section.id.startswith("q")] == [
        ("What is HER2?", True),
        ("What is glioblastoma?", False),
        ("How is myeloma diagnosed?", True),
    ]
    assert "Not covered by the guidelines on file" in render(page, demo.shelf.by_id, "md")


def test_what_a_later_question_points_back_to_is_searched_with_it(demo: Parts, demo_settings: Settings) -> None:
    page = answer("What is a clinical trial and how do I join one?", demo, demo_settings)
    assert [(section.heading, section.covered) for section in page.sections if section.id.startswith("q")] == [
        ("What is a clinical trial?", True),
        ("How do I join one?", True),
    ]


def test_when_none_is_covered_the_page_is_a_refusal(demo: Parts, demo_settings: Settings) -> None:
    assert answer("What is glioblastoma? What is sarcoma?", demo, demo_settings).kind == "refusal"


def test_more_than_four_are_told_and_not_answered(demo: Parts, demo_settings: Settings) -> None:
    page = answer("What is HER2? " * 5, demo, demo_settings)
    assert len([section for section in page.sections if section.id.startswith("q")]) == 4
    assert any("more than four" in remark for remark in page.trace.remarks)


def test_an_emergency_among_them_comes_before_all(demo: Parts, demo_settings: Settings) -> None:
    page = answer("What is HER2? I have chest pain now. How is it treated?", demo, demo_settings)
    assert (page.kind, page.notices.safety is not None) == ("refusal", True)


def test_a_model_is_asked_once_for_all_of_them(demo: Parts, demo_settings: Settings) -> None:
    page = answered_by(verbatim_author, TWO, demo, demo_settings)
    assert (page.trace.writer, page.trace.llm_calls) == ("llm", 1)
    assert [section.heading for section in page.sections if section.id.startswith("q")] == [
        "What are the signs of kidney cancer?",
        "How is kidney cancer treated?",
    ]
    assert all(section.statements for section in page.sections if section.id.startswith("q"))
