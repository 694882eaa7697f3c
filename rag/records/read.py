"""A JSON or YAML file to a Record. Refuses what it cannot read by field; never repeats a value of the file."""

import json
import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from rag.errors import RecordError
from rag.records.fhir import is_fhir, record_of_fhir
from rag.records.measured import measured
from rag.records.record import Biomarker, Record, Treatment, result_named

MAX_BYTES = {".json": 10_000_000, ".yaml": 100_000, ".yml": 100_000}  # YAML is read slowly, and written by hand
HOW_TO = "docs/how-to-records.md shows one"
OTHER_KEYS = {"diagnosis": "diagnoses", "date": "diagnosed", "diagnosis_date": "diagnosed", "other": "details"}
LISTS = ("diagnoses", "biomarkers", "treatments", "details")
PLAIN_KEY = re.compile(r"[a-z][a-z0-9_-]{0,30}", re.IGNORECASE)
VARIANT = re.compile(r"(?:p\.)?[A-Z]\d{1,4}[A-Z]")  # a change by its protein position: G12C
EMPTY = ("", "null", "~")


def load_record(path: Path) -> Record:
    """Read a record: our own fields (docs/how-to-records.md), or FHIR R4 resources as JSON.

    Fields that are not known are named in `Record.unused`. Raises: RecordError: no such file, too large, not JSON or
    YAML, a field that does not fit, or no fact in it.
    """
    value = _parsed(path)
    if is_fhir(value):
        fields = record_of_fhir(value)
    elif isinstance(value, dict):
        fields = _own_fields(value, path)
    else:
        raise RecordError(f"record {path.name}: holds no fields; write lines of the form field: value ({HOW_TO})")
    try:
        return Record.model_validate(fields)
    except ValidationError as error:
        raise RecordError(f"record {path.name}: {_explained(error)}") from None  # the cause would show the value


