"""A model's reply to a draft: JSON to values, quotes to spans of the passages. Believes nothing: the gate checks it all."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from rag.errors import LlmBadReply
from rag.exchange import (
    JudgementReply,
    Pack,
    PackedPassage,
    PageReply,
    RepairReply,
    ReplyModel,
    ReplyStatement,
    StandaloneQuestionReply,
)
from rag.schema import DraftStatement, Quote
from rag.words import fold

REPLIES: Mapping[ReplyModel, type[BaseModel]] = {
    "page": PageReply,
    "repair": RepairReply,
    "standalone_question": StandaloneQuestionReply,
    "judgement": JudgementReply,
}
FENCE = re.compile(r"^```[a-z]*\n(.*?)\n?```$", re.DOTALL)
THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)  # what reasoning models put before their reply
HALF_PAIR = re.compile(  # half of a character as JSON escapes it: it could be neither sent nor written again
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}|[\ud800-\udfff]"
)
MARKER = re.compile(r"\s*(?:\[P?\d+(?:\s*[,;–-]\s*P?\d+)*\]|\(P\d+(?:\s*[,;–-]\s*P\d+)*\))")
ALIKE = str.maketrans("‘’ʼ“”‐‑–—−", "'''\"\"-----")
Reply = TypeVar("Reply", bound=BaseModel)


@lru_cache
def reply_schema(reply_model: ReplyModel) -> Mapping[str, Any]:
    """JSON Schema of a reply in the strict form endpoints ask for: every field required, no others allowed."""
    schema = REPLIES[reply_model].model_json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("description", None)  # written for us; the prompt tells the model what belongs where
        part["additionalProperties"] = False
        part["required"] = list(part["properties"])
        for field in part["properties"].values():
            for key in ("default", "title", "description"):
                field.pop(key, None)
    return schema


def read_reply(text: str, kind: type[Reply]) -> Reply:
    """The reply as a value; a code fence or a thought around the JSON is taken off, nothing in it is mended.

    Raises: LlmBadReply: no JSON, or not of this shape.
    """
    bare = THOUGHT.sub("", text, count=1).strip()
    fenced = FENCE.match(bare)
    try:
        return kind.model_validate(json.loads(HALF_PAIR.sub(r"\\ufffd", fenced.group(1) if fenced else bare)))
    except (ValueError, RecursionError) as error:
        where = error.errors()[0] if isinstance(error, ValidationError) else None
        place = ".".join(map(str, where["loc"])) if where else ""
        why = (
            ": ".join(filter(None, [place, where["msg"].removeprefix("Value error, ")])) if where else "it is not JSON"
        )
        raise LlmBadReply(f"the model's reply cannot be used ({why}); try again, or another --model") from error


def to_draft_statement(statement: ReplyStatement, pack: Pack) -> DraftStatement:
    """The statement with its quotes as spans of passages; marks such as [1] or (P2) are taken off its text.

    A quote that does not stand in the passage it names keeps its text and gets a span that the gate will refuse.
    """
    text = fold(MARKER.sub("", statement.text))
    by_id = {packed.id: packed for packed in pack.passages}
    quotes: list[Quote] = []
    for citation in statement.citations:
        packed = by_id.get(citation.passage.strip())
        found = locate(citation.quote, packed) if packed else ()
        name = packed.passages[0].id if packed else citation.passage
        quotes.extend(found or [Quote(passage_id=name, text=citation.quote, start=0, end=0)])
    return DraftStatement(text=text, quotes=tuple(dict.fromkeys(quotes)))


def locate(quote: str, packed: PackedPassage) -> tuple[Quote, ...]:
    """Where the quote stands in the passages of `packed`, verbatim but for white space and look-alike characters.

    Returns: one Quote for each passage it touches, with the text as the passage has it; () when it stands nowhere.
    """
    wanted, _ = _alike(quote)
    wanted = wanted.strip(' "')
    have, places = _alike(packed.text)
    at = have.find(wanted) if wanted else -1
    if at < 0:
        return ()
    start, end = places[at], places[at + len(wanted) - 1] + 1
    found: list[Quote] = []
    for passage, offset in zip(packed.passages, packed.offsets, strict=True):
        first, last = max(start - offset, 0), min(end - offset, len(passage.text))
        text = passage.text[first:last] if first < last else ""
        first += len(text) - len(text.lstrip())
        if text.strip():
            found.append(Quote(passage_id=passage.id, text=text.strip(), start=first, end=first + len(text.strip())))
    return tuple(found)


@lru_cache(maxsize=256)  # every quote of a reply is looked for in the same few passages
def _alike(text: str) -> tuple[str, Sequence[int]]:
    """Text with look-alikes made equal and white space folded, and for each character its place in `text`."""
    characters: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for part in unicodedata.normalize("NFKC", character).translate(ALIKE):
            if part.isspace():
                if not characters or characters[-1] == " ":
                    continue
                part = " "
            characters.append(part)
            places.append(at)
    return "".join(characters), places
