"""A file of questions: lines are judged before any is asked, every answer paid for is kept, and what is missing is said."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from rag.settings import Settings
from tests.demo_shelf import NO_MEDICINE, STAGES, SYMPTOMS, TERM, Cli
from tests.llm_authors import honest_author, verbatim_author
from tests.llm_server import Fault, LlmServer

pytest_plugins = ["tests.demo_shelf"]

ROOT = Path(__file__).resolve().parent.parent
FOLLOW_UP = "And what about its treatment?"
DOWN = Fault("status", status=401, text="no such key")


def jsonl(path: Path, lines: Iterable[Mapping[str, Any]]) -> Path:
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def at(server: LlmServer) -> list[str]:
    return ["--base-url", server.url, "--model", "test-model", "--no-cache"]


# ---------------------------------------------------------------- lines


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"kind": "poem"}, "kind 'poem' is not known; it is answer or glossary"),
        ({"audience": "lawyer"}, "audience 'lawyer' is not known; it is patient or clinician"),
        ({"kind": ["answer"]}, "kind ['answer'] is not known; it is answer or glossary"),
        ({"history": "earlier"}, "history must be a list of the questions asked before, oldest first"),
        ({"history": [1]}, "history must be a list of the questions asked before, oldest first"),
    ],
)
def test_line_that_cannot_be_used_is_named_by_number_and_id(
    cli: Cli, tmp_path: Path, line: Mapping[str, Any], said: str
) -> None:
    asked = [{"id": "good", "question": SYMPTOMS}, {"id": "odd", "question": SYMPTOMS, **line}]
    ran = cli("ask", "--in", jsonl(tmp_path / "in.jsonl", asked))
    assert (ran.code, [found["id"] for found in ran.lines]) == (4, ["good"])
    (rejection,) = (told for told in ran.err.splitlines() if told.startswith("rejected"))
    assert rejection.endswith(f"in.jsonl, line 2, id 'odd': {said}")


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("histroy", "did you mean 'history'?"),
        ("after", "did you mean 'history'?"),
        ("zebra", "a line has id, question, audience, kind, history"),
    ],
)
def test_field_without_effect_is_told_once_with_its_first_place(
    cli: Cli, tmp_path: Path, field: str, said: str
) -> None:
    asked: list[Mapping[str, Any]] = [
        {"id": "a", "question": NO_MEDICINE},
        *({"id": n, "question": NO_MEDICINE, field: []} for n in "bc"),
    ]
    ran = cli("ask", "--in", jsonl(tmp_path / "in.jsonl", asked))
    assert (ran.code, len(ran.lines)) == (0, 3)
    (warning,) = (told for told in ran.err.splitlines() if told.startswith("warning"))
    assert warning == f"warning: {field!r} has no effect (2 lines; the first: line 2, id 'b'); {said}"


def test_ids_given_twice_are_told_with_their_lines(cli: Cli, tmp_path: Path) -> None:
    asked = [{"id": name, "query": "HER2 testing"} for name in ("a", "b", "a", "a", "b", "c")]
    ran = cli("search", "--in", jsonl(tmp_path / "in.jsonl", asked))
    assert (ran.code, len(ran.lines)) == (0, 6)
    warnings = [told for told in ran.err.splitlines() if told.startswith("warning")]
    assert [told.partition(";")[0] for told in warnings] == [
        "warning: 3 lines have the id 'a' (lines 1, 3, 4)",
        "warning: 2 lines have the id 'b' (lines 2, 5)",
    ]


def test_of_many_ids_given_twice_the_first_are_told(cli: Cli, tmp_path: Path) -> None:
    asked = [{"id": n, "query": "HER2 testing"} for n in [*range(9), *range(9)]]
    ran = cli("search", "--in", jsonl(tmp_path / "in.jsonl", asked), "-k", "1")
    warnings = [told for told in ran.err.splitlines() if told.startswith("warning")]
    assert len(warnings) == 6
    assert warnings[-1] == "warning: 4 more ids are given more than once"


@pytest.mark.parametrize("history", [[""], [" ", "\n"], []])
def test_blank_questions_before_cost_no_call(cli: Cli, tmp_path: Path, history: list[str]) -> None:
    asked = [{"id": "a", "question": SYMPTOMS, "history": history}]
    with LlmServer(honest_author) as server:
        ran = cli("ask", "--in", jsonl(tmp_path / "in.jsonl", asked), *at(server))
        calls = len(server.requests)
    assert (ran.code, calls) == (0, 1)


def test_questions_before_hold_for_lines_without_a_history(cli: Cli, tmp_path: Path) -> None:
    asked: list[Mapping[str, Any]] = [
        {"id": "none", "question": FOLLOW_UP},
        {"id": "own", "question": FOLLOW_UP, "history": ["What is multiple myeloma?"]},
    ]
    ran = cli("ask", "--in", jsonl(tmp_path / "in.jsonl", asked), "--after", "What is kidney cancer?")
    understood = [line["answer"]["trace"]["standalone_question"] for line in ran.lines]
    assert ["kidney" in understood[0], "myeloma" in understood[1]] == [True, True]


# ---------------------------------------------------------------- what is lost, kept and said


@pytest.mark.parametrize("has_old", [True, False])
def test_batch_without_one_answer_leaves_the_old_answers_and_exits_1(cli: Cli, tmp_path: Path, has_old: bool) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"id": "a", "question": SYMPTOMS}, {"id": "b", "question": STAGES}])
    out = tmp_path / "out.jsonl"
    if has_old:
        out.write_text("old\n")
    with LlmServer(honest_author, faults=lambda body: DOWN) as server:
        ran = cli("ask", "--in", source, "--out", out, "--writer", "llm", *at(server))
    assert (ran.code, out.exists()) == (1, has_old)
    assert not has_old or out.read_text() == "old\n"
    assert "nothing was written: no line gave a result" in ran.err
    assert "2 of 2 are missing; run the same command again" in ran.err
    assert (tmp_path / ".out.jsonl.partial").exists()


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("to_file", [True, False])
def test_file_of_which_no_line_can_be_used_is_an_error(cli: Cli, tmp_path: Path, command: str, to_file: bool) -> None:
    source, out = jsonl(tmp_path / "in.jsonl", [{"id": "a"}]), tmp_path / "out.jsonl"
    ran = cli(command, "--in", source, *(["--out", str(out)] if to_file else []))
    assert (ran.code, ran.out, out.exists()) == (1, "", False)
    assert "nothing was written: no line gave a result" in ran.err


def test_answers_that_were_made_stay_when_the_model_fails_later(cli: Cli, tmp_path: Path) -> None:
    asked = [{"id": str(n), "question": text} for n, text in enumerate((SYMPTOMS, STAGES, TERM))]
    source, out = jsonl(tmp_path / "in.jsonl", asked), tmp_path / "out.jsonl"
    flags = ["--writer", "llm", "--concurrency", "1"]
    with LlmServer(verbatim_author, faults=[None, DOWN]) as server:
        first = cli("ask", "--in", source, "--out", out, *flags, *at(server))
        some = [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()]
        calls = len(server.requests)
        second = cli("ask", "--in", source, "--out", out, *flags, *at(server))
        more = len(server.requests) - calls
    assert (first.code, some, second.code, more) == (4, ["0", "2"], 0, 1)
    assert "1 of 3 are missing; run the same command again" in first.err


def test_pages_that_fell_back_are_counted_by_reason(cli: Cli, tmp_path: Path) -> None:
    asked = [{"id": str(n), "question": text} for n, text in enumerate((SYMPTOMS, STAGES, TERM, NO_MEDICINE))]
    source = jsonl(tmp_path / "in.jsonl", asked)
    faults = [None, Fault("content_filter"), DOWN]
    with LlmServer(verbatim_author, faults=faults) as server:
        ran = cli("ask", "--in", source, "--concurrency", "1", *at(server))
    assert (ran.code, len(ran.lines)) == (0, 4)
    (told,) = (line for line in ran.err.splitlines() if "extractive writer" in line)
    assert told.startswith(
        "2 of 4 pages were written by the extractive writer: filtered 1, key_rejected 1; the first: "
    )


def test_another_model_says_what_differs_and_keeps_what_was_paid_for(cli: Cli, tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"id": "a", "question": SYMPTOMS}, {"id": "b", "question": STAGES}])
    out = tmp_path / "out.jsonl"
    flags = ["--writer", "llm", "--concurrency", "1"]
    with LlmServer(verbatim_author, faults=[None, DOWN], models=("test-model", "other")) as server:
        cli("ask", "--in", source, "--out", out, *flags, *at(server))
        ran = cli("ask", "--in", source, "--out", out, *flags, *at(server), "--model", "other")
    assert ran.code == 0
    assert "what an earlier run left cannot be taken up (made with another model)" in ran.err
    (aside,) = tmp_path.glob(".out.jsonl.partial.*")
    assert '"id": "a"' in aside.read_text("utf-8")


def _hear_interrupts() -> None:
    """In the child: a shell that started the tests in the background has made it deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_interrupted_batch_says_what_is_kept_and_what_was_spent(demo_settings: Settings, tmp_path: Path) -> None:
    asked = [{"id": str(n), "question": SYMPTOMS} for n in range(400)]
    source, out = jsonl(tmp_path / "in.jsonl", asked), tmp_path / "out.jsonl"
    index = ["--index", str(demo_settings.index.dir), "--concurrency", "1"]
    with LlmServer(verbatim_author, delay_s=0.05) as server:
        command = [
            sys.executable,
            "-m",
            "rag.cli.main",
            "ask",
            "--in",
            str(source),
            "--out",
            str(out),
            *at(server),
            *index,
        ]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True, preexec_fn=_hear_interrupts
        ) as process:
            while len(server.requests) < 4 and process.poll() is None:
                time.sleep(0.005)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
    assert (process.returncode, out.exists()) == (130, False)
    kept, spent, last = said.splitlines()[-3:]
    assert kept.endswith("of 400 answers are kept; run the same command again to go on")
    assert " LLM calls, " in spent
    assert last == "citewell: stopped"


