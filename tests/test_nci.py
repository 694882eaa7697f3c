"""Figures on a sample of the NCI texts' questions. The whole of it, with speed: benchmarks/."""

import json
from pathlib import Path

import pytest

from benchmarks.nci import Question, batch, citewell, read_questions, section_ids
from benchmarks.quality import DEPTH, answer_figures, ranked_sections, retrieval_figures, source_texts

EVERY = 10


@pytest.fixture(scope="module")
def data(shared: Path) -> Path:
    return shared / "data" / "nci-cancer"


@pytest.fixture(scope="module")
def folder(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with an index of the 60 documents."""
    made = tmp_path_factory.mktemp("nci")
    report = json.loads(citewell("ingest", data / "docs", "--index", made / "index", "--json"))
    assert report["sources"] == len(list((data / "docs").glob("*.md"))) == 60
    return made


@pytest.fixture(scope="module")
def answerable(data: Path) -> list[Question]:
    return read_questions(data / "questions.jsonl")[::EVERY]


def test_sections_are_found(folder: Path, data: Path, answerable: list[Question]) -> None:
    found = batch("search", "query", answerable, folder, "-k", str(DEPTH), "--index", folder / "index")
    sections = section_ids(data / "docs")
    ranked = {name: ranked_sections(line["hits"], sections) for name, line in found.items()}
    assert all(len(list_of_sections) >= 10 for list_of_sections in ranked.values())
    ndcg, first = retrieval_figures(answerable, ranked)
    assert ndcg.value >= 0.88
    assert first.value >= 0.75


def test_answers_are_on_target_and_the_rest_is_refused(folder: Path, data: Path, answerable: list[Question]) -> None:
    unanswerable = read_questions(data / "unanswerable.jsonl")
    replies = batch("ask", "question", [*answerable, *unanswerable], folder, "--index", folder / "index")
    figures = answer_figures(
        answerable,
        unanswerable,
        {name: line["answer"] for name, line in replies.items()},
        section_ids(data / "docs"),
        source_texts(data / "docs"),
    )
    answered, refused, verbatim, by_document, by_section = (figure.value for figure in figures)
    assert answered >= 0.97
    assert refused >= 80 / 83
    assert verbatim == 1
    assert by_document >= 0.95
    assert by_section >= 0.70
