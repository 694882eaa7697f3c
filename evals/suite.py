"""A YAML or JSONL file to a Suite. Refuses what it does not understand; runs nothing."""

import hashlib
import json
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from evals.schema import Case, Suite
from rag.errors import SuiteError

FIELDS = "the fields of a case are listed in evals/schema.py"


def load_suite(path: Path) -> Suite:
    """Read the cases of `path` (.yaml or .yml: a list; .jsonl: one object per line). Named after the file.

    Raises: SuiteError: unreadable, empty, a field unknown, repeated or wrong, an id repeated; names file, case, field.
    """
    readers = {".yaml": _read_yaml, ".yml": _read_yaml, ".jsonl": _read_jsonl}
    if path.suffix not in readers:
        raise SuiteError(f"suite {path}: file type {path.suffix!r} is not known; name it .yaml or .jsonl")
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteError(f"suite {path} cannot be read ({error}); check the path, and save it as UTF-8") from error
    cases = tuple(
        _case(path, entry, position) for position, entry in enumerate(readers[path.suffix](path, text), start=1)
    )
    if not cases:
        raise SuiteError(f"suite {path} holds no case; write at least one, with id, question and expect")
    _refuse_repeated_ids(path, cases)
    content = "\n".join(case.model_dump_json() for case in cases)
    return Suite(name=path.stem, cases=cases, fingerprint="sha256:" + hashlib.sha256(content.encode()).hexdigest()[:16])


def _read_yaml(path: Path, text: str) -> list[object]:
    try:
        entries = yaml.load(text, Loader=_UniqueKeyLoader)  # a SafeLoader
    except yaml.YAMLError as error:
        raise SuiteError(f"suite {path} is not valid YAML ({' '.join(str(error).split())}); mend that line") from error
    if entries is None:
        return []
    if not isinstance(entries, list):
        raise SuiteError(
            f"suite {path} holds a {type(entries).__name__}, not a list of cases; begin each case with '- id:'"
        )
    return entries


def _read_jsonl(path: Path, text: str) -> list[object]:
    entries: list[object] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entries.append(json.loads(line, object_pairs_hook=_unique_pairs))
        except ValueError as error:
            raise SuiteError(f"suite {path}, line {number}: not valid JSON ({error}); mend that line") from error
    return entries


def _case(path: Path, entry: object, position: int) -> Case:
    try:
        return Case.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        name = entry.get("id", f"number {position}") if isinstance(entry, dict) else f"number {position}"
        field = ".".join(str(part) for part in first["loc"]) or "case"
        got = "" if isinstance(first["input"], dict) else f" (got {first['input']!r})"
        raise SuiteError(f"suite {path}, case {name!r}, {field}: {first['msg']}{got}; {FIELDS}") from error


def _refuse_repeated_ids(path: Path, cases: Iterable[Case]) -> None:
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise SuiteError(f"suite {path}, case {case.id!r}, id: stands there twice; give each case its own id")
        seen.add(case.id)


def _unique_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object; a repeated key, which would silently drop an expectation, is an error."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError(f"a field stands there twice among {[key for key, _ in pairs]}")
    return dict(pairs)


class _UniqueKeyLoader(yaml.SafeLoader):
    """SafeLoader that refuses a repeated key, which would silently drop an expectation."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for at, key in enumerate(keys):
            if key in keys[:at]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"field {key!r} stands there twice", node.value[at][0].start_mark
                )
        return super().construct_mapping(node, deep)
