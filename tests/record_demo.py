"""Replies written by hand to recordings: each question is asked of the demonstration texts, a local server answers it.

python -m tests.record_demo [--out DIR]

What a reply says without a passage in the request is left out of it; that, and whatever a check refuses, is told on
stderr and makes the exit code 1. The recordings are written all the same.
"""

import argparse
import asyncio
import hashlib
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import Field

from ingest.build import ingest
from rag.index.encoder import Encoder, load_encoder
from rag.parts import Parts, open_llm, open_parts
from rag.pipeline import answer_async
from rag.schema import Answer, Audience, PageKind, Statement, Value
from rag.settings import IndexSettings, LlmSettings, Settings
from rag.write.recordings import Recording
from rag.yaml_file import read_yaml
from tests.llm_authors import silent_author
from tests.llm_prompts import Json, SentPassage, kind_of, passages_of, sections_of
from tests.llm_server import LlmServer

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = ROOT / "evals" / "recordings" / "written"
DEMO = ROOT / "evals" / "recordings" / "demo"
ARITHMETIC = "arithmetic.txt"  # beside the recordings: on what kind of processor they were made
MODEL = "written-by-hand"

Tell = Callable[[str], None]
Author = Callable[[Json], Json]


class WrittenStatement(Value):
    """One statement of a reply, with the words of the texts that say so."""

    text: str
    quotes: tuple[str, ...] = Field(min_length=1)


class WrittenReply(Value):
    """One file of written/: a question, as it is asked, and the reply a careful model would give. Sections by id.

    A follow-up has the questions `after` which it is asked, oldest first, and what it means as a `standalone` question.
    """

    question: str
    after: tuple[str, ...] = ()
    standalone: str = ""
    audience: Audience
    kind: PageKind
    key_points: tuple[WrittenStatement, ...]
    sections: Mapping[str, tuple[WrittenStatement, ...]]
    questions_to_ask: tuple[str, ...]
    cannot_answer: str | None

    @property
    def texts(self) -> frozenset[str]:
        """Everything it states."""
        parts = (self.key_points, *self.sections.values())
        return frozenset(statement.text for part in parts for statement in part)


def written_replies(folder: Path = WRITTEN) -> dict[str, WrittenReply]:
    """The replies of `folder` by file name without suffix, in order. Raises: OutlineError: a file breaks the format."""
    return {path.stem: read_yaml(path, WrittenReply) for path in sorted(folder.glob("*.yaml"))}


def author_of(written: WrittenReply, tell: Tell) -> Author:
    """Who gives this reply to any request, citing each quote from the passage sent that holds it; repairs nothing.

    `tell` hears of each statement and section that does not fit the request.
    """

    def reply(body: Json) -> Json:
        replies: dict[str, Callable[[], Json]] = {
            "page": lambda: _page(written, body, tell),
            "standalone_question": lambda: {"question": written.standalone},
            "repair": lambda: silent_author(body),
        }
        return replies[kind_of(body)]()

    return reply


def record(out: Path) -> list[str]:
    """Ask every question and replace the recordings in `out`. Returns what does not fit, by file: [] is a sound set."""
    told: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(index=IndexSettings(dir=folder / "index", cache_dir=IndexSettings().cache_dir.expanduser()))
        ingest([settings.corpus_dir], settings.index.dir, settings, lambda: load_encoder(settings.index))
        parts = open_parts(settings)
        asyncio.run(_record_all(parts, settings, folder, told.append))
        out.mkdir(parents=True, exist_ok=True)
        for old in out.glob("*.json"):
            old.unlink()
        for new in sorted((folder / "recordings").glob("*.json")):
            recording = Recording.model_validate_json(new.read_bytes()).model_copy(update={"author": "person"})
            (out / new.name).write_text(recording.model_dump_json(indent=1), "utf-8")
        (out / ARITHMETIC).write_text(arithmetic_of(parts.encoder) + "\n")
    return told


def arithmetic_of(encoder: Encoder) -> str:
    """Hash of what the encoder makes of a few texts: int8 arithmetic is not the same on every kind of processor.

    Where it differs, passages with nearly equal scores may change places, and with them the request that was recorded.
    """
    probes = ["What is HER2?", "Treatment of kidney cancer depends on the stage.", "symptoms"]
    return hashlib.sha256(encoder.encode(probes).tobytes()).hexdigest()[:24]


def statements_of(page: Answer) -> list[Statement]:
    """All statements of the page, key points first."""
    return [*page.key_points, *(statement for section in page.sections for statement in section.statements)]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.record_demo", description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=DEMO, metavar="DIR", help="default: evals/recordings/demo")
    told = record(parser.parse_args(arguments).out)
    for line in told:
        print(line, file=sys.stderr)
    return 1 if told else 0


async def _record_all(parts: Parts, settings: Settings, folder: Path, tell: Tell) -> None:
    for name, written in written_replies().items():
        remarks: list[str] = []
        page = await _ask(written, parts, settings, folder, remarks.append)
        remarks.extend(_faults(page))
        print(f"{name}: {len(statements_of(page))} statements", file=sys.stderr)
        for remark in remarks:
            tell(f"{name}: {remark}")


async def _ask(written: WrittenReply, parts: Parts, settings: Settings, folder: Path, tell: Tell) -> Answer:
    with LlmServer(author_of(written, tell), models=(MODEL,)) as server:
        of_server = settings.model_copy(
            update={
                "llm": LlmSettings(base_url=server.url, model=MODEL, cache=False),
                "index": settings.index.model_copy(update={"cache_dir": folder}),  # notes about the server go there
            }
        )
        return await answer_async(
            written.question,
            parts,
            settings,
            llm=open_llm(of_server, writer="llm", record=folder / "recordings"),
            audience=written.audience,
            page_kind=written.kind,
            history=written.after,
        )


def _faults(page: Answer) -> Iterator[str]:
    if page.kind != "answer":
        yield f"refused: {page.refusal.reason if page.refusal else ''}"
    yield from (f"dropped by {one.check}: {one.text!r}: {one.why}" for one in page.trace.dropped)


def _page(written: WrittenReply, body: Json, tell: Tell) -> Json:
    passages, asked = passages_of(body), sections_of(body)
    for name in sorted(set(written.sections) - {section.id for section in asked}):
        tell(f"section {name!r} is not asked for")
    sections: list[Json] = []
    for section in asked:
        if section.id not in written.sections:
            tell(f"section {section.id!r} is asked for and not written")
        statements = _cited(written.sections.get(section.id, ()), passages, tell)
        if len(statements) > section.limit:
            tell(f"section {section.id!r} holds {len(statements)} statements, at most {section.limit} are asked for")
        sections.append({"id": section.id, "heading": "", "statements": statements})
    return {
        "sections": sections,
        "key_points": _cited(written.key_points, passages, tell),
        "questions_to_ask": list(written.questions_to_ask),
        "cannot_answer": written.cannot_answer,
    }


def _cited(statements: Sequence[WrittenStatement], passages: Sequence[SentPassage], tell: Tell) -> list[Json]:
    found: list[Json] = []
    for statement in statements:
        homes = [
            next((passage.id for passage in passages if quote in passage.text), None) for quote in statement.quotes
        ]
        if None in homes:
            tell(f"left out, no passage holds its quotes: {statement.text!r}")
            continue
        citations = [{"passage": home, "quote": quote} for home, quote in zip(homes, statement.quotes, strict=True)]
        found.append({"text": statement.text, "citations": citations})
    return found


if __name__ == "__main__":
    sys.exit(main())
