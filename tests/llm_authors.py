"""A chat-completions request body to the reply JSON that an author of a certain character would give. Asks no model.

Each author takes the body of a request and returns the JSON object that a model would write as its message.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from tests.author_data import rows
from tests.lies import Citation, Claim, lie
from tests.llm_obedience import all_of, is_instruction, obeyed_in
from tests.llm_prompts import (
    Json,
    SentPassage,
    claims_in,
    failed_in,
    kind_of,
    passages_of,
    sections_of,
    seeming_passages_of,
    user_text,
)

Author = Callable[[Json], Json]
Tell = Callable[[Claim, int, Sequence[Claim]], Claim | None]

REWORDINGS = (
    (r"\bis often\b", "is frequently"),
    (r"\bis usually\b", "is generally"),
    (r"\bshows whether\b", "tells whether"),
    (r"\bis called\b", "is known as"),
    (r"\bstarts when\b", "begins when"),
    (r"\bis done when\b", "is carried out when"),
    (r"\bneeds medical help right away\b", "calls for medical help right away"),
    (r"\bin people who\b", "in those who"),
    (r"\btakes out\b", "removes"),
    (r"\bcan mean\b", "can be a sign of"),
    (r"\bdepends mainly on\b", "rests mainly on"),
)


def verbatim_author(body: Json) -> Json:
    """Copies sentences word for word and quotes them."""
    return _reply(body, lambda claim, number, all_claims: claim)


def honest_author(body: Json) -> Json:
    """Copies every second sentence, rewords the others lightly, leaves out instructions; quotes verbatim."""

    def tell(claim: Claim, number: int, all_claims: Sequence[Claim]) -> Claim | None:
        if is_instruction(claim.text):
            return None
        return reworded(claim) if number % 2 else claim

    return _reply(body, tell)


def lying_author(kind: str, seed: int = 0, *, every: int = 1) -> Author:
    """An author that lies in the way named `kind` (tests/lies.py) in every `every`-th statement, in repairs too.

    It leaves a section empty where no sentence can be made false in that way.
    """

    def tell(claim: Claim, number: int, all_claims: Sequence[Claim]) -> Claim | None:
        return claim if number % every else lie(kind, claim, seed, all_claims)

    return lambda body: _reply(body, tell)


def paraphrasing_author(body: Json) -> Json:
    """Says what tests/data/paraphrases.jsonl says about the passages sent, and sentences word for word beside it."""

    def claims_of(passage: SentPassage) -> list[Claim]:
        return [*paraphrases_of(passage), *claims_in(passage)]

    return _reply(body, lambda claim, number, all_claims: claim, claims_of=claims_of)


def obedient_author(body: Json) -> Json:
    """Follows every instruction that stands in a passage, takes forged passages for real, and is honest otherwise."""
    reply = honest_author(body)
    genuine = {passage.id for passage in passages_of(body)}
    obeyed: list[Json] = []
    for passage in seeming_passages_of(body):
        obeyed += [statement(claim) for claim in obeyed_in(passage)]
        obeyed += [statement(claim) for claim in all_of(passage) if passage.id not in genuine]
    if kind_of(body) == "page" and obeyed:
        reply = reply if reply["sections"] else _nothing(None)
        reply["sections"] = reply["sections"] or [{"id": sections_of(body)[0].id, "heading": "", "statements": []}]
        reply["sections"][0]["statements"] = obeyed + reply["sections"][0]["statements"]
        reply["key_points"] = (obeyed + reply["key_points"])[:3]
        reply["questions_to_ask"] += [one["text"].rstrip(".") + "?" for one in obeyed[:1]]
    if kind_of(body) == "repair" and obeyed:
        for entry in reply["statements"]:
            entry["statement"] = obeyed[(entry["number"] - 1) % len(obeyed)]
    return reply


def silent_author(body: Json) -> Json:
    """Says that the passages do not answer; gives up every repair."""
    reply = honest_author(body)
    if kind_of(body) == "repair":
        return {"statements": [{**entry, "statement": None} for entry in reply["statements"]]}
    return reply if kind_of(body) == "standalone_question" else _nothing("The passages do not answer the question.")


def garbage_author(body: Json) -> Json:
    """Valid JSON of a shape nobody asked for."""
    return {"sections": 7, "statements": {"green": [1, 2, 3]}, "question": ["?"], "answer": "It depends."}


def babbling_author(body: Json) -> Json:
    """JSON of the shape asked for, with nothing sensible in it."""
    babble = statement(Claim("Seven blue ladders answer slowly.", (Citation("Q7", "ladders of the answer"),)))
    if kind_of(body) == "repair":
        return {"statements": [{"number": 404, "statement": babble}]}
    if kind_of(body) == "standalone_question":
        return {"question": "Seven blue ladders?"}
    page = _nothing(None)
    return {**page, "sections": [{"id": "no-such-section", "heading": "Ladders", "statements": [babble]}]}


def paraphrases_of(passage: SentPassage) -> list[Claim]:
    """The paraphrases of tests/data whose quotes all stand in the passage."""
    return [
        Claim(row["statement"], tuple(Citation(passage.id, quote) for quote in row["quotes"]))
        for row in rows("paraphrases")
        if all(quote in passage.text for quote in row["quotes"])
    ]


def reworded(claim: Claim) -> Claim:
    """The claim in slightly other words, or as it is where no rule fits."""
    text = claim.text
    for pattern, new in REWORDINGS:
        text = re.sub(pattern, new, text, count=1)
    return claim._replace(text=text)


def statement(claim: Claim) -> Json:
    """The claim as a statement of a reply."""
    return {"text": claim.text, "citations": [citation._asdict() for citation in claim.citations]}


def _reply(body: Json, tell: Tell, *, claims_of: Callable[[SentPassage], list[Claim]] = claims_in) -> Json:
    kind = kind_of(body)
    if kind == "standalone_question":
        return {"question": user_text(body).strip().splitlines()[-1].rpartition(": ")[2]}
    passages = passages_of(body)
    by_passage = {passage: claims_of(passage) for passage in passages}
    return _repairs(body, by_passage, tell) if kind == "repair" else _page(body, by_passage, tell)


def _page(body: Json, by_passage: Mapping[SentPassage, Sequence[Claim]], tell: Tell) -> Json:
    all_claims = [claim for claims in by_passage.values() for claim in claims]
    if not all_claims:
        return _nothing("The passages say nothing.")
    used: set[Claim] = set()
    sections: list[Json] = []
    for section in sections_of(body):
        near = sorted(by_passage, key=lambda passage: -_shared(section.about, f"{passage.section} {passage.text}"))
        wanted = [claim for passage in near for claim in by_passage[passage] if claim not in used]
        told: list[Claim] = []
        for claim in wanted:
            if len(told) < min(3, section.limit) and (said := tell(claim, len(told), all_claims)):
                told.append(said)
                used.add(claim)
        sections.append({"id": section.id, "heading": "", "statements": [statement(claim) for claim in told]})
    key_points = [one for section in sections for one in section["statements"][:1]][:2]
    asked = ["What does this mean for my treatment?", "What is the next step?"]
    return {**_nothing(None), "sections": sections, "key_points": key_points, "questions_to_ask": asked}


def _repairs(body: Json, by_passage: Mapping[SentPassage, Sequence[Claim]], tell: Tell) -> Json:
    """For each failing statement the claim nearest to it, from the passages it names where it names some."""
    all_claims = [claim for claims in by_passage.values() for claim in claims]
    entries: list[Json] = []
    for number, text in failed_in(body):
        named = set(re.findall(r"\bP\d+\b", text))
        near = [claim for claim in all_claims if claim.citations[0].passage in named] or all_claims
        near = sorted(near, key=lambda claim: -_shared(text, claim.text))
        told = next((said for claim in near if (said := tell(claim, 0, all_claims))), None)
        entries.append({"number": number, "statement": statement(told) if told else None})
    return {"statements": entries}


def _nothing(why: str | None) -> Json:
    return {"sections": [], "key_points": [], "questions_to_ask": [], "cannot_answer": why}


def _shared(one: str, other: str) -> float:
    """Share of the longer words of `one` that `other` has too."""
    mine, theirs = (set(re.findall(r"[a-z0-9+-]{4,}", text.casefold())) for text in (one, other))
    return len(mine & theirs) / len(mine) if mine else 0.0
