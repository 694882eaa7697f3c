"""Results to stdout, progress and messages to stderr: bars on a terminal, plain lines elsewhere."""

import codecs
import json
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from rag.errors import InputError
from rag.result_file import is_same_file

ID = re.compile(r'"id"\s*:\s*(?:"([^"\\]*)"|(\d{1,18})\b)')
PLAIN_EVERY_S = 5.0  # seconds between progress lines where no bar can be drawn


class Bar(Protocol):
    """Shows how far a command is."""

    def show(self, stage: str, done: int, total: int, name: str = "") -> None:
        """`done` of `total` of this stage; `name` is what is being worked on."""
        ...


def say(message: str) -> None:
    """One line to stderr, with control characters made visible."""
    print(inert(message), file=sys.stderr, flush=True)


def inert(text: str) -> str:
    """Text in which no control character can move the cursor or forge a line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def print_json(value: Any) -> None:
    """One JSON value and a line break to stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=None if not sys.stdout.isatty() else 1))


def keep_apart(out: Path | None, source: Path | None, folders: Mapping[str, Path | None]) -> None:
    """Nothing to `out` that is in use: `source` is what --in reads, `folders` hold recordings, by the flag that names each.

    Raises: InputError: the result would be written over the very file that is read, or among recordings.
    """
    if out is None:
        return
    if source is not None and is_same_file(out, source):
        raise InputError(f"--out {out} is {source}, which is read; choose another file, or it would be lost")
    target = Path(os.path.realpath(out))  # what would be written: see rag.result_file
    for flag, folder in folders.items():
        if folder is not None and Path(os.path.realpath(folder)) in (target, *target.parents):
            raise InputError(f"--out {out} is in the folder of {flag}; choose another place, away from the recordings")


@dataclass(frozen=True)
class JsonLine:
    """A line of a JSONL file: its number, from 1, and its object, or what is wrong with it. `id` where that can be read."""

    number: int
    value: dict[str, Any] | str
    id: str | int | None = None


def read_jsonl(path: Path, required: Iterable[str]) -> Iterator[JsonLine]:
    """The lines of a JSONL file that are not blank; one that is no object, not in UTF-8 or lacks a text field says so.

    Raises: InputError: the file cannot be read, or is in UTF-16 or UTF-32.
    """
    try:
        content = path.read_bytes()
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise UnicodeError("it is in UTF-16 or UTF-32")
    except (OSError, UnicodeError) as error:
        raise InputError(f"cannot read {path} ({error}); give a JSONL file in UTF-8") from error
    for number, line in enumerate(content.removeprefix(codecs.BOM_UTF8).split(b"\n"), 1):
        if line.strip():
            yield _json_line(path, number, line, required)


def _json_line(path: Path, number: int, line: bytes, required: Iterable[str]) -> JsonLine:
    where = f"{path}, line {number}"
    try:
        value = json.loads(line.decode("utf-8"))
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair could not be written again
    except (ValueError, RecursionError) as error:
        why = f"cannot be used ({str(error)[:100]}); write one JSON object per line, in UTF-8"
        return JsonLine(number, f"{where}: {why}", _id_in(line))
    missing = [n for n in required if not isinstance(value, dict) or not isinstance(value.get(n), str | int)]
    name = value.get("id") if isinstance(value, dict) and isinstance(value.get("id"), str | int) else None
    return JsonLine(number, f"{where}: needs {' and '.join(missing)}" if missing else value, name)


def _id_in(line: bytes) -> str | int | None:
    """The id of a line that cannot be used, as far as it can be made out."""
    found = ID.search(line.decode("utf-8", "replace"))
    return None if found is None else found[1] if found[1] is not None else int(found[2])


@contextmanager
def progress_bar() -> Iterator[Bar]:
    """A bar with rate and time left on a terminal; a line every few seconds elsewhere."""
    if not sys.stderr.isatty():
        yield _PlainBar()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description:<6}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _RichBar(progress)


class _RichBar:
    def __init__(self, progress: Any) -> None:
        self._progress = progress
        self._tasks: dict[str, Any] = {}

    def show(self, stage: str, done: int, total: int, name: str = "") -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=total or None, rate="", name="")
        speed = self._progress.tasks[self._tasks[stage]].speed
        rate = f"{speed:.1f}/s" if speed else ""
        self._progress.update(self._tasks[stage], completed=done, total=total or None, rate=rate, name=inert(name)[:40])


class _PlainBar:
    def __init__(self) -> None:
        self._stage = ""
        self._began = self._last = 0.0

    def show(self, stage: str, done: int, total: int, name: str = "") -> None:
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._began, self._last = stage, now, now
            say(f"{stage}: {done} of {total}")
        elif now - self._last >= PLAIN_EVERY_S or done == total:
            self._last = now
            rate = done / (now - self._began) if now > self._began else 0.0
            left = f", {rate:.1f}/s, {(total - done) / rate:.0f} s left" if rate else ""
            say(f"{stage}: {done} of {total}{left}")
