"""Many lines to many results, several at once: each is kept as it comes, so a run that is cut off goes on where it was."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.at_once import do_at_once
from rag.cli.console import Bar, say
from rag.errors import CitewellError, InputError, LlmBudgetReached, LlmError
from rag.result_file import write_whole

Line = Mapping[str, Any] | str  # a JSON object, or for a line that cannot be used, what is wrong with it
Work = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True)
class BatchResult:
    """What became of a batch: results in input order, and how many lines gave none.

    `owed`: lines that can be done by running it again, for it was the language model that failed, or the money.
    """

    results: tuple[str, ...]
    rejected: int
    owed: int
    stopped: str | None

    @property
    def is_in_vain(self) -> bool:
        """There were lines, and none gave a result."""
        return bool(self.rejected and not self.results)


class Kept:
    """Results of a batch on disk while it runs, one line each, beside the file they will end up in."""

    def __init__(self, out: Path | None, made_of: Mapping[str, str]) -> None:
        """Take up what an earlier run `made_of` the same (settings, index, writer, ..., by name) left.

        What a run of another make left is put aside under another name, for it may have been paid for. Without `out`,
        or where it is a device or a pipe, nothing is kept. Raises: InputError: `out` cannot be written.
        """
        if out and out.is_dir():
            raise InputError(f"cannot write {out}: it is a folder; choose another file")
        is_file = out is not None and (out.is_file() or not out.exists())
        self.path = out.with_name(f".{out.name}.partial") if out and is_file else None
        self._made_of = dict(made_of)
        self.results: dict[str, str] = {}
        if self.path:
            self._take_up(self.path)

    def _take_up(self, path: Path) -> None:
        try:
            lines = path.read_bytes().split(b"\n")
        except OSError:
            lines = []
        whole = lines[:-1]  # after the last line break stands what a kill cut off
        theirs = _header(whole[0]) if whole else {}
        if whole and theirs == self._made_of:
            kept = [whole[0], *(line for line in whole[1:] if self._takes_up(line))]
            path.write_bytes(b"".join(line + b"\n" for line in kept))
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if len(whole) > 1:
                _put_aside(path, len(whole) - 1, self._made_of, theirs)
            path.write_text(json.dumps(self._made_of, sort_keys=True) + "\n", "utf-8")
        except OSError as error:
            raise InputError(f"cannot write into {path.parent} ({error.strerror}); choose another --out") from error

    def _takes_up(self, line: bytes) -> bool:
        """Whether the line is a result that can be read; one that was damaged is asked for again."""
        try:
            key, _, result = line.decode("utf-8").partition("\t")
            json.loads(result)
        except ValueError:
            return False
        self.results[key] = result
        return True

    def add(self, key: str, result: str) -> None:
        """Keep one result: it is in the file, as a whole line, when this returns."""
        self.results[key] = result
        if self.path:
            with self.path.open("a", encoding="utf-8") as stream:
                stream.write(f"{key}\t{result}\n")

    def finish(self) -> None:
        """Nothing is left to do: the working file goes."""
        if self.path:
            self.path.unlink(missing_ok=True)


async def run_batch(
    lines: Sequence[Line], work: Work, kept: Kept, bar: Bar, *, at_once: int, stage: str
) -> BatchResult:
    """`work` on every line that has no result yet, `at_once` at a time. Lines that cannot be used are named on stderr.

    A spending cap stops the batch: lines already begun are finished, no new one is.
    """
    keys = _keys(lines)
    failed: dict[str, str] = {}
    owed: set[str] = set()

    async def one(todo: tuple[str, Line]) -> None:
        key, line = todo
        try:
            if isinstance(line, str):
                raise InputError(line)
            kept.add(key, json.dumps({"id": line["id"], **await work(line)}, ensure_ascii=False))
        except LlmBudgetReached:
            raise
        except CitewellError as error:
            failed[key] = f"{line['id']}: {error}" if isinstance(line, Mapping) else str(error)
            if isinstance(error, LlmError):
                owed.add(key)
            say(f"rejected {failed[key]}")
        bar.show(stage, len(kept.results) + len(failed), len(lines))

    bar.show(stage, len(kept.results), len(lines))
    todo = [(key, line) for key, line in zip(keys, lines, strict=True) if key not in kept.results]
    stopped = await do_at_once(todo, one, at_once)
    results = tuple(kept.results[key] for key in keys if key in kept.results)
    missing = len(lines) - len(results)
    return BatchResult(
        results=results,
        rejected=missing,
        owed=missing - len(failed) + len(owed),
        stopped=stopped,
    )


def write_batch(done: BatchResult, kept: Kept, out: Path | None) -> None:
    """Results to `out` or stdout; what the run still owes is said, and what it has stays on disk for the next one.

    A run that has nothing to show for its lines leaves `out` as it is.
    """
    text = "".join(result + "\n" for result in done.results)
    if done.is_in_vain:
        say("nothing was written: no line gave a result" + (f"; {out} is as it was" if out and out.exists() else ""))
    elif out is None:
        print(text, end="")
    else:
        write_whole(out, text)
        say(f"written: {out}")
    if done.stopped:
        say(f"stopped: {done.stopped}")
    if done.owed:
        again = (
            "the same command again to go on with them" if kept.path else "it again with --out, which keeps the others"
        )
        say(f"{done.owed} of {len(done.results) + done.rejected} are missing; run {again}")
    else:
        kept.finish()


def _header(line: bytes) -> dict[str, str]:
    """What the run that left a file was made of; {} where it does not say."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def _put_aside(path: Path, count: int, mine: Mapping[str, str], theirs: Mapping[str, str]) -> None:
    aside = next(p for n in range(1, 10_000) if not (p := path.with_name(f"{path.name}.{n}")).exists())
    path.rename(aside)
    changed = [name for name in sorted(mine.keys() | theirs.keys()) if mine.get(name) != theirs.get(name)]
    what = f" (made with another {', '.join(changed)})" if theirs else ""
    say(f"what an earlier run left cannot be taken up{what}; results kept in {aside}: {count}")


def _keys(lines: Sequence[Line]) -> list[str]:
    """A name for each line: its content and, for equal lines, which of them it is."""
    seen: dict[str, int] = {}
    keys = []
    for line in lines:
        digest = hashlib.sha256(json.dumps(line, sort_keys=True).encode()).hexdigest()[:24]
        seen[digest] = seen.get(digest, 0) + 1
        keys.append(f"{digest}-{seen[digest]}")
    return keys
