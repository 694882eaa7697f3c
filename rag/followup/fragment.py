"""A follow-up without a verb ("and for stage IV?") to a question that stands alone: the last one, changed."""

import re
from collections.abc import Callable, Sequence

from rag.followup import phrases
from rag.followup.slots import Slot
from rag.followup.talk import Read, Rewriting, Talk, content, named, of_subject, place_of, referent

REMEDIES = ("drug", "treatment", "procedure")
SHORT_WORDS = 6  # words of a fragment that no "and" or "what about" announces

Implied = Callable[[str], str | None]


def is_fragment(fragment: str, found: Sequence[Slot], *, has_opener: bool) -> bool:
    """Whether the text has no verb of its own and goes on from the last question."""
    if phrases.CLAUSE.search(fragment) or phrases.POINTER.search(fragment) or phrases.WHAT_IF.match(fragment):
        return False
    if has_opener:
        return len(content(fragment, found)) <= phrases.MAX_OWN_WORDS
    if len(fragment.split()) > SHORT_WORDS:
        return False
    if phrases.LEADS_ON.match(fragment):
        return True
    has_own = any(slot.kind in ("topic", "term") for slot in found)
    is_short_question = phrases.QUESTION_WORD.match(fragment) and len(fragment.split()) <= 2
    return not has_own and bool(found or phrases.ASPECT.fullmatch(fragment) or is_short_question)


def from_fragment(fragment: str, talk: Talk, read: Read, implied: Implied) -> Rewriting | None:
    """The last question with the fragment's topic, stage, status, population or term in the place of its own."""
    lead = phrases.LEADS_ON.match(fragment)
    topic = None if "spread" in talk.last else implied(lead["rest"] if lead else fragment)
    if topic:
        lead_word = lead["lead"] if lead else ""
        fragment = lead_word + topic
        lead = phrases.LEADS_ON.match(fragment)
    found = read(fragment)
    if topic and not any(slot.kind == "topic" for slot in found):
        return None
    aspect = phrases.ASPECT.match(fragment)
    if aspect and not any(slot.kind == "topic" or slot.start < aspect.end() for slot in found):
        return _asked_aspect(fragment, aspect, talk)
    unknown = content(fragment, found)
    if phrases.QUESTION_WORD.match(fragment) or (phrases.COMPARED.search(fragment) and unknown):
        return Rewriting(question=f"{talk.last}, and {fragment}?", why="joined to the last question")
    if any(slot.kind == "topic" for slot in found) and unknown:
        return None
    if unknown and lead:
        return Rewriting(question=f"{talk.last} {fragment}?", why="added to the last question")
    if unknown and phrases.OWNED.match(fragment):
        return Rewriting(question=f"{talk.last} for {fragment}?", why="added to the last question")
    if unknown or not found:
        place = talk.topic or talk.term
        return Rewriting(question=f"What about {fragment} in {place}?", why=f"about {place}, as before")
    made = talk.last
    for slot in _merged(fragment, found):
        before = phrases.LEAD_BEFORE.search(fragment[: slot.start])
        made = _with_slot(made, slot, before[1] if before else "", talk, read)
    return Rewriting(question=f"{made}?", why=f"the last question, for {', '.join(slot.text for slot in found)}")


def _merged(text: str, found: Sequence[Slot]) -> list[Slot]:
    """Neighbours of one kind as one slot: "breast and lung cancer" takes the place of one topic."""
    merged: list[Slot] = []
    for slot in found:
        if merged and merged[-1].kind == slot.kind and not phrases.LEAD_BEFORE.search(text[: slot.start]):
            start = merged.pop().start
            slot = slot.model_copy(update={"start": start, "text": text[start : slot.end]})
        merged.append(slot)
    return merged


def _asked_aspect(fragment: str, aspect: re.Match[str], talk: Talk) -> Rewriting:
    """ "And the side effects?" to a question on what the talk is about."""
    subject = referent(talk, fragment, is_plural=True)
    made = f"What about {of_subject(aspect.group(), subject, talk)}{fragment[aspect.end() :]}"
    return Rewriting(question=f"{made}{place_of(talk, made)}?", why=f"about {subject}, as before")


def _with_slot(text: str, slot: Slot, lead: str, talk: Talk, read: Read) -> str:
    """`text` with `slot` in the place of its own of that kind, or added where there is none."""
    found = named(text, read)
    same_kind = [other for other in found if _may_replace(slot, other)]
    if same_kind:
        return text[: same_kind[0].start] + slot.text + text[same_kind[0].end :]
    topic = next((other for other in found if other.kind == "topic"), None)
    if slot.kind in ("stage", "status") and topic:
        return f"{text[: topic.start]}{slot.text} {text[topic.start :]}"
    if slot.kind != "term":
        return f"{text} {lead or 'in'} {slot.text}"
    if lead or (slot.term_kind in REMEDIES and re.search(r"treat|therap|option|effect", text, re.IGNORECASE)):
        return f"{text} {lead or 'with'} {slot.text}"
    return f"What about {slot.text} in {talk.topic}" if talk.topic else f"{text}, and {slot.text}"


def _may_replace(new: Slot, old: Slot) -> bool:
    if new.kind == "status" and old.term_kind == "biomarker":
        return True
    if new.kind != old.kind:
        return False
    remedies = new.term_kind in REMEDIES and old.term_kind in REMEDIES
    return new.kind != "term" or new.term_kind == old.term_kind or remedies
