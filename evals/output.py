"""What --out names to whether a result may be written there: never over what is read, nor over a run. Writes nothing."""

from collections.abc import Sequence
from pathlib import Path

from evals.records import RECORD_START
from rag.errors import SuiteError
from rag.result_file import is_same_file


def keep_apart(out: Path, *read: Path) -> None:
    """Ask before any work is done whether `out` can take a result.

    Raises: SuiteError: it is one of `read` under any name, holds a run, which may have cost money, or is a folder.
    """
    if not out.name or out.is_dir():
        raise SuiteError(f"cannot write {out}: it is a folder; name a file with --out")
    for path in read:
        if is_same_file(out, path):
            raise SuiteError(f"--out {out} is {path}, which is read; choose another file, or it would be lost")
    if _holds_run(out):
        raise SuiteError(f"--out {out} holds a run, which this would replace; choose another file, or remove it")


def keep_all_apart(outs: Sequence[Path], *read: Path) -> None:
    """As keep_apart, each; and no two of them are one file."""
    for at, out in enumerate(outs):
        keep_apart(out, *read)
        if any(is_same_file(out, other) for other in outs[:at]):
            raise SuiteError(f"--out {out} is given twice; name each file once")


def _holds_run(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(RECORD_START)) == RECORD_START
    except OSError:
        return False
