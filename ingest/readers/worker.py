"""Path -> ReadResult through a child process with limits on memory, CPU and time. Parses nothing itself.

The child is started by command line and answers in JSON: multiprocessing would run the caller's main module again in
it, and would unpickle, in this process, whatever a child that was taken over by a hostile file cared to send.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from ingest.values import ReadResult, Rejected, RejectReason, printable_path
from rag.settings import ReadSettings

_PROJECT_FOLDER = str(Path(__file__).resolve().parents[2])
_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from ingest.readers.child import main; main(sys.argv[2])"
_START_S = 20.0  # allowance for starting Python on a loaded machine, for the first file of a child
_CHUNK_BYTES = 1 << 20
_REPLY_BYTES_PER_CHAR = 16  # of text, on the mean: escapes take up to 12, the frame of a block about 75 in all


class ReadingProcess:
    """Reads files in one child process, which is started when first needed and replaced after a failure.

    Use it as a context manager: leaving it ends the child. Not safe to share between threads.
    """

    def __init__(self, limits: ReadSettings) -> None:
        """Start nothing yet; `limits` hold for every file."""
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Return the process itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the child, whatever happened."""
        self.close()

    def read(self, path: Path, root: Path | None = None) -> ReadResult:
        """Read one file; with `root`, only if it lies in that folder once links are followed.

        Never raises for what a file holds or does: a crash, a bomb or a hang of the reader becomes a rejection.
        """
        deadline = time.monotonic() + self._limits.timeout_s
        if self._child is None:
            self._child = self._start()
            deadline += _START_S
        request = {"path": os.fspath(path.absolute()), "root": os.fspath(root.absolute()) if root is not None else None}
        try:
            reply = self._ask(json.dumps(request).encode() + b"\n", deadline)
            result = ReadResult.model_validate_json(reply)
        except _ChildFailed as failure:
            return self._failed(path, failure.reason, failure.message)
        except ValidationError:
            return self._failed(
                path, "damaged", "the reader gave an unusable result; open the file, save it anew and retry"
            )
        shown = printable_path(path)
        rejection = result.rejection.model_copy(update={"path": shown}) if result.rejection else None
        return result.model_copy(update={"path": shown, "rejection": rejection})

    def close(self) -> None:
        """End the child, if there is one, and wait for it."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()

    def _start(self) -> subprocess.Popen[bytes]:
        # -P: a json.py in the working folder must not be imported in place of the real one.
        command = [sys.executable, "-P", "-c", _CHILD, _PROJECT_FOLDER, self._limits.model_dump_json()]
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )

    def _ask(self, request: bytes, deadline: float) -> bytes:
        """One reply line. Raises: _ChildFailed: the child is too slow, too talkative or dead."""
        child = self._child
        assert child is not None
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(request)
        except BrokenPipeError:
            raise self._failure_of_dead_child(child) from None
        max_bytes = self._limits.max_text_chars * _REPLY_BYTES_PER_CHAR + _CHUNK_BYTES
        reply = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            while not reply.endswith(b"\n"):
                if not selector.select(max(deadline - time.monotonic(), 0)):
                    message = f"not read after {self._limits.timeout_s:g} s; split the file or raise read.timeout_s"
                    raise _ChildFailed("timeout", message)
                chunk = os.read(child.stdout.fileno(), _CHUNK_BYTES)
                if not chunk:
                    raise self._failure_of_dead_child(child)
                reply += chunk
                if len(reply) > max_bytes:
                    raise _ChildFailed(
                        "too_large", "the text is too large; split the file or raise read.max_text_chars"
                    )
        return bytes(reply)

    def _failure_of_dead_child(self, child: subprocess.Popen[bytes]) -> "_ChildFailed":
        code = child.wait()
        if code == -signal.SIGXCPU:
            message = f"not read after {self._limits.timeout_s:g} s of CPU time; split the file or raise read.timeout_s"
            return _ChildFailed("timeout", message)
        if code == -signal.SIGKILL:
            return _ChildFailed("too_large", "the reader was stopped, most likely for its memory; split the file")
        return _ChildFailed("damaged", "the reader crashed on this file; open it, save it anew and retry")

    def _failed(self, path: Path, reason: RejectReason, message: str) -> ReadResult:
        self.close()
        return ReadResult(path=printable_path(path), rejection=Rejected(reason, message).at(path))


class _ChildFailed(Exception):
    """The child gave no reply to a request."""

    def __init__(self, reason: RejectReason, message: str) -> None:
        super().__init__(message)
        self.reason: RejectReason = reason
        self.message = message
