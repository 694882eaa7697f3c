"""A draft asks for each section that someone may ask for, and marks its passages by words that stand nowhere else."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.draft import Draft, draft_suite
from evals.measures.retrieval import is_relevant
from evals.schema import Case
from evals.suite import load_suite
from evals.suite_shelf import ShelfTexts
from rag.errors import SuiteError
from tests.suite_shelf import shelf_of

SHELF = shelf_of(
    {
        "kidney-cancer": [
            ("Stages", "Kidney cancer stages go from I to IV."),
            ("Outlook", "The outlook depends on the stage and on the grade of the tumor. It differs."),
            ("Outlook", "A second passage of the same section speaks of age and of other illness."),
            ("Drugs", "| Drug | Use |\n| Lumavine | First |\n| Solvane | Later |"),
            ("Questions to ask your care team", "What is my stage and what does it mean for me?"),
        ],
        "lung-cancer": [
            ("", "Text without a heading says little that anyone would ask for."),
            ("Stages", "Lung cancer stages go from I to IV."),
            ("Outlook", "The outlook depends on the stage and on the kind of lung cancer."),
            ("Twin", "These words stand in two sections."),
            ("Other twin", "These words stand in two sections."),
        ],
    }
)


def cases(draft: Draft) -> list[Case]:
    return [one.case for one in draft.cases]


def relevant_sections(case: Case, shelf: ShelfTexts) -> set[tuple[str, Sequence[str]]]:
    return {one.section_key for one in shelf.passages if is_relevant(one.text, one.source_id, case.expect)}


def test_each_section_gets_a_case_that_cites_its_source() -> None:
    draft = draft_suite(SHELF)
    assert [(one.section, one.case.id, one.case.question) for one in draft.cases] == [
        ("kidney-cancer: Stages", "kidney-cancer-stages", "What are the stages of kidney cancer?"),
        ("kidney-cancer: Outlook", "kidney-cancer-outlook", "What is the outlook for kidney cancer?"),
        ("lung-cancer: Stages", "lung-cancer-stages", "What are the stages of lung cancer?"),
        ("lung-cancer: Outlook", "lung-cancer-outlook", "What is the outlook for lung cancer?"),
    ]
    assert [case.expect.sources for case in cases(draft)] == [("kidney-cancer",)] * 2 + [("lung-cancer",)] * 2
    assert {(case.expect.kind, case.tags, case.audience) for case in cases(draft)} == {
        ("answer", ("draft",), "patient")
    }


def test_the_words_that_mark_a_section_are_relevant_there_alone_and_mark_each_passage() -> None:
    for drafted in draft_suite(SHELF).cases:
        ((source_id, headings),) = relevant_sections(drafted.case, SHELF)
        assert drafted.section == f"{source_id}: {' > '.join(headings)}"
        for passage in SHELF.passages:
            if passage.section_key == (source_id, headings):
                assert is_relevant(passage.text, source_id, drafted.case.expect)


def test_what_is_left_out_is_told_with_the_reason() -> None:
    assert draft_suite(SHELF).left_out == (
        "kidney-cancer: Drugs: a table",
        "kidney-cancer: Questions to ask your care team: boilerplate",
        "lung-cancer: : no heading",
        "lung-cancer: Twin: no words that stand in this section alone",
        "lung-cancer: Other twin: no words that stand in this section alone",
    )


@pytest.mark.parametrize(
    ("limit", "ids"),
    [
        (1, ["kidney-cancer-stages"]),
        (2, ["kidney-cancer-stages", "lung-cancer-stages"]),
        (3, ["kidney-cancer-stages", "kidney-cancer-outlook", "lung-cancer-stages"]),
        (99, ["kidney-cancer-stages", "kidney-cancer-outlook", "lung-cancer-stages", "lung-cancer-outlook"]),
    ],
)
def test_a_limit_takes_from_every_source_in_turn(limit: int, ids: list[str]) -> None:
    assert [case.id for case in cases(draft_suite(SHELF, limit=limit))] == ids


def test_only_the_sources_asked_for_are_drafted() -> None:
    assert {case.expect.sources for case in cases(draft_suite(SHELF, sources=["lung-cancer"]))} == {("lung-cancer",)}
    with pytest.raises(SuiteError, match="'zebra' has no text in force; choose one of kidney-cancer, lung-cancer"):
        draft_suite(SHELF, sources=["zebra"])


def test_a_shelf_that_gives_no_case_is_an_error() -> None:
    with pytest.raises(SuiteError, match="no section"):
        draft_suite(shelf_of({"a": [("", "Text without a heading at all.")]}))


@pytest.mark.parametrize(
    ("headings", "ids"),
    [
        (["Ärger?", "Über uns: Größe"], ["s-arger", "s-uber-uns-groe"]),
        (["治療", "予後"], ["s", "s-2"]),
        (["Same", "Same!"], ["s-same", "s-same-2"]),
        (["x" * 200], ["s-" + "x" * 78]),
    ],
)
def test_ids_are_unique_and_fit_the_format_whatever_the_heading(headings: list[str], ids: list[str]) -> None:
    shelf = shelf_of({"s": [(text, f"Section number {at} has words of its own.") for at, text in enumerate(headings)]})
    assert [case.id for case in cases(draft_suite(shelf))] == ids


def test_clinicians_texts_are_asked_for_by_clinicians() -> None:
    shelf = shelf_of({"guide": [("Scope", "This section has words of its own.")]}, guide={"audience": "clinician"})
    assert [case.audience for case in cases(draft_suite(shelf))] == ["clinician"]


def test_the_text_says_that_it_is_a_draft_names_each_section_and_loads_as_its_cases(tmp_path: Path) -> None:
    draft = draft_suite(SHELF)
    assert draft == draft_suite(SHELF)
    path = tmp_path / "draft.yaml"
    path.write_text(draft.text, "utf-8")
    assert list(load_suite(path).cases) == cases(draft)
    assert draft.text.startswith("# Drafted by `citewell eval new` from generation gen-1, for a person to edit")
    assert "\n# lung-cancer: Outlook\n- id: lung-cancer-outlook\n" in draft.text
