"""An index folder to what is in it and whether it is sound. Repairs nothing; `roll_back` only switches."""

from pathlib import Path

import numpy as np

from rag.errors import IndexDamaged, IndexMissing
from rag.index.generation import (
    CURRENT,
    OWN_FILES,
    Contents,
    check_files,
    current_id,
    finished_generations,
    name_in_force,
    read_contents,
    read_manifest,
    run_store,
    write_atomically,
    writing,
)
from rag.schema import Value
from rag.settings import IndexSettings


class StatusEntry(Value):
    """One source as `index status` lists it."""

    source_id: str
    title: str
    publisher: str
    edition: str
    published: str
    licence: str
    topics: tuple[str, ...]
    superseded_by: str | None
    passages: int
    path: str


class Status(Value):
    """What is on the shelf."""

    generation: str
    created: str
    encoder: str
    sources: int
    passages: int
    generations: tuple[str, ...]
    entries: tuple[StatusEntry, ...]


class Check(Value):
    """One thing looked at in an audit."""

    name: str
    passed: bool
    detail: str


class AuditReport(Value):
    """Everything looked at; sound when every check passed."""

    generation: str
    checks: tuple[Check, ...]
    passed: bool


def shelf_status(index_dir: Path) -> Status:
    """Raises: IndexMissing, IndexDamaged."""
    name = name_in_force(index_dir)
    manifest = read_manifest(index_dir / name)
    contents = read_contents(index_dir / name)
    entries = tuple(
        StatusEntry(
            **entry.source.model_dump(include=set(StatusEntry.model_fields)), passages=entry.passages, path=entry.path
        )
        for entry in contents.sources
    )
    return Status(
        generation=name,
        created=manifest.created,
        encoder=manifest.encoder,
        sources=manifest.sources,
        passages=manifest.passages,
        generations=tuple(finished_generations(index_dir)),
        entries=entries,
    )


def audit(index_dir: Path, settings: IndexSettings) -> AuditReport:
    """Check hashes, vectors and that every passage finds itself in Chroma (in a child process: damage can crash it).

    Raises: IndexMissing: no index. IndexDamaged: no generation can be named at all.
    """
    name = name_in_force(index_dir)
    folder = index_dir / name
    checks: list[Check] = []

    def check(label: str, work: object) -> bool:
        try:
            detail = str(work() if callable(work) else work)
        except IndexDamaged as error:
            checks.append(Check(name=label, passed=False, detail=str(error)))
            return False
        checks.append(Check(name=label, passed=True, detail=detail))
        return True

    manifest = read_manifest(folder)
    check("files", lambda: _checked(folder, tuple(manifest.files)))
    if check("contents", lambda: f"{len(read_contents(folder).passages)} passages read"):
        contents = read_contents(folder)
        check("vectors", lambda: _check_vectors(contents))
        if contents.passages:
            check("chroma", lambda: _check_chroma(folder))
    return AuditReport(generation=name, checks=tuple(checks), passed=all(c.passed for c in checks))


def roll_back(index_dir: Path) -> str:
    """Put the generation before the current one in force and return its name. The current one is kept.

    Raises: IndexMissing: there is no earlier one.
    """
    with writing(index_dir):
        finished = finished_generations(index_dir)
        try:
            current = current_id(index_dir)
        except IndexDamaged:
            current = None
        earlier = [name for name in finished if current is None or name < current]
        if not earlier:
            raise IndexMissing(f"{index_dir} holds no earlier generation; ingest again to change the shelf")
        read_contents(index_dir / earlier[-1])
        write_atomically(index_dir / CURRENT, (earlier[-1] + "\n").encode())
        return earlier[-1]


def _checked(folder: Path, names: tuple[str, ...]) -> str:
    check_files(folder, read_manifest(folder), names)
    return f"{len(names)} files are as they were written ({', '.join(OWN_FILES)}, BM25, HNSW)"


def _check_chroma(folder: Path) -> str:
    run_store(folder, "audit")
    return "every passage finds itself"


def _check_vectors(contents: Contents) -> str:
    norms = np.linalg.norm(contents.vectors, axis=1)
    if len(norms) and not (np.isfinite(norms).all() and float(np.abs(norms - 1).max()) < 1e-3):
        raise IndexDamaged("some vectors are not of length 1; run: citewell index rebuild")
    known = {entry.source.source_id for entry in contents.sources}
    strays = {passage.source_id for passage in contents.passages} - known
    if strays:
        raise IndexDamaged(f"passages of unknown sources: {sorted(strays)[:3]}; run: citewell index rebuild")
    return f"{len(norms)} vectors of length 1, all passages belong to a source"
