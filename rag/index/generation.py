"""Generations on disk: written aside, audited, then switched in by one atomic rename. Readers see the old or the new one.

index/CURRENT                 name of the generation in force
index/gen-<time>-<random>/    manifest.json sources.json passages.jsonl vectors.npy lexical/ chroma/
index/spool/                  vectors of an ingest that was cut off, reused by the next one
index/writer.lock             held by the one process that may write
"""

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from rag.errors import IndexDamaged, IndexLocked, IndexMissing, IndexNotWritten
from rag.schema import Passage, Source, Value
from rag.settings import RetrieveSettings

CURRENT = "CURRENT"
OWN_FILES = ("sources.json", "passages.jsonl", "vectors.npy")
REBUILD = "run: citewell index rebuild (or citewell index rollback)"


class ShelfSource(Value):
    """A source on the shelf and the file it was read from."""

    source: Source
    path: str = Field(description="file read, absolute")
    sha256: str = Field(description="of the file's bytes")
    fingerprint: str = Field(description="of bytes, metadata and splitting: equal means nothing to do")
    passages: int
    warnings: tuple[str, ...] = ()


class Manifest(Value):
    """What a generation is made of. Written last: a folder without it is unfinished."""

    format: Literal["citewell/generation/1"] = "citewell/generation/1"
    id: str
    created: str
    parent: str | None
    encoder: str
    dimension: int
    passages: int
    sources: int
    lexical: RetrieveSettings = Field(description="settings the BM25 index was built with")
    files: dict[str, str] = Field(description="SHA-256 of every file whose bytes never change after building")


