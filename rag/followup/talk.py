"""Earlier questions to what they leave behind for the next one: topic, term, population. Rewrites nothing."""

from collections.abc import Callable, Sequence

from rag.asking_part import split_message
from rag.followup import phrases
from rag.followup.slots import Slot
from rag.schema import Value
from rag.words import STOPWORDS, fold, words

ASKED_KINDS = ("biomarker", "drug", "test", "procedure", "treatment")
MAX_CHARS = 600  # a longer text is no follow-up; of a longer earlier one only the subject is kept

Read = Callable[[str], tuple[Slot, ...]]


class Rewriting(Value):
    """A follow-up made to stand alone, and what was taken over."""

    question: str
    why: str


class Talk(Value):
    """What earlier questions leave behind. `last`: `said` without its question mark.

    `topic` is as it was said ("stage IV lung cancer"), `things`: "the drugs for lung cancer", which "they" may stand for.
    """

    said: str = ""
    last: str = ""
    topic: str = ""
    bare_topic: str = ""
    term: str = ""
    term_kind: str = ""
    things: str = ""
    population: str = ""
    is_topic_in_last: bool = False


def after(talk: Talk, question: str, read: Read) -> Talk:
    """The talk after `question`, which stands alone. A question that names nothing, such as thanks, leaves it as it is."""
    text = fold(question)
    found = named(text, read)
    topics = [slot for slot in found if slot.kind == "topic"]
    terms = [slot for slot in found if slot.kind == "term" or slot.term_kind == "biomarker"]
    asked = [slot for slot in terms if slot.term_kind in ASKED_KINDS]
    term = next(iter(asked or (terms if not topics else [])), None)
    if not (topics or term):
        return talk
    topic, bare = (_phrase(text, topics[0], found), topics[0].text) if topics else (talk.topic, talk.bare_topic)
    things = phrases.THINGS.search(text)
    return Talk(
        said=text,
        last=phrases.TRAILING.sub("", text) if len(text) <= MAX_CHARS else f"What about {term.text if term else topic}",
        topic=topic,
        bare_topic=bare,
        term=term.text if term else "",
        term_kind=term.term_kind if term else "",
        things=f"the {things.group().lower()} for {topic}" if things and topics and not asked else "",
        population=next((slot.text for slot in read(split_message(text).asked) if slot.kind == "population"), ""),
        is_topic_in_last=bool(topics),
    )


def named(text: str, read: Read) -> tuple[Slot, ...]:
    """The slots of an earlier question; where it names no known thing, what it defines or asks an aspect of."""
    found = read(text)
    if len(text) > MAX_CHARS or any(slot.kind in ("topic", "term", "status") for slot in found):
        return found
    match = phrases.DEFINES.match(text) or phrases.SUBJECT.search(text)
    said = match["what"] if match else None
    if not match or not said or len(said.split()) > 4 or phrases.POINTER.search(said) or phrases.ASPECT.fullmatch(said):
        return found
    start, end = match.span("what")
    return (*found, Slot(kind="topic", start=start, end=end, text=said))


def _phrase(text: str, topic: Slot, found: Sequence[Slot]) -> str:
    """The topic with the stage and status said right before it."""
    start = topic.start
    for slot in sorted(found, key=lambda slot: -slot.start):
        if slot.kind in ("stage", "status") and text[slot.end : start] in (" ", "-"):
            start = slot.start
    return text[start : topic.end]


def referent(talk: Talk, text: str, *, is_plural: bool) -> str:
    """The term or the topic, whichever `text` is more likely about."""
    if is_plural and talk.things and not phrases.ABOUT_ILLNESS.search(text):
        return talk.things
    if not talk.term and phrases.TAKEN.search(text):
        return f"treatment for {talk.topic}"
    if not (talk.term and talk.is_topic_in_last):
        return talk.term or talk.topic
    is_illness = phrases.ABOUT_ILLNESS.search(text) and not phrases.ABOUT_REMEDY.search(text)
    return talk.topic if is_illness else talk.term


def of_subject(aspect: str, subject: str, talk: Talk) -> str:
    """ "side effects" and "kidney cancer" to "side effects of treatment for kidney cancer": the illness has none."""
    if subject == talk.topic and "side effect" in aspect.lower():
        return f"{aspect} of treatment for {subject}"
    return f"{aspect} {'for' if phrases.FOR_ASPECT.search(aspect) else 'of'} {subject}"


def place_of(talk: Talk, text: str) -> str:
    """Topic and population of the last question, where `text` does not hold them."""
    has_topic = not talk.is_topic_in_last or talk.bare_topic.lower() in text.lower()
    place = "" if has_topic else f" in {talk.topic}"
    has_population = not talk.population or talk.population.lower() in text.lower()
    return place if has_population else f"{place} in {talk.population}"


def has_aspect(body: str) -> bool:
    """Whether the text has a word such as "symptoms" or "treated"."""
    return bool(set(words(body)) & (phrases.ASPECT_WORDS - STOPWORDS))


def content(text: str, found: Sequence[Slot]) -> frozenset[str]:
    """Words of `text` outside its slots that say something."""
    for slot in sorted(found, key=lambda slot: -slot.start):
        text = f"{text[: slot.start]} {text[slot.end :]}"
    return frozenset(words(text)) - STOPWORDS
