"""The interfaces others rely on, through the command line, on the demonstration shelf: JSON, exit codes, files, errors."""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rag.index.generation import current_id, read_contents
from rag.page.notices import load_notices
from rag.parts import Parts
from rag.schema import Answer
from rag.settings import Settings
from tests.demo_shelf import ANSWERED, CORPUS, NO_MEDICINE, REFUSED, ROOT, STAGES, SYMPTOMS, UNKNOWN_TOPIC, Cli, Ran
from tests.shelf import citewell

pytest_plugins = ["tests.demo_shelf"]

ANSWER_KEYS = {
    *("schema", "kind", "question", "title", "audience", "page_kind", "inquiry", "notices", "key_points", "sections"),
    *("questions_to_ask", "citations", "sources", "related_questions", "refusal", "review", "trace"),
}
KEYS: dict[str, set[str]] = {
    "inquiry": {"topics", "terms", "intent", "flags"},
    "notices": {"top", "bottom", "safety"},
    "notices.top": {"id", "text"},
    "notices.bottom": {"id", "text"},
    "key_points[]": {"text", "citations", "verdict"},
    "sections[]": {"id", "heading", "covered", "statements", "note"},  # note: an addition
    "sections[].statements[]": {"text", "citations", "verdict"},
    "questions_to_ask[]": {"text", "citations"},
    "citations[]": {"n", "source_id", "passage_id", "quote", "start", "end", "locator"},
    "citations[].locator": {"page", "headings"},
    "sources[]": {
        *("source_id", "title", "publisher", "edition", "published", "kind", "licence", "url", "superseded_by"),
        "demonstration",  # an addition
    },
    "refusal": {"reason", "message", "searched", "covered_topics"},
    "review": {"status"},
    "trace": {
        *("writer", "model", "fallback_reason", "generation", "settings", "prompts", "passages", "dropped"),
        *("llm_calls", "tokens", "cost_usd", "seconds"),
        *(
            "created",
            "reading_grade",
            "standalone_question",
            "llm_origin",
            "masked",
            "fallback_kind",
            "repair_failure",
            "remarks",
        ),  # additions
    },
    "trace.dropped[]": {"text", "check", "why"},
    "trace.tokens": {"prompt", "completion"},
    "trace.seconds": {"understand", "retrieve", "write", "verify", "total"},
}
HIT_KEYS = {"rank", "score", "passage_id", "source_id", "text", "locator", "edition"}

Json = dict[str, Any]


def jsonl(path: Path, lines: Iterable[object]) -> Path:
    """Write a JSONL file; a line given as text is written as it is."""
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("".join(text + "\n" for text in texts), "utf-8")
    return path


def at(value: Any, path: str) -> list[Any]:
    """The values at a path such as "sections[].statements[]"; nothing where the way leads through null."""
    found = [value]
    for name in path.split("."):
        found = [inner[name.removesuffix("[]")] for inner in found if inner is not None]
        if name.endswith("[]"):
            found = [item for items in found for item in items]
    return [inner for inner in found if inner is not None]


def statements(page: Json) -> list[Json]:
    return [*page["key_points"], *(s for section in page["sections"] for s in section["statements"])]


def assert_one_line_error(ran: Ran, *, remedy: str) -> None:
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("citewell: ")
    assert remedy in ran.err


@pytest.fixture(scope="module")
def pages(demo_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Json]:
    """Answer JSON by question, from one batch of the command line."""
    from rag.cli.main import main

    folder = tmp_path_factory.mktemp("pages")
    questions = [{"id": question, "question": question} for question in (*ANSWERED, *REFUSED)]
    source, target = jsonl(folder / "questions.jsonl", questions), folder / "answers.jsonl"
    assert main(["ask", "--in", str(source), "--out", str(target), "--index", str(demo_settings.index.dir)]) == 0
    lines = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    return {line["id"]: line["answer"] for line in lines}


# ---------------------------------------------------------------- answer JSON