class Contents(Value):
    """What a generation holds, in memory. Row i of `vectors` belongs to passages[i]."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    sources: tuple[ShelfSource, ...]
    passages: tuple[Passage, ...]
    vectors: NDArray[np.float32]
    encoder: str


@contextmanager
def writing(index_dir: Path) -> Iterator[None]:
    """Hold the index's one writer lock.

    Raises: IndexLocked: at once, when another process holds it. IndexNotWritten: for what the system refuses meanwhile.
    """
    from filelock import FileLock, Timeout

    try:
        index_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexMissing(
            f"cannot create the index folder {index_dir} ({error.strerror}); choose another with --index"
        ) from error
    lock = FileLock(index_dir / "writer.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexLocked(f"another process is writing {index_dir}; wait for it to end, then run this again") from error
    except OSError as error:
        raise IndexLocked(
            f"cannot lock {index_dir} ({error.strerror}); make the folder writable or use --index"
        ) from error
    try:
        yield
    except OSError as error:
        what = f"cannot write {error.filename or index_dir} ({error.strerror or error})"
        raise IndexNotWritten(
            f"{what}; the shelf is as it was; make room or mend the folder, then run this again"
        ) from error
    finally:
        lock.release()


def current_id(index_dir: Path) -> str | None:
    """Name of the generation in force, or None when nothing was ever ingested.

    Without CURRENT the only finished generation is in force: an ingest was killed after it finished its first one.
    Raises: IndexDamaged: CURRENT names no finished generation, or is missing while several could be meant.
    """
    try:
        name = (index_dir / CURRENT).read_text("utf-8").strip()
    except FileNotFoundError:
        finished = finished_generations(index_dir)
        if len(finished) > 1:
            raise IndexDamaged(f"{index_dir / CURRENT} is missing; run: citewell index rebuild") from None
        return finished[0] if finished else None
    except (UnicodeDecodeError, OSError):
        name = ""
    if not name.startswith("gen-") or "/" in name or not (index_dir / name / "manifest.json").is_file():
        raise IndexDamaged(f"{index_dir / CURRENT} does not name a finished generation; {REBUILD}")
    return name


def name_in_force(index_dir: Path) -> str:
    """As current_id, where there must be one. Raises: IndexMissing: nothing was ever ingested. IndexDamaged."""
    name = current_id(index_dir) if index_dir.is_dir() else None
    if name is None:
        raise IndexMissing(f"no index at {index_dir}; run: citewell ingest PATH --index {index_dir}")
    return name


def finished_generations(index_dir: Path) -> list[str]:
    """Names of all finished generations, oldest first."""
    return sorted(path.parent.name for path in index_dir.glob("gen-*/manifest.json"))


def read_manifest(folder: Path) -> Manifest:
    """Raises: IndexDamaged: unreadable or of another format."""
    try:
        return Manifest.model_validate_json((folder / "manifest.json").read_bytes())
    except (OSError, ValidationError) as error:
        raise IndexDamaged(f"{folder / 'manifest.json'} cannot be read; {REBUILD}") from error


def read_contents(folder: Path) -> Contents:
    """Sources, passages and vectors of a finished generation.

    Raises: IndexDamaged: a file is missing, cut or altered, by its hash.
    """
    manifest = read_manifest(folder)
    check_files(folder, manifest, OWN_FILES)
    try:
        sources = TypeAdapter(tuple[ShelfSource, ...]).validate_json((folder / "sources.json").read_bytes())
        lines = (folder / "passages.jsonl").read_bytes().splitlines()
        passages = tuple(Passage.model_validate_json(line) for line in lines)
        vectors = np.load(folder / "vectors.npy", mmap_mode="r", allow_pickle=False)
    except (OSError, ValidationError, ValueError) as error:
        raise IndexDamaged(f"{folder} cannot be read ({type(error).__name__}); {REBUILD}") from error
    if vectors.shape != (len(passages), manifest.dimension):
        raise IndexDamaged(f"{folder} holds {len(passages)} passages but vectors of shape {vectors.shape}; {REBUILD}")
    return Contents(sources=sources, passages=passages, vectors=vectors, encoder=manifest.encoder)


def check_files(folder: Path, manifest: Manifest, names: Sequence[str]) -> None:
    """Compare files with the hashes of the manifest. Raises: IndexDamaged naming the first that differs."""
    for name in names:
        path = folder / name
        if not path.is_file():
            raise IndexDamaged(f"{path} is missing; {REBUILD}")
        if file_sha256(path) != manifest.files.get(name):
            raise IndexDamaged(f"{path} is not as it was written; {REBUILD}")


def write_generation(index_dir: Path, contents: Contents, retrieve: RetrieveSettings) -> str:
    """Write a generation aside, audit it in a child process and return its name. It is not in force yet: see publish.

    Call only while holding `writing`. Raises: IndexDamaged: the audit found records lost or altered.
    """
    created = datetime.now(UTC)
    name = f"gen-{created:%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"
    folder = index_dir / name
    folder.mkdir()
    try:
        _fill(folder, contents, retrieve)
        steady = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".sqlite3"]
        manifest = Manifest(
            id=name,
            created=created.isoformat(timespec="seconds"),
            parent=_parent(index_dir),
            encoder=contents.encoder,
            dimension=int(contents.vectors.shape[1]),
            passages=len(contents.passages),
            sources=len(contents.sources),
            lexical=retrieve,
            files={path.relative_to(folder).as_posix(): file_sha256(path) for path in steady},
        )
        for path in (p for p in folder.rglob("*") if p.is_file()):
            _sync(path)
        write_atomically(folder / "manifest.json", manifest.model_dump_json(indent=1).encode())
        for path in [*(p for p in folder.rglob("*") if p.is_dir()), folder, index_dir]:
            _sync(path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return name


def _fill(folder: Path, contents: Contents, retrieve: RetrieveSettings) -> None:
    from rag.index.lexical import build_lexical

    (folder / "sources.json").write_bytes(TypeAdapter(tuple[ShelfSource, ...]).dump_json(contents.sources, indent=1))
    (folder / "passages.jsonl").write_text("".join(p.model_dump_json() + "\n" for p in contents.passages), "utf-8")
    np.save(folder / "vectors.npy", np.ascontiguousarray(contents.vectors, dtype=np.float32), allow_pickle=False)
    if contents.passages:
        texts = [passage.embedding_text for passage in contents.passages]
        build_lexical(texts, folder / "lexical", k1=retrieve.bm25_k1, b=retrieve.bm25_b)
        run_store(folder, "build")


def publish(index_dir: Path, name: str, *, keep: int) -> None:
    """Put generation `name` in force, then remove unfinished folders and all but the newest `keep` finished ones."""
    write_atomically(index_dir / CURRENT, (name + "\n").encode())
    older = [other for other in finished_generations(index_dir) if other != name]
    kept = {name, *older[len(older) - (keep - 1) :]} if keep > 1 else {name}
    for path in index_dir.glob("gen-*"):
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def run_store(folder: Path, action: Literal["build", "audit"]) -> None:
    """Build or audit the Chroma collection in a child process: damaged files crash the process that opens them.

    Raises: IndexNotWritten: it could not be built. IndexDamaged: the audit found records lost or altered.
    """
    command = [sys.executable, "-P", "-m", "rag.index.store", action, str(folder.absolute())]
    root = str(Path(__file__).resolve().parent.parent.parent)
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}  # an empty entry would be the working folder
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode != 0:
        last = (done.stdout.strip() or done.stderr.strip() or f"child ended with {done.returncode}").splitlines()[-1]
        if action == "build":
            raise IndexNotWritten(
                f"Chroma could not build its collection ({last[:300]}); check disk and memory, then run this again"
            )
        raise IndexDamaged(f"the Chroma collection in {folder} did not pass its audit: {last[:300]}; {REBUILD}")


def write_atomically(path: Path, data: bytes) -> None:
    """Replace `path` by `data`: after a crash it holds the old bytes or the new ones, and they are on disk."""
    working = path.with_name(path.name + ".new")
    working.write_bytes(data)
    _sync(working)
    os.replace(working, path)
    _sync(path.parent)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _parent(index_dir: Path) -> str | None:
    try:
        return current_id(index_dir)
    except IndexDamaged:
        return None


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
