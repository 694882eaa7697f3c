"""Search and ask for people: what a hit looks like, what is printed where, which inputs exclude each other."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.cli.ask import hit_json
from rag.schema import Hit, Locator, Passage
from tests.demo_shelf import NO_MEDICINE, SYMPTOMS, Cli, Ran
from tests.llm_authors import honest_author
from tests.llm_server import LlmServer

pytest_plugins = ["tests.demo_shelf"]


def test_a_hit_is_printed_with_its_place_and_edition() -> None:
    passage = Passage(
        id="p1",
        source_id="s",
        edition="2.0",
        title="T",
        text="Blood in the urine.",
        locator=Locator(page=4, headings=("Signs",)),
        ordinal=7,
    )
    assert hit_json(Hit(rank=2, score=0.5, passage=passage, cosine=0.4, bm25=0.1)) == {
        "rank": 2,
        "score": 0.5,
        "passage_id": "p1",
        "source_id": "s",
        "text": "Blood in the urine.",
        "locator": {"page": 4, "headings": ["Signs"]},
        "edition": "2.0",
    }


def test_search_for_people_names_source_heading_and_edition(cli: Cli) -> None:
    first, text = cli("search", "IMDC risk groups", "-k", "1").out.splitlines()
    assert "Kidney cancer: guideline for patients > What guides treatment" in first
    assert "(kidney-cancer, edition 2026.1)" in first
    assert len(text) <= 303


def test_search_writes_json_to_a_file(cli: Cli, tmp_path: Path) -> None:
    ran = cli("search", "IMDC risk groups", "-k", "2", "--out", tmp_path / "hits.json")
    assert (ran.code, ran.out) == (0, "")
    assert len(json.loads((tmp_path / "hits.json").read_text("utf-8"))) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Blood in the urine"),
        (["--audience", "clinician"], "For health professionals"),
        (["--format", "html"], "<li>Blood in the urine"),
    ],
    ids=["patient", "clinician", "html"],
)
def test_a_page_is_printed_for_its_audience(cli: Cli, arguments: list[str], said: str) -> None:
    ran = cli("ask", SYMPTOMS, *arguments)
    assert ran.code == 0
    assert said in ran.out


@pytest.mark.parametrize("writer", ["auto", "extractive"])
def test_without_an_llm_the_extractive_writer_makes_the_page_and_says_so(cli: Cli, writer: str) -> None:
    assert cli("ask", SYMPTOMS, "--writer", writer, "--json").value["trace"]["writer"] == "extractive"


def test_audience_of_a_batch_holds_where_a_line_gives_none(cli: Cli, tmp_path: Path) -> None:
    lines = [{"id": "a", "question": NO_MEDICINE}, {"id": "b", "question": NO_MEDICINE, "audience": "patient"}]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))
    ran = cli("ask", "--in", tmp_path / "in.jsonl", "--audience", "clinician")
    assert [line["answer"]["audience"] for line in ran.lines] == ["clinician", "patient"]


def test_empty_batch_gives_nothing_and_exits_0(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("")
    ran = cli("search", "--in", tmp_path / "in.jsonl")
    assert (ran.code, ran.out) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--in", "IN", "--format", "html"], "with --in each line of the result is JSON"),
        ([SYMPTOMS, "--out", "page.pdf"], "pages end in .md, .txt, .html, .htm, .json, .jsonld"),
        ([SYMPTOMS, "--out", "page.docx", "--writer", "llm"], "or say which with --format"),
        ([SYMPTOMS, "--replay", "nowhere"], "it does not exist; give the folder that --record wrote into"),
        ([SYMPTOMS, "--replay", "IN"], "it is a file; give the folder that --record wrote into"),
        ([SYMPTOMS, "--in", "IN"], "give either a question or --in FILE, not both"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is(
    cli: Cli, tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a", "question": SYMPTOMS}))
    ran = cli("ask", *[str(tmp_path / "in.jsonl") if each == "IN" else each for each in arguments])
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err


def test_flags_of_a_model_that_is_not_set_up_are_told(cli: Cli, tmp_path: Path) -> None:
    ran = cli("ask", SYMPTOMS, "--model", "some-model", "--record", tmp_path / "record")
    assert ran.code == 0
    assert "llm.model and --record have no effect: no language model is set up" in ran.err


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (["--out", "page.HTM"], "<!doctype html>"),
        (["--out", "page"], "# "),
        (["--out", "page.docx", "--format", "html"], "<!doctype html>"),
        (["--out", "page.docx", "--json"], "{"),
    ],
)
def test_page_is_what_a_flag_asks_for_else_what_its_file_ends_in(
    cli: Cli, tmp_path: Path, arguments: list[str], begins: str
) -> None:
    ran = cli("ask", SYMPTOMS, *arguments)
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / arguments[1]).read_text("utf-8").lower().startswith(begins)


@pytest.mark.parametrize("after", [[""], [" ", ""], []])
def test_a_blank_question_before_costs_no_call(cli: Cli, after: list[str]) -> None:
    flags = [part for text in after for part in ("--after", text)]
    with LlmServer(honest_author) as server:
        ran = cli("ask", SYMPTOMS, *flags, "--base-url", server.url, "--model", "test-model", "--no-cache")
        calls = len(server.requests)
    assert (ran.code, calls) == (0, 1)


def test_help_says_what_a_line_of_a_file_holds_and_how_settings_are_named(bare_cli: Callable[..., Ran]) -> None:
    said = " ".join(bare_cli("ask", "--help").out.split())
    for part in ('"history"? (a list)', "where a line has none", "llm.base_url", "llm.model", "JSON lines"):
        assert part in said
