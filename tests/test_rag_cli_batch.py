"""Batches keep what is done: cut off anywhere, a second run does the rest, once, and the output is in input order."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rag.cli.batch import BatchResult, Kept, Line, run_batch, write_batch
from rag.errors import InputError, LlmBudgetReached, LlmUnreachable


class Killed(Exception):
    """Stands for a process that ends: nothing after it is done."""


class Silent:
    def show(self, stage: str, done: int, total: int, name: str = "") -> None: ...


class Worker:
    """Counts what it did; fails on lines that ask for it; `dies_after` stands for a kill, `can_afford` for a cap."""

    def __init__(self, *, dies_after: int | None = None, can_afford: int | None = None, is_up: bool = False) -> None:
        self._is_up = is_up
        self.done: list[str] = []
        self.now = self.most_at_once = 0
        self._dies_after, self._can_afford = dies_after, can_afford

    async def __call__(self, line: Mapping[str, Any]) -> Mapping[str, Any]:
        if self._dies_after is not None and len(self.done) >= self._dies_after:
            raise Killed
        self.now += 1
        self.most_at_once = max(self.most_at_once, self.now)
        await asyncio.sleep(0.001 * (5 - int(line["id"]) % 5))  # later lines are often done first
        self.now -= 1
        if line.get("fail"):
            raise InputError("it cannot be answered; ask another")
        if line.get("down") and not self._is_up:
            raise LlmUnreachable("nobody answers; start the server")
        if self._can_afford is not None and len(self.done) >= self._can_afford:
            raise LlmBudgetReached("the cap of 1 USD is reached")
        self.done.append(line["id"])
        return {"answer": line["id"]}


def lines(count: int, **special: dict[str, Any]) -> list[Line]:
    return [{"id": str(n), "question": "q", **special.get(f"at{n}", {})} for n in range(count)]


def run(todo: list[Line], worker: Worker, out: Path | None, writer: str = "f", at_once: int = 4) -> BatchResult:
    kept = Kept(out, {"writer": writer, "index": "g1"})
    done = asyncio.run(run_batch(todo, worker, kept, Silent(), at_once=at_once, stage="question"))
    write_batch(done, kept, out)
    return done


def ids(out: Path) -> list[str]:
    return [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()]


def test_results_come_in_input_order_and_at_most_so_many_run_at_once(tmp_path: Path) -> None:
    worker = Worker()
    run(lines(12), worker, tmp_path / "out.jsonl", at_once=3)
    assert ids(tmp_path / "out.jsonl") == [str(n) for n in range(12)]
    assert worker.most_at_once == 3
    assert list(tmp_path.iterdir()) == [tmp_path / "out.jsonl"]


@pytest.mark.parametrize("dies_after", [0, 1, 5, 11])
def test_a_run_cut_off_is_continued_and_nothing_is_done_twice(tmp_path: Path, dies_after: int) -> None:
    out = tmp_path / "out.jsonl"
    first = Worker(dies_after=dies_after)
    with pytest.raises(Killed):
        run(lines(12), first, out, at_once=1)
    assert not out.exists()
    second = Worker()
    run(lines(12), second, out)
    assert sorted(first.done + second.done, key=int) == [str(n) for n in range(12)]
    assert ids(out) == [str(n) for n in range(12)]


def test_half_a_line_at_the_end_of_what_was_kept_is_done_again(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with pytest.raises(Killed):
        run(lines(4), Worker(dies_after=3), out, at_once=1)
    partial = tmp_path / ".out.jsonl.partial"
    partial.write_bytes(partial.read_bytes()[:-5])
    worker = Worker()
    run(lines(4), worker, out)
    assert sorted(worker.done) == ["2", "3"]
    assert ids(out) == ["0", "1", "2", "3"]


def test_what_another_run_left_is_put_aside_and_what_differs_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    for writer in ("one", "two"):
        with pytest.raises(Killed):
            run(lines(4), Worker(dies_after=3), out, writer, at_once=1)
    worker = Worker()
    run(lines(4), worker, out, "three")
    assert len(worker.done) == 4
    said = capsys.readouterr().err
    assert "what an earlier run left cannot be taken up (made with another writer); results kept in" in said
    assert said.count(": 3\n") == 2
    aside = sorted(tmp_path.glob(".out.jsonl.partial.*"))
    assert [len(path.read_text("utf-8").splitlines()) for path in aside] == [4, 4]


def test_a_file_of_another_make_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / ".out.jsonl.partial").write_text("what is this\nkey\t{}\n")
    run(lines(1), Worker(), tmp_path / "out.jsonl")
    assert (tmp_path / ".out.jsonl.partial.1").exists()


def test_with_nothing_to_show_the_old_results_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("old\n")
    down = {f"at{n}": {"down": True} for n in range(3)}
    done = run(lines(3, **down), Worker(), out)
    assert (done.owed, out.read_text()) == (3, "old\n")
    said = capsys.readouterr().err
    assert "nothing was written: no line gave a result" in said
    assert "3 of 3 are missing; run the same command again" in said


def test_lines_for_which_the_model_failed_are_done_by_the_next_run_and_no_other(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    todo = lines(4, at1={"down": True})
    assert run(todo, Worker(), out).owed == 1
    second = Worker(is_up=True)
    assert run(todo, second, out).owed == 0
    assert (second.done, ids(out)) == (["1"], ["0", "1", "2", "3"])
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_equal_lines_each_get_their_result(tmp_path: Path) -> None:
    worker = Worker()
    run([{"id": "1", "question": "q"}] * 3, worker, tmp_path / "out.jsonl")
    assert ids(tmp_path / "out.jsonl") == ["1", "1", "1"]


def test_lines_that_cannot_be_used_are_named_and_the_rest_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    todo = [*lines(3, at1={"fail": True}), "line 4: not JSON"]
    done = run(todo, Worker(), tmp_path / "out.jsonl")
    assert (ids(tmp_path / "out.jsonl"), done.rejected) == (["0", "2"], 2)
    said = capsys.readouterr().err
    assert "rejected 1: it cannot be answered; ask another" in said
    assert "rejected line 4: not JSON" in said


def test_a_spending_cap_stops_cleanly_and_a_second_run_does_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    done = run(lines(6), Worker(can_afford=3), out, at_once=1)
    assert done.stopped == "the cap of 1 USD is reached"
    assert ids(out) == ["0", "1", "2"]
    said = capsys.readouterr().err
    assert "stopped: the cap of 1 USD is reached" in said
    assert "3 of 6 are missing; run the same command again" in said
    rest = Worker()
    run(lines(6), rest, out, at_once=1)
    assert rest.done == ["3", "4", "5"]
    assert ids(out) == [str(n) for n in range(6)]


def test_without_a_file_what_is_missing_is_told_with_the_way_to_keep_the_rest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(lines(2, at1={"down": True}), Worker(), None)
    assert "1 of 2 are missing; run it again with --out, which keeps the others" in capsys.readouterr().err


def test_without_a_file_results_go_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    run(lines(2), Worker(), None)
    assert [json.loads(line)["answer"] for line in capsys.readouterr().out.splitlines()] == ["0", "1"]


def test_a_folder_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="it is a folder"):
        Kept(tmp_path, {})


def test_beside_a_device_nothing_is_kept() -> None:
    assert Kept(Path("/dev/null"), {}).path is None


def test_a_kept_line_that_was_damaged_is_done_again(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with pytest.raises(Killed):
        run(lines(4), Worker(dies_after=3), out, at_once=1)
    partial = tmp_path / ".out.jsonl.partial"
    header, first, second, third = partial.read_bytes().splitlines(keepends=True)
    partial.write_bytes(header + first[:-9] + b"\n" + second.replace(b"answer", b"\xff\xfe") + third)
    worker = Worker()
    run(lines(4), worker, out)
    assert sorted(worker.done) == ["0", "1", "3"]
    assert ids(out) == ["0", "1", "2", "3"]
