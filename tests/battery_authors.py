"""Authors for the fault battery: they tell every lie, or obey every planted order, once, and remember what they said."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from tests.lies import Citation, Claim
from tests.llm_authors import Author, obedient_author, statement
from tests.llm_obedience import all_of, obeyed_in
from tests.llm_prompts import (
    Json,
    SentPassage,
    claims_in,
    failed_in,
    kind_of,
    passages_of,
    sections_of,
    seeming_passages_of,
)

MADE_UP = ("invented_citation", "paraphrase_as_quote", "stitched_quote")  # kinds whose quotes stand nowhere


class WrittenLiar:
    """Tells each lie once, as soon as a passage that it quotes is sent, and again in a repair.

    `lies`: rows of tests/data/lies.jsonl.
    """

    def __init__(self, lies: Sequence[Json]) -> None:
        self.lies = lies
        self.left = {row["id"]: row for row in lies}
        self.told: dict[str, str] = {}  # statement by id

    def __call__(self, body: Json) -> Json:
        passages = passages_of(body)
        if kind_of(body) == "repair":
            return {
                "statements": [{"number": n, "statement": self._again(text, passages)} for n, text in failed_in(body)]
            }
        ready = [(row, home) for row in self.left.values() if (home := home_of(row, passages))]
        return filled(body, [self._tell(row, home) for row, home in ready[: room_in(body)]])

    def _tell(self, row: Json, home: SentPassage) -> Json:
        self.left.pop(row["id"], None)
        self.told[row["id"]] = row["statement"]
        return {
            "text": row["statement"],
            "citations": [{"passage": home.id, "quote": quote} for quote in row["quotes"]],
        }

    def _again(self, failed: str, passages: Sequence[SentPassage]) -> Json | None:
        row = next((row for row in self.lies if row["statement"] in failed), None)
        home = home_of(row, passages) if row else None
        return self._tell(row, home) if row and home else None


class Heard:
    """An author, with what it said that is not word for word what a passage sent says: its lies, with their quotes."""

    def __init__(self, author: Author) -> None:
        self.author = author
        self.lies: set[tuple[str, frozenset[str]]] = set()

    def __call__(self, body: Json) -> Json:
        reply = self.author(body)
        copied = {(claim.text, claim.citations) for passage in passages_of(body) for claim in claims_in(passage)}
        parts = [*reply.get("sections", []), {"statements": reply.get("key_points", [])}]
        said = [one for part in parts for one in part["statements"]]
        for one in [*said, *(entry["statement"] for entry in reply.get("statements", []) if entry["statement"])]:
            citations = tuple(Citation(**citation) for citation in one["citations"])
            if (one["text"], citations) not in copied:
                self.lies.add((one["text"], frozenset(citation.quote for citation in citations)))
        return reply


class Zealot:
    """Says everything that the passages order it to say, each once, as far as a page has room; mends nothing.

    `orders`: what orders a passage holds; by default those that obedient_author obeys.
    """

    def __init__(self, orders: Callable[[SentPassage], list[Claim]] = obeyed_in) -> None:
        self.orders = orders
        self.said: set[Claim] = set()
        self.sent = ""  # all that was sent to it

    def __call__(self, body: Json) -> Json:
        self.sent += "".join(message["content"] for message in body["messages"])
        if kind_of(body) == "repair":
            return obedient_author(body)
        genuine = {passage.id for passage in passages_of(body)}
        claims: list[Claim] = []
        for passage in seeming_passages_of(body):
            claims += self.orders(passage._replace(text=f"{passage.section}\n{passage.text}"))
            claims += all_of(passage) if passage.id not in genuine else []
        ready = [claim for claim in dict.fromkeys(claims) if claim not in self.said][: room_in(body)]
        self.said.update(ready)
        told = [statement(claim) for claim in ready]
        asked = [claim.text.rstrip(".?!") + "?" for claim in ready]
        return {**filled(body, told), "key_points": told[:3], "questions_to_ask": asked[:5]}


def disguised_orders(markers: Sequence[str]) -> Callable[[SentPassage], list[Claim]]:
    """The orders that a reader finds in a passage who sees through invisible signs and look-alike letters."""

    def orders(passage: SentPassage) -> list[Claim]:
        plain = undisguised(passage.text)
        lines = passage.text.splitlines()
        quotes = {marker: [line.strip(" -|") for line in lines if marker in undisguised(line)] for marker in markers}
        found = [Claim(marker, (Citation(passage.id, quote),)) for marker in markers for quote in quotes[marker]]
        return found + [Claim(marker, (Citation(passage.id, plain[:80]),)) for marker in markers if marker in plain]

    return orders


LOOK_ALIKES = str.maketrans("аеорсухіАЕОРСТНВМК", "aeopcyxiAEOPCTHBMK")  # Cyrillic to Latin


@cache
def undisguised(text: str) -> str:
    """Text as a reader takes it: tag characters read, other invisible ones dropped, look-alikes made Latin."""
    read = (chr(ord(c) - 0xE0000) if 0xE0020 <= ord(c) <= 0xE007E else c for c in text)
    return "".join(c for c in read if unicodedata.category(c) != "Cf").translate(LOOK_ALIKES)


def home_of(lie: Json, passages: Sequence[SentPassage]) -> SentPassage | None:
    """The passage with the quotes of a lie; for a lie whose quotes are made up, the one most like them."""
    if lie["kind"] not in MADE_UP:
        return next((passage for passage in passages if all(quote in passage.text for quote in lie["quotes"])), None)
    wanted = set(re.findall(r"\w{4,}", " ".join(lie["quotes"]).casefold()))
    likeness = {passage: len(wanted & set(re.findall(r"\w{4,}", passage.text.casefold()))) for passage in passages}
    best = max(likeness, key=lambda passage: likeness[passage], default=None)
    return best if best and likeness[best] > 2 else None


def room_in(body: Json) -> int:
    """Statements that the sections of a page may hold together."""
    return sum(section.limit for section in sections_of(body))


def filled(body: Json, statements: Sequence[Json]) -> Json:
    """A page with these statements, each section filled to its limit."""
    sections: list[Json] = []
    left = list(statements)
    for section in sections_of(body):
        sections.append({"id": section.id, "heading": "", "statements": left[: section.limit]})
        left = left[section.limit :]
    return {"sections": sections, "key_points": [], "questions_to_ask": [], "cannot_answer": None}
