"""Paths -> the files to read; a file's metadata -> Source. Reads front matter and sources.toml, no document text."""

import datetime
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

from ingest.fields import Fields, from_front_matter, from_sources_file
from ingest.readers.charset import decode
from ingest.readers.detect import MARKDOWN_SUFFIXES, TEXT_SUFFIXES
from ingest.readers.front_matter import MAX_CHARS, split_front_matter
from ingest.values import Rejected, Rejection, printable_path
from rag.licences import is_licence
from rag.schema import Source, SourceKind, Value
from rag.words import slug

# ---------------------------------------------------------------- files

_NOT_SOURCES = re.compile(r"(readme|licen[cs]e|changelog)", re.IGNORECASE)
_DATA_SUFFIXES = frozenset(
    {".bib", ".csv", ".json", ".jsonl", ".lock", ".log", ".toml", ".tsv", ".xml", ".yaml", ".yml"}
)
_CODE_SUFFIXES = frozenset({".cfg", ".css", ".ini", ".js", ".py", ".sh"})
_IMAGE_SUFFIXES = frozenset({".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
_HELPER_SUFFIXES = _DATA_SUFFIXES | _CODE_SUFFIXES | _IMAGE_SUFFIXES


class FoundFile(Value):
    """A file to read; `root` is the folder it was found in and must lie in, None when it was named itself."""

    path: Path
    root: Path | None


class FoundFiles(Value):
    """What some paths lead to: files in order of the arguments, sorted within a folder, each once."""

    files: tuple[FoundFile, ...]
    skipped: tuple[Path, ...]
    rejections: tuple[Rejection, ...]


def find_files(paths: Sequence[Path]) -> FoundFiles:
    """Expand files and folders. A file named itself is always kept; in folders these are left out:

    hidden files and folders and links that leave the folder, without a word; readmes, licences, changelogs and helper
    files such as .json and images, listed in `skipped`. Other types are kept, so that reading them says "unsupported".
    """
    files: dict[Path, FoundFile] = {}
    skipped: list[Path] = []
    rejections: list[Rejection] = []
    for path in paths:
        if path.is_dir():
            for inner in _files_under(path):
                if _is_helper(inner):
                    skipped.append(inner)
                else:
                    files.setdefault(inner.resolve(), FoundFile(path=inner, root=path))
        elif path.exists():
            files.setdefault(path.resolve(), FoundFile(path=path, root=None))
        else:
            message = "there is no such file or folder; check the path"
            rejections.append(Rejection(path=printable_path(path), reason="not_found", message=message))
    return FoundFiles(files=tuple(files.values()), skipped=tuple(skipped), rejections=tuple(rejections))


def _files_under(folder: Path) -> Iterator[Path]:
    root = folder.resolve()
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if not name.startswith(".") and path.is_file() and path.resolve().is_relative_to(root):
                yield path


def _is_helper(path: Path) -> bool:
    return path.suffix.lower() in _HELPER_SUFFIXES or _NOT_SOURCES.match(path.stem) is not None


# ---------------------------------------------------------------- metadata

_USED = frozenset(Source.model_fields) - {"extra", "superseded_by"}
_REQUIRED = {"publisher": "--publisher", "published": "--published"}
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?")
_EARLIEST_YEAR = 1900
_LONGEST = 500  # characters of any field we use; longer is a document in the wrong place
_YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class SourceFlags(Value):
    """Metadata given on the command line, for files that do not give it themselves."""

    title: str | None = None
    publisher: str | None = None
    edition: str | None = None
    published: str | None = None
    licence: str | None = None
    topics: tuple[str, ...] = ()
    kind: str | None = None
    audience: str | None = None
    url: str | None = None


def resolve_source(
    path: Path, head: bytes | str, *, flags: SourceFlags, today: datetime.date, document_title: str | None = None
) -> Source:
    """What the shelf says of a file. `head` is the beginning of it (bytes or text), or a `ReadResult.front_matter`.

    Field by field: front matter (Markdown and text files), the `[[source]]` entry of the sources.toml beside it,
    `[defaults]` there, `flags`. The title falls back to `document_title` and the file name, the edition to the date.
    Raises: Rejected: missing_metadata, no_licence or bad_metadata, each naming the field and where to give it.
    """
    own = from_front_matter(_front_matter(path, head))
    fields = own.over(from_sources_file(path)).over(_from_flags(flags))
    _refuse_missing(fields)
    published = _published(_one(fields, "published"), today)
    edition = _one(fields, "edition") or published
    _refuse_future_edition(edition, today)
    return Source(
        source_id=_source_id(_one(fields, "source_id") or path.stem),
        title=_one(fields, "title") or (document_title or "").strip()[:_LONGEST] or _readable(path.stem),
        publisher=_one(fields, "publisher"),
        edition=edition,
        published=published,
        kind=_kind(_one(fields, "kind") or "guideline"),
        licence=_one(fields, "licence"),
        topics=tuple(
            dict.fromkeys(
                filter(None, map(slug, (name for text in fields.values_of("topics") for name in text.split(","))))
            )
        ),
        audience=_one(fields, "audience") or "patient",
        url=_url(_one(fields, "url")),
        language=_one(fields, "language") or "en",
        supersedes=fields.values_of("supersedes"),
        demonstration=_flag("demonstration", _one(fields, "demonstration") or "no"),
        extra={name: ", ".join(texts) for name, texts in own.texts.items() if name not in _USED},
    )


def _front_matter(path: Path, head: bytes | str) -> str:
    if path.suffix.lower() not in MARKDOWN_SUFFIXES + TEXT_SUFFIXES:
        return ""
    # A character takes up to four bytes; one cut in two at the end is of no matter.
    text = decode(head[: 4 * MAX_CHARS]).text if isinstance(head, bytes) else head[:MAX_CHARS]
    return split_front_matter(text).front_matter


def _from_flags(flags: SourceFlags) -> Fields:
    texts = {
        name: (text.strip(),) for name, text in flags.model_dump(exclude={"topics"}).items() if text and text.strip()
    }
    return Fields(texts={**texts, **({"topics": flags.topics} if flags.topics else {})})


def _one(fields: Fields, name: str) -> str:
    text = ", ".join(fields.values_of(name))
    if len(text) > _LONGEST:
        raise Rejected("bad_metadata", f"{name} has {len(text)} characters, the limit is {_LONGEST}; shorten it")
    return text


def _refuse_missing(fields: Fields) -> None:
    has_licence = bool(fields.values_of("licence")) and is_licence(fields.values_of("licence")[0])
    missing = [name for name in _REQUIRED if not fields.values_of(name)]
    if missing:
        names = missing if has_licence else [*missing, "licence"]
        raise Rejected(
            "missing_metadata" if has_licence else "no_licence", f"no {' and no '.join(names)}; {_remedy(names)}"
        )
    if not has_licence:
        raise Rejected("no_licence", f"no licence says that this text may be quoted; {_remedy(['licence'])}")


def _remedy(names: Sequence[str]) -> str:
    flags = " ".join(f"--{name} ..." for name in names)
    return f"add it to the front matter (name: value) or to sources.toml beside the file, or give {flags}"


def _published(text: str, today: datetime.date) -> str:
    match = _DATE.fullmatch(text)
    if match is None:
        raise Rejected("bad_metadata", f"published is {text!r}; write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = match[1], match[2], match[3]
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise Rejected("bad_metadata", f"published is {text!r}, which is no date ({error}); correct it") from error
    published = "-".join(part for part in (year, month, day) if part)
    if published > today.isoformat()[: len(published)]:
        raise Rejected("bad_metadata", f"published is {published}, after today ({today}); correct it")
    if int(year) < _EARLIEST_YEAR:
        raise Rejected("bad_metadata", f"published is {published}, before {_EARLIEST_YEAR}; correct it")
    return published


def _refuse_future_edition(edition: str, today: datetime.date) -> None:
    """Editions are named freely, but one named for a year to come is a mistake or a trick to outrank the others."""
    years = [int(year) for year in re.findall(r"(?<!\d)2\d{3}(?!\d)", edition)]
    if years and max(years) > today.year + 1:  # next year's edition may be out already
        raise Rejected("bad_metadata", f"edition is {edition!r}, a year to come; correct it")


def _kind(text: str) -> SourceKind:
    for kind in get_args(SourceKind):
        if text.lower() == kind:
            return kind  # type: ignore[no-any-return]  # get_args is untyped
    raise Rejected("bad_metadata", f"kind is {text!r}; use one of {', '.join(get_args(SourceKind))}")


def _flag(name: str, text: str) -> bool:
    if text.lower() not in _YES_NO:
        raise Rejected("bad_metadata", f"{name} is {text!r}; write true or false")
    return _YES_NO[text.lower()]


def _url(text: str) -> str | None:
    if text and not re.fullmatch(r"https?://[^\s<>\"]+", text, re.IGNORECASE):
        raise Rejected("bad_metadata", f"url is {text!r}; write an address that begins with https:// or http://")
    return text or None


def _source_id(text: str) -> str:
    name = re.sub(r"[^A-Za-z0-9._-]", "-", text)
    return re.sub(r"^\.+", "-", name)


def _readable(stem: str) -> str:
    words = re.sub(r"[\s_-]+", " ", printable_path(Path(stem))).strip()
    return words[:1].upper() + words[1:] or "Untitled"
