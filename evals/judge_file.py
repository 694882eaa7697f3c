"""Opinions on disk while a judge is at work: one line each, only ever appended to. A line cut short by a kill is dropped."""

import os
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pydantic import ValidationError

from evals.judgement import Judgement, Opinion
from rag.errors import SuiteError
from rag.result_file import write_whole

if TYPE_CHECKING:
    from filelock import BaseFileLock


class OpinionFile:
    """The working file beside `out`, while entered. `earlier`: the opinions there, and those in `out` itself.

    Only final opinions count: what failed for a fault that passes is asked again.
    """

    def __init__(self, out: Path) -> None:
        """Nothing is opened yet."""
        self.out = out
        self.path = out.with_name(f".{out.name}.partial")
        self.earlier: dict[str, Opinion] = {}
        self._lock: BaseFileLock | None = None

    def __enter__(self) -> Self:
        """Raises: SuiteError: it cannot be written, another process does so, or `out` is no judgement."""
        from filelock import FileLock, Timeout

        try:
            self.out.parent.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(self.out.with_name(f".{self.out.name}.lock"), timeout=0)
            self._lock.acquire()
            opinions = [*self._written(), *self._kept()]
        except Timeout as error:
            raise SuiteError(
                f"another process is writing {self.out}; wait for it to end, or choose another --out"
            ) from error
        except OSError as error:
            self._release()
            raise SuiteError(f"cannot write {self.out} ({error.strerror}); choose another --out") from error
        except SuiteError:
            self._release()
            raise
        self.earlier = {f"{opinion.judge} {opinion.request}": opinion for opinion in opinions if opinion.is_final}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The file is free again; what was kept stays."""
        self._release()

    def found(self, judge: str, request: str) -> Opinion | None:
        """The opinion of this judge on exactly this request."""
        return self.earlier.get(f"{judge} {request}")

    def keep(self, opinion: Opinion) -> None:
        """Add one line; it outlives this process once this returns."""
        with self.path.open("ab") as stream:
            stream.write(opinion.model_dump_json(by_alias=True).encode() + b"\n")

    def finish(self, judgement: Judgement, *, is_complete: bool) -> None:
        """Write `out`, whole or not at all; with nothing left to ask, the working file goes."""
        write_whole(self.out, judgement.model_dump_json(by_alias=True, indent=1) + "\n")
        if is_complete:
            self.path.unlink(missing_ok=True)

    def _written(self) -> tuple[Opinion, ...]:
        if not self.out.exists():
            return ()
        try:
            return Judgement.model_validate_json(self.out.read_bytes()).opinions
        except ValidationError as error:
            raise SuiteError(f"{self.out} is there and is no judgement; choose another --out, or remove it") from error

    def _kept(self) -> list[Opinion]:
        """The whole lines; the torn one is cut off, so that the next begins on a line of its own."""
        if not self.path.exists():
            return []
        content = self.path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            os.truncate(self.path, len(whole))
        opinions = []
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                opinions.append(Opinion.model_validate_json(line))
            except ValidationError as error:
                raise SuiteError(f"{self.path}, line {number}, is no opinion; remove the line, or the file") from error
        return opinions

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
