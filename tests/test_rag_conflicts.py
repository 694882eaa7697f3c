"""Two current sources that disagree are both shown, each with its citation; nothing is blended."""

from typing import Any

from rag.page.render import render
from rag.parts import Parts
from rag.pipeline import answer
from rag.schema import Answer
from rag.settings import Settings
from tests.llm_flow import answered_by
from tests.llm_prompts import passages_of, sections_of

pytest_plugins = ["tests.demo_shelf"]

EXERCISE = "How many minutes of exercise a week are advised for people with breast cancer?"
CORE = "Should HER2 testing be repeated after a HER2-negative core biopsy in breast cancer?"


def said(page: Answer) -> list[str]:
    return [statement.text for section in page.sections for statement in section.statements]


def test_two_numbers_are_both_shown_with_their_sources(demo: Parts, demo_settings: Settings) -> None:
    page = answer(EXERCISE, demo, demo_settings)
    both = [text for text in said(page) if "minutes of moderate" in text]
    assert sorted(text.split(" minutes")[0].split()[-1] for text in both) == ["150", "90"]
    assert abs(said(page).index(both[0]) - said(page).index(both[1])) == 1
    assert not any("minutes" in point.text for point in page.key_points)
    (note,) = [section.note for section in page.sections if section.note and section.statements]
    assert "do not agree" in note
    for source in ("exercise", "nutrition"):
        entry = demo.shelf.sources[source]
        assert f"{entry.publisher}, edition {entry.edition}, {entry.published}" in note
        assert source in {citation.source_id for citation in page.citations}
    assert "do not agree" in render(page, demo.shelf.by_id, "md")


def test_two_strengths_are_both_shown(demo: Parts, demo_settings: Settings) -> None:
    page = answer(CORE, demo, demo_settings, audience="clinician")
    texts = " ".join(said(page))
    assert "should be repeated on the surgical specimen" in texts
    assert "Repeat testing may be considered" in texts


def test_where_sources_agree_nothing_is_added(demo: Parts, demo_settings: Settings) -> None:
    for question in ("What are the signs of kidney cancer?", "What are the stages of multiple myeloma?"):
        page = answer(question, demo, demo_settings)
        assert [section.note for section in page.sections if section.note and section.statements] == []


def test_a_page_that_a_model_writes_gets_the_other_side_too(demo: Parts, demo_settings: Settings) -> None:
    def one_sided(body: dict[str, Any]) -> dict[str, Any]:
        """Reports the first source on exercise, and leaves the other one out."""
        for passage in passages_of(body):
            for sentence in passage.text.split(". "):
                if "minutes of moderate aerobic exercise each week" in sentence:
                    said = {
                        "text": sentence.rstrip(".") + ".",
                        "citations": [{"passage": passage.id, "quote": sentence}],
                    }
                    section = {"id": sections_of(body)[0].id, "heading": "", "statements": [said]}
                    return {"sections": [section], "key_points": [], "questions_to_ask": [], "cannot_answer": None}
        raise AssertionError("the passage was not sent")

    page = answered_by(one_sided, EXERCISE, demo, demo_settings)
    assert page.trace.writer == "llm"
    both = [text for text in said(page) if "minutes of moderate" in text]
    assert sorted(text.split(" minutes")[0].split()[-1] for text in both) == ["150", "90"]
    assert any("do not agree" in (section.note or "") for section in page.sections)


def test_an_earlier_edition_that_differs_is_named_and_not_used(demo: Parts, demo_settings: Settings) -> None:
    page = answer("What does HER2 mean for breast cancer?", demo, demo_settings, audience="clinician")
    told = " ".join(said(page))
    assert "more than 10%" in told
    notes = " ".join(section.note or "" for section in page.sections)
    assert "edition 2007" in notes
    assert "no longer in force" in notes
    assert all(demo.shelf.sources[citation.source_id].superseded_by is None for citation in page.citations)


def test_an_earlier_edition_that_says_the_same_is_not_named(demo: Parts, demo_settings: Settings) -> None:
    page = answer("What is the scope of HER2 testing in breast cancer?", demo, demo_settings, audience="clinician")
    scope = next(section for section in page.sections if section.statements)
    for section in page.sections:
        if "edition 2007" in (section.note or ""):
            numbered = [s.text for s in section.statements if any(character.isdigit() for character in s.text)]
            assert numbered, scope
