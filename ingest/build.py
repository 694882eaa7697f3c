"""Files to a new generation of the index. Works only on what changed; one bad file never stops the rest."""

import datetime
import hashlib
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from ingest.embed import embed
from ingest.readers.worker import ReadingProcess
from ingest.sources import FoundFile, SourceFlags, find_files, resolve_source
from ingest.split import split_document
from ingest.values import Progress, Rejected, Rejection, printable_path
from rag.errors import IndexMismatch, InputError
from rag.index.encoder import Encoder, encoder_fingerprint
from rag.index.generation import (
    Contents,
    ShelfSource,
    current_id,
    file_sha256,
    publish,
    read_contents,
    write_generation,
    writing,
)
from rag.schema import Passage, Value
from rag.settings import Settings

READER_VERSION = (
    "1"  # raise when reading or splitting changes what a passage holds: unchanged files are then read again
)


class FileReport(Value):
    """What became of one file."""

    path: str
    status: Literal["added", "changed", "unchanged", "removed", "rejected", "skipped"]
    source_id: str | None = None
    passages: int = 0
    reason: str | None = Field(default=None, description="why it was rejected: a short code")
    message: str | None = Field(default=None, description="why, and what to do")
    warnings: tuple[str, ...] = ()


class IngestReport(Value):
    """What an ingest did. `embedded` counts passages that went through the encoder, `reused` those that did not need to."""

    generation: str | None
    files: tuple[FileReport, ...]
    sources: int
    passages: int
    embedded: int
    reused: int
    seconds: float
    warnings: tuple[str, ...] = Field(default=(), description="about the shelf as a whole, such as a wrong supersedes")

    @property
    def rejected(self) -> tuple[FileReport, ...]:
        """The files that were not taken."""
        return tuple(file for file in self.files if file.status == "rejected")


class _Work:
    """The shelf as it is being changed: sources by id, their passages, a report per file."""

    def __init__(self, before: Contents | None) -> None:
        self.sources: dict[str, ShelfSource] = {e.source.source_id: e for e in before.sources} if before else {}
        self.passages: dict[str, tuple[Passage, ...]] = dict.fromkeys(self.sources, ())
        for passage in before.passages if before else ():
            self.passages[passage.source_id] += (passage,)
        self.reports: list[FileReport] = []
        self.is_changed = False

    def put(self, entry: ShelfSource, passages: tuple[Passage, ...]) -> None:
        self.sources[entry.source.source_id] = entry
        self.passages[entry.source.source_id] = passages
        self.is_changed = True

    def drop(self, source_id: str) -> ShelfSource:
        self.is_changed = True
        del self.passages[source_id]
        return self.sources.pop(source_id)

    def by_path(self, path: str) -> ShelfSource | None:
        return next((entry for entry in self.sources.values() if entry.path == path), None)

    def chain_editions(self) -> tuple[str, ...]:
        """Set `superseded_by` on every source from the `supersedes` of the others; returns what could not be used."""
        newer: dict[str, str] = {}
        warnings: list[str] = []
        for name, entry in sorted(self.sources.items()):
            for old in entry.source.supersedes:
                other = self.sources.get(old)
                if other is None:
                    warnings.append(f"{name} supersedes {old!r}, which is not on the shelf; check the source_id")
                elif old == name or other.source.published > entry.source.published:
                    warnings.append(
                        f"{name} cannot supersede {old!r}, which is not older; check supersedes and published"
                    )
                elif newer.get(name) == old:
                    warnings.append(f"{name} and {old} supersede each other; mend one of them")
                else:
                    newer[old] = name
        for name, entry in self.sources.items():
            source = entry.source.model_copy(update={"superseded_by": newer.get(name)})
            self.sources[name] = entry.model_copy(update={"source": source})
        return tuple(warnings)


