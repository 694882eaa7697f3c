"""A text to the file that a flag names: whole or not at all. Knows when two names are one file."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from rag.errors import InputError


def write_whole(path: Path, text: str) -> None:
    """Write the file in UTF-8, folders made; it holds the old text or all of the new.

    A link stays a link, rights stay as they were, a device or pipe is written to. Raises: InputError: a folder, a full
    disk, or a place that cannot be written.
    """
    if not path.name or path.is_dir():
        raise InputError(f"cannot write {path}: it is a folder; choose another file")
    target = Path(os.path.realpath(path))
    aside = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    try:
        if target.exists() and not target.is_file():
            target.write_text(text, "utf-8")
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, "utf-8")
        if target.exists():
            shutil.copymode(target, aside)
        aside.replace(target)
    except OSError as error:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise InputError(f"cannot write {path} ({error.strerror}); choose another file") from error


def is_same_file(one: Path, other: Path) -> bool:
    """Whether writing to one would change the other: by path, through links, or as hard links of one file."""
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    try:
        return os.path.samefile(one, other)
    except OSError:  # one of them is not there
        return False
