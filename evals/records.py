"""Run files: one RunRecord per line, only ever appended to. A line cut short by a crash is dropped, nothing else is."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from pydantic import ValidationError

from evals.schema import Fingerprints, RunRecord
from rag.errors import SuiteError

if TYPE_CHECKING:
    from filelock import BaseFileLock

RECORD_START = b'{"schema":"citewell/run/1"'
SYNC_EVERY_S = 1.0  # what a power cut may cost at most; a killed process costs nothing that was appended


class Key(NamedTuple):
    """What a record answers: of records with the same, all but the last hold errors, and the last counts."""

    variant: str
    case_id: str
    repeat: int

    def __str__(self) -> str:
        """In words, for messages."""
        of = f" of variant {self.variant!r}" if self.variant else ""
        return f"case {self.case_id!r}, repeat {self.repeat}{of}"


def key_of(record: RunRecord) -> Key:
    """The record's key."""
    return Key(record.variant, record.case.id, record.repeat)


def read_records(path: Path) -> tuple[RunRecord, ...]:
    """The records of a run file: variant by variant, by repeat, in suite order, whatever order they were made in.

    Text after the last line break is a torn record and is left out.
    Of a case that errored and was asked again, the later record.
    Raises: SuiteError: unreadable, no record, a broken line, a case answered twice, or records of different runs.
    """
    records = list({key_of(record): record for record in iterate_records(path)}.values())
    if not records:
        raise SuiteError(f"run file {path} holds no record; make it with: citewell eval run SUITE --out {path}")
    variants = list(dict.fromkeys(["", *(record.variant for record in records)]))
    records.sort(key=lambda record: (variants.index(record.variant), record.repeat, record.place))
    return tuple(records)


def iterate_records(path: Path) -> Iterator[RunRecord]:
    """As read_records, one at a time and in file order: a long run need not fit into memory. No record is no error.

    A record that errored comes too, before the later one that counts.
    """
    answered: set[Key] = set()
    made_of: dict[str, Fingerprints] = {}
    for number, line in enumerate(_lines(path), start=1):
        record = _record(path, line, number)
        key = key_of(record)
        if key in answered:
            raise SuiteError(f"run file {path} holds {key} twice; run again with another --out")
        if record.error is None:
            answered.add(key)
        mine = record.fingerprints
        theirs = made_of.setdefault(record.variant, mine)
        suite = next(iter(made_of.values())).suite
        if mine != theirs or mine.suite != suite:
            raise SuiteError(f"run file {path} mixes runs: {key} has other fingerprints; run again with another --out")
        yield record


def drop_torn_line(path: Path) -> None:
    """Cut the file after its last line break, so that the next record begins on a line of its own.

    Raises: SuiteError: what would be cut is not the beginning of a record, so the file is not ours to cut.
    """
    content = path.read_bytes()
    end = content.rfind(b"\n") + 1
    torn = content[end:]
    if torn[: len(RECORD_START)] != RECORD_START[: len(torn)]:
        raise SuiteError(f"{path} does not end in a record of a run ({torn[:40]!r}); choose another --out")
    if torn:
        os.truncate(path, end)


class RunFile:
    """A run file that this process alone may add to, while entered."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened yet."""
        self.path = Path(os.path.realpath(path))  # two names of one file are one file
        self._lock: BaseFileLock | None = None
        self._file: FileIO | None = None
        self._synced = 0.0

    def __enter__(self) -> Self:
        """Raises: SuiteError: another process is adding to it, or it cannot be written."""
        from filelock import FileLock, Timeout

        if self.path.exists() and not self.path.is_file():
            what = "a folder" if self.path.is_dir() else "a device or pipe, and a run is read back"
            raise SuiteError(f"cannot write {self.path}: it is {what}; name a file with --out")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=0)
            self._lock.acquire()
        except Timeout as error:
            raise SuiteError(
                f"another process is writing {self.path}; wait for it to end, or choose another --out"
            ) from error
        except OSError as error:
            raise SuiteError(f"cannot write {self.path} ({error.strerror}); choose another --out") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """What was added is on disk, and the file is free again."""
        try:
            if self._file is not None:
                os.fsync(self._file.fileno())
                self._file.close()
        finally:
            if self._lock is not None:
                self._lock.release()

    def earlier(self) -> Iterator[RunRecord]:
        """What it holds, as iterate_records; nothing where there is no such file."""
        if self.path.exists():
            yield from iterate_records(self.path)

    def append(self, record: RunRecord) -> None:
        """Add one line, whole or not at all; it outlives this process once this returns.

        Raises: SuiteError: the file does not end as a run file does. OSError: the disk is full, or worse.
        """
        if self._file is None:
            if self.path.exists():
                drop_torn_line(self.path)
            self._file = self.path.open("ab", buffering=0)
        end = self._file.seek(0, os.SEEK_END)
        rest = memoryview(record.model_dump_json(by_alias=True).encode() + b"\n")
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            with suppress(OSError):
                os.truncate(self.path, end)
            raise
        if time.monotonic() - self._synced >= SYNC_EVERY_S:
            os.fsync(self._file.fileno())
            self._synced = time.monotonic()


def _lines(path: Path) -> Iterator[bytes]:
    """The lines that end in a line break, without it."""
    try:
        with path.open("rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield line[:-1]
    except OSError as error:
        raise SuiteError(
            f"run file {path} cannot be read ({error}); make it with: citewell eval run SUITE --out {path}"
        ) from error


def _record(path: Path, line: bytes, number: int) -> RunRecord:
    try:
        return RunRecord.model_validate_json(line)
    except ValidationError as error:
        if number == 1 and b'"citewell/run/' not in line:  # somebody's own file: no line of it is to be removed
            raise SuiteError(
                f"{path} is no run file; name a RUN.jsonl of citewell eval run, or choose another --out"
            ) from error
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "line"
        what = f"run file {path}, line {number}, {field}: {first['msg']}"
        raise SuiteError(f"{what}; remove that line, or run again with another --out") from error
