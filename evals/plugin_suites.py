"""Golden suites to pytest items that ask, score and fail in words. Parses no options; see plugin.py."""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from evals.asking import Subject
from evals.failure_text import failing, failure_text
from evals.pipeline import open_pipelines
from evals.records import read_records
from evals.repeats import Asking, Purse
from evals.run import run_suite
from evals.schema import Case, Suite
from evals.score import COMPLETED, FAMILIES, score_case
from evals.suite import load_suite, select
from evals.suite_reading import read_suite
from rag.errors import SuiteError
from rag.settings import load_settings

HARD = (  # what may fail on no page: the expectations, sound citations, the hard medical rules. A needless quote may stand.
    COMPLETED,
    *("expect.*", "citations.coverage", "citations.quote_fidelity", "citations.recall"),
    *("notices.*", "groundedness.supported", "fidelity.*"),
    *(f"medical.m{number}_*" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 18, 20, 21, 22, 24, 25)),
)


class CaseFailed(Exception):
    """A case did not hold. The message is all that a reader needs, so no traceback is shown."""


@dataclass(frozen=True)
class Suites:
    """The suites of a pytest run by their path as given, and the measures that must not fail."""

    by_file: dict[Path, Suite]
    tags: tuple[str, ...]
    measures: tuple[str, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """The suite files, as given, each once."""
        return tuple(self.by_file)

    def collector(self, path: Path, parent: pytest.Collector) -> "SuiteFile | None":
        """The collector of a suite; None for a file that is none of them."""
        suite = next((suite for file, suite in self.by_file.items() if file.samefile(path)), None)
        return None if suite is None else SuiteFile.of(path, parent, suite, self)


def open_suites(paths: Sequence[Path], *, tags: Sequence[str], measures: Sequence[str]) -> Suites:
    """Read all suites. Raises: pytest.UsageError: one is broken, no case has a tag, or a measure is not known."""
    try:
        by_file = {path: load_suite(path) for path in {path.resolve(): path for path in paths}.values()}
        for tag in tags:
            if not any(tag in case.tags for suite in by_file.values() for case in suite.cases):
                select(next(iter(by_file.values())), [tag])  # says what tags there are
        return Suites(by_file, tuple(tags), chosen_measures(measures))
    except SuiteError as error:
        raise pytest.UsageError(str(error)) from None


def chosen_measures(patterns: Sequence[str]) -> tuple[str, ...]:
    """Names of the measures that any of `patterns` fits; without patterns the hard ones.

    Raises: SuiteError: a pattern fits none.
    """
    known = (COMPLETED, *(name for names, _ in FAMILIES for name in names))
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in known):
            near = difflib.get_close_matches(pattern, known, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else "see docs/how-to-measure.md"
            raise SuiteError(f"--citewell-measures: no measure is called {pattern!r}; {hint}")
    return tuple(name for name in known if any(fnmatchcase(name, pattern) for pattern in patterns or HARD))


def open_subject(index: Path, replay: Path | None, scratch: Path) -> Subject:
    """The real pipeline over the index; a run of tests asks no model but that of `replay`. Raises: as open_pipelines."""
    asking = Asking(writer="auto" if replay else "extractive", replay=replay)
    settings = load_settings({"index": {"dir": index}})
    return open_pipelines(settings, asking=asking, purse=Purse(), scratch=scratch)[""]


class SuiteFile(pytest.File):
    """A suite as pytest collects it."""

    suite: Suite
    suites: Suites

    @classmethod
    def of(cls, path: Path, parent: pytest.Collector, suite: Suite, suites: Suites) -> "SuiteFile":
        """The collector of one suite."""
        own: SuiteFile = cls.from_parent(parent, path=path)
        own.suite, own.suites = suite, suites
        return own

    def collect(self) -> "list[CaseItem]":
        """Its cases in order, or those with one of the tags."""
        places = {placed.case.id: (placed.entry.file, placed.entry.line) for placed in read_suite(self.path).cases}
        wanted = [case for case in self.suite.cases if not self.suites.tags or set(self.suites.tags) & set(case.tags)]
        items = []
        for case in wanted:
            item = CaseItem.from_parent(self, name=case.id, callobj=_asking(self.suite, case, self.suites.measures))
            item.place = places[case.id]
            item.extra_keyword_matches.update(case.tags)
            items.append(item)
        return items


class CaseItem(pytest.Function):
    """One case: asked, scored, and failed in words."""

    place: tuple[Path, int]

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """File and line where the case stands, and its id."""
        return self.place[0], self.place[1] - 1, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *more: Any, **other: Any) -> Any:
        """The message alone where a case did not hold; a traceback for what is a bug."""
        if isinstance(excinfo.value, CaseFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *more, **other)


def _asking(suite: Suite, case: Case, measures: Sequence[str]) -> Callable[[Subject], None]:
    """What the item of a case calls, with the fixture."""

    def ask(citewell_subject: Subject) -> None:
        with TemporaryDirectory(prefix="citewell-") as folder:
            out = Path(folder) / "run.jsonl"
            run_suite(suite, citewell_subject, out, cases=[case])
            (record,) = read_records(out)
        found = [one for one in score_case(record).measurements if one.name in measures]
        if failing(found):
            raise CaseFailed(failure_text(record, failing(found)))

    return ask
