"""On a terminal, stages and verified sections are drawn while the page is made, and are gone when it is printed."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from rag.cli.live import shown_live
from rag.schema import StageEvent
from rag.settings import Settings
from tests.demo_shelf import SYMPTOMS
from tests.llm_authors import honest_author
from tests.llm_server import LlmServer

pytest_plugins = ["tests.demo_shelf"]

ROOT = Path(__file__).resolve().parent.parent


def on_terminal(arguments: list[str]) -> tuple[int, str, str]:
    """Run citewell with a terminal as stderr: exit code, stdout, and everything drawn on the terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "rag.cli.main", *arguments]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "200"}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, env=environment) as process:
        os.close(theirs)
        drawn = b""
        while True:
            try:
                piece = os.read(ours, 65_536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            drawn += piece
        assert process.stdout is not None
        out = process.stdout.read().decode()
        process.wait()
    os.close(ours)
    return process.returncode, out, drawn.decode("utf-8", "replace")


def test_nothing_is_drawn_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_live() as hear:
        hear(StageEvent(stage="write"))
    assert capsys.readouterr() == ("", "")


def test_stages_and_verified_sections_are_drawn_before_the_page_is_printed(demo_settings: Settings) -> None:
    index = ["--index", str(demo_settings.index.dir)]
    with LlmServer(honest_author) as server:
        code, out, drawn = on_terminal(
            ["ask", SYMPTOMS, *index, "--base-url", server.url, "--model", "test-model", "--no-cache"]
        )
    assert code == 0
    assert "writing ... (test-model)" in drawn
    assert "✓ " in drawn
    assert drawn.index("✓ ") < drawn.index("checking every statement")
    first = next(line for line in out.splitlines() if line.endswith("[1]")).removeprefix("- ").removesuffix(" [1]")
    assert first[:60] in drawn