@pytest.mark.parametrize("question", [*ANSWERED, *REFUSED])
def test_answer_json_has_the_keys_of_the_contract_and_no_others(pages: Mapping[str, Json], question: str) -> None:
    page = pages[question]
    assert set(page) == ANSWER_KEYS
    for path, keys in KEYS.items():
        for value in at(page, path):
            assert set(value) == keys, path
    assert (page["schema"], page["question"], page["page_kind"]) == ("citewell/answer/1", question, "answer")


@pytest.mark.parametrize("question", [*ANSWERED, *REFUSED])
def test_answer_json_fits_the_published_schema(pages: Mapping[str, Json], question: str) -> None:
    jsonschema.validate(pages[question], Answer.model_json_schema(by_alias=True))


def test_published_schema_is_that_of_the_models() -> None:
    remedy = "regenerate it with: python -m rag.schema > docs/answer.schema.json"
    path = ROOT / "docs" / "answer.schema.json"
    assert path.is_file(), f"{path} is missing; {remedy}"
    assert json.loads(path.read_text("utf-8")) == Answer.model_json_schema(by_alias=True), remedy


@pytest.mark.parametrize("question", ANSWERED)
def test_each_statement_has_citations_that_resolve_to_verbatim_quotes_of_listed_sources(
    pages: Mapping[str, Json], demo: Parts, question: str
) -> None:
    page = pages[question]
    assert page["kind"] == "answer"
    assert statements(page)
    numbers = [citation["n"] for citation in page["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    for statement in statements(page):
        assert statement["citations"]
        assert statement["verdict"] == "supported"
    assert {n for said in [*statements(page), *page["questions_to_ask"]] for n in said["citations"]} == set(numbers)
    for citation in page["citations"]:
        passage = demo.shelf.by_id[citation["passage_id"]]
        assert passage.text[citation["start"] : citation["end"]] == citation["quote"]
        assert passage.source_id == citation["source_id"]
        assert passage.locator.model_dump(mode="json") == citation["locator"]
    assert {citation["source_id"] for citation in page["citations"]} == {s["source_id"] for s in page["sources"]}


@pytest.mark.parametrize("question", ANSWERED)
def test_a_section_is_covered_if_it_shows_anything(pages: Mapping[str, Json], question: str) -> None:
    for section in pages[question]["sections"]:
        assert section["covered"] == bool(section["statements"] or section["note"])


@pytest.mark.parametrize("question", [*ANSWERED, *REFUSED])
def test_notices_are_present_and_unchanged(pages: Mapping[str, Json], question: str) -> None:
    assert pages[question]["notices"] == load_notices(ROOT / "prompts", "patient").model_dump(mode="json")


@pytest.mark.parametrize("question", REFUSED)
def test_a_refusal_states_nothing_and_says_what_was_searched(
    pages: Mapping[str, Json], demo: Parts, question: str
) -> None:
    page = pages[question]
    assert page["kind"] == "refusal"
    assert [page[name] for name in ("key_points", "sections", "questions_to_ask", "citations", "sources")] == [[]] * 5
    refusal = page["refusal"]
    assert refusal["message"]
    assert set(refusal["searched"]) == {"query", "sources", "passages", "generation"}
    in_force = {name for name, source in demo.shelf.sources.items() if source.superseded_by is None}
    assert refusal["searched"]["sources"] == len(in_force)
    assert refusal["searched"]["passages"] == sum(p.source_id in in_force for p in demo.shelf.passages)
    assert "kidney-cancer" in refusal["covered_topics"]


def test_trace_names_what_made_the_page(pages: Mapping[str, Json], demo: Parts, demo_settings: Settings) -> None:
    trace = pages[STAGES]["trace"]
    assert (trace["writer"], trace["model"], trace["fallback_reason"]) == ("extractive", None, None)
    assert (trace["llm_calls"], trace["cost_usd"]) == (0, 0.0)
    assert trace["generation"] == current_id(demo_settings.index.dir)
    assert trace["settings"] == demo_settings.fingerprint()
    assert set(trace["passages"]) <= set(demo.shelf.by_id)


# ---------------------------------------------------------------- ask


def test_json_flag_prints_one_value_equal_to_the_batch(cli: Cli, pages: Mapping[str, Json]) -> None:
    ran = cli("ask", SYMPTOMS, "--json")
    assert ran.code == 0
    assert {k: v for k, v in ran.value.items() if k != "trace"} == {
        k: v for k, v in pages[SYMPTOMS].items() if k != "trace"
    }


@pytest.mark.parametrize(
    ("question", "code"), [(SYMPTOMS, 0), (NO_MEDICINE, 3), (UNKNOWN_TOPIC, 3)], ids=["answered", "field", "topic"]
)
def test_exit_code_tells_an_answer_from_an_honest_refusal(cli: Cli, question: str, code: int) -> None:
    ran = cli("ask", question)
    assert ran.code == code
    assert ran.out.startswith("# ")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("  what   is glioblastoma ??", "What is glioblastoma?"),
        ("WHAT IS GLIOBLASTOMA", "What is glioblastoma?"),
        ("what does her-2 mean for glioblastoma", "What does HER2 mean for glioblastoma?"),
    ],
)
def test_title_is_cleaned_up_and_the_question_kept_as_typed(cli: Cli, typed: str, title: str) -> None:
    page = cli("ask", typed, "--json").value
    assert (page["title"], page["question"]) == (title, typed)


