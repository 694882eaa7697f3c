"""The commands that read the shelf: search and ask, one or many."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from rag.cli.console import progress_bar, read_jsonl, say, write_text
from rag.cli.main import DONE, REFUSED, SOME_REJECTED
from rag.cli.shelf import settings_of
from rag.errors import CitewellError, InputError, WriterUnavailable
from rag.page.render import PageFormat, render
from rag.parts import Parts, open_parts
from rag.pipeline import answer, find
from rag.schema import Answer, Audience, Hit, PageKind
from rag.settings import Settings

SUFFIX_FORMATS: dict[str, PageFormat] = {".html": "html", ".htm": "html", ".json": "json", ".jsonld": "jsonld"}


def command_search(options: argparse.Namespace) -> int:
    """Print the passages found, best first, or write one line of hits per query of a file."""
    settings = settings_of(options)
    if options.source:
        return _batch(
            options, settings, "query", lambda parts, line: {"hits": _hits(line["query"], parts, settings, options)}
        )
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
    if options.writer == "llm":
        raise WriterUnavailable("no LLM writer is set up in this version; use --writer extractive or auto")
    if options.source:
        return _batch(
            options, settings, "question", lambda parts, line: {"answer": _answer_line(line, parts, settings, options)}
        )
    _need(options.question, "question", 'citewell ask "What does HER2 status mean for breast cancer treatment?"')
    parts = open_parts(settings, say)
    page = answer(options.question, parts, settings, audience=options.audience, page_kind=options.kind)
    _put(_rendered(page, parts, options), options.out)
    return REFUSED if page.kind == "refusal" else DONE


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


def _hits(query: str, parts: Parts, settings: Settings, options: argparse.Namespace) -> list[dict[str, object]]:
    return [hit_json(hit) for hit in find(query, parts, settings, k=options.k)]


def _answer_line(
    line: Mapping[str, Any], parts: Parts, settings: Settings, options: argparse.Namespace
) -> dict[str, Any]:
    audience, kind = line.get("audience") or options.audience, line.get("kind") or options.kind
    if audience not in get_args(Audience) or kind not in get_args(PageKind):
        raise InputError(f"audience {audience!r} or kind {kind!r} is not known; see: citewell ask --help")
    return answer(line["question"], parts, settings, audience=audience, page_kind=kind).to_json_dict()


def _batch(options: argparse.Namespace, settings: Settings, field: str, work: Any) -> int:
    """Run `work` on each line of options.source; lines that cannot be used are named on stderr and make exit code 4."""
    if getattr(options, field):
        raise InputError(f"give either a {field} or --in FILE, not both")
    lines = list(read_jsonl(options.source, ("id", field)))
    parts = open_parts(settings, say)
    results: list[str] = []
    rejected = 0
    with progress_bar() as bar:
        for done, line in enumerate(lines):
            bar.show(field, done, len(lines))
            try:
                if isinstance(line, str):
                    raise InputError(line)
                result = {"id": line["id"], **work(parts, {**line, field: str(line[field])})}
                results.append(json.dumps(result, ensure_ascii=False))
            except CitewellError as error:
                rejected += 1
                name = f"{line['id']}: " if isinstance(line, dict) else ""
                say(f"rejected {name}{error}")
        bar.show(field, len(lines), len(lines))
    _put("".join(result + "\n" for result in results), options.out)
    return SOME_REJECTED if rejected else DONE


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
