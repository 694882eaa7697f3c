"""No command looks up a name or reaches for an address outside this machine, with its children and native code."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag.settings import IndexSettings
from tests.shelf import citewell, write_guides, write_tiny_model

ROOT = Path(__file__).resolve().parent.parent
CACHE = {"CITEWELL_INDEX_CACHE_DIR": str(IndexSettings().cache_dir.expanduser())}
QUESTION = "What does HER2 status mean for kidney cancer treatment?"
STRACE = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg"]
OUTSIDE = re.compile(r'sa_family=AF_INET6?,(?!.*(?:inet_addr\("127\.|"::1"))')

GUARD = """
import os, sys

def guard(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if host not in (None, "", "localhost", "::1", "0.0.0.0") and not host.startswith("127."):
        with open(os.environ["NETWORK_ATTEMPTS"], "a") as stream:
            stream.write(f"{event} {host} {sys.argv}\\n")
        raise OSError(f"outside connections are forbidden here: {host}")

sys.addaudithook(guard)
"""


class Watch:
    """Runs commands in processes whose Python refuses and records every reach for the outside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._record = folder / "attempts.txt"
        (folder / "guard").mkdir()
        (folder / "guard" / "sitecustomize.py").write_text(GUARD)
        self.environment = {"PYTHONPATH": str(folder / "guard"), "NETWORK_ATTEMPTS": str(self._record), **CACHE}

    @property
    def attempts(self) -> str:
        return self._record.read_text() if self._record.exists() else ""

    def run(self, *arguments: str | Path, **environment: str) -> str:
        """What the command prints. It must succeed."""
        done = citewell(*arguments, cwd=self.folder, environment={**self.environment, **environment})
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few of the demonstration texts."""
    folder = tmp_path_factory.mktemp("texts")
    for name in ("kidney-cancer.md", "her2-for-patients.md", "sources.toml"):
        shutil.copy(ROOT / "corpus" / name, folder)
    return folder


def commands(folder: Path, texts: Path) -> list[list[str | Path]]:
    """Everything the command line does, in an order in which each finds what it needs; all are to succeed."""
    suite = folder / "suite.jsonl"
    suite.write_text(json.dumps({"id": "one", "question": QUESTION, "expect": {"kind": "answer"}}) + "\n")
    index: list[str | Path] = ["--index", folder / "index"]
    return [
        ["ingest", texts, *index],
        ["search", "HER2 and kidney cancer", *index],
        ["ask", QUESTION, "--format", "html", "--out", folder / "page.html", *index],
        ["eval", "run", suite, "--out", folder / "run.jsonl", *index],
        ["eval", "score", folder / "run.jsonl", "--out", folder / "scores.json"],
        ["index", "rebuild", *index],
        ["index", "status", *index],
        ["doctor", *index],
    ]


def test_the_watch_sees_a_look_up_and_a_connection(watch: Watch) -> None:
    script = "import socket\ntry: socket.create_connection(('192.0.2.1', 9), 1)\nexcept OSError: pass\n"
    script += "try: socket.getaddrinfo('example.org', 80)\nexcept OSError: pass\n"
    subprocess.run([sys.executable, "-c", script], env=watch.environment, check=True)
    assert re.findall(r"socket\.\w+ \S+", watch.attempts) == [
        *("socket.getaddrinfo 192.0.2.1", "socket.getaddrinfo example.org"),
    ]


def test_no_command_reaches_for_the_outside(watch: Watch, texts: Path) -> None:
    for command in commands(watch.folder, texts):
        watch.run(*command)
    assert watch.attempts == ""


def test_export_of_the_encoder_reaches_for_nothing_outside(watch: Watch) -> None:
    folder = write_guides(watch.folder / "guides", ["lumaria"])
    watch.run("ingest", folder, "--index", watch.folder / "index", CITEWELL_INDEX_CACHE_DIR=str(watch.folder / "cache"))
    assert list((watch.folder / "cache").rglob("model.onnx"))
    assert watch.attempts == ""


def test_model_in_a_folder_and_chroma_search_reach_for_nothing_outside(watch: Watch) -> None:
    folder = write_guides(watch.folder / "guides", ["lumaria", "vesperitis"])
    chosen = {
        "CITEWELL_INDEX_MODEL": str(write_tiny_model(watch.folder / "tiny")),
        "CITEWELL_INDEX_DENSE": "chroma",
        "CITEWELL_INDEX_DIR": str(watch.folder / "index"),
        "HF_HUB_OFFLINE": "0",  # whatever the machine's own settings are
    }
    watch.run("ingest", folder, **chosen)
    hits = json.loads(watch.run("search", "the usual dose of amirol", "--json", **chosen))
    assert {hit["source_id"] for hit in hits} == {"lumaria", "vesperitis"}
    assert watch.attempts == ""


def test_native_code_reaches_for_nothing_outside(tmp_path: Path, texts: Path) -> None:
    if not shutil.which("strace") or subprocess.run([*STRACE, "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace is absent or not allowed here")
    record = tmp_path / "calls.txt"
    tracer = [*STRACE, "-A", "-o", str(record)]
    control = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
    subprocess.run([*tracer, sys.executable, "-c", control], check=False, capture_output=True)
    assert OUTSIDE.search(record.read_text())
    record.unlink()
    index = ["--index", str(tmp_path / "index")]
    for command in (["ingest", texts, *index], ["search", "HER2", *index], ["ask", QUESTION, *index]):
        environment = {**CACHE, "CITEWELL_INDEX_DENSE": "chroma"}
        done = citewell(*command, cwd=tmp_path, environment=environment, prefix=tracer)
        assert done.returncode == 0, done.stderr
    assert [line for line in record.read_text().splitlines() if OUTSIDE.search(line)] == []


def test_ingest_search_and_ask_work_on_a_machine_without_network(tmp_path: Path, texts: Path) -> None:
    cut_off = ["unshare", "--map-root-user", "--net"]
    if not shutil.which("unshare") or subprocess.run([*cut_off, "true"], capture_output=True, check=False).returncode:
        pytest.skip("unshare is absent or not allowed here")
    for command in commands(tmp_path, texts)[:3]:
        done = citewell(*command, cwd=tmp_path, environment=CACHE, prefix=cut_off)
        assert done.returncode == 0, done.stderr
