"""A text to the file that --out names: whole or not at all, and never over what is read or over a run."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from evals.records import RECORD_START
from rag.errors import SuiteError


def keep_apart(out: Path, *read: Path) -> None:
    """Ask before any work is done whether `out` can take a result.

    Raises: SuiteError: it is one of `read` under any name, holds a run, which may have cost money, or is a folder.
    """
    if not out.name or out.is_dir():
        raise SuiteError(f"cannot write {out}: it is a folder; name a file with --out")
    for path in read:
        if _is_same(out, path):
            raise SuiteError(f"--out {out} is {path}, which is read; choose another file, or it would be lost")
    if _holds_run(out):
        raise SuiteError(f"--out {out} holds a run, which this would replace; choose another file, or remove it")


def keep_all_apart(outs: Sequence[Path], *read: Path) -> None:
    """As keep_apart, each; and no two of them are one file."""
    for at, out in enumerate(outs):
        keep_apart(out, *read)
        if any(_is_same(out, other) for other in outs[:at]):
            raise SuiteError(f"--out {out} is given twice; name each file once")


def write_whole(out: Path, text: str) -> None:
    """Write the file whole or not at all; a link stays one, a device or pipe is written to. Raises: SuiteError."""
    target = Path(os.path.realpath(out))
    aside = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    try:
        if target.exists() and not target.is_file():
            target.write_text(text, "utf-8")
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, "utf-8")
        os.replace(aside, target)
    except OSError as error:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise SuiteError(f"cannot write {out} ({error.strerror}); choose another --out") from error


def _is_same(one: Path, other: Path) -> bool:
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    try:
        return os.path.samefile(one, other)  # two hard links of one file
    except OSError:  # one of them is not there
        return False


def _holds_run(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(RECORD_START)) == RECORD_START
    except OSError:
        return False
