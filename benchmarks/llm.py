"""The way of an answer through a language model, without the model: `python -m benchmarks.llm`.

A server in another process writes honest replies: at once, for what an answer costs us; after two seconds each, for how
well many are kept in flight. Settings are the defaults; the cache is off.
"""

import argparse
import asyncio
import json
import math
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path

from benchmarks.nci import Figure, citewell_command, data_folder, read_questions, show, timed
from evals.suite import load_suite
from rag.exchange import ChatReply, ChatRequest
from rag.parts import open_llm, open_parts
from rag.pipeline import answer_async
from rag.schema import Audience
from rag.settings import IndexSettings, LlmSettings, Settings
from rag.write.llm import Llm

ROOT = Path(__file__).resolve().parent.parent
SUITE = ROOT / "evals" / "suites" / "reference.yaml"
EVERY = 8  # of the NCI questions, one in so many: 41
MODEL = "test-model"
DELAY_S = 2.0
AT_ONCE = 32
BATCH = 200

Asked = Sequence[tuple[str, Audience]]


@dataclass(frozen=True)
class Written:
    """One answer written by the model: seconds in all, of them in its calls, and at work; the prompts sent."""

    question: str
    wall_s: float
    called_s: float
    processor_s: float
    prompts: tuple[int, ...]  # tokens of each

    @property
    def ours_ms(self) -> float:
        return 1000 * (self.wall_s - self.called_s)


class Stopwatch:
    """A chat model that adds up the time spent in another, and keeps what it was asked."""

    def __init__(self, llm: Llm) -> None:
        self.name = llm.chat.name
        self.spent_s = 0.0
        self.requests: list[ChatRequest] = []
        self._chat = llm.chat

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None] | None = None) -> ChatReply:
        self.requests.append(request)
        started = time.perf_counter()
        try:
            return await self._chat.complete(request, on_text)
        finally:
            self.spent_s += time.perf_counter() - started


