"""A message to the part of it that asks, and the part that only tells. Looks at form alone; understands neither."""

import re
from typing import NamedTuple

from rag.sentences import sentence_spans

OPENERS = (
    "what|what's|whats|how|which|who|whom|whose|when|where|why|is|are|am|was|were|do|does|did|can|could|should|shall|will|would"
    "|may|might|must|has|have|had|isn't|aren't|doesn't|don't|can't|explain|describe|compare|list|tell|give"
)
ASKS = re.compile(
    rf"^(?:(?:and|but|so|or|also|then|now|please|hi|hello|thanks|ok),?\s+)*(?:{OPENERS})\b", re.IGNORECASE
)
ASKS_WITHIN = re.compile(
    r"\b(?:(?:want|wanted|like|love|need|trying|hoping) to (?:know|understand|find out|learn|ask)|wonder(?:ing|ed)?|curious"
    r"|please (?:explain|tell|advise|help)|can you|could you|my question|tell me|any (?:idea|advice|information|suggestions?))\b",
    re.IGNORECASE,
)
TELLS = re.compile(
    r"\b(?:i|i'm|i've|im|ive|i'd|me|my|mine|we|we're|our|he|he's|she|she's|his|her|mum|mom|dad|mother|father|wife|husband|son"
    r"|daughter|sister|brother|friend|partner)\b",
    re.IGNORECASE,
)
TURN = re.compile(
    r"[,;:–—-]\s+(?:(?:and|but|so)\s+)?(?=(?:what|how|which|who|when|where|why|should|can|could|is|are|do|does|will)\b)",
    re.IGNORECASE,
)
MOST_LEAD_WORDS = 30  # a clause before a turn that is longer is read as a whole sentence is


class Message(NamedTuple):
    """What a message asks and what it only tells; `told` is "" where all of it asks."""

    asked: str
    told: str


def split_message(text: str) -> Message:
    """The sentences that ask, and those that do not; where none asks, all of it does.

    "I am 61 and have colon cancer, what are my options?" is split at the turn, if what stands before tells of somebody.
    """
    asked: list[str] = []
    told: list[str] = []
    for start, end in sentence_spans(text):
        sentence = text[start:end].strip()
        lead, question = _turned(sentence)
        if lead:
            told.append(lead)
        (asked if _asks(question) else told).append(question)
    if not asked:
        return Message(text, "")
    return Message(" ".join(asked), " ".join(told))


def told_part(text: str) -> str:
    """What of a message only tells: all of it where nothing asks."""
    message = split_message(text)
    asks = any(_asks(text[start:end].strip()) for start, end in sentence_spans(text))
    return message.told if asks or message.told else text


def _asks(sentence: str) -> bool:
    return sentence.endswith("?") or bool(ASKS.match(sentence) or ASKS_WITHIN.search(sentence))


def _turned(sentence: str) -> tuple[str, str]:
    """What a sentence tells of somebody before it asks, and what it asks; ("", sentence) where it does not turn."""
    if ASKS.match(sentence):
        return "", sentence
    for match in TURN.finditer(sentence):
        lead, rest = sentence[: match.start()], sentence[match.end() :]
        if TELLS.search(lead) and len(lead.split()) <= MOST_LEAD_WORDS:
            return lead, rest
    return "", sentence
