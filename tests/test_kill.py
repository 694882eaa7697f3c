"""Ingest killed at random moments: search answers as before or as after, and the next ingest completes."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag.index.audit import audit
from rag.index.encoder import load_encoder
from rag.index.generation import finished_generations, writing
from rag.retrieve import search
from rag.settings import Settings
from tests.shelf import CONDITIONS, ingest_folder, opened, rows, settings_for, write_guides

KILLS = 20
SEED = 20260521
ROOT = Path(__file__).resolve().parent.parent
QUERIES = ("usual dose of corvane once a day", "signs of vesperitis", "which test in month 3")

Found = list[list[tuple[str, str, float]]]


def start_ingest(folder: Path, index_dir: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "rag.cli.main", "ingest", str(folder), "--index", str(index_dir)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def await_first_progress(process: "subprocess.Popen[bytes]") -> None:
    """Return when the ingest says that it has begun to read: everything before that is only imports."""
    assert process.stderr is not None
    assert process.stderr.readline().startswith(b"read:")


def kill_after(seconds: float, process: "subprocess.Popen[bytes]") -> None:
    """SIGKILL after so long at work. Its children are not killed: they may still write when the next ingest begins."""
    await_first_progress(process)
    time.sleep(seconds)
    process.kill()
    process.wait()
    assert process.stderr is not None
    process.stderr.close()


def seen(settings: Settings) -> Found:
    shelf, encoder = opened(settings), load_encoder(settings.index)
    return [rows(search(query, shelf, encoder, settings.retrieve)) for query in QUERIES]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with guides of the first edition and an index of them."""
    folder = tmp_path_factory.mktemp("kill")
    write_guides(folder / "guides")
    ingest_folder(folder / "guides", settings_for(folder / "index"))
    return folder


def test_ingest_killed_at_random_moments_leaves_the_old_shelf_or_the_new_one(before: Path, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    old = seen(settings_for(before / "index"))
    write_guides(before / "guides", edition=2)
    shutil.copytree(before / "index", tmp_path / "whole")
    whole = start_ingest(before / "guides", tmp_path / "whole")
    await_first_progress(whole)
    began = time.monotonic()
    whole.communicate()
    duration = time.monotonic() - began
    new = seen(settings_for(tmp_path / "whole"))
    assert old != new

    outcomes: dict[str, int] = {"old": 0, "new": 0}
    for number in range(KILLS):
        settings = settings_for(tmp_path / f"index-{number}")
        shutil.copytree(before / "index", settings.index.dir)
        kill_after(chance.uniform(0, 1.1 * duration), start_ingest(before / "guides", settings.index.dir))
        found = seen(settings)
        assert found in (old, new), f"kill {number}: neither the shelf before nor the one after"
        outcomes["old" if found == old else "new"] += 1
        report = ingest_folder(before / "guides", settings)
        assert not report.rejected
        assert seen(settings) == new
        assert opened(settings).folder.name == report.generation
    assert outcomes["old"] >= 3, outcomes  # otherwise the moments were badly chosen and nothing was tested


def test_ingest_killed_again_and_again_completes_in_the_end(before: Path, tmp_path: Path) -> None:
    write_guides(before / "guides", edition=3)
    settings = settings_for(tmp_path / "index")
    chance = random.Random(SEED)
    for _ in range(4):
        kill_after(chance.uniform(0, 1.5), start_ingest(before / "guides", settings.index.dir))
    report = ingest_folder(before / "guides", settings)
    assert (report.sources, len(report.rejected)) == (len(CONDITIONS), 0)
    assert finished_generations(settings.index.dir)[-1] == report.generation
    assert all(check.passed for check in audit(settings.index.dir, settings.index).checks)
    assert not (settings.index.dir / "spool").exists()


def test_lock_of_a_killed_writer_is_free_at_once(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from rag.index.generation import writing\n"
        "with writing(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    holder = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with writing(tmp_path):
        pass
