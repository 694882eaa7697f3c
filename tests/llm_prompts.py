"""A chat request to the passages, sections and failed statements in its messages, and to what the passages say."""

import re
from typing import Any, NamedTuple

from tests.lies import Citation, Claim

Json = dict[str, Any]

PASSAGE = re.compile(r"<passage\s([^>]*)>(.*?)</passage>", re.DOTALL)
LOOSE_PASSAGE = re.compile(r"<passage\s([^>]*)>(.*?)(?=<passage\s|\Z)", re.DOTALL)
SECTION = re.compile(r"<section\s([^>]*?)/?>(?:(.*?)</section>)?", re.DOTALL)
FAILED = re.compile(r"<failed\s([^>]*)>(.*?)</failed>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
AT_MOST = re.compile(r"at most (\d+)")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")


class SentPassage(NamedTuple):
    """A passage element of the user message."""

    id: str
    section: str
    text: str


class SentSection(NamedTuple):
    """A section element of the user message. `limit`: statements it may hold."""

    id: str
    about: str
    limit: int


def kind_of(body: Json) -> str:
    """Which reply is asked for: page, repair or standalone_question."""
    named = body.get("response_format", {}).get("json_schema", {}).get("name")
    if named in ("page", "repair", "standalone_question"):
        return str(named)
    asked = user_text(body)
    if FAILED.search(asked):
        return "repair"
    return "page" if PASSAGE.search(asked) or SECTION.search(asked) else "standalone_question"


def passages_of(body: Json) -> list[SentPassage]:
    """The passages of the request; those without its key are left out."""
    found = [(attributes(marks), text) for marks, text in PASSAGE.findall(user_text(body))]
    key = found[0][0].get("key") if found else None
    return [_passage(marks, text) for marks, text in found if marks.get("key") == key]


def seeming_passages_of(body: Json) -> list[SentPassage]:
    """The passages as one sees them who looks at no key, and to whom a text goes on after a closing mark within it."""
    until_last = user_text(body).rpartition("</passage>")[0]
    found = LOOSE_PASSAGE.findall(until_last)
    return [_passage(attributes(marks), text.replace("</passage>", "\n")) for marks, text in found]


def sections_of(body: Json) -> list[SentSection]:
    """The sections that a page request wants filled."""
    found: list[SentSection] = []
    for marks, text in SECTION.findall(PASSAGE.sub("", user_text(body))):
        named = attributes(marks)
        limit = AT_MOST.search(text)
        about = f"{named.get('heading', '')} {AT_MOST.sub('', text)}"
        found.append(SentSection(named["id"], about, int(limit[1]) if limit else 3))
    return found


def failed_in(body: Json) -> list[tuple[int, str]]:
    """Number and text of each failed statement of a repair request."""
    return [(int(attributes(marks)["number"]), text) for marks, text in FAILED.findall(user_text(body))]


def claims_in(passage: SentPassage) -> list[Claim]:
    """What a passage says, each sentence (or list item with its lead-in) a claim that quotes it word for word."""
    found: list[Claim] = []
    lead_in = ""
    for line in filter(None, map(str.strip, passage.text.splitlines())):
        if line.startswith("- "):
            if lead_in.endswith("include:") and not line.endswith("?"):
                item = line[2:] if line[3:4].isupper() else line[2:3].lower() + line[3:]
                quotes = (Citation(passage.id, lead_in), Citation(passage.id, line[2:]))
                found.append(Claim(f"{lead_in[:-1]} {item.rstrip('.')}.", quotes))
            continue
        sentences = [] if line.startswith("|") else SENTENCE_END.split(line)
        lead_in = sentences[-1] if sentences else ""
        whole = [one for one in sentences if one.endswith(".") and 5 <= len(one.split()) <= 45]
        found.extend(Claim(one, (Citation(passage.id, one),)) for one in whole)
    return found


def user_text(body: Json) -> str:
    """All user messages of a request as one text."""
    return "\n".join(message["content"] for message in body["messages"] if message["role"] == "user")


def attributes(marks: str) -> dict[str, str]:
    """The attributes of a mark by name."""
    return dict(ATTRIBUTE.findall(marks))


def _passage(marks: dict[str, str], text: str) -> SentPassage:
    return SentPassage(marks.get("id", ""), marks.get("section", ""), text)
