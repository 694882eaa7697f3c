"""The commands of the README, run as they stand, in an empty folder beside the project's corpus and suites."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

ALLOWED = (0,)


def test_readme_commands_run_in_order_and_succeed(tmp_path: Path) -> None:
    block = re.search(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert block, "README.md has no ```sh block"
    commands = block.group(1).splitlines()
    for name in ("corpus", "evals"):
        (tmp_path / name).symlink_to(ROOT / name)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode in ALLOWED, f"{command}\n{done.stdout[-800:]}\n{done.stderr[-800:]}"
    assert len(commands) >= 8


def test_readme_names_only_files_that_exist() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    named = re.findall(r"`((?:rag|prompts|corpus|docs|evals|benchmarks)/[\w./*-]*)`", text)
    missing = [name for name in named if not list(ROOT.glob(name.rstrip("/")))]
    assert named
    assert not missing
