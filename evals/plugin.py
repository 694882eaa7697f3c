"""A golden suite to pytest tests, one for each case: `pytest --citewell-suite SUITE`. Without the option it does nothing.

pytest loads this in every run, so nothing else is imported before a suite is given. See docs/how-to-sign-off.md.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from evals.asking import Subject
    from evals.plugin_suites import SuiteFile, Suites

SUITES: "pytest.StashKey[Suites]" = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, in a group of their own."""
    group = parser.getgroup("citewell", "golden suites of citewell")
    group.addoption(
        "--citewell-suite",
        type=Path,
        action="append",
        default=[],
        metavar="SUITE",
        help="golden suite, .yaml or .jsonl: each case is a test; may be given more than once. Without other files: it alone",
    )
    group.addoption(
        "--citewell-tag",
        action="append",
        default=[],
        metavar="TAG",
        help="only cases with this tag; may be given more than once",
    )
    group.addoption(
        "--citewell-index", type=Path, metavar="DIR", help="index folder; without it as for citewell: .citewell/index"
    )
    group.addoption(
        "--citewell-replay",
        type=Path,
        metavar="DIR",
        help="pages by recorded replies; without it by the extractive writer",
    )
    group.addoption(
        "--citewell-measures",
        action="append",
        default=[],
        metavar="NAME",
        help="measure that must not fail, such as retrieval.hit@10 or 'expect.*', in place of the hard ones; may be given "
        "more than once",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Read the suites, so that a broken one is told before anything runs. Raises: UsageError."""
    paths: list[Path] = config.getoption("citewell_suite")
    if not paths:
        return
    from evals.plugin_suites import open_suites

    config.stash[SUITES] = open_suites(
        [config.invocation_params.dir / path for path in paths],
        tags=config.getoption("citewell_tag"),
        measures=config.getoption("citewell_measures"),
    )
    own = config.stash[SUITES].files
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args[:] = map(str, own)
        return
    given = {(config.invocation_params.dir / arg.partition("::")[0]).resolve() for arg in config.args}
    config.args += [str(path) for path in own if path.resolve() not in given]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "SuiteFile | None":
    """The cases of a suite that was given; no other file."""
    suites = parent.config.stash.get(SUITES, None)
    return suites.collector(file_path, parent) if suites else None


@pytest.fixture(scope="session")
def citewell_index(pytestconfig: pytest.Config) -> Path:
    """The index folder of --citewell-index or the settings. Override it to build a shelf of your own for the tests."""
    from rag.settings import load_settings

    given: Path | None = pytestconfig.getoption("citewell_index")
    return given or load_settings().index.dir


@pytest.fixture(scope="session")
def citewell_subject(citewell_index: Path, pytestconfig: pytest.Config) -> "Iterator[Subject]":
    """What is asked: the real pipeline over `citewell_index`. Override it to ask another evals.asking.Subject."""
    from tempfile import TemporaryDirectory

    from evals.plugin_suites import open_subject
    from rag.errors import CitewellError

    with TemporaryDirectory(prefix="citewell-") as scratch:
        try:
            subject = open_subject(citewell_index, pytestconfig.getoption("citewell_replay"), Path(scratch))
        except CitewellError as error:
            pytest.fail(str(error), pytrace=False)
        yield subject
