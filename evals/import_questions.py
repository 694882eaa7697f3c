"""A list of questions as people keep them, .txt or .csv, to the cases of a suite. Guesses no expectation.

A .txt file holds one question a line; a bullet or number before it is dropped, lines that are blank or begin with # are
skipped. A .csv file has a header with names of fields; a cell that holds several texts has them apart by | or line breaks.
"""

import codecs
import csv
import difflib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from evals.schema import Case, Expect
from evals.suite_text import case_text, comment_text
from rag.errors import SuiteError
from rag.words import slug

DELIMITERS = (",", ";", "\t", "|")
NEVER_TYPED = "\x1f"  # the delimiter of a file of one column, in which commas are part of the question
BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
APART = re.compile(r"\||\r\n|\n|\r")
ID_WORDS = 6  # of a question, in an id made from it
LISTS = ("tags", "flags", "sources", "passages", "passages_contain", "mentions", "not_mentions", "facts")
COLUMNS = tuple(name for name in (*Case.model_fields, *Expect.model_fields) if name not in ("expect", "same_as"))
MAX_SHOWN = 5  # problems told of at once


@dataclass(frozen=True)
class _Row:
    """The fields of one question as they stand in the file. `line`: where it begins, from 1."""

    line: int
    fields: dict[str, str]


def import_questions(path: Path) -> tuple[Case, ...]:
    """The cases of a .txt, .csv or .tsv file, in order; ids made from the questions where the file gives none.

    Raises: SuiteError: the file cannot be read, or some of it cannot be used, by line; nothing is taken then.
    """
    text = _text_of(path)
    if path.suffix.lower() == ".txt":
        rows = list(_lines(text))
    elif path.suffix.lower() in (".csv", ".tsv"):
        rows = list(_table(path, text))
    else:
        raise SuiteError(f"{path}: file type {path.suffix!r} is not known; give a .txt, .csv or .tsv file")
    if not rows:
        raise SuiteError(f"{path} holds no question; write one a line, under a header in .csv")
    return _cases(path, rows)


def suite_text(path: Path, cases: Sequence[Case]) -> str:
    """The cases as a suite in YAML, under a comment that says where they come from."""
    head = f"Imported from {path.name} by `citewell eval import`.\nSay what a good page holds: docs/how-to-suites.md"
    return "\n".join([comment_text(head), *map(case_text, cases)])


def _text_of(path: Path) -> str:
    try:
        content = path.read_bytes()
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise UnicodeError("it is in UTF-16")
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise SuiteError(f"{path} cannot be read ({error}); check the path, and save it as UTF-8") from error
    if "\0" in text:
        raise SuiteError(f"{path} holds a NUL character, so it is no text; save it as text, in UTF-8")
    return text


def _lines(text: str) -> Iterator[_Row]:
    for number, line in enumerate(text.splitlines(), start=1):
        question = BULLET.sub("", line).strip()
        if question and not line.lstrip().startswith("#"):
            yield _Row(number, {"question": question})


def _table(path: Path, text: str) -> Iterator[_Row]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
    names: list[str] = []
    line = 1
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                pass
            elif not names:
                names = _names(path, line, cells)
            elif len(cells) != len(names):
                raise SuiteError(
                    f"{path}, line {line}: {len(cells)} cells under {len(names)} columns; put a cell that holds the "
                    "separator in quotes"
                )
            else:
                yield _Row(line, {name: cell.strip() for name, cell in zip(names, cells, strict=True) if cell.strip()})
            line = reader.line_num + 1
    except csv.Error as error:
        raise SuiteError(f"{path}, line {line}: not valid CSV ({error}); close the quotes that open there") from error


def _delimiter(header: str) -> str:
    """The separator under which most cells of the header name a field; one no file holds where the header is one name."""

    def named(delimiter: str) -> int:
        cells = next(csv.reader([header], delimiter=delimiter), [])
        return sum(_plain(cell) in COLUMNS for cell in cells) if len(cells) > 1 else 0

    best = max(DELIMITERS, key=named)
    return best if named(best) else NEVER_TYPED if _plain(header.strip(' "')) in COLUMNS else ","


def _names(path: Path, line: int, cells: Sequence[str]) -> list[str]:
    names = [_plain(cell) for cell in cells]
    for name, cell in zip(names, cells, strict=True):
        if name.split(".")[0] == "same_as":
            raise SuiteError(
                f"{path}, line {line}: column {cell.strip()!r} cannot be imported, since same_as is two values in one; "
                "remove it, and write expect.same_as into the suite that is made, see docs/how-to-suites.md"
            )
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            remedy = f"write {near[0]}" if near else f"remove it, or write one of {', '.join(COLUMNS)}"
            raise SuiteError(f"{path}, line {line}: column {cell.strip()!r} is no field of a case; {remedy}")
        if names.count(name) > 1:
            raise SuiteError(f"{path}, line {line}: column {name!r} stands there twice; remove one")
    if "question" not in names:
        raise SuiteError(f"{path}, line {line}: there is no column question; name it in the first line of the file")
    return names


def _plain(name: str) -> str:
    """The name of a column as a field: "Expect.Not mentions" -> not_mentions."""
    return re.sub(r"[\s-]+", "_", name.strip().casefold()).removeprefix("expect.").removeprefix("expect_")


def _cases(path: Path, rows: Sequence[_Row]) -> tuple[Case, ...]:
    cases: list[Case] = []
    problems: list[str] = []
    lines = {row.fields["id"]: row.line for row in reversed(rows) if "id" in row.fields}
    taken = set(lines)
    for row in rows:
        given = row.fields.get("id")
        if given is not None and lines[given] != row.line:
            problems.append(f"line {row.line}, id: {given!r} stands there twice, first on line {lines[given]}")
            continue
        try:
            cases.append(Case.model_validate(_case_of(row, given or _free_id(row, taken))))
        except ValidationError as error:
            for details in error.errors():
                field = next((str(step) for step in reversed(details["loc"]) if isinstance(step, str)), "case")
                got = "" if isinstance(details["input"], dict) else f" (got {details['input']!r})"
                problems.append(f"line {row.line}, {field}: {details['msg'].removeprefix('Value error, ')}{got}")
    if problems:
        more = f"; and {len(problems) - MAX_SHOWN} more" if len(problems) > MAX_SHOWN else ""
        raise SuiteError(f"{path}: {'; '.join(problems[:MAX_SHOWN])}{more}; mend these lines, nothing was imported")
    return tuple(cases)


def _case_of(row: _Row, name: str) -> dict[str, object]:
    values: dict[str, object] = {
        field: [part.strip() for part in APART.split(cell) if part.strip()] if field in LISTS else cell
        for field, cell in row.fields.items()
    }
    expect = {field: value for field, value in values.items() if field in Expect.model_fields}
    case = {field: value for field, value in values.items() if field not in expect}
    return {**case, "id": name, "expect": expect}


def _free_id(row: _Row, taken: set[str]) -> str:
    """An id of the first words of the question, with the line behind it where that is taken or says nothing."""
    plain = slug(row.fields.get("question", "").encode("ascii", "ignore").decode())
    name = "-".join(plain.split("-")[:ID_WORDS])[:80].strip("-")
    if not name or name in taken:
        name = f"{name or 'question'}-line-{row.line}"
    taken.add(name)
    return name
