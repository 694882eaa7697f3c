"""Search and ask for people: what a hit looks like, what is printed where, which inputs exclude each other."""

import json
from pathlib import Path

import pytest

from rag.cli.ask import hit_json
from rag.schema import Hit, Locator, Passage
from tests.demo_shelf import NO_MEDICINE, SYMPTOMS, Cli

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


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("link", [False, True])
def test_the_file_that_is_read_is_never_written_over(cli: Cli, tmp_path: Path, command: str, link: bool) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": "a", "question": SYMPTOMS, "query": SYMPTOMS}))
    if link:
        out = tmp_path / "link.jsonl"
        out.symlink_to(source)
    before = source.read_bytes()
    ran = cli(command, "--in", source, "--out", out)
    assert (ran.code, source.read_bytes()) == (1, before)
    assert "choose another file" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--in", "IN", "--format", "html"], "with --in each line of the result is JSON"),
        ([SYMPTOMS, "--out", "page.pdf"], "pages end in .md, .txt, .html, .htm, .json, .jsonld"),
        ([SYMPTOMS, "--replay", "nowhere"], "it does not exist; give the folder that --record wrote into"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is(
    cli: Cli, tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a", "question": SYMPTOMS}))
    ran = cli("ask", *[str(tmp_path / "in.jsonl") if each == "IN" else each for each in arguments])
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err


def test_fields_without_effect_and_ids_given_twice_are_told(cli: Cli, tmp_path: Path) -> None:
    lines = [{"id": "a", "question": SYMPTOMS, "histroy": []}, {"id": "a", "question": NO_MEDICINE, "kind": "poem"}]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))
    ran = cli("ask", "--in", tmp_path / "in.jsonl")
    assert (ran.code, len(ran.lines)) == (4, 1)
    assert "'histroy' of 1 line has no effect; did you mean 'history'?" in ran.err
    assert "2 lines have the id 'a'" in ran.err
    assert "rejected a: kind 'poem' is not known; it is answer or glossary" in ran.err


def test_flags_of_a_model_that_is_not_set_up_are_told(cli: Cli, tmp_path: Path) -> None:
    ran = cli("ask", SYMPTOMS, "--model", "some-model", "--record", tmp_path / "record")
    assert ran.code == 0
    assert "llm.model and --record have no effect: no language model is set up" in ran.err


def test_a_blank_question_before_counts_for_nothing(cli: Cli) -> None:
    ran = cli("ask", SYMPTOMS, "--after", " ", "--json")
    assert ran.value["trace"]["standalone_question"] is None
