"""The wheel holds everything the program needs: built, unpacked and run from another folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.conftest import ROOT


def test_wheel_runs_from_another_folder(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    wheel = next((tmp_path / "dist").glob("citewell-*.whl"))
    unpacked, elsewhere = tmp_path / "unpacked", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unpacked)
    (elsewhere / "note.md").write_text(
        "---\ntitle: Notes on lumaria\npublisher: P\nedition: '1'\npublished: 2020\nlicence: own\ntopics: [lumaria]\n---\n"
        "# Notes\n\n## Symptoms\n\nThe signs of lumaria are a blue tongue and a cold nose in the evening.\n",
        "utf-8",
    )

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "rag.cli.main", *arguments],
            cwd=elsewhere,
            env={**os.environ, "PYTHONPATH": str(unpacked)},
            capture_output=True,
            text=True,
            check=False,
        )

    where = subprocess.run(
        [sys.executable, "-c", "import rag, ingest; print(rag.__file__, ingest.__file__)"],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.count(str(unpacked)) == 2
    ingested = run("ingest", "note.md", "--index", "index")
    assert ingested.returncode == 0, ingested.stderr
    asked = run("ask", "What are the signs of lumaria?", "--index", "index")
    assert asked.returncode == 0, asked.stderr
    assert "blue tongue" in asked.stdout