@pytest.mark.parametrize(
    ("arguments", "beginning"),
    [
        ([], "# "),
        (["--format", "md"], "# "),
        (["--format", "html"], "<!doctype html>"),
        (["--format", "json"], '{\n  "schema": "citewell/answer/1"'),
        (["--format", "jsonld"], '{\n  "@context": "https://schema.org"'),
        (["--json"], '{\n  "schema": "citewell/answer/1"'),
    ],
    ids=lambda value: " ".join(value) or "default" if isinstance(value, list) else "",
)
def test_format_decides_what_is_printed(cli: Cli, arguments: list[str], beginning: str) -> None:
    ran = cli("ask", SYMPTOMS, *arguments)
    assert ran.code == 0
    assert ran.out.lower().startswith(beginning.lower())


@pytest.mark.parametrize(
    ("name", "arguments", "beginning"),
    [
        ("page.md", [], "# "),
        ("page.html", [], "<!doctype html>"),
        ("page.json", [], "{"),
        ("page.jsonld", [], "{"),
        ("new/folder/page.txt", ["--format", "html"], "<!doctype html>"),
    ],
)
def test_out_writes_the_page_in_the_format_its_name_asks_for(
    cli: Cli, tmp_path: Path, name: str, arguments: list[str], beginning: str
) -> None:
    ran = cli("ask", SYMPTOMS, "--out", tmp_path / name, *arguments)
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / name).read_text("utf-8").lower().startswith(beginning)
    assert [path.name for path in (tmp_path / name).parent.iterdir()] == [Path(name).name]


def test_a_refusal_is_written_too_and_still_exits_3(cli: Cli, tmp_path: Path) -> None:
    assert cli("ask", NO_MEDICINE, "--out", tmp_path / "page.json").code == 3
    assert json.loads((tmp_path / "page.json").read_text("utf-8"))["kind"] == "refusal"


def test_batch_keeps_order_names_bad_lines_and_exits_4(cli: Cli, tmp_path: Path) -> None:
    source = jsonl(
        tmp_path / "questions.jsonl",
        [
            {"id": "first", "question": SYMPTOMS},
            "not json",
            {"id": "no question"},
            "",
            {"id": "second", "question": NO_MEDICINE, "audience": "clinician", "kind": "glossary"},
            {"id": "odd", "question": SYMPTOMS, "audience": "lawyer"},
            {"id": 7, "question": " ?? "},
        ],
    )
    ran = cli("ask", "--in", source)
    assert ran.code == 4
    assert [line["id"] for line in ran.lines] == ["first", "second"]
    assert [line["answer"]["kind"] for line in ran.lines] == ["answer", "refusal"]
    assert (ran.lines[1]["answer"]["audience"], ran.lines[1]["answer"]["page_kind"]) == ("clinician", "glossary")
    rejections = [line for line in ran.err.splitlines() if line.startswith("rejected")]
    for rejection, said in zip(rejections, ["line 2", "line 3: needs question", "odd", "7: "], strict=True):
        assert said in rejection


