"""A suite file to a Suite, and a Suite to those of its cases that hold a tag. Refuses what it does not understand."""

import difflib
import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path

from evals.schema import Case, Suite
from evals.suite_reading import read_suite
from rag.errors import SuiteError


def load_suite(path: Path) -> Suite:
    """Read the cases of `path` (.yaml, .yml or .jsonl), includes and templates written out. Named after the file.

    Raises: SuiteError: the first problem, with file, line, case, field and remedy, and how many more there are.
    """
    reading = read_suite(path)
    if reading.problems:
        more = len(reading.problems) - 1
        others = f" (and {more} more; run: citewell eval lint {path})" if more else ""
        raise SuiteError(reading.problems[0].text + others)
    return _suite(path.stem, [placed.case for placed in reading.cases])


def select(suite: Suite, tags: Collection[str]) -> Suite:
    """The cases that hold any of `tags`, in order, under the fingerprint of these cases alone; no tags: all of them.

    Raises: SuiteError: no case holds one of the tags.
    """
    if not tags:
        return suite
    known = sorted({tag for case in suite.cases for tag in case.tags})
    for tag in tags:
        if tag not in known:
            near = difflib.get_close_matches(tag, known, n=1)
            hint = f"did you mean {near[0]!r}" if near else f"tags there are: {', '.join(known[:20]) or 'none'}"
            raise SuiteError(f"no case of suite {suite.name} has the tag {tag!r}; {hint}")
    return _suite(suite.name, [case for case in suite.cases if not set(tags).isdisjoint(case.tags)])


def _suite(name: str, cases: Sequence[Case]) -> Suite:
    content = "\n".join(case.model_dump_json(exclude_defaults=True) for case in cases)
    fingerprint = "sha256:" + hashlib.sha256(content.encode()).hexdigest()[:16]
    return Suite(name=name, cases=tuple(cases), fingerprint=fingerprint)