# ---------------------------------------------------------------- files kept apart


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("way", ["same", "symbolic link", "hard link", "another spelling"])
def test_the_file_that_is_read_is_never_written_over(cli: Cli, tmp_path: Path, command: str, way: str) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"id": "a", "question": SYMPTOMS, "query": SYMPTOMS}])
    out = {"same": source, "another spelling": tmp_path / "x" / ".." / "in.jsonl"}.get(way, tmp_path / "link.jsonl")
    if way == "symbolic link":
        out.symlink_to(source)
    elif way == "hard link":
        out.hardlink_to(source)
    before = source.read_bytes()
    ran = cli(command, "--in", source, "--out", out)
    assert (ran.code, ran.out, source.read_bytes()) == (1, "", before)
    assert "which is read; choose another file" in ran.err
    assert [path for path in tmp_path.iterdir() if path not in (source, out)] == []


@pytest.mark.parametrize("flag", ["--record", "--replay"])
@pytest.mark.parametrize("target", ["kept/made.json", "kept/deeper/made.json", "link.json"])
def test_no_result_is_written_among_recordings(cli: Cli, tmp_path: Path, flag: str, target: str) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "made.json").write_text("a recording")
    (tmp_path / "link.json").symlink_to(tmp_path / "kept" / "made.json")
    with LlmServer(honest_author) as server:
        ran = cli("ask", SYMPTOMS, flag, "kept", "--out", target, *at(server))
        calls = len(server.requests)
    assert (ran.code, calls, (tmp_path / "kept" / "made.json").read_text()) == (1, 0, "a recording")
    assert f"is in the folder of {flag}; choose another place" in ran.err