def test_batch_with_only_good_lines_exits_0_even_when_all_are_refused(cli: Cli, tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"id": "a", "question": NO_MEDICINE}])
    ran = cli("ask", "--in", source, "--out", tmp_path / "out.jsonl")
    assert (ran.code, ran.out) == (0, "")
    assert json.loads((tmp_path / "out.jsonl").read_text("utf-8"))["answer"]["kind"] == "refusal"


# ---------------------------------------------------------------- search


def test_search_json_is_a_list_of_hits_best_first(cli: Cli) -> None:
    ran = cli("search", "HER2 testing", "--json", "-k", "7")
    assert ran.code == 0
    assert [set(hit) for hit in ran.value] == [HIT_KEYS] * 7
    assert [hit["rank"] for hit in ran.value] == list(range(1, 8))
    scores = [hit["score"] for hit in ran.value]
    assert scores == sorted(scores, reverse=True)
    assert all(set(hit["locator"]) == {"page", "headings"} for hit in ran.value)


def test_search_prints_ten_numbered_passages_for_people(cli: Cli) -> None:
    ran = cli("search", "HER2 testing")
    assert [line.split()[0] for line in ran.out.splitlines()[::2]] == [f"{rank}." for rank in range(1, 11)]


def test_batch_search_gives_hits_by_id_and_names_bad_lines(cli: Cli, tmp_path: Path) -> None:
    lines = [{"id": "one", "query": "HER2 testing"}, {"id": "two"}, {"id": "three", "query": "risk groups"}]
    ran = cli("search", "--in", jsonl(tmp_path / "in.jsonl", lines), "--out", tmp_path / "out.jsonl", "-k", "2")
    assert (ran.code, ran.out) == (4, "")
    assert "line 2: needs query" in ran.err
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [set(line) for line in found] == [{"id", "hits"}] * 2
    assert [line["id"] for line in found] == ["one", "three"]
    assert all(set(hit) == HIT_KEYS for line in found for hit in line["hits"])
    assert found[0]["hits"] == cli("search", "HER2 testing", "--json", "-k", "2").value


def test_search_and_ask_print_nothing_but_the_result_on_stdout(demo_settings: Settings, tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"id": "one", "query": "HER2 testing"}])
    done = citewell("search", "--in", source, "--index", demo_settings.index.dir, cwd=tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout)["id"] == "one"
    assert "1 of 1" in done.stderr


# ---------------------------------------------------------------- index


def test_status_lists_every_edition_on_the_shelf(cli: Cli) -> None:
    status = cli("index", "status", "--json").value
    entries = {entry["source_id"]: entry for entry in status["entries"]}
    assert status["sources"] == len(entries) == len(list(CORPUS.glob("*.md"))) - 1  # but for the readme
    assert status["passages"] == sum(entry["passages"] for entry in entries.values())
    assert entries["her2-testing-2007"]["superseded_by"] == "her2-testing-2023"
    assert "her2-testing-2007" in cli("index", "status").out


def test_ingest_again_finds_nothing_changed(bare_cli: Callable[..., Ran], spoilable: Path) -> None:
    before = current_id(spoilable)
    ran = bare_cli("ingest", CORPUS, "--index", spoilable, "--json")
    assert ran.code == 0
    assert {file["status"] for file in ran.value["files"]} == {"unchanged", "skipped"}
    assert (ran.value["embedded"], ran.value["generation"]) == (0, before)


def test_index_is_audited_rebuilt_and_rolled_back(bare_cli: Callable[..., Ran], spoilable: Path) -> None:
    def index(action: str) -> Ran:
        return bare_cli("index", action, "--index", spoilable, "--json")

    first = index("status").value["generation"]
    assert (index("audit").code, index("audit").value["passed"]) == (0, True)
    rebuilt = index("rebuild")
    assert (rebuilt.code, rebuilt.value["origin"], rebuilt.value["embedded"]) == (0, first, 0)
    assert index("status").value["generations"] == [first, rebuilt.value["generation"]]
    assert index("rollback").value == {"generation": first}
    assert index("status").value["generation"] == first
    assert_one_line_error(index("rollback"), remedy="ingest again")


