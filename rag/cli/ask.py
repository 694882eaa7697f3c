"""The commands that read the shelf: search and ask, one or many."""

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from rag.cli.batch import Kept, run_batch, write_batch
from rag.cli.console import progress_bar, read_jsonl, say, write_text
from rag.cli.live import shown_live
from rag.cli.main import DONE, REFUSED, SOME_REJECTED
from rag.cli.shelf import settings_of
from rag.errors import InputError
from rag.page.render import PageFormat, render
from rag.parts import Parts, open_llm, open_parts
from rag.pipeline import answer_async, find
from rag.schema import Answer, Audience, Hit, PageKind
from rag.settings import Settings, llm_endpoint
from rag.write.limits import Meter
from rag.write.llm import Llm
from rag.write.scrub import shown_url

SUFFIX_FORMATS: dict[str, PageFormat] = {".html": "html", ".htm": "html", ".json": "json", ".jsonld": "jsonld"}


def command_search(options: argparse.Namespace) -> int:
    """Print the passages found, best first, or write one line of hits per query of a file."""
    settings = settings_of(options)
    if options.source:
        return _search_many(options, settings)
    _need(options.query, "query", 'citewell search "HER2 testing"')
    parts = open_parts(settings, say)
    hits = find(options.query, parts, settings, k=options.k)
    if options.json or options.out:
        text = json.dumps([hit_json(hit) for hit in hits], ensure_ascii=False)
        _put(text + "\n", options.out)
        return DONE
    for hit in hits:
        where = " > ".join([hit.passage.title, *hit.passage.locator.headings])
        page = f", page {hit.passage.locator.page}" if hit.passage.locator.page else ""
        print(f"{hit.rank}. [{hit.score:.3f}] {where}{page} ({hit.passage.source_id}, edition {hit.passage.edition})")
        print(f"   {' '.join(hit.passage.text.split())[:300]}")
    return DONE


def command_ask(options: argparse.Namespace) -> int:
    """Print or write the page that answers one question, or one answer per line for a file of questions."""
    settings = settings_of(options)
    meter = Meter(settings.llm)
    llm = open_llm(
        settings,
        writer=options.writer,
        streams=not options.source and sys.stderr.isatty(),
        record=options.record,
        replay=options.replay,
        meter=meter,
        stops_at_budget=bool(options.source),
    )
    code = _ask_many(options, settings, llm) if options.source else _ask_one(options, settings, llm)
    if meter.calls:
        say(meter.summary())
    return code


def _ask_one(options: argparse.Namespace, settings: Settings, llm: Llm | None) -> int:
    _need(options.question, "question", 'citewell ask "What does HER2 status mean for breast cancer treatment?"')
    parts = open_parts(settings, say)
    with shown_live() as listen:
        page = asyncio.run(
            answer_async(
                options.question,
                parts,
                settings,
                llm=llm,
                audience=options.audience,
                page_kind=options.kind,
                history=options.after,
                on_event=listen,
            )
        )
    if page.trace.fallback_reason:
        say(f"the extractive writer wrote this page: {page.trace.fallback_reason}")
    if page.trace.masked:
        say(f"personal details were left out of what the model was sent: {', '.join(page.trace.masked)}")
    _put(_rendered(page, parts, options), options.out)
    return REFUSED if page.kind == "refusal" else DONE


def _ask_many(options: argparse.Namespace, settings: Settings, llm: Llm | None) -> int:
    lines = _lines(options, "question")
    parts = open_parts(settings, say)

    async def work(line: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"answer": await _answer_line(line, parts, settings, options, llm)}

    endpoint = llm_endpoint(settings.llm)
    writer = [options.writer, llm.chat.name if llm else None, shown_url(endpoint) if endpoint else None]
    fixed = [
        settings.fingerprint(),
        parts.shelf.manifest.id,
        dict(parts.prompts),
        writer,
        options.audience,
        options.kind,
    ]
    kept = Kept(options.out, json.dumps(fixed, sort_keys=True))
    with progress_bar() as bar:
        at_once = settings.llm.concurrency if llm else 1
        try:
            done = asyncio.run(run_batch(lines, work, kept, bar, at_once=at_once, stage="question"))
        except KeyboardInterrupt:
            if kept.path:
                say(f"{len(kept.results)} of {len(lines)} answers are kept; run the same command again to go on")
            raise
    write_batch(done, kept, options.out)
    return SOME_REJECTED if done.rejected else DONE


def hit_json(hit: Hit) -> dict[str, object]:
    """A hit as `citewell search --json` prints it."""
    passage = hit.passage
    return {
        "rank": hit.rank,
        "score": hit.score,
        "passage_id": passage.id,
        "source_id": passage.source_id,
        "text": passage.text,
        "locator": passage.locator.model_dump(mode="json"),
        "edition": passage.edition,
    }


async def _answer_line(
    line: Mapping[str, Any], parts: Parts, settings: Settings, options: argparse.Namespace, llm: Llm | None
) -> dict[str, Any]:
    audience, kind = line.get("audience") or options.audience, line.get("kind") or options.kind
    if audience not in get_args(Audience) or kind not in get_args(PageKind):
        raise InputError(f"audience {audience!r} or kind {kind!r} is not known; see: citewell ask --help")
    history = line.get("history") or options.after
    if not isinstance(history, list) or not all(isinstance(text, str) for text in history):
        raise InputError("history must be a list of the questions asked before, oldest first")
    question = str(line["question"])
    page = await answer_async(question, parts, settings, llm=llm, audience=audience, page_kind=kind, history=history)
    return page.to_json_dict()


def _lines(options: argparse.Namespace, field: str) -> list[dict[str, Any] | str]:
    if getattr(options, field):
        raise InputError(f"give either a {field} or --in FILE, not both")
    return list(read_jsonl(options.source, ("id", field)))


def _search_many(options: argparse.Namespace, settings: Settings) -> int:
    """Hits for each line; lines that cannot be used are named on stderr and make exit code 4."""
    lines = _lines(options, "query")
    parts = open_parts(settings, say)

    async def work(line: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"hits": [hit_json(hit) for hit in find(str(line["query"]), parts, settings, k=options.k)]}

    kept = Kept(None, "")
    with progress_bar() as bar:
        done = asyncio.run(run_batch(lines, work, kept, bar, at_once=1, stage="query"))
    write_batch(done, kept, options.out)
    return SOME_REJECTED if done.rejected else DONE


def _rendered(page: Answer, parts: Parts, options: argparse.Namespace) -> str:
    suffix = options.out.suffix.lower() if options.out else ""
    chosen: PageFormat = "json" if options.json else options.format or SUFFIX_FORMATS.get(suffix, "md")
    text = render(page, parts.shelf.by_id, chosen)
    return text if text.endswith("\n") else text + "\n"


def _put(text: str, out: Path | None) -> None:
    if out is None:
        print(text, end="")
        return
    write_text(out, text)
    say(f"written: {out}")


def _need(text: str | None, name: str, example: str) -> None:
    if not text or not text.strip():
        raise InputError(f"the {name} is empty; give one, for example: {example}")
