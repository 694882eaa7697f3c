"""The demonstration corpus as a shelf, ingested once per test run, and the command line in this process.

A pytest plugin: a test file that uses its fixtures says `pytest_plugins = ["tests.demo_shelf"]`.
PYTEST_DONT_REWRITE: test files import it before pytest can.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pytest

from ingest.build import ingest
from rag.cli.main import main
from rag.index.encoder import load_encoder
from rag.parts import Parts, open_parts
from rag.pipeline import answer
from rag.schema import Answer, Audience, PageKind
from rag.settings import IndexSettings, Settings

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"

OFF_TOPIC = "What does HER2 status mean for Kidney Cancer treatment"
TERM = "what does her2 status mean for breast cancer treatment?"
SYMPTOMS = "symptoms of kidney cancer"
STAGES = "What are the stages of multiple myeloma?"
SURVIVAL = "What is the five-year survival rate of kidney cancer?"
UNKNOWN_TOPIC = "What is glioblastoma?"
NO_MEDICINE = "How tall is Mount Everest?"

ANSWERED = (OFF_TOPIC, SYMPTOMS, STAGES)
REFUSED = (SURVIVAL, UNKNOWN_TOPIC, NO_MEDICINE)


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The one JSON value on stdout."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The JSON values on stdout, one per line."""
        return [json.loads(line) for line in self.out.splitlines()]


class Cli(Protocol):
    def __call__(self, *arguments: str | Path) -> Ran: ...


class Ask(Protocol):
    def __call__(self, question: str, audience: Audience = "patient", page_kind: PageKind = "answer") -> Answer: ...


def run_in_process(capsys: pytest.CaptureFixture[str], arguments: Sequence[str | Path]) -> Ran:
    """Run the command line as main() does, with what it printed."""
    capsys.readouterr()
    try:
        code: object = main([str(argument) for argument in arguments])
    except SystemExit as stop:  # argparse leaves so: usage errors and --help
        code = stop.code
    printed = capsys.readouterr()
    assert isinstance(code, int)
    return Ran(code, printed.out, printed.err)


@pytest.fixture(scope="session")
def demo_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with the demonstration corpus in their index. Tests must leave the index as it is: see `spoilable`."""
    cache_dir = IndexSettings().cache_dir.expanduser()
    index_dir = tmp_path_factory.mktemp("demo") / "index"
    settings = Settings(index=IndexSettings(dir=index_dir, cache_dir=cache_dir))
    report = ingest([CORPUS], settings.index.dir, settings, lambda: load_encoder(settings.index))
    assert not report.rejected, report.rejected
    return settings


@pytest.fixture(scope="session")
def demo(demo_settings: Settings) -> Parts:
    """The demonstration shelf, opened."""
    return open_parts(demo_settings)


@pytest.fixture(scope="session")
def ask(demo: Parts, demo_settings: Settings) -> Ask:
    """Answers from the demonstration shelf, each question answered once per run."""

    @cache
    def asked(question: str, audience: Audience, page_kind: PageKind) -> Answer:
        return answer(question, demo, demo_settings, audience=audience, page_kind=page_kind)

    return lambda question, audience="patient", page_kind="answer": asked(question, audience, page_kind)


@pytest.fixture
def spoilable(demo_settings: Settings, tmp_path: Path) -> Path:
    """A copy of the demonstration index that a test may change."""
    return Path(shutil.copytree(demo_settings.index.dir, tmp_path / "spoilable"))


@pytest.fixture
def bare_cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Ran]:
    """The command line in an empty folder, without an index."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: run_in_process(capsys, arguments)


@pytest.fixture
def cli(bare_cli: Callable[..., Ran], demo_settings: Settings) -> Cli:
    """The command line in an empty folder, on the demonstration index."""

    def run(*arguments: str | Path) -> Ran:
        return bare_cli(*arguments, "--index", demo_settings.index.dir)

    return run
