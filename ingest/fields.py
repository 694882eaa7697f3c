"""Front matter and sources.toml -> metadata fields under their canonical names, as text. Does not judge the values."""

import datetime
import json
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ingest.readers.charset import decode
from ingest.readers.front_matter import parse_front_matter
from ingest.readers.normalise import clean_text
from ingest.values import Rejected
from rag.schema import Value

SOURCES_FILE = "sources.toml"
_MAX_BYTES = 10_000_000

_SYNONYMS = {
    "id": "source_id",
    "license": "licence",
    "date": "published",
    "publication_date": "published",
    "version": "edition",
    "topic": "topics",
}
_NO_VALUE = ("", "~", "null", "none")


class Fields(Value):
    """The metadata from one place. A field that is absent or blank there has no entry."""

    texts: dict[str, tuple[str, ...]]

    def values_of(self, name: str) -> tuple[str, ...]:
        """All texts of a field, in order; empty when it is not given."""
        return self.texts.get(name, ())

    def over(self, lower: "Fields") -> "Fields":
        """These fields, and those of `lower` that are not given here."""
        return Fields(texts={**lower.texts, **self.texts})


def from_front_matter(front_matter: str) -> Fields:
    """Fields of a front matter with its lines of dashes. Raises: Rejected: bad_metadata, naming the line."""
    return _fields(parse_front_matter(front_matter))


def from_sources_file(path: Path) -> Fields:
    """What a sources.toml beside `path` says of it: its `[[source]]` entry over `[defaults]`.

    An entry belongs to the file that its `path`, relative to sources.toml, names.
    Raises: Rejected: bad_metadata, naming the line, when the file is not valid TOML or not of this form.
    """
    try:
        with (path.parent / SOURCES_FILE).open("rb") as file:
            data = file.read(_MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return Fields(texts={})
    except OSError as error:
        raise Rejected("bad_metadata", f"{SOURCES_FILE} beside the file cannot be read ({error.strerror})") from error
    sources = _parse(decode(data).text)
    return sources.entries.get(path.name, Fields(texts={})).over(sources.defaults)


class _SourcesFile(Value):
    """A parsed sources.toml: its defaults, and its entries by path."""

    defaults: Fields
    entries: dict[str, Fields]


@lru_cache(maxsize=8)  # a folder of a thousand files asks for the same text a thousand times
def _parse(text: str) -> _SourcesFile:
    try:
        content = tomllib.loads(text, parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Rejected(
            "bad_metadata", f"{SOURCES_FILE} beside the file is not valid TOML ({error}); mend it"
        ) from error
    defaults, entries = content.get("defaults", {}), content.get("source", [])
    if not isinstance(defaults, dict) or not isinstance(entries, list):
        raise Rejected("bad_metadata", f"{SOURCES_FILE} holds no [defaults] table and [[source]] entries; mend it")
    by_path = {}
    for entry in entries:
        name = entry.get("path") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            raise Rejected("bad_metadata", f'a [[source]] of {SOURCES_FILE} names no file; add path = "FILE" to it')
        by_path[Path(name).as_posix()] = _fields({key: value for key, value in entry.items() if key != "path"})
    return _SourcesFile(defaults=_fields(defaults), entries=by_path)


def _fields(raw: Mapping[str, object]) -> Fields:
    texts: dict[str, tuple[str, ...]] = {}
    for key, value in raw.items():
        name = "_".join(key.strip().lower().replace("-", " ").split())
        found = tuple(text for text in map(_text, value if isinstance(value, list) else [value]) if text)
        name = _SYNONYMS.get(name, name)
        if found:
            texts[name] = texts.get(name, ()) + found if name == "topics" else texts.get(name, found)
    return Fields(texts=texts)


def _text(value: object) -> str:
    """One line of clean text; "" for a value that says nothing."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    text = " ".join(clean_text(text).split())
    return "" if text.lower() in _NO_VALUE else text
