"""Many questions to many answers: the batch form of `ask`. Lines are checked here, answered by the pipeline."""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from rag.cli.batch import BatchResult, Kept, Line, run_batch, write_batch
from rag.cli.console import keep_apart, progress_bar, read_jsonl, say
from rag.cli.main import DONE, ERROR, SOME_REJECTED
from rag.errors import InputError
from rag.parts import Parts, open_parts
from rag.pipeline import answer_async
from rag.schema import Audience, PageKind
from rag.settings import Settings, llm_endpoint
from rag.write.llm import Llm
from rag.write.scrub import shown_url

FIELDS = ("id", "question", "audience", "kind", "history")


def ask_many(options: argparse.Namespace, settings: Settings, llm: Llm | None) -> int:
    """Answer each line of a file. Lines that cannot be used are named on stderr and make exit code 4; no answer at all, 1."""
    lines = usable_lines(options, "question", FIELDS)
    if options.format not in (None, "json"):
        raise InputError(f"--format {options.format} is for one question; with --in each line of the result is JSON")
    parts = open_parts(settings, say)

    async def work(line: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"answer": await _answer_line(line, parts, settings, options, llm)}

    kept = Kept(options.out, _made_of(options, settings, parts, llm))
    with progress_bar() as bar:
        at_once = settings.llm.concurrency if llm else 1
        try:
            done = asyncio.run(run_batch(lines, work, kept, bar, at_once=at_once, stage="question"))
        except KeyboardInterrupt:
            if kept.path:
                say(f"{len(kept.results)} of {len(lines)} answers are kept; run the same command again to go on")
            raise
    write_batch(done, kept, options.out)
    if llm:
        _tell_fall_backs(done)
    if done.owed and not done.results:
        return ERROR
    return SOME_REJECTED if done.rejected else DONE


def usable_lines(options: argparse.Namespace, field: str, fields: Sequence[str]) -> list[Line]:
    """The lines of --in: objects, or what is wrong with them. Fields that have no effect, and ids given twice, are told.

    Raises: InputError: both a file and a single one are given, the file cannot be read, or --out would replace it.
    """
    if getattr(options, field):
        raise InputError(f"give either a {field} or --in FILE, not both")
    keep_apart(options.source, options.out)
    lines: list[Line] = list(read_jsonl(options.source, ("id", field)))
    objects = [line for line in lines if isinstance(line, Mapping)]
    for name, count in Counter(key for line in objects for key in line if key not in fields).items():
        near = get_close_matches(name, fields, n=1)
        meant = f"did you mean {near[0]!r}?" if near else f"a line has {', '.join(fields)}"
        say(f"warning: {name!r} of {count} line{'' if count == 1 else 's'} has no effect; {meant}")
    for name, count in Counter(str(line["id"]) for line in objects).items():
        if count > 1:
            say(f"warning: {count} lines have the id {name!r}; give each its own to tell their results apart")
    return lines


async def _answer_line(
    line: Mapping[str, Any], parts: Parts, settings: Settings, options: argparse.Namespace, llm: Llm | None
) -> dict[str, Any]:
    audience, kind = line.get("audience") or options.audience, line.get("kind") or options.kind
    for name, value, values in (("audience", audience, get_args(Audience)), ("kind", kind, get_args(PageKind))):
        if value not in values:
            raise InputError(f"{name} {value!r} is not known; it is {' or '.join(values)}")
    history = line.get("history") or options.after
    if not isinstance(history, list) or not all(isinstance(text, str) for text in history):
        raise InputError("history must be a list of the questions asked before, oldest first")
    asked = [text for text in history if text.strip()]
    question = str(line["question"])
    page = await answer_async(question, parts, settings, llm=llm, audience=audience, page_kind=kind, history=asked)
    return page.to_json_dict()


def _made_of(options: argparse.Namespace, settings: Settings, parts: Parts, llm: Llm | None) -> dict[str, str]:
    """What an answer of this run depends on beside its line, by name."""
    endpoint = llm_endpoint(settings.llm)
    return {
        "settings": settings.fingerprint(),
        "index": parts.shelf.manifest.id,
        "prompts": json.dumps(dict(parts.prompts), sort_keys=True),
        "writer": options.writer,
        "model": llm.chat.name if llm else "",
        "endpoint": shown_url(endpoint) if endpoint else "",
        "audience": options.audience,
        "kind": options.kind,
        "after": json.dumps(options.after),
    }


def _tell_fall_backs(done: BatchResult) -> None:
    """How many pages the extractive writer wrote although a model was asked for, and why."""
    traces = [json.loads(result)["answer"]["trace"] for result in done.results]
    kinds = Counter(trace["fallback_kind"] or "failed" for trace in traces if trace["fallback_reason"])
    if kinds:
        example = next(trace["fallback_reason"] for trace in traces if trace["fallback_reason"])
        why = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
        say(
            f"{kinds.total()} of {len(traces)} pages were written by the extractive writer: {why}; the first: {example}"
        )
