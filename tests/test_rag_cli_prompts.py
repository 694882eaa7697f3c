"""Looking at prompts from the command line: which there are, one file, and what would be sent for a question."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.settings import PROJECT_ROOT
from tests.demo_shelf import NO_MEDICINE, OFF_TOPIC, SYMPTOMS, Cli, Ran
from tests.llm_authors import honest_author
from tests.llm_server import LlmServer

pytest_plugins = ["tests.demo_shelf"]
FILES = sorted((PROJECT_ROOT / "prompts").glob("*.md"))


def test_every_prompt_file_is_listed_with_version_and_fingerprint(bare_cli: Callable[..., Ran]) -> None:
    lines = bare_cli("prompts", "list").out.splitlines()
    listed = bare_cli("prompts", "list", "--json").value
    assert [entry["name"] for entry in listed] == [path.stem for path in FILES]
    for entry, line in zip(listed, lines, strict=True):
        assert line.startswith(f"{entry['name']} version {entry['version']} [{entry['fingerprint']}]")
        assert all(use in line for use in entry["used_by"] or ["every page"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_prompt_is_shown_as_it_stands_in_its_file(bare_cli: Callable[..., Ran], path: Path) -> None:
    text = path.read_text("utf-8")
    assert bare_cli("prompts", "show", path.stem).out == text
    assert bare_cli("prompts", "show", path.stem, "--json").value["text"] == text


def test_an_unknown_prompt_is_an_error_that_names_those_there_are(bare_cli: Callable[..., Ran]) -> None:
    ran = bare_cli("prompts", "show", "poem")
    assert (ran.code, ran.out) == (1, "")
    assert "'poem'" in ran.err
    assert all(path.stem in ran.err for path in FILES)


def test_a_broken_prompt_is_an_error_of_one_line(
    bare_cli: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text("# System", "utf-8")
    monkeypatch.setenv("CITEWELL_PROMPTS_DIR", str(tmp_path))
    ran = bare_cli("prompts", "list")
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert "a.md, line 1" in ran.err


@pytest.mark.parametrize(
    "bad",
    [
        "{{ question.__class__ }}",
        "{{ question.colour }}",
        "{{ sections[9].id }}",
        "{% for passage in passages %}{{ passage.heading }}{% endfor %}",
        "{% for passage in passages %}{{ passage.title }}{% endfor %}",
        "{% if intent %}{{ intent.name }}{% endif %}",
        "{% if not intent %}{{ question.colour }}{% endif %}",
        "{% if not notes %}{{ question.colour }}{% endif %}",
        "{{ 10 // (topics | length - topics | length) }}",
    ],
)
def test_a_prompt_that_cannot_be_filled_in_is_found_before_it_is_used(
    bare_cli: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    shutil.copytree(PROJECT_ROOT / "prompts", tmp_path / "prompts")
    with (tmp_path / "prompts" / "patient-answer.md").open("a", encoding="utf-8") as stream:
        stream.write(f"\n{bad}\n")
    monkeypatch.setenv("CITEWELL_PROMPTS_DIR", str(tmp_path / "prompts"))
    for ran in (bare_cli("prompts", "list"), bare_cli("doctor")):
        assert ran.code == 1
        assert "prompt patient-answer:" in ran.out + ran.err


def test_a_prompt_that_leaves_no_room_for_passages_is_named_and_never_sent(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWELL_LLM_PROMPT_TOKENS", "500")
    said = [cli("prompts", "list"), cli("prompts", "render", SYMPTOMS), cli("doctor")]
    assert [ran.code for ran in said] == [1, 1, 1]
    for ran in said:
        assert "raise llm.prompt_tokens" in ran.out + ran.err
    with LlmServer(honest_author) as server:
        page = cli("ask", SYMPTOMS, "--base-url", server.url, "--json").value
    assert (page["trace"]["writer"], page["trace"]["fallback_kind"]) == ("extractive", "prompt_too_long")
    assert server.requests == []


@pytest.mark.parametrize("audience", ["patient", "clinician"])
def test_what_would_be_sent_is_printed_within_its_limit(cli: Cli, audience: str) -> None:
    ran = cli("prompts", "render", OFF_TOPIC, "--audience", audience)
    value = cli("prompts", "render", OFF_TOPIC, "--audience", audience, "--json").value
    system, user = (message["content"] for message in value["messages"])
    assert ran.code == 0
    assert ran.out == f"# System\n\n{system}\n\n# User\n\n{user}\n\n"
    assert "What does HER2 status mean for Kidney Cancer treatment?" in user
    assert "does not mention HER2" in user
    assert value["name"] == f"{audience}-answer"
    tokens = value["tokens"]
    assert tokens["system"] + tokens["user"] == tokens["total"] <= tokens["limit"] == 4_500
    assert f"about {tokens['total']} tokens" in ran.err


def test_each_passage_is_listed_with_its_share_and_what_it_is_for(cli: Cli) -> None:
    value = cli("prompts", "render", SYMPTOMS, "--json").value
    user = value["messages"][1]["content"]
    shown = cli("prompts", "render", SYMPTOMS).err
    assert [passage["id"] for passage in value["passages"]] == [f"P{n + 1}" for n in range(len(value["passages"]))]
    assert value["passages"]
    for passage in value["passages"]:
        assert f'<passage id="{passage["id"]}"' in user
        assert passage["sections"]
        assert passage["passage_ids"]
        serves = ", ".join(passage["sections"])
        named = f"{passage['id']}: {passage['tokens']} tokens, {passage['source_id']} {passage['edition']}"
        assert f"{named}, for {serves}\n" in shown
    assert 0 < sum(passage["tokens"] for passage in value["passages"]) < value["tokens"]["user"]


def test_for_a_page_that_is_a_refusal_nothing_would_be_sent(cli: Cli) -> None:
    ran = cli("prompts", "render", NO_MEDICINE)
    assert (ran.code, ran.out) == (3, "")
    assert "nothing would be sent" in ran.err
    refused = cli("prompts", "render", NO_MEDICINE, "--json")
    assert (refused.code, json.loads(refused.out)) == (3, {"refused": "not_covered"})


def test_a_glossary_page_has_its_own_prompt(cli: Cli) -> None:
    value = cli("prompts", "render", "What is HER2?", "--kind", "glossary", "--json").value
    assert value["name"] == "glossary-entry"
    assert "Reader: patient" in value["messages"][1]["content"]
