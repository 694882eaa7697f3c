"""The reading process: requests on its input, results on its output, one JSON line each. Writes no file."""

import hashlib
import json
import os
import resource
import stat
import sys
from pathlib import Path

from ingest.readers.detect import MARKDOWN_SUFFIXES, TEXT_SUFFIXES, read_document
from ingest.values import ReadResult, Rejected, Rejection, printable_path
from rag.settings import ReadSettings

_TOO_MUCH_MEMORY = "reading it takes more memory than read.memory_bytes allows; split the file or raise the limit"


def main(settings_json: str) -> None:
    """Serve requests `{"path", "root"}` until the input ends. `settings_json` is a ReadSettings."""
    limits = ReadSettings.model_validate_json(settings_json)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    replies = os.fdopen(os.dup(1), "w", encoding="ascii")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)  # a parser that prints must not write into our replies, nor onto the user's screen
    os.dup2(silence, 2)
    for line in sys.stdin:
        request = json.loads(line)
        _limit_cpu(limits.timeout_s)
        root = request["root"]
        result = read_file(Path(request["path"]), Path(root) if root is not None else None, limits)
        replies.write(json.dumps(result.model_dump(mode="json")) + "\n")
        replies.flush()


def read_file(path: Path, root: Path | None, limits: ReadSettings) -> ReadResult:
    """Read one file in this process; every failure that Python can see becomes a rejection in the result."""
    sha256 = None
    front_matter = ""
    try:
        data = read_bytes(path, root, limits.max_bytes)
        sha256 = hashlib.sha256(data).hexdigest()
        document = read_document(path, data, limits)
        if path.suffix.lower() in MARKDOWN_SUFFIXES + TEXT_SUFFIXES:
            from ingest.readers.charset import decode
            from ingest.readers.front_matter import split_front_matter

            front_matter = split_front_matter(decode(data).text).front_matter
        return ReadResult(path=printable_path(path), sha256=sha256, front_matter=front_matter, document=document)
    except Rejected as rejected:
        rejection = rejected.at(path)
    except MemoryError:
        rejection = Rejected("too_large", _TOO_MUCH_MEMORY).at(path)
    except Exception as error:  # noqa: BLE001 -- a parser may fail on hostile bytes in any way; the user gets a reason
        message = f"the file cannot be parsed ({type(error).__name__}); open it, save it anew and retry"
        rejection = Rejection(path=printable_path(path), reason="damaged", message=message)
    return ReadResult(path=printable_path(path), sha256=sha256, rejection=rejection)


def read_bytes(path: Path, root: Path | None, max_bytes: int) -> bytes:
    """The bytes of a regular file of at most `max_bytes` that, with all links followed, lies in the folder `root`.

    The check is made on the opened file, so swapping the path for a link after it was listed gains nothing.
    Raises: Rejected: not_found, wrong_type (not a regular file), outside_folder or too_large.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "bad name"
        raise Rejected("not_found", f"the file cannot be opened ({why}); check its name and permissions") from error
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise Rejected("wrong_type", "this is a folder, pipe or device; name a file")
    with os.fdopen(descriptor, "rb") as file:
        if root is not None and not _lies_in(path, root, status):
            raise Rejected(
                "outside_folder", "the file lies outside the folder that was given; copy it there, or name it itself"
            )
        data = file.read(max_bytes + 1) if status.st_size <= max_bytes else b""
    if status.st_size > max_bytes or len(data) > max_bytes:
        size = max(status.st_size, len(data))
        raise Rejected("too_large", f"{size} bytes, the limit is {max_bytes}; split the file or raise read.max_bytes")
    return data


def _lies_in(path: Path, root: Path, opened: os.stat_result) -> bool:
    try:
        real = path.resolve(strict=True)
        now = real.stat()
    except OSError:
        return False
    is_same = (now.st_dev, now.st_ino) == (opened.st_dev, opened.st_ino)
    return is_same and real.is_relative_to(root.resolve())


def _limit_cpu(timeout_s: float) -> None:
    """Allow the next file this much CPU time; the parent's clock ends it earlier, unless the parent is gone."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    wanted = int(usage.ru_utime + usage.ru_stime + timeout_s) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