def measure(options: argparse.Namespace) -> list[Figure]:
    """Single answers on the project's shelf and, where they are, on the NCI texts; then the batch."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        index = _ingested(ROOT / "corpus", folder / "index")
        cases: Asked = [(case.question, case.audience) for case in load_suite(SUITE).cases]
        written = _single(cases, index, options.rounds)
        figures = _figures("reference suite", written)
        nci = _nci()
        if nci:
            texts, asked = nci
            figures += _figures("NCI texts", _single(asked, _ingested(texts, folder / "nci"), options.rounds))
        questions = list(dict.fromkeys(one.question for one in written))
        return [*figures, *_many(questions, index, folder, options.rounds)]


def _ingested(texts: Path, index: Path) -> Path:
    timed(citewell_command("ingest", texts, "--index", index))
    return index


def _nci() -> tuple[Path, Asked] | None:
    try:
        data = data_folder()
    except SystemExit as absent:
        print(absent, file=sys.stderr)
        return None
    return data / "docs", [(question.text, "patient") for question in read_questions(data / "questions.jsonl")[::EVERY]]


def _single(asked: Asked, index: Path, rounds: int) -> list[Written]:
    """One answer after another; a first round, which finds the files in memory, does not count."""
    with server(0.0) as url:
        settings = Settings(index=IndexSettings(dir=index), llm=LlmSettings(base_url=url, model=MODEL, cache=False))
        return asyncio.run(_write(asked, settings, rounds))


async def _write(asked: Asked, settings: Settings, rounds: int) -> list[Written]:
    parts, llm = open_parts(settings), open_llm(settings)
    assert llm is not None
    watch = Stopwatch(llm)
    timed_llm = Llm(chat=watch, prompts=llm.prompts, count_tokens=llm.count_tokens)
    written: list[Written] = []
    for number in range(rounds + 1):
        for question, audience in asked:
            watch.spent_s, watch.requests = 0.0, []
            started, worked = time.perf_counter(), time.process_time()
            page = await answer_async(question, parts, settings, llm=timed_llm, audience=audience)
            wall_s, processor_s = time.perf_counter() - started, time.process_time() - worked
            if number and page.trace.writer == "llm":
                prompts = tuple(sum(llm.count_tokens(m.content) for m in r.messages) for r in watch.requests)
                written.append(Written(question, wall_s, watch.spent_s, processor_s, prompts))
    return written


def _figures(name: str, written: Sequence[Written]) -> list[Figure]:
    n = len(written)
    ours = sorted(one.ours_ms for one in written)
    wall = [1000 * one.wall_s for one in written]
    work = [1000 * one.processor_s for one in written]
    calls = [len(one.prompts) for one in written]
    prompts = [sum(one.prompts) for one in written]
    most = max(tokens for one in written for tokens in one.prompts)
    return [
        Figure(f"{name}: overhead, median", statistics.median(ours), n, ours[0], ours[-1], "ms", "< 60"),
        Figure(f"{name}: overhead, 95th percentile", ours[int(0.95 * n)], n, unit="ms"),
        Figure(f"{name}: whole answer, median", statistics.median(wall), n, min(wall), max(wall), "ms"),
        Figure(f"{name}: processor time, median", statistics.median(work), n, min(work), max(work), "ms"),
        Figure(f"{name}: prompt tokens of an answer, mean", statistics.mean(prompts), n, min(prompts), max(prompts)),
        Figure(f"{name}: prompt tokens of one call, most", most, n, target="<= 4500"),
        Figure(f"{name}: calls for an answer, mean", statistics.mean(calls), n, min(calls), max(calls), target="1"),
    ]


def _many(asked: Sequence[str], index: Path, folder: Path, rounds: int) -> list[Figure]:
    """`citewell ask --in` against the time the server alone needs: a start-up is measured and taken off."""
    lines = [{"id": str(n), "question": asked[n % len(asked)]} for n in range(BATCH)]
    one, many, out = folder / "one.jsonl", folder / "many.jsonl", folder / "out.jsonl"
    one.write_text(json.dumps(lines[0]) + "\n")
    many.write_text("".join(json.dumps(line) + "\n" for line in lines))
    took: list[float] = []
    with server(DELAY_S) as url:
        options = ("--index", index, "--base-url", url, "--model", MODEL, "--no-cache", "--concurrency", str(AT_ONCE))
        for _ in range(rounds):
            start_s = timed(citewell_command("ask", "--in", one, "--out", out, *options)) - DELAY_S
            took.append(timed(citewell_command("ask", "--in", many, "--out", out, *options)) - start_s)
    traces = [json.loads(line)["answer"]["trace"] for line in out.read_text("utf-8").splitlines()]
    calls = sum(trace["llm_calls"] for trace in traces)
    best_s = math.ceil(calls / AT_ONCE) * DELAY_S  # calls of one length go in whole rounds
    shares = [best_s / seconds for seconds in took]
    busy = [calls * DELAY_S / AT_ONCE / seconds for seconds in took]
    return [
        Figure("batch: answers written by the model", sum(t["writer"] == "llm" for t in traces), BATCH, target="all"),
        Figure("batch: calls", calls, BATCH),
        Figure("batch: seconds, start-up taken off", statistics.median(took), rounds, min(took), max(took), "s"),
        Figure("batch: seconds at best", best_s, BATCH, unit="s"),
        Figure("batch: share of the best", statistics.median(shares), rounds, min(shares), max(shares), "", ">= 0.85"),
        Figure("batch: share of the places in use", statistics.median(busy), rounds, min(busy), max(busy)),
    ]


@contextmanager
def server(delay_s: float) -> Iterator[str]:
    """URL of an honest server in a process of its own, which ends with the block."""
    context = multiprocessing.get_context("spawn")
    urls: Queue[str] = context.Queue()
    process = context.Process(target=_serve, args=(urls, delay_s), daemon=True)
    process.start()
    try:
        yield urls.get(timeout=60)
    finally:
        process.terminate()
        process.join()


def _serve(urls: "Queue[str]", delay_s: float) -> None:
    from tests.llm_authors import verbatim_author
    from tests.llm_server import LlmServer

    with LlmServer(verbatim_author, delay_s=delay_s) as running:
        urls.put(running.url)
        while True:
            time.sleep(60)


if __name__ == "__main__":
    show("The way of an answer through a language model, without the model.", measure, rounds=3)
