"""The bench that the cases of the fault battery run on: the command line as a user has it, and what always holds.

A pytest plugin: a test file of the battery says `pytest_plugins = ["tests.demo_shelf", "tests.battery"]` and lists its
cases as EXPECTED; tests/battery_table.py makes the table of them. PYTEST_DONT_REWRITE: test files import it before
pytest can.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rag.page.render import PageFormat, render
from rag.schema import Answer, Passage
from rag.settings import IndexSettings, Settings
from tests.demo_shelf import Ran, run_in_process
from tests.llm_flow import MODEL
from tests.llm_server import LlmServer
from tests.shelf import opened, settings_for

ROOT = Path(__file__).resolve().parent.parent
CANARY = "sk-canary-7Qm2Zx9LbT4vRk8W"  # the key in every case; it must turn up nowhere
SEEN = "battery"
PAGES: dict[tuple[Path, str], Answer] = {}  # of the extractive writer, and
PASSAGES: dict[Path, Mapping[str, Passage]] = {}  # by index: no case changes one


class Expected(NamedTuple):
    """A case of the battery: what goes wrong, and what is to happen then."""

    fault: str
    outcome: str


class Bench:
    """The command line with a key, its own cache and the demonstration index; `settle` checks what always holds."""

    def __init__(
        self,
        folder: Path,
        index_dir: Path,
        patch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        note: Callable[[str, object], None],
    ) -> None:
        """Works in `folder`; `note` takes what was observed."""
        self.folder, self.index_dir = folder, index_dir
        self.cache = folder / "cache"
        self.runs: list[Ran] = []
        self.secrets = [CANARY]
        self._patch, self._capsys, self._note = patch, capsys, note
        self._before = digest(index_dir)
        self.cache.mkdir()
        (self.cache / "encoders").symlink_to(IndexSettings().cache_dir.expanduser() / "encoders")
        patch.chdir(folder)
        for name in [name for name in os.environ if name.startswith(("OPENAI_", "CITEWELL_"))]:
            patch.delenv(name)
        self.set(OPENAI_API_KEY=CANARY, CITEWELL_INDEX_CACHE_DIR=self.cache, CITEWELL_LLM_BACKOFF_S=0.01)

    @property
    def replies(self) -> list[Path]:
        """Files of the reply cache."""
        return sorted((self.cache / "replies").glob("*"))

    def set(self, **environment: object) -> None:
        """Set environment variables for the commands that follow."""
        for name, value in environment.items():
            self._patch.setenv(name, str(value))

    def run(self, *arguments: str | Path) -> Ran:
        """Run a command in this process."""
        self.runs.append(run_in_process(self._capsys, arguments))
        return self.runs[-1]

    def ask(self, question: str, server: LlmServer | str, *arguments: str | Path, index: Path | None = None) -> Ran:
        """citewell ask QUESTION with this server as the endpoint."""
        return self.run("ask", question, *self.at(server, index), *arguments)

    def page(self, question: str, server: LlmServer | str, *arguments: str | Path, index: Path | None = None) -> Answer:
        """As `ask`, with the page it prints, checked."""
        ran = self.ask(question, server, *arguments, "--json", index=index)
        assert ran.code in (0, 3), ran.err
        return self.sound(ran.value, index)

    def batch(
        self, questions: Mapping[str, str], server: LlmServer | str, *arguments: str | Path, index: Path | None = None
    ) -> tuple[Ran, list[Answer]]:
        """citewell ask --in, and the pages in its output file, checked, in order. The ids are the keys."""
        asked, out = self.folder / "questions.jsonl", self.folder / "answers.jsonl"
        asked.write_text("".join(json.dumps({"id": k, "question": q}) + "\n" for k, q in questions.items()))
        ran = self.run("ask", "--in", asked, "--out", out, *self.at(server, index), *arguments)
        lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()] if out.exists() else []
        return ran, [self.sound(line["answer"], index) for line in lines]

    def extractive(self, question: str, index: Path | None = None) -> Answer:
        """The page of the extractive writer, checked."""
        key = index or self.index_dir, question
        if key not in PAGES:
            ran = self.run("ask", question, "--writer", "extractive", "--json", "--index", key[0])
            PAGES[key] = self.sound(ran.value, index)
        return PAGES[key]

    def shown(self, page: Answer, form: PageFormat, index: Path | None = None) -> str:
        """The page as the command line prints it."""
        return render(page, self.passages(index), form)

    def process(self, *arguments: str | Path, prefix: tuple[str, ...] = ("-m", "rag.cli.main")) -> Ran:
        """Run a command in a process of its own, as a user would."""
        command = [sys.executable, *prefix, *map(str, arguments)]
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])])
        environment = {**os.environ, "PYTHONPATH": path}
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        self.runs.append(Ran(done.returncode, done.stdout, done.stderr))
        return self.runs[-1]

    def copied_index(self) -> Path:
        """A copy of the index, for what opens Chroma: that writes into its file."""
        return Path(shutil.copytree(self.index_dir, self.folder / "index", dirs_exist_ok=True))

    def at(self, server: LlmServer | str, index: Path | None = None) -> list[str | Path]:
        """The flags that name this endpoint and index."""
        url = server if isinstance(server, str) else server.url
        return ["--base-url", url, "--model", MODEL, "--index", index or self.index_dir]

    def observed(self, case: str, what: str) -> None:
        """Put on record what was seen in a case, before it is judged."""
        self._note(SEEN, (case, what))

    def sound(self, value: Any, index: Path | None = None) -> Answer:
        """The page of an answer's JSON: every statement cited with verbatim quotes, notices there, its writer named."""
        page = Answer.model_validate(value)
        passages, numbers = self.passages(index), {c.n for c in page.citations}
        for statement in page.statements:
            assert statement.citations, statement
            assert set(statement.citations) <= numbers, statement
        for citation in page.citations:
            assert passages[citation.passage_id].text[citation.start : citation.end] == citation.quote, citation
        assert {c.source_id for c in page.citations} <= {source.source_id for source in page.sources}
        assert page.notices.top.text, page.notices
        assert page.notices.bottom.text, page.notices
        assert page.trace.writer in ("extractive", "llm")
        assert page.review.status == "not_submitted"
        return page

    def settle(self) -> None:
        """Check what holds after every case; that the audit passes follows from an index whose bytes are as before."""
        for ran in self.runs:
            assert "Traceback (most recent call last)" not in ran.out + ran.err, ran.err
            assert not [one for one in self.secrets if one in ran.out + ran.err], "a secret was shown"
        held = [
            path for path in files_below(self.folder) if any(one.encode() in path.read_bytes() for one in self.secrets)
        ]
        assert not held, f"a secret was written to {held}"
        assert digest(self.index_dir) == self._before, "the index was changed"

    def passages(self, index: Path | None = None) -> Mapping[str, Passage]:
        """The passages of an index, by id."""
        folder = index or self.index_dir
        if folder not in PASSAGES:
            PASSAGES[folder] = opened(settings_for(folder)).by_id
        return PASSAGES[folder]


@pytest.fixture
def bench(
    demo_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> Iterator[Bench]:
    """A bench of its own for each case."""
    made = Bench(tmp_path, demo_settings.index.dir, monkeypatch, capsys, record_property)
    yield made
    made.settle()


def counted(count: int, noun: str) -> str:
    """Such as "1 call" or "3 calls"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def digest(folder: Path) -> str:
    """Hash of all files of a folder and their names."""
    found = hashlib.sha256()
    for path in files_below(folder):
        found.update(f"{path.relative_to(folder)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def files_below(folder: Path) -> list[Path]:
    """All files of a folder and its folders, in order; links are not followed."""
    return sorted(Path(at, name) for at, _, names in os.walk(folder) for name in names)