def _parsed(path: Path) -> object:
    limit = MAX_BYTES.get(path.suffix.lower())
    if limit is None:
        raise RecordError(f"record {path.name}: the file type is not known; name it .yaml or .json")
    if not path.is_file():
        raise RecordError(f"record {path.name}: there is no such file; check the path given to --records")
    try:
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
        if len(content) > limit:
            raise RecordError(f"record {path.name}: larger than {limit:,} bytes; keep to the facts that matter")
        text = content.decode("utf-8-sig")
        if path.suffix.lower() == ".json":
            return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
        return yaml.load(text, Loader=_PlainLoader)
    except OSError as error:
        raise RecordError(f"record {path.name}: cannot be read ({error.strerror}); check its permissions") from None
    except UnicodeDecodeError:
        raise RecordError(f"record {path.name}: is not UTF-8 text; save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise RecordError(f"record {path.name}: is not valid JSON (line {error.lineno}); mend that line") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" (line {mark.line + 1})" if mark else ""
        raise RecordError(f"record {path.name}: is not plain YAML{where}; mend that line") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise RecordError(
            f"record {path.name}: a field stands twice, or the file is nested too deep; mend it"
        ) from None


def _own_fields(value: Mapping[str, object], path: Path) -> dict[str, object]:
    fields: dict[str, object] = {}
    unused: list[str] = []
    for key, given in value.items():
        name = OTHER_KEYS.get(key, key)
        if name == "unused" or name not in Record.model_fields:
            unused.append(_shown(key))
        elif not _is_empty(given):
            if name in fields:
                raise RecordError(f"record {path.name}: {name} is given twice, under two names; keep one")
            is_number = isinstance(given, int | float) and name in ("stage", "diagnosed")  # JSON: "stage": 2
            fields[name] = _listed(given) if name in LISTS else str(given) if is_number else given
    for name, kind in (("biomarkers", Biomarker), ("treatments", Treatment)):
        fields[name] = [
            _entry(entry, f"{name}.{at}", set(kind.model_fields), unused, path)
            for at, entry in enumerate(_entries(fields.get(name, [])))
        ]
    return {**fields, "unused": tuple(dict.fromkeys(unused))}


def _entries(given: object) -> list[object]:
    """Biomarkers and treatments may be a list, or `name: result` lines."""
    entries: list[object] = []
    for entry in given if isinstance(given, list) else []:
        is_named = isinstance(entry, dict) and "name" not in entry
        entries += [_named(name, told) for name, told in entry.items()] if is_named else [entry]
    return entries


def _named(name: object, told: object) -> dict[str, object]:
    return {"name": name, **told} if isinstance(told, dict) else {"name": name, "status": told}


def _entry(entry: object, where: str, known: set[str], unused: list[str], path: Path) -> dict[str, object]:
    """One biomarker or treatment with what it says in words read."""
    given = {"name": entry} if isinstance(entry, str) else entry
    if not isinstance(given, dict):
        raise RecordError(f"record {path.name}: {where} is no name and no list of fields; {HOW_TO}")
    fields = {str(key): value for key, value in given.items() if not _is_empty(value)}
    if "when" in known and "status" in fields:
        fields["when"] = fields.pop("status")
    unused += [f"{where.partition('.')[0]}.{_shown(key)}" for key in fields if key not in known]
    fields = {key: value for key, value in fields.items() if key in known}
    if fields.get("status") is not None:
        fields = _with_result(fields, where, path)
    if isinstance(fields.get("when"), str):
        fields["when"] = str(fields["when"]).strip().lower()
    return fields


def _with_result(fields: dict[str, object], where: str, path: Path) -> dict[str, object]:
    """The fields with a status that is known: a score or share written as the status goes where scores are."""
    told = str(fields["status"])
    result = result_named(told)
    if result:
        return {**fields, "status": result}
    if VARIANT.fullmatch(told.strip()):
        return {**fields, "name": f"{fields.get('name', '')} {told.strip()}", "status": "mutant"}
    read = measured(told)
    if read.is_nothing:
        allowed = ", ".join(Biomarker.model_fields["status"].annotation.__args__)  # type: ignore[union-attr]
        raise RecordError(f"record {path.name}: {where}.status is no result that is known; use one of {allowed}")
    score = "; ".join(str(part) for part in (fields.get("score"), told) if part)
    return {**fields, "status": read.result or "unknown", "score": score}


def _listed(given: object) -> list[object]:
    return given if isinstance(given, list) else [given]


def _is_empty(given: object) -> bool:
    return given is None or (isinstance(given, str) and given.strip().lower() in EMPTY) or given in ([], {})


def _shown(key: object) -> str:
    """A field name as it may be repeated: one that could hold anything else is not."""
    return str(key) if PLAIN_KEY.fullmatch(str(key)) else "(a field whose name is not one word)"


def _explained(error: ValidationError) -> str:
    first = error.errors()[0]
    if not first["loc"]:
        return f"gives no fact; write at least a diagnosis, a stage or a biomarker ({HOW_TO})"
    name = ".".join(map(str, first["loc"]))
    if first["type"] == "too_long":
        return f"{name} has too many entries; keep to the facts that matter"
    kind = str(first["loc"][-1])
    wanted = {"date": "a date such as 2025-03-01", "age": "a whole number of years from 0 to 130"}
    wanted |= dict.fromkeys(("diagnosed", "start", "end"), wanted["date"])
    wanted |= {"when": "past, current, planned or unknown", "value": "a number; write 3+ and the like as score"}
    return f"{name} does not fit; write {wanted.get(kind, 'a short text')} ({HOW_TO})"


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("repeated")
    return dict(pairs)


def _no_number(_: str) -> object:
    raise ValueError("NaN and Infinity are no JSON")


class _PlainLoader(yaml.BaseLoader):
    """YAML without types, aliases and repeated keys: "no" stays a word, and a few lines cannot stand for a billion."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(None, None, "aliases are not read", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [str(key.value) for key, _ in node.value]
        if len(set(keys)) < len(keys):
            raise yaml.MarkedYAMLError(None, None, "a key stands twice", node.start_mark)
        return {str(key): value for key, value in super().construct_mapping(node, deep=deep).items()}