def ingest(
    paths: Sequence[Path],
    index_dir: Path,
    settings: Settings,
    load_encoder: Callable[[], Encoder],
    *,
    flags: SourceFlags | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> IngestReport:
    """Bring the shelf in line with `paths`: new and changed files are read, files gone from a given folder disappear.

    Sources outside `paths` stay. The new generation comes into force at once and as a whole, or not at all.
    `load_encoder` is called only when something must be embedded. `superseded_by` follows the `supersedes` of others.
    Raises: InputError: no file to read. IndexLocked, IndexDamaged, IndexMismatch: see rag.errors.
    """
    started = time.monotonic()
    found = find_files(paths)
    if not found.files and not index_dir.is_dir():
        raise _nothing_to_read(paths, found.rejections)
    with writing(index_dir):
        name = current_id(index_dir)
        before = read_contents(index_dir / name) if name else None
        if before and before.encoder != encoder_fingerprint(settings.index):
            raise IndexMismatch(
                f"the index at {index_dir} was built with encoder {before.encoder!r}; "
                "run: citewell index rebuild, or set index.model back, or choose another --index"
            )
        work = _Work(before)
        work.reports.extend(_rejected(rejection) for rejection in found.rejections)
        work.reports.extend(FileReport(path=printable_path(path), status="skipped") for path in found.skipped)
        _remove_missing(work, paths, found.files)
        _read_files(work, found.files, settings, flags or SourceFlags(), on_progress)
        if not found.files and not work.is_changed:
            raise _nothing_to_read(paths, found.rejections)
        embedded = 0
        warnings: tuple[str, ...] = ()
        if work.is_changed:
            warnings = work.chain_editions()
            passages = tuple(p for key in sorted(work.passages) for p in work.passages[key])
            vectors, embedded = embed(passages, before, index_dir / "spool", load_encoder, settings.index, on_progress)
            contents = Contents(
                sources=tuple(work.sources[key] for key in sorted(work.sources)),
                passages=passages,
                vectors=vectors,
                encoder=encoder_fingerprint(settings.index),
            )
            on_progress(Progress(stage="index", done=0, total=len(passages)))
            name = write_generation(index_dir, contents, settings.retrieve)
            publish(index_dir, name, keep=settings.index.keep_generations)
            shutil.rmtree(index_dir / "spool", ignore_errors=True)
    total = sum(len(kept) for kept in work.passages.values())
    return IngestReport(
        generation=name,
        files=tuple(work.reports),
        sources=len(work.sources),
        passages=total,
        embedded=embedded,
        reused=total - embedded,
        seconds=round(time.monotonic() - started, 3),
        warnings=warnings,
    )


def _nothing_to_read(paths: Sequence[Path], rejections: Sequence[Rejection]) -> InputError:
    if rejections:
        return InputError(f"{rejections[0].path}: {rejections[0].message}")
    return InputError(f"no guideline file in {', '.join(map(str, paths))}; give .md, .html, .txt or .pdf files")


def _remove_missing(work: _Work, paths: Sequence[Path], files: Sequence[FoundFile]) -> None:
    present = {str(file.path.resolve()) for file in files}
    folders = [path.resolve() for path in paths if path.is_dir()]
    for source_id, entry in list(work.sources.items()):
        path = Path(entry.path)
        if entry.path not in present and any(path.is_relative_to(folder) for folder in folders):
            gone = work.drop(source_id)
            work.reports.append(FileReport(path=gone.path, status="removed", source_id=source_id))


def _read_files(
    work: _Work,
    files: Sequence[FoundFile],
    settings: Settings,
    flags: SourceFlags,
    on_progress: Callable[[Progress], None],
) -> None:
    with ReadingProcess(settings.read) as reader:
        for done, file in enumerate(files):
            on_progress(Progress(stage="read", done=done, total=len(files), name=file.path.name))
            try:
                work.reports.append(_read_file(work, file, reader, settings, flags))
            except Rejected as rejected:
                work.reports.append(_rejected_now(work, rejected.at(file.path), work.by_path(str(file.path.resolve()))))


def _read_file(
    work: _Work, file: FoundFile, reader: ReadingProcess, settings: Settings, flags: SourceFlags
) -> FileReport:
    path = str(file.path.resolve())
    if not path.isprintable():
        raise Rejected("bad_metadata", "the file name holds characters that cannot be printed; rename the file")
    known = work.by_path(path)
    if known and known.fingerprint == _fingerprint(_sha256(file.path), file.path, flags, settings):
        return FileReport(
            path=path,
            status="unchanged",
            source_id=known.source.source_id,
            passages=known.passages,
            warnings=known.warnings,
        )
    result = reader.read(file.path, file.root)
    if result.document is None or result.sha256 is None:
        rejection = result.rejection or Rejection(
            path=path, reason="damaged", message="nothing was read; check the file"
        )
        return _rejected_now(work, rejection, known)
    source = resolve_source(
        file.path, result.front_matter, flags=flags, today=datetime.date.today(), document_title=result.document.title
    )
    other = work.sources.get(source.source_id)
    if other and other.path != path and Path(other.path).exists():
        raise Rejected(
            "bad_metadata", f"source_id {source.source_id!r} is taken by {other.path}; give this file its own source_id"
        )
    passages = split_document(result.document, source, settings.split)
    if not passages:
        raise Rejected("empty", "the file holds headings but no text; replace it with one that holds text")
    if known and known.source.source_id != source.source_id:
        work.drop(known.source.source_id)
    entry = ShelfSource(
        source=source,
        path=path,
        sha256=result.sha256,
        fingerprint=_fingerprint(result.sha256, file.path, flags, settings),
        passages=len(passages),
        warnings=result.document.warnings,
    )
    work.put(entry, passages)
    return FileReport(
        path=path,
        status="changed" if known else "added",
        source_id=source.source_id,
        passages=len(passages),
        warnings=entry.warnings,
    )


def _fingerprint(sha256: str | None, path: Path, flags: SourceFlags, settings: Settings) -> str:
    """Hash of all that decides a file's passages and metadata."""
    parts = [READER_VERSION, str(sha256), str(_sha256(path.with_name("sources.toml")))]
    parts += [settings.split.model_dump_json(), flags.model_dump_json()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _sha256(path: Path) -> str | None:
    try:
        return file_sha256(path)
    except OSError:
        return None


def _rejected_now(work: _Work, rejection: Rejection, known: ShelfSource | None) -> FileReport:
    """Report a rejected file. What was read of it before stays, unless the licence to quote it is gone."""
    if known and rejection.reason == "no_licence":
        work.drop(known.source.source_id)
        message = f"{rejection.message}. What was read of it before was taken off the shelf"
        return _rejected(rejection.model_copy(update={"message": message}))
    return _rejected(rejection, known)


def _rejected(rejection: Rejection, known: ShelfSource | None = None) -> FileReport:
    kept = " The edition read before stays on the shelf." if known else ""
    return FileReport(
        path=rejection.path,
        status="rejected",
        reason=rejection.reason,
        message=rejection.message + kept,
        source_id=known.source.source_id if known else None,
        passages=known.passages if known else 0,
    )
