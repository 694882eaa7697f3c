"""The commands and Python of the how-tos, run as they stand, and what their comments say they print."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

HOW_TOS = sorted((ROOT / "docs").glob("how-to-*.md"))
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.DOTALL | re.MULTILINE)
PRINTED = re.compile(r"^print\(.*\)  # (.*)$", re.MULTILINE)


def run(command: list[str], folder: Path) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {key: value for key, value in os.environ.items() if not key.startswith("OPENAI_")}
    environment |= {"PATH": path, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"{command[-1]}\n{done.stdout[-800:]}\n{done.stderr[-800:]}"
    return done.stdout


@pytest.mark.parametrize("how_to", HOW_TOS, ids=lambda path: path.stem)
def test_blocks_run_in_order_and_print_what_they_say(how_to: Path, tmp_path: Path) -> None:
    blocks = BLOCK.findall(how_to.read_text("utf-8"))
    assert blocks, f"{how_to.name} has no ```sh or ```python block"
    for name in ("corpus", "evals", "prompts"):
        (tmp_path / name).symlink_to(ROOT / name)
    for language, text in blocks:
        if language == "sh":
            run(["bash", "-ec", text], tmp_path)
    script = "\n".join(text for language, text in blocks if language == "python")
    printed = run([sys.executable, "-c", script], tmp_path).splitlines() if script else []
    said = PRINTED.findall(script)
    assert [line for line in printed if line in said] == said, printed


def test_there_are_how_tos() -> None:
    names = {path.stem.removeprefix("how-to-") for path in HOW_TOS}
    assert {"langchain", "conversation", "llm", "suites", "measure", "iterate", "sign-off"} <= names
