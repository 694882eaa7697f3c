"""Many questions to many answers: the batch form of `ask`. Lines are checked here, answered by the pipeline."""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from rag.cli.batch import BatchResult, Kept, Line, run_batch, write_batch
from rag.cli.console import JsonLine, progress_bar, read_jsonl, say
from rag.cli.main import DONE, ERROR, SOME_REJECTED
from rag.errors import InputError
from rag.parts import Parts, open_parts
from rag.pipeline import answer_async
from rag.schema import Audience, PageKind
from rag.settings import Settings, llm_endpoint
from rag.write.llm import Llm
from rag.write.scrub import shown_url

FIELDS = ("id", "question", "audience", "kind", "history")
MEANT = {"after": "history"}  # what the flag is called
SHOWN = 5  # warnings of one sort


def ask_many(options: argparse.Namespace, settings: Settings, llm: Llm | None) -> int:
    """Answer each line of a file. Lines that cannot be used are named on stderr and make exit code 4; no answer at all, 1."""
    lines = usable_lines(options, "question", FIELDS, _fault)
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
    return exit_code(done)


def exit_code(done: BatchResult) -> int:
    """Of a batch: 0; 4 where some lines gave no result, 1 where none did."""
    if done.is_in_vain:
        return ERROR
    return SOME_REJECTED if done.rejected else DONE


def usable_lines(
    options: argparse.Namespace,
    field: str,
    fields: Sequence[str],
    fault: Callable[[Mapping[str, Any]], str | None] = lambda _: None,
) -> list[Line]:
    """The lines of --in: objects, or what is wrong with them. Fields that have no effect, and ids given twice, are told.

    `fault` says what else is wrong with an object. Raises: InputError: both a file and a single one are given, or the
    file cannot be read.
    """
    if getattr(options, field):
        raise InputError(f"give either a {field} or --in FILE, not both")
    read = list(read_jsonl(options.source, ("id", field)))
    _tell_unused(read, fields)
    _tell_twice(read)
    lines: list[Line] = []
    for line in read:
        wrong = fault(line.value) if isinstance(line.value, Mapping) else None
        lines.append(f"{options.source}, {_place(line)}: {wrong}" if wrong else line.value)
    return lines


def _tell_unused(lines: Sequence[JsonLine], fields: Sequence[str]) -> None:
    """Fields without effect are told and not refused: files made for something else have more than we read."""
    found: dict[str, list[JsonLine]] = {}
    for line in lines:
        for name in line.value if isinstance(line.value, Mapping) else ():
            if name not in fields:
                found.setdefault(name, []).append(line)
    for name, where in list(found.items())[:SHOWN]:
        near = [MEANT[name]] if MEANT.get(name) in fields else get_close_matches(name, fields, n=1)
        meant = f"did you mean {near[0]!r}?" if near else f"a line has {', '.join(fields)}"
        count = f"{len(where)} line{'' if len(where) == 1 else 's'}"
        say(f"warning: {name!r} has no effect ({count}; the first: {_place(where[0])}); {meant}")
    if len(found) > SHOWN:
        say(f"warning: {len(found) - SHOWN} more fields have no effect")


def _tell_twice(lines: Sequence[JsonLine]) -> None:
    found: dict[str, list[int]] = {}
    for line in lines:
        if isinstance(line.value, Mapping):
            found.setdefault(str(line.value["id"]), []).append(line.number)
    twice = [(name, numbers) for name, numbers in found.items() if len(numbers) > 1]
    for name, numbers in twice[:SHOWN]:
        where = ", ".join(map(str, numbers[:SHOWN])) + (", ..." if len(numbers) > SHOWN else "")
        say(
            f"warning: {len(numbers)} lines have the id {name!r} (lines {where}); "
            "give each its own to tell their results apart"
        )
    if len(twice) > SHOWN:
        say(f"warning: {len(twice) - SHOWN} more ids are given more than once")


def _place(line: JsonLine) -> str:
    name = f", id {str(line.value['id'])!r}" if isinstance(line.value, Mapping) else ""
    return f"line {line.number}{name}"


def _fault(line: Mapping[str, Any]) -> str | None:
    """What is wrong with the fields of a question; None: it can be asked."""
    for name, values in (("audience", get_args(Audience)), ("kind", get_args(PageKind))):
        if line.get(name) and line[name] not in values:
            return f"{name} {line[name]!r} is not known; it is {' or '.join(values)}"
    history = line.get("history") or []
    if not isinstance(history, list) or not all(isinstance(text, str) for text in history):
        return "history must be a list of the questions asked before, oldest first"
    return None


async def _answer_line(
    line: Mapping[str, Any], parts: Parts, settings: Settings, options: argparse.Namespace, llm: Llm | None
) -> dict[str, Any]:
    page = await answer_async(
        str(line["question"]),
        parts,
        settings,
        llm=llm,
        audience=line.get("audience") or options.audience,
        page_kind=line.get("kind") or options.kind,
        history=[text for text in line.get("history") or options.after if text.strip()],
    )
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
