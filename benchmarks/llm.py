"""The way of an answer through a language model, without the model: `python -m benchmarks.llm`.

A server in another process writes honest replies: at once, for what an answer costs us; after two seconds each, for how
well many are kept in flight. Settings are the defaults; the cache is off.
"""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.queues import Queue
from pathlib import Path

from benchmarks.nci import Figure, citewell_command, show, timed
from evals.suite import load_suite
from rag.exchange import ChatReply, ChatRequest
from rag.llm_request import page_request
from rag.parts import Parts, open_llm, open_parts
from rag.pipeline import answer_async
from rag.prepare import Prepared, prepare
from rag.schema import Answer
from rag.settings import IndexSettings, LlmSettings, Settings
from rag.write.llm import Llm

ROOT = Path(__file__).resolve().parent.parent
SUITE = ROOT / "evals" / "suites" / "reference.yaml"
MODEL = "test-model"
DELAY_S = 2.0
AT_ONCE = 32
BATCH = 200


class Stopwatch:
    """A chat model that adds up the time spent in another."""

    def __init__(self, llm: Llm) -> None:
        self.name = llm.chat.name
        self.spent_s = 0.0
        self._chat = llm.chat

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None] | None = None) -> ChatReply:
        started = time.perf_counter()
        try:
            return await self._chat.complete(request, on_text)
        finally:
            self.spent_s += time.perf_counter() - started


def measure(options: argparse.Namespace) -> list[Figure]:
    """Overhead and prompts of single answers, then the batch."""
    with tempfile.TemporaryDirectory() as name:
        index = Path(name) / "index"
        timed(citewell_command("ingest", ROOT / "corpus", "--index", index))
        questions = [(case.question, case.audience) for case in load_suite(SUITE).cases]
        with server(0.0) as url:
            settings = Settings(index=IndexSettings(dir=index), llm=LlmSettings(base_url=url, model=MODEL, cache=False))
            parts = open_parts(settings)
            figures = asyncio.run(_single(questions, parts, settings, options.rounds))
        return [*figures, *_many([question for question, _ in questions], index, Path(name))]


async def _single(questions: Sequence[tuple[str, str]], parts: Parts, settings: Settings, rounds: int) -> list[Figure]:
    llm = open_llm(settings)
    assert llm is not None
    watch = Stopwatch(llm)
    timed_llm = Llm(chat=watch, prompts=llm.prompts, count_tokens=llm.count_tokens)
    ours: list[float] = []
    calls: list[int] = []
    prompts: list[int] = []
    for number in range(rounds + 1):
        for question, audience in questions:
            watch.spent_s, started = 0.0, time.perf_counter()
            page = await answer_async(question, parts, settings, llm=timed_llm, audience=audience)  # type: ignore[arg-type]
            if number and page.trace.writer == "llm":  # the first round finds files in memory
                ours.append(1000 * (time.perf_counter() - started - watch.spent_s))
                calls.append(page.trace.llm_calls)
    for question, audience in questions:
        prepared = prepare(question, parts, settings, audience=audience)  # type: ignore[arg-type]
        if isinstance(prepared, Prepared):
            prompts.append(page_request(prepared, parts, settings, llm).tokens(llm.count_tokens))
    ours.sort()
    return [
        Figure("overhead of an answer, median", statistics.median(ours), len(ours), ours[0], ours[-1], "ms", "< 60"),
        Figure("overhead of an answer, 95th percentile", ours[int(0.95 * len(ours))], len(ours), unit="ms"),
        Figure("prompt tokens of an answer, mean", statistics.mean(prompts), len(prompts)),
        Figure("prompt tokens of an answer, most", max(prompts), len(prompts), target="<= 4500"),
        Figure("calls for an answer, mean", statistics.mean(calls), len(calls), min(calls), max(calls), target="1"),
    ]


def _many(questions: Sequence[str], index: Path, folder: Path) -> list[Figure]:
    """`citewell ask --in`, against the time the server alone needs: a start-up is measured and taken off."""
    asked = [question for question in questions if _is_answered(question, index)]
    lines = [{"id": str(n), "question": asked[n % len(asked)]} for n in range(BATCH)]
    one, many = folder / "one.jsonl", folder / "many.jsonl"
    one.write_text(json.dumps(lines[0]) + "\n")
    many.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with server(DELAY_S) as url:
        options = ("--index", index, "--base-url", url, "--model", MODEL, "--no-cache", "--concurrency", str(AT_ONCE))
        start_s = timed(citewell_command("ask", "--in", one, "--out", folder / "one.out", *options)) - DELAY_S
        took_s = timed(citewell_command("ask", "--in", many, "--out", folder / "many.out", *options)) - start_s
    answers = [json.loads(line)["answer"] for line in (folder / "many.out").read_text("utf-8").splitlines()]
    calls = sum(answer["trace"]["llm_calls"] for answer in answers)
    ideal_s = calls * DELAY_S / AT_ONCE
    return [
        Figure("batch: answers written by the model", sum(a["trace"]["writer"] == "llm" for a in answers), BATCH),
        Figure("batch: calls", calls, BATCH),
        Figure("batch: seconds, start-up taken off", took_s, BATCH, unit="s"),
        Figure("batch: share of the ideal throughput", ideal_s / took_s, BATCH, target=">= 0.85"),
    ]


def _is_answered(question: str, index: Path) -> bool:
    """Whether the question reaches the model at all."""
    settings = Settings(index=IndexSettings(dir=index))
    return not isinstance(prepare(question, _opened(index), settings), Answer)


def _opened(index: Path, opened: dict[Path, Parts] = {}) -> Parts:  # noqa: B006  # opened once
    if index not in opened:
        opened[index] = open_parts(Settings(index=IndexSettings(dir=index)))
    return opened[index]


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
