"""Run files: one RunRecord per line, only ever appended to. A line cut short by a crash is dropped, nothing else is."""

import os
from pathlib import Path

from pydantic import ValidationError

from evals.schema import RunRecord
from rag.errors import SuiteError

RECORD_START = b'{"schema":"citewell/run/1"'


def read_records(path: Path) -> tuple[RunRecord, ...]:
    """The records of a run file, in file order. Text after the last line break is a torn record and is left out.

    Raises: SuiteError: unreadable, a broken line, a case recorded twice, or records of different runs in one file.
    """
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except OSError as error:
        raise SuiteError(
            f"run file {path} cannot be read ({error}); make it with: citewell eval run SUITE --out {path}"
        ) from error
    records = tuple(_record(path, line, number) for number, line in enumerate(lines, start=1))
    seen: set[tuple[str, int]] = set()
    for record in records:
        key = (record.case.id, record.repeat)
        if key in seen:
            raise SuiteError(
                f"run file {path} holds case {key[0]!r}, repeat {key[1]}, twice; run again with another --out"
            )
        if record.fingerprints != records[0].fingerprints:
            raise SuiteError(
                f"run file {path} mixes runs: case {key[0]!r} has other fingerprints; run again with another --out"
            )
        seen.add(key)
    return records


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


def append_record(path: Path, record: RunRecord) -> None:
    """Add one line and return once it is on disk."""
    with path.open("ab") as file:
        file.write(record.model_dump_json(by_alias=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _record(path: Path, line: bytes, number: int) -> RunRecord:
    try:
        return RunRecord.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "line"
        what = f"run file {path}, line {number}, {field}: {first['msg']}"
        raise SuiteError(f"{what}; remove that line, or run again with another --out") from error
