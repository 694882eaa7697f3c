"""Two current sources that disagree are both shown, each with its citation; nothing is blended."""

from rag.page.render import render
from rag.parts import Parts
from rag.pipeline import answer
from rag.schema import Answer
from rag.settings import Settings

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
    (note,) = [section.note for section in page.sections if section.note]
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
        assert [section.note for section in page.sections if section.note] == []
