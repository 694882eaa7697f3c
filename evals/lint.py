"""A suite file, and a shelf where one is given, to what is wrong with the cases. Runs none of them.

Errors keep a suite from being run. Warnings are cases that measure nothing, ask what another one asks, or expect what
no page of this shelf can hold. By form alone: whether an expectation is right only a person can say.
"""

import difflib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from evals.measures.wording import folded, holds_words_of, says
from evals.schema import Expect
from evals.suite_problems import Problem, in_file_order
from evals.suite_reading import PlacedCase, read_suite
from evals.suite_shelf import ShelfTexts
from rag.schema import Value
from rag.sentences import sentence_spans
from rag.words import fold, stems

SMALL_WORDS = frozenset(  # a question asks the same with or without these, whatever their order
    stems("a an the is are was were be do does did of in for to and or my me i you your please", keep_stopwords=True)
)


class LintReport(Value):
    """What was read, and everything that is wrong with it, by file and line."""

    suite: Path
    files: tuple[Path, ...]
    cases: int
    errors: int
    warnings: int
    problems: tuple[Problem, ...]


def lint(path: Path, shelf: ShelfTexts | None = None) -> LintReport:
    """Every error and warning of the suite at `path` and the files it includes. Raises nothing of its own."""
    reading = read_suite(path)
    texts = _Texts(shelf) if shelf is not None else None
    found = [*reading.problems, *_near_duplicates(reading.cases)]
    twins = {twin.case for placed in reading.cases if (twin := placed.case.expect.same_as)}
    for placed in reading.cases:
        found += _of_case(placed, is_twin=placed.case.id in twins)
        found += _of_shelf(placed, texts) if texts is not None else ()
    problems = in_file_order(found, reading.files)
    errors = sum(problem.severity == "error" for problem in problems)
    return LintReport(
        suite=path,
        files=reading.files,
        cases=len(reading.cases),
        errors=errors,
        warnings=len(problems) - errors,
        problems=problems,
    )


def _of_case(placed: PlacedCase, *, is_twin: bool) -> Iterator[Problem]:
    """What the case alone gives away. `is_twin`: another case is to be the same as this one."""
    expect = placed.case.expect
    if expect == Expect() and not is_twin:
        yield _warning(
            placed, "expects nothing, so it measures little", "add expect: kind, sources, mentions", "expect"
        )
    for at, unwanted in enumerate(expect.not_mentions):
        for wanted in expect.mentions:
            if says(wanted, unwanted):
                message = f"no page can mention {wanted!r} and not {unwanted!r}"
                yield _warning(placed, message, "remove one of the two", "expect", "not_mentions", at)


def _near_duplicates(cases: tuple[PlacedCase, ...]) -> Iterator[Problem]:
    """Questions that hold the same words, but for small ones and their order, for the same page."""
    first: dict[tuple[object, ...], PlacedCase] = {}
    for placed in cases:
        case = placed.case
        content = frozenset(stems(case.question, keep_stopwords=True)) - SMALL_WORDS
        key = (content or folded(case.question), case.audience, case.page_kind)
        other = first.setdefault(key, placed)
        if other is not placed:
            where = f"{other.case.id!r} ({other.entry.file} line {other.entry.line_of('question')})"
            yield _warning(placed, f"asks what {where} asks", "reword it, or remove one of the two", "question")


class _Texts:
    """The passages of a shelf, made ready to be looked through many times."""

    def __init__(self, shelf: ShelfTexts) -> None:
        self.shelf = shelf

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(passage.id for passage in self.shelf.passages)

    @cached_property
    def folded(self) -> list[str]:
        return [folded(passage.text) for passage in self.shelf.passages]

    @cached_property
    def plain(self) -> list[str]:
        return [fold(passage.text).casefold() for passage in self.shelf.passages]

    @cached_property
    def stems(self) -> list[frozenset[str]]:
        return [frozenset(stems(text)) for text in self.folded]

    def holds(self, wanted: str) -> bool:
        """Whether some text says it."""
        needle = folded(wanted)
        return any(needle in text and says(text, wanted) for text in self.folded)

    def holds_passage(self, wanted: str) -> bool:
        """Whether some passage would be relevant to it, as evals.measures.retrieval has it."""
        needle = fold(wanted).casefold()
        return any(needle in text for text in self.plain)

    def holds_fact(self, fact: str) -> bool:
        """Whether some sentence, list or table row holds the words of the fact."""
        wanted = frozenset(stems(folded(fact)))
        rows = [row for row, held in enumerate(self.stems) if wanted <= held]
        return any(holds_words_of(unit, fact) for row in rows for unit in _units(self.shelf.passages[row].text))


def _units(text: str) -> Iterator[str]:
    """What a page may cite as one statement, and more: the whole text, its parts, its sentences."""
    yield text
    yield from text.split("\n\n")
    for line in text.splitlines():
        yield from (line[start:end] for start, end in sentence_spans(line))


def _of_shelf(placed: PlacedCase, texts: _Texts) -> Iterator[Problem]:
    """Expectations that no page of this shelf can meet."""
    expect, shelf = placed.case.expect, texts.shelf
    for at, name in enumerate(expect.sources):
        source = shelf.sources.get(name)
        if source is None:
            near = difflib.get_close_matches(name, shelf.sources, n=1)
            remedy = f"write {near[0]}" if near else "see citewell index status for those that are"
            yield _warning(placed, f"source {name!r} is not on the shelf", remedy, "expect", "sources", at)
        elif source.superseded_by is not None:
            message = f"source {name!r} is superseded, and pages cite texts in force alone"
            yield _warning(placed, message, f"write {source.superseded_by}", "expect", "sources", at)
    for at, name in enumerate(expect.passages):
        if name not in texts.ids:
            message = f"no passage in force has the id {name!r}"
            remedy = "see citewell search --json for ids, or name words of it in passages_contain"
            yield _warning(placed, message, remedy, "expect", "passages", at)
    for at, wanted in enumerate(expect.passages_contain):
        if not texts.holds_passage(wanted):
            message = f"no passage in force holds {wanted!r}"
            yield _warning(placed, message, "copy words from the passage", "expect", "passages_contain", at)
    if expect.kind == "refusal":  # its page holds no text of the shelf
        return
    for at, wanted in enumerate(expect.mentions):
        if not texts.holds(wanted):
            message = f"no text in force says {wanted!r}"
            yield _warning(placed, message, "write it as the texts do", "expect", "mentions", at)
    for at, fact in enumerate(expect.facts):
        if not texts.holds_fact(fact):
            message = f"no sentence in force holds the words of {fact!r}"
            yield _warning(placed, message, "keep to the words of the texts", "expect", "facts", at)


def _warning(placed: PlacedCase, message: str, remedy: str, *way: str | int) -> Problem:
    return Problem(
        severity="warning",
        file=placed.entry.file,
        line=placed.entry.line_of(*way),
        case=repr(placed.case.id),
        field=".".join(map(str, way)),
        message=message,
        remedy=remedy,
    )
