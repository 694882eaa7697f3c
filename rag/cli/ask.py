"""The commands that read the shelf: search and ask, one or many."""

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag.cli.batch import Kept, run_batch, write_batch
from rag.cli.console import keep_apart, progress_bar, say
from rag.cli.live import shown_live
from rag.cli.main import DONE, REFUSED
from rag.cli.questions import ask_many, exit_code, usable_lines
from rag.cli.shelf import settings_of
from rag.errors import InputError
from rag.page.render import PageFormat, render
from rag.parts import Parts, open_llm, open_parts
from rag.pipeline import answer_async, find
from rag.records.read import load_record
from rag.records.record import Record
from rag.result_file import write_whole
from rag.schema import Answer, Hit
from rag.settings import Settings
from rag.write.limits import Meter
from rag.write.llm import Llm

SUFFIX_FORMATS: dict[str, PageFormat] = {
    ".md": "md",
    ".txt": "md",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonld": "jsonld",
}


def command_search(options: argparse.Namespace) -> int:
    """Print the passages found, best first, or write one line of hits per query of a file."""
    settings = settings_of(options)
    keep_apart(options.out, options.source, {})
    if options.source:
        return _search_many(options, settings)
    _need(options.query, "query", 'citewell search "HER2 testing"')
    parts = open_parts(settings, say)
    hits = find(options.query, parts, settings, k=options.k)
    if options.json or options.out:
        text = json.dumps([hit_json(hit) for hit in hits], ensure_ascii=False)
        put(text + "\n", options.out)
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
    options.after = [text for text in options.after if text.strip()]
    keep_apart(options.out, options.source, {"--record": options.record, "--replay": options.replay})
    if options.source and options.records:
        raise InputError("--records is about one person: give it with one question, without --in")
    if not options.source:
        _page_format(options)
    elif options.format not in (None, "json"):
        raise InputError(f"--format {options.format} is for one question; with --in each line of the result is JSON")
    meter = Meter(settings.llm)
    llm = open_llm(
        settings,
        writer=options.writer,
        streams=not options.source and sys.stderr.isatty(),
        record=options.record,
        replay=options.replay,
        meter=meter,
        stops_at_budget=bool(options.source),
        say=say,
    )
    try:
        code = ask_many(options, settings, llm) if options.source else _ask_one(options, settings, llm)
    except KeyboardInterrupt:
        _tell_spent(meter)
        raise
    _tell_spent(meter)
    return code


def _tell_spent(meter: Meter) -> None:
    if meter.calls:
        say(meter.summary())


def _ask_one(options: argparse.Namespace, settings: Settings, llm: Llm | None) -> int:
    _need(options.question, "question", 'citewell ask "What does HER2 status mean for breast cancer treatment?"')
    record = _record(options.records)
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
                record=record,
                on_event=listen,
            )
        )
    if page.trace.fallback_reason:
        say(f"the extractive writer wrote this page: {page.trace.fallback_reason}")
    if page.trace.masked:
        say(f"personal details were left out of what the model was sent: {', '.join(page.trace.masked)}")
    put(_rendered(page, parts, options), options.out)
    return REFUSED if page.kind == "refusal" else DONE


def _record(path: Path | None) -> Record | None:
    """The facts of the file; what in it is not used is said, without a value."""
    if path is None:
        return None
    record = load_record(path)
    if record.unused:
        say(f"not used of {path.name}: {', '.join(record.unused)}")
    return record


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


def _search_many(options: argparse.Namespace, settings: Settings) -> int:
    """Hits for each line; lines that cannot be used are named on stderr."""
    lines = usable_lines(options, "query", ("id", "query"))
    parts = open_parts(settings, say)

    async def work(line: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"hits": [hit_json(hit) for hit in find(str(line["query"]), parts, settings, k=options.k)]}

    kept = Kept(None, {})
    with progress_bar() as bar:
        done = asyncio.run(run_batch(lines, work, kept, bar, at_once=1, stage="query"))
    write_batch(done, kept, options.out)
    return exit_code(done)


def _rendered(page: Answer, parts: Parts, options: argparse.Namespace) -> str:
    text = render(page, parts.shelf.by_id, _page_format(options))
    return text if text.endswith("\n") else text + "\n"


def _page_format(options: argparse.Namespace) -> PageFormat:
    """What --json or --format asks for, else what --out ends in. Raises: InputError: an ending that is none of ours."""
    if options.json:
        return "json"
    if options.format or not options.out or not options.out.suffix:
        return options.format or "md"
    ending = options.out.suffix.lower()
    if ending not in SUFFIX_FORMATS:
        raise InputError(f"--out {options.out}: pages end in {', '.join(SUFFIX_FORMATS)}; or say which with --format")
    return SUFFIX_FORMATS[ending]


def put(text: str, out: Path | None) -> None:
    """A result to stdout, or to a file as a whole."""
    if out is None:
        print(text, end="")
        return
    write_whole(out, text)
    say(f"written: {out}")


def _need(text: str | None, name: str, example: str) -> None:
    if not text or not text.strip():
        raise InputError(f"the {name} is empty; give one, for example: {example}")
