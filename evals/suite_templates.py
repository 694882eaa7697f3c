"""A case template and the values of its variables to cases. Checks no case: that follows, as for those written out.

    template: {id: "stages-{cancer}", question: "What are the stages of {cancer} cancer?"}
    for: [{cancer: kidney}, {cancer: lung}]         # one case a row
    for: {cancer: [kidney, lung], word: [stages]}   # or every combination, the last name varying fastest

A variable is a text or a whole number, or a list of texts. A list takes the place of a text that is the variable alone,
`mentions: "{drugs}"`, or stands among the others of a list, `mentions: [surgery, "{drugs}"]`. `{{` and `}}` are braces.
"""

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from evals.suite_problems import Problem
from evals.suite_source import Entry

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
MAX_CASES = 10_000  # of one template: a slip in a combination of lists should not fill the disk

Text = str | tuple[str, ...]
Row = Mapping[str, Text]


@dataclass(frozen=True)
class Rendered:
    """The cases of a template, each as an entry that keeps the lines of the template, or what is wrong with it."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Wrong(Exception):  # never leaves this module
    """A problem with the field at the end of `way`."""

    def __init__(self, message: str, remedy: str, *way: str | int) -> None:
        super().__init__(message)
        self.message, self.remedy, self.way = message, remedy, way


def is_template(entry: Entry) -> bool:
    """Whether the entry means to be a template."""
    return isinstance(entry.value, dict) and ("template" in entry.value or "for" in entry.value)


def render(entry: Entry) -> Rendered:
    """One entry for each row of variables, in order; none where anything is wrong."""
    try:
        template, rows = _parts(entry.value)
        used = set(_used(template, ("template",)))
        if not used:
            raise _Wrong(
                "uses no variable, so that every case would be the same", "write it as a case, or use one", "template"
            )
        for at, row in rows:
            _must_be_used(row, used, at)
        inner = entry.inner(template, "template")
        cases = tuple(
            Entry(_filled(template, row, ("template",)), entry.file, inner.line, inner.node, _words_of(row))
            for _, row in rows
        )
    except _Wrong as wrong:
        return Rendered(problems=(_problem(entry, wrong),))
    return Rendered(cases)


def _parts(value: object) -> tuple[dict[object, object], list[tuple[tuple[str | int, ...], Row]]]:
    """The template and its rows, each with the way to where it stands."""
    if not isinstance(value, dict) or set(value) != {"template", "for"}:
        found = ", ".join(map(str, value)) if isinstance(value, dict) else ""
        raise _Wrong(
            f"a template has the fields template and for, and no others (got {found})", "write both, no others"
        )
    template, given = value["template"], value["for"]
    if not isinstance(template, dict):
        raise _Wrong("the template is not a case", "give it the fields of a case: id, question, expect", "template")
    if isinstance(given, list) and given:
        return template, [(("for", at), _row(row, ("for", at))) for at, row in enumerate(given)]
    if isinstance(given, dict) and given:
        return template, [(("for",), row) for row in _combinations(given)]
    raise _Wrong(
        "for holds no values", "write a list of rows, [{cancer: kidney}], or lists by name, {cancer: [kidney]}", "for"
    )


def _combinations(given: Mapping[object, object]) -> list[Row]:
    """Every combination of the values of each name, the last name varying fastest."""
    for name, values in given.items():
        if not isinstance(values, list) or not values:
            raise _Wrong(
                f"{name} holds no list of values", "write {name: [value, value]}, or a list of rows", "for", str(name)
            )
    lists = [values for values in given.values() if isinstance(values, list)]
    count = math.prod(map(len, lists))
    if count > MAX_CASES:
        raise _Wrong(f"the lists make {count} cases, more than {MAX_CASES}", "shorten them", "for")
    return [_row(dict(zip(given, values, strict=True)), ("for",)) for values in itertools.product(*lists)]


def _row(row: object, way: tuple[str | int, ...]) -> Row:
    if not isinstance(row, dict) or not row:
        raise _Wrong("a row is no mapping of variables", "write {cancer: kidney}", *way)
    found: dict[str, Text] = {}
    for name, value in row.items():
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise _Wrong(f"{name!r} is no name for a variable", "use letters, digits and _, a letter first", *way)
        if isinstance(value, list):
            found[name] = tuple(_text(name, item, (*way, name, at)) for at, item in enumerate(value))
        else:
            found[name] = _text(name, value, (*way, name))
    return found


def _text(name: str, value: object, way: tuple[str | int, ...]) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise _Wrong(f"the value of {name} is neither a text nor a whole number (got {value!r})", "put it in quotes", *way)


def _must_be_used(row: Row, used: set[str], way: tuple[str | int, ...]) -> None:
    missing, unused = sorted(used - set(row)), sorted(set(row) - used)
    if missing:
        raise _Wrong(
            f"the template uses {_braced(missing)}, which this does not give",
            f"give it a value, or write {{{{{missing[0]}}}}} for the braces themselves",
            *way,
        )
    if unused:
        raise _Wrong(f"gives {_braced(unused)}, which the template does not use", "use it, or remove it", *way)


def _used(value: object, way: tuple[str | int, ...]) -> Iterator[str]:
    """Names of the variables in all texts of the template."""
    if isinstance(value, str):
        for found in BRACES.finditer(value):
            if found[1] is not None and NAME.fullmatch(found[1]):
                yield found[1]
            elif found[0] not in ("{{", "}}"):
                raise _Wrong(f"{found[0]!r} in {value!r} names no variable", "write {{ or }} for a brace", *way)
    for step, inner in _children(value):
        if isinstance(inner, dict) and len(inner) == 1 and next(iter(inner.values())) is None:
            name = next(iter(inner))
            raise _Wrong(f"{{{name}}} is read as a mapping", f'put it in quotes: "{{{name}}}"', *way, step)
        yield from _used(inner, (*way, step))


def _children(value: object) -> Iterable[tuple[str | int, object]]:
    if isinstance(value, dict):
        return [(str(name), inner) for name, inner in value.items()]
    return list(enumerate(value)) if isinstance(value, list) else []


def _filled(value: object, row: Row, way: tuple[str | int, ...]) -> object:
    """The value with its variables replaced."""
    if isinstance(value, dict):
        return {name: _filled(inner, row, (*way, str(name))) for name, inner in value.items()}
    if isinstance(value, list):
        filled = [(inner, _filled(inner, row, (*way, at))) for at, inner in enumerate(value)]
        return [
            item
            for inner, new in filled
            for item in (new if isinstance(inner, str) and isinstance(new, list) else [new])
        ]
    if not isinstance(value, str):
        return value
    alone = BRACES.fullmatch(value)
    if alone is not None and alone[1] is not None and isinstance(row[alone[1]], tuple):
        return list(row[alone[1]])

    def text_of(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0][0]
        new = row[found[1]]
        if isinstance(new, str):
            return new
        raise _Wrong(f"{{{found[1]}}} is a list, within {value!r}", "let it be all of the text, or give a text", *way)

    return BRACES.sub(text_of, value)


def _braced(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def _words_of(row: Row) -> str:
    return ", ".join(f"{name}={value if isinstance(value, str) else '/'.join(value)}" for name, value in row.items())


def _problem(entry: Entry, wrong: _Wrong) -> Problem:
    template = entry.value.get("template") if isinstance(entry.value, dict) else None
    name = template.get("id") if isinstance(template, dict) else None
    return Problem(
        file=entry.file,
        line=entry.line_of(*wrong.way),
        case=f"template {name!r}" if isinstance(name, str) else None,
        field=".".join(map(str, wrong.way)) or None,
        message=wrong.message,
        remedy=wrong.remedy,
    )
