"""Files of questions to known questions, nearest first."""

from pathlib import Path

import pytest

from rag.catalogue import Catalogue, KnownQuestion, load_catalogue
from rag.errors import OutlineError
from rag.index.encoder import load_encoder
from rag.settings import IndexSettings

ENCODER = load_encoder(IndexSettings())


def suite(folder: Path, text: str) -> Path:
    path = folder / "suite.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_nearest_questions_come_first_and_other_audiences_are_left_out(tmp_path: Path) -> None:
    path = suite(
        tmp_path,
        "- id: a\n  question: How is kidney cancer treated?\n"
        "- id: b\n  question: What are the signs of kidney cancer?\n  expect: {kind: answer}\n"
        "- id: c\n  question: Signs of kidney cancer\n  audience: clinician\n"
        "- id: d\n  question: How tall is Mount Everest?\n",
    )
    found = load_catalogue([path], ENCODER).nearest("kidney cancer symptoms", "patient")
    assert [one.question for one, _ in found] == [
        "What are the signs of kidney cancer?",
        "How is kidney cancer treated?",
        "How tall is Mount Everest?",
    ]
    assert found[0][1] > found[1][1] > found[2][1]


def test_equal_questions_are_held_once_and_an_empty_catalogue_finds_none(tmp_path: Path) -> None:
    path = suite(tmp_path, "- id: a\n  question: One?\n- id: b\n  question: One?\n")
    assert len(load_catalogue([path], ENCODER).known) == 1
    assert Catalogue((), ENCODER).nearest("One?", "patient") == []


@pytest.mark.parametrize("text", ["a: 1\n", "- {id: a}\n", "- {id: a, question: One?, audience: nobody}\n", "- ]["])
def test_a_file_that_is_no_suite_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(OutlineError, match=r"suite\.yaml"):
        load_catalogue([suite(tmp_path, text)], ENCODER)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutlineError, match=r"none\.yaml"):
        load_catalogue([tmp_path / "none.yaml"], ENCODER)


def test_page_ids_are_stable_and_tell_audience_and_kind_apart() -> None:
    plain = KnownQuestion(question="HER2")
    assert plain.page_id == KnownQuestion(question="HER2").page_id
    others = (plain.model_copy(update={"audience": "clinician"}), plain.model_copy(update={"page_kind": "glossary"}))
    assert len({plain.page_id, *(one.page_id for one in others)}) == 3