def test_audit_of_a_damaged_index_fails_with_the_remedy(bare_cli: Callable[..., Ran], spoilable: Path) -> None:
    (spoilable / str(current_id(spoilable)) / "vectors.npy").write_bytes(b"")
    ran = bare_cli("index", "audit", "--index", spoilable)
    assert ran.code == 1
    assert "FAIL files" in ran.out
    assert "citewell index rebuild" in ran.err


def test_file_without_licence_is_refused_with_the_remedy_and_taken_with_flags(
    bare_cli: Callable[..., Ran], tmp_path: Path
) -> None:
    folder, index_dir = tmp_path / "texts", tmp_path / "index"
    folder.mkdir()
    head = "---\ntitle: One\npublisher: P\npublished: 2024-05\nlicence: CC0-1.0\nreviewer: Dr. Example\n---\n"
    text = "# Guide\n\n## Lumaria\n\nLumaria is a slow disorder of a gland and is treated with amirol.\n"
    (folder / "one.md").write_text(head + text)
    (folder / "two.md").write_text(text)
    ran = bare_cli("ingest", folder, "--index", index_dir)
    assert ran.code == 4
    (rejection,) = (line for line in ran.err.splitlines() if line.startswith("rejected"))
    assert "two.md" in rejection
    assert "--licence" in rejection
    flags = ["--title", "Two", "--publisher", "P", "--edition", "2", "--published", "2025", "--licence", "CC BY 4.0"]
    flags += ["--topic", "Lumaria", "--kind", "overview"]
    assert bare_cli("ingest", folder / "two.md", *flags, "--index", index_dir).code == 0
    contents = read_contents(index_dir / str(current_id(index_dir)))
    one, two = (entry.source for entry in contents.sources)
    assert one.extra == {"reviewer": "Dr. Example"}
    assert (two.title, two.edition, two.licence, two.kind, two.topics) == (
        *("Two", "2", "CC BY 4.0", "overview"),
        ("lumaria",),
    )


# ---------------------------------------------------------------- doctor


def test_doctor_finds_everything_in_place(cli: Cli) -> None:
    ran = cli("doctor", "--json")
    assert ran.code == 0
    assert ran.value["passed"]
    assert {"encoder", "index", "writer"} <= {check["name"] for check in ran.value["checks"]}


