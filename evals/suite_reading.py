"""A suite file and those it includes to its cases, each with the place it stands at, and everything that is wrong."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from evals.schema import Case, Expect, SameAs
from evals.suite_problems import FIELDS, Problem, in_file_order
from evals.suite_source import Entry, read_entries
from evals.suite_templates import is_template, render

SHAPES = {  # what is wrong and what to write, by pydantic's name of the fault; its own words name our classes
    "tuple_type": ("is no list", f"write it in brackets, [first, second]; {FIELDS}"),
    "model_type": ("holds no fields", f"write them in braces, {{field: value}}; {FIELDS}"),
}


@dataclass(frozen=True)
class PlacedCase:
    """A case and the entry it was read from."""

    case: Case
    entry: Entry


@dataclass(frozen=True)
class SuiteReading:
    """All cases that fit, in file order with includes where they stand, and all problems, by file and line."""

    cases: tuple[PlacedCase, ...]
    problems: tuple[Problem, ...]
    files: tuple[Path, ...]


def read_suite(path: Path) -> SuiteReading:
    """Read the suite as far as it can be read. Finds every problem that keeps it from being run; raises none."""
    walk = _Walk()
    cases = tuple(walk.cases_of(path, None))
    walk.refuse_repeated_ids(cases)
    walk.refuse_lost_twins(cases)
    if not cases and not walk.problems:
        walk.problems.append(
            Problem(file=path, message="holds no case", remedy="write at least one, with id, question and expect")
        )
    return SuiteReading(cases, in_file_order(walk.problems, list(walk.files.values())), tuple(walk.files.values()))


@dataclass
class _Walk:
    """Where the reading has come to: files by their real path, those now open from the outermost on."""

    files: dict[Path, Path] = field(default_factory=dict)
    open_now: list[Path] = field(default_factory=list)
    included_at: dict[Path, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def cases_of(self, path: Path, include: Entry | None) -> Iterator[PlacedCase]:
        real = _real(path)
        if include is not None and (real in self.files or not path.is_file()):
            self._refuse_include(path, real, include)
            return
        self.files[real] = path
        self.included_at[real] = "" if include is None else f"{include.file} line {include.line}"
        self.open_now.append(real)
        read = read_entries(path)
        self.problems += read.problems
        number = 0
        for entry in read.entries:
            if isinstance(entry.value, dict) and "include" in entry.value:
                yield from self._included(entry)
                continue
            rendered = render(entry) if is_template(entry) else None
            self.problems += rendered.problems if rendered else ()
            for one in rendered.entries if rendered else (entry,):
                number += 1
                case = self._case(one, number)
                if case is not None:
                    yield PlacedCase(case, one)
        self.open_now.pop()

    def _included(self, entry: Entry) -> Iterator[PlacedCase]:
        value = entry.value["include"] if isinstance(entry.value, dict) and set(entry.value) == {"include"} else None
        names = value if isinstance(value, list) else [value]
        for at, name in enumerate(names):
            line = max(entry.line_of("include", at), entry.line_of(at))
            if not isinstance(name, str) or not name.strip() or Path(name).is_absolute():
                self._add(
                    entry, line, "include is not the relative path of a suite", "write include: other.yaml, alone"
                )
                continue
            inner = Entry(name, entry.file, line)
            yield from self.cases_of(entry.file.parent / name, inner)

    def _refuse_include(self, path: Path, real: Path, include: Entry) -> None:
        if real in self.open_now:
            way = [str(self.files[one]) for one in self.open_now[self.open_now.index(real) :]]
            message = f"includes {path}, which includes this file: {' -> '.join([*way, str(path)])}"
            self._add(include, include.line, message, "remove one of these includes")
        elif real in self.files:
            first = self.included_at[real]
            self._add(include, include.line, f"includes {path} twice, first at {first}", "remove one of the two")
        else:
            message = f"includes {path}, which is no file"
            self._add(include, include.line, message, "paths count from the folder of the file that includes")

    def _case(self, entry: Entry, number: int) -> Case | None:
        try:
            return Case.model_validate(entry.value)
        except ValidationError as error:
            name = entry.value.get("id") if isinstance(entry.value, dict) else None
            case = repr(name) if isinstance(name, str) else f"number {number}"
            case += f" (with {entry.given})" if entry.given else ""
            self.problems += _misfits(entry, case, error)
            return None

    def refuse_repeated_ids(self, cases: tuple[PlacedCase, ...]) -> None:
        """Each id but the first is a problem that names both places."""
        first: dict[str, Entry] = {}
        for placed in cases:
            name, entry = placed.case.id, placed.entry
            if name in first:
                message = f"stands there twice, first at {_place(first[name])}" + (
                    f", then with {entry.given}" if entry.given else ""
                )
                remedy = "let the id of the template hold each variable" if entry.given else "give each case its own id"
                self._add(entry, entry.line_of("id"), message, remedy, case=repr(name), of="id")
            first.setdefault(name, entry)

    def refuse_lost_twins(self, cases: tuple[PlacedCase, ...]) -> None:
        """A case that is to be like one which the suite does not hold, or like itself, is a problem."""
        known = {placed.case.id for placed in cases}
        for placed in cases:
            twin, entry = placed.case.expect.same_as, placed.entry
            if twin and (twin.case not in known or twin.case == placed.case.id):
                near = difflib.get_close_matches(twin.case, known - {placed.case.id}, n=1)
                message = f"names the case {twin.case!r}, which is " + (
                    "this one" if twin.case in known else "not there"
                )
                remedy = f"write {near[0]}" if near else "write the id of another case of this suite"
                line = entry.line_of("expect", "same_as", "case")
                self._add(entry, line, message, remedy, case=repr(placed.case.id), of="expect.same_as")

    def _add(
        self, entry: Entry, line: int, message: str, remedy: str, *, case: str | None = None, of: str | None = None
    ) -> None:
        self.problems.append(Problem(file=entry.file, line=line, case=case, field=of, message=message, remedy=remedy))


def _misfits(entry: Entry, case: str, error: ValidationError) -> Iterator[Problem]:
    """What does not fit, with the line of the field and a remedy that names what may stand there."""
    for details in error.errors():
        way, got = details["loc"], details["input"]
        if details["type"] == "extra_forbidden":
            known = list((Case, Expect, SameAs)[min(len(way), 3) - 1].model_fields)
            near = difflib.get_close_matches(str(way[-1]), known, n=1)
            message = "is no field of a case" if len(way) == 1 else f"is no field of {way[-2]}"
            remedy = f"write {near[0]}" if near else f"write one of {', '.join(known)}"
        elif details["type"] == "missing":
            message, remedy = "is missing", "add it"
        elif details["type"] in SHAPES:
            (message, remedy), is_plain = SHAPES[details["type"]], not isinstance(got, dict | list)
            message += f" (got {got!r})" if is_plain else ""
        else:
            is_plain = not isinstance(got, dict | list)
            message = details["msg"].removeprefix("Value error, ") + (f" (got {got!r})" if is_plain else "")
            remedy = "put it in quotes" if details["type"] == "string_type" and is_plain and got is not None else FIELDS
        yield Problem(
            file=entry.file,
            line=entry.line_of(*way),
            case=case,
            field=".".join(map(str, way)) or "case",
            message=message,
            remedy=remedy,
        )


def _place(entry: Entry) -> str:
    return f"{entry.file} line {entry.line_of('id')}" + (f" with {entry.given}" if entry.given else "")


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):  # a loop of links, a name no file can have: reading it says so
        return path
