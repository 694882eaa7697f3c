"""A sentence with a pronoun or without a topic ("Is it curable?") to one that stands alone."""

import re
from collections.abc import Sequence

from rag.followup import phrases
from rag.followup.slots import Slot
from rag.followup.talk import Read, Rewriting, Talk, content, has_aspect, of_subject, place_of, referent
from rag.words import words

MAX_CONDITION_WORDS = 8  # of "and if it has spread?"; a longer text says more than a condition


def from_clause(body: str, talk: Talk, read: Read, *, opener: str) -> Rewriting | None:
    """A sentence whose pronoun, or missing topic, is what the talk is about."""
    found = read(body)
    own_topic = next((slot for slot in found if slot.kind == "topic"), None)
    if opener and not own_topic and phrases.LEADS_ON.match(body) and len(body.split()) <= MAX_CONDITION_WORDS:
        return Rewriting(question=f"{talk.last} {phrases.TRAILING.sub('', body)}?", why="added to the last question")
    own_words = _own_words(body, found)
    if len(own_words) > phrases.MAX_OWN_WORDS:
        return None
    pointer = _pointer(body, found)
    subject = _pointed_at(pointer, body, own_topic, talk) if pointer else ""
    about = opener if "about" in opener.lower() else ""
    if pointer and subject:
        made = about + _resolved(body, pointer, subject, talk)
        if not (about or phrases.CLAUSE.search(body) or phrases.QUESTION_WORD.match(body)):
            made = f"What about {made}"
        rest = phrases.TRAILING.sub("", made) if not own_topic else made.rstrip("?!. ")
        return Rewriting(
            question=f"{rest}{'' if own_topic else place_of(talk, rest)}?", why=f"{pointer.group()!r} is {subject}"
        )
    if own_topic or not talk.topic:
        return None
    asked = [slot for slot in found if slot.kind in ("term", "status")]
    rest = phrases.TRAILING.sub("", body)
    stage = next((slot for slot in found if slot.kind == "stage"), None)
    if stage and not asked:
        illness = re.match(rf"\s+{phrases.ILLNESS}s?\b", body[stage.end :], re.IGNORECASE)
        if stage.text.lower().startswith("stage") or (illness and not phrases.COURSE.fullmatch(stage.text)):
            end = stage.end + (illness.end() if illness else 0)
            return Rewriting(
                question=f"{body[: stage.end]} {talk.bare_topic}{body[end:]}", why=f"of {talk.bare_topic}, as before"
            )
    if phrases.WHAT_IF.match(body):
        added = phrases.WHAT_IF.sub("", rest)
        return Rewriting(question=f"{talk.last} {added}?", why="added to the last question")
    is_there = phrases.THERE.match(body) and (asked or has_aspect(body) or phrases.REMEDY.search(body))
    if is_there and not phrases.REMEDY.sub("", " ".join(own_words)).strip():
        return Rewriting(question=f"{rest} for {talk.topic}?", why=f"for {talk.topic}, as before")
    is_definite = bool(pointer and pointer["remedy"])
    goes_on = opener and not phrases.DEFINES.match(body) and len(own_words) < 2
    if is_definite or goes_on or _is_aspect_only(body, found):
        return Rewriting(question=_with_topic(rest, talk), why=f"of {talk.topic}, as before")
    return None


def _with_topic(text: str, talk: Talk) -> str:
    aspects = [
        match
        for match in phrases.ASPECT.finditer(text)
        if match.group().lower().startswith("the ") or phrases.NOUN_BEFORE.search(text[: match.start()])
    ]
    if aspects:
        start, end = aspects[-1].span()
        return f"{text[:start]}{of_subject(text[start:end], talk.topic, talk)}{text[end:]}?"
    return f"{text} in {talk.topic}?"


def _pointer(body: str, found: Sequence[Slot]) -> re.Match[str] | None:
    """The first pronoun, or "this drug", that nothing before it in the sentence explains."""
    named = min((slot.start for slot in found if slot.kind in ("topic", "term", "status")), default=len(body))
    if phrases.GUESSES.search(body):
        return None
    silent = [match.span() for match in phrases.EXPLETIVE.finditer(body)]
    for match in phrases.POINTER.finditer(body):
        if match.start() > named or _is_explained(body[: match.start()], found):
            return None
        if match["alone"] and any(start <= match.start() < end for start, end in silent):
            continue
        if match.group() == "IT" and not body.isupper():
            continue  # information technology
        before, after = body[: match.start()], body[match.end() :]
        if match["loose"] and not (phrases.BEFORE_LOOSE.search(before) and phrases.AFTER_LOOSE.match(after)):
            continue
        return match
    return None


def _is_explained(before: str, found: Sequence[Slot]) -> bool:
    """Whether an earlier part of the sentence names things of its own: "My dog has fleas, how do I get rid of them?" """
    earlier = [slot for slot in found if slot.end <= len(before)]
    if len(_own_words(before, earlier)) >= 2:
        return True
    boundaries = list(phrases.BOUNDARY.finditer(before))
    return bool(boundaries and phrases.DEFINES.match(before[: boundaries[-1].start()]))


def _own_words(text: str, found: Sequence[Slot]) -> frozenset[str]:
    """Words that neither name anything known nor belong to how people ask."""
    return content(text, found) - phrases.ASPECT_WORDS - phrases.KNOWN_TALK


def _pointed_at(pointer: re.Match[str], body: str, own_topic: Slot | None, talk: Talk) -> str:
    """What the pronoun stands for, "" where that is not clear."""
    if own_topic:
        before = body[: own_topic.start]
        if phrases.COMPARES.search(before):
            return talk.bare_topic
        return talk.term if phrases.PLACES.search(before) else ""
    if pointer["illness"]:
        return talk.topic or talk.term
    if pointer["remedy"]:
        kinds = next(kinds for said, kinds in phrases.REMEDIES.items() if re.fullmatch(said, pointer["remedy"], re.I))
        return talk.term if talk.term_kind in kinds else ""
    return referent(talk, body, is_plural=pointer.group().lower() in phrases.PLURAL)


def _resolved(body: str, pointer: re.Match[str], subject: str, talk: Talk) -> str:
    before, after = body[: pointer.start()], body[pointer.end() :]
    if not pointer["owner"]:
        verb = {"s": " is", "re": " are"}[pointer["verb"][1:].lower()] if pointer["verb"] else ""
        return before + subject + verb + after
    aspect = phrases.ASPECT.match(after.lstrip())
    if aspect:
        return f"{before}the {of_subject(aspect.group(), subject, talk)}{after.lstrip()[aspect.end() :]}"
    return f"{before}{subject}{'’' if subject.endswith('s') else '’s'}{after}"


def _is_aspect_only(body: str, found: Sequence[Slot]) -> bool:
    """Whether a question asks for symptoms, treatment and the like without saying of what."""
    if any(slot.kind in ("term", "status") and slot.term_kind != "other" for slot in found):
        return False
    left = content(body, found)
    return bool(phrases.CLAUSE.search(body)) and bool(words(body)) and left <= phrases.ASPECT_WORDS and has_aspect(body)