def test_doctor_without_an_index_says_what_to_run(bare_cli: Callable[..., Ran]) -> None:
    ran = bare_cli("doctor")
    assert ran.code == 1
    (failure,) = (line for line in ran.out.splitlines() if line.startswith("FAIL"))
    assert "citewell ingest" in failure


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (["ask", ""], "for example: citewell ask"),
        (["ask", " \n "], "for example: citewell ask"),
        (["ask", "?!"], "for example: citewell ask"),
        (["ask"], "for example: citewell ask"),
        (["ask", "a" * 20_001], "ask a shorter one"),
        (["ask", SYMPTOMS, "--writer", "llm"], "--writer extractive"),
        (["ask", "--in", "missing.jsonl"], "give a JSONL file"),
        (["ask", SYMPTOMS, "--in", "x.jsonl"], "not both"),
        (["ask", SYMPTOMS, "--out", "/proc/page.md"], "choose another file"),
        (["search", " "], "for example: citewell search"),
        (["search", "--in", "."], "give a JSONL file"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, list) else "",
)
def test_unusable_input_is_one_line_with_the_remedy(cli: Cli, arguments: list[str], remedy: str) -> None:
    assert_one_line_error(cli(*arguments), remedy=remedy)


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (["ask", SYMPTOMS], "run: citewell ingest"),
        (["search", "HER2"], "run: citewell ingest"),
        (["index", "status"], "run: citewell ingest"),
        (["index", "audit"], "run: citewell ingest"),
        (["index", "rebuild"], "run: citewell ingest"),
        (["index", "rollback"], "ingest again"),
        (["ingest", "empty"], "give .md, .html, .txt or .pdf files"),
        (["ingest", "missing.md"], "check the path"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_missing_index_or_text_is_one_line_with_the_remedy(
    bare_cli: Callable[..., Ran], tmp_path: Path, arguments: list[str], remedy: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.json").write_text("{}")
    assert_one_line_error(bare_cli(*arguments), remedy=remedy)


@pytest.mark.parametrize("command", [["ask", SYMPTOMS], ["search", "HER2"], ["ingest", str(CORPUS)]])
def test_index_of_another_encoder_is_one_line_with_the_remedy(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("CITEWELL_INDEX_MODEL", "another-model")
    assert_one_line_error(cli(*command), remedy="citewell index rebuild")


def test_unknown_setting_is_one_line_that_names_it(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "citewell.toml").write_text("[retrieve]\ntop_q = 5\n")
    assert_one_line_error(cli("search", "HER2"), remedy="retrieve.top_q")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["ask", "one", "two"],
        ["ask", "q", "--audience", "lawyer"],
        ["search", "q", "-k", "0"],
        ["search", "q", "-k", "many"],
        ["index"],
        ["index", "burn"],
        ["ingest"],
        ["ingest", "x", "--kind", "poem"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2(bare_cli: Callable[..., Ran], arguments: list[str]) -> None:
    ran = bare_cli(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "usage: citewell" in ran.err


def test_a_new_process_prints_an_error_without_traceback(tmp_path: Path) -> None:
    done = citewell("ask", SYMPTOMS, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "citewell ingest" in done.stderr


@pytest.mark.parametrize("target", [".", "/"])
def test_out_that_names_no_file_is_one_line_with_the_remedy(cli: Cli, target: str) -> None:
    assert_one_line_error(cli("ask", UNKNOWN_TOPIC, "--out", target), remedy="choose another file")


@pytest.mark.parametrize("character", ["\u2028", "\u0085"], ids=["line separator", "next line"])
def test_batch_line_may_hold_any_character_that_json_allows(cli: Cli, tmp_path: Path, character: str) -> None:
    line = json.dumps({"id": "one", "query": f"HER2{character}testing"}, ensure_ascii=False)
    ran = cli("search", "--in", jsonl(tmp_path / "in.jsonl", [line]), "-k", "1")
    assert (ran.code, [line["id"] for line in ran.lines]) == (0, ["one"])


@pytest.mark.parametrize(
    "line",
    ['{"id": "bad\\ud800", "query": "HER2"}', '{"id": ' + "1" * 5000 + ', "query": "HER2"}'],
    ids=["half a surrogate pair", "number of 5000 digits"],
)
def test_one_odd_batch_line_never_stops_the_others(demo_settings: Settings, tmp_path: Path, line: str) -> None:
    source = jsonl(tmp_path / "in.jsonl", [line, {"id": "good", "query": "HER2"}])
    target = tmp_path / "out.jsonl"
    done = citewell("search", "--in", source, "--out", target, "--index", demo_settings.index.dir, cwd=tmp_path)
    assert done.returncode in (0, 4), done.stderr
    assert '"good"' in target.read_text("utf-8")


def test_changed_text_replaces_its_old_passages(bare_cli: Callable[..., Ran], tmp_path: Path) -> None:
    texts, index_dir = tmp_path / "texts", tmp_path / "index"
    texts.mkdir()
    for name in ("kidney-cancer.md", "sources.toml"):
        shutil.copy(CORPUS / name, texts)
    assert bare_cli("ingest", texts, "--index", index_dir).code == 0
    path = texts / "kidney-cancer.md"
    path.write_text(path.read_text("utf-8").replace("Blood in the urine", "Pink or red urine"), "utf-8")
    ran = bare_cli("ingest", texts, "--index", index_dir, "--json")
    assert [file["status"] for file in ran.value["files"] if file["source_id"]] == ["changed"]
    assert ran.value["embedded"] == 1
    answered = bare_cli("ask", SYMPTOMS, "--index", index_dir).out
    assert "Pink or red urine" in answered
    assert "Blood in the urine" not in answered
