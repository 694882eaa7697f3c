"""A YAML or JSONL file to the entries of a suite, each with the line it stands on. Knows no field of a case."""

import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evals.suite_problems import Problem

MAX_NODES = 2_000_000  # of a YAML file with its aliases written out: nobody writes more, a few lines of aliases do
QUOTES = "mend that line; a text that holds : # ? { } [ ] or begins with a sign is best put in quotes"
MERGE = "tag:yaml.org,2002:merge"  # <<: fields of another mapping, which those of this one replace
FORMS = "write a list of cases, each beginning with '- id:', or a mapping with include and cases"


@dataclass(frozen=True)
class Entry:
    """One case, template or include as it stands in a file. `given`: the variables it was rendered with, in words."""

    value: object
    file: Path
    line: int
    node: yaml.Node | None = None
    given: str = ""

    def line_of(self, *way: str | int) -> int:
        """Line of the field or list item at the end of `way`, or as far down as it leads. All of JSONL is one line."""
        line, node = self.line, self.node
        for step in way:
            if isinstance(node, yaml.MappingNode):
                found = _field(node, step)
                if found is None:
                    break
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
            else:
                break
        return line

    def inner(self, value: object, *way: str | int) -> "Entry":
        """What stands at the end of `way`, as an entry of its own with this value."""
        node = self.node
        for step in way:
            if isinstance(node, yaml.MappingNode):
                found = _field(node, step)
                node = None if found is None else found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step] if step < len(node.value) else None
            else:
                node = None
        return Entry(value, self.file, self.line_of(*way), node, self.given)


def _field(node: yaml.MappingNode, name: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """Key and value of a field. Merged fields stand before those of the mapping itself, which count."""
    return next(((key, value) for key, value in reversed(node.value) if key.value == name), None)


@dataclass(frozen=True)
class FileEntries:
    """The entries of one file in order, includes before cases, and what kept others from being read."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_entries(path: Path) -> FileEntries:
    """Entries of `path`: .yaml or .yml (a list, or a mapping with include and cases), .jsonl (one object a line)."""
    readers = {".yaml": _read_yaml, ".yml": _read_yaml, ".jsonl": _read_jsonl}
    if path.suffix not in readers:
        return _broken(path, None, f"file type {path.suffix!r} is not known", "name it .yaml or .jsonl")
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        return _broken(path, None, f"cannot be read ({error})", "check the path, and save it as UTF-8")
    return readers[path.suffix](path, text)


def _read_yaml(path: Path, text: str) -> FileEntries:
    loader = None
    try:
        loader = UniqueKeyLoader(text)  # a SafeLoader
        node = loader.get_single_node()
        if node is None:
            return FileEntries()
        if _size(node) > MAX_NODES:
            return _broken(path, None, f"its aliases stand for over {MAX_NODES} values", "write the cases out")
        value = loader.construct_document(node)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return _broken(path, _line_of(error, text), f"not valid YAML ({_reason(error)})", QUOTES)
    finally:
        if loader is not None:
            loader.dispose()
    return _entries(Entry(value, path, node.start_mark.line + 1, node))


def _entries(root: Entry) -> FileEntries:
    """The entries of either form of a YAML file."""
    value = root.value
    if isinstance(value, list):
        return FileEntries(tuple(root.inner(entry, at) for at, entry in enumerate(value)))
    if not isinstance(value, dict):
        return _broken(root.file, root.line, f"holds a {type(value).__name__}, not a list of cases", FORMS)
    unknown = [name for name in value if name not in ("include", "cases")]
    if unknown:
        where = root.line_of(str(unknown[0]))
        return _broken(root.file, where, f"is not a list of cases, but has the field {unknown[0]!r}", FORMS)
    included = [root.inner({"include": value["include"]}, "include")] if "include" in value else []
    cases = value.get("cases") or []
    if not isinstance(cases, list):
        return _broken(root.file, root.line_of("cases"), "cases is not a list", "begin each case with '- id:'")
    return FileEntries((*included, *(root.inner(entry, "cases", at) for at, entry in enumerate(cases))))


def _read_jsonl(path: Path, text: str) -> FileEntries:
    entries, problems = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entries.append(Entry(json.loads(line, object_pairs_hook=_unique_pairs), path, number))
        except (ValueError, RecursionError) as error:
            problem = Problem(file=path, line=number, message=f"not valid JSON ({error})", remedy="mend that line")
            problems.append(problem)
    return FileEntries(tuple(entries), tuple(problems))


def _unique_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object; a repeated key, which would silently drop an expectation, is an error."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError(f"a field stands there twice among {[key for key, _ in pairs]}")
    return dict(pairs)


class UniqueKeyLoader(yaml.SafeLoader):
    """SafeLoader that refuses a repeated key, which would silently drop an expectation."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Raises: ConstructorError: a key stands there twice."""
        own = [key for key, _ in node.value if key.tag != MERGE]
        names = [self.construct_object(key, deep=True) for key in own]
        for at, name in enumerate(names):
            if name in names[:at]:
                problem = f"field {name!r} stands there twice"
                raise yaml.constructor.ConstructorError(None, None, problem, own[at].start_mark)
        return super().construct_mapping(node, deep)


def _size(root: yaml.Node) -> int:
    """Nodes under `root` with aliases written out. Raises: ValueError: an alias stands inside what it names."""
    sizes: dict[int, int | None] = {}

    def size(node: yaml.Node) -> int:
        if id(node) not in sizes:
            sizes[id(node)] = None
            children: Sequence[yaml.Node] = node.value if isinstance(node, yaml.SequenceNode) else ()
            if isinstance(node, yaml.MappingNode):
                children = [part for pair in node.value for part in pair]
            sizes[id(node)] = 1 + sum(map(size, children))
        known = sizes[id(node)]
        if known is None:
            raise ValueError(f"an alias stands inside what it names, on line {node.start_mark.line + 1}")
        return known

    return size(root)


def _line_of(error: Exception, text: str) -> int | None:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, int(error.position)) + 1
    return None


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deep"
    if isinstance(error, yaml.MarkedYAMLError):
        return f"{error.problem or error.context}, column {error.problem_mark.column + 1}" if error.problem_mark else ""
    return str(error)


def _broken(path: Path, line: int | None, message: str, remedy: str) -> FileEntries:
    return FileEntries(problems=(Problem(file=path, line=line, message=message, remedy=remedy),))
