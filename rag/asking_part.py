"""A message to the part of it that asks, and the part that only tells. Looks at form alone; understands neither."""

import re
from typing import NamedTuple

from rag.sentences import sentence_spans

AUX = (
    "is|are|am|was|were|do|does|did|can|could|should|shall|will|would|may|might|must|has|have|had|isn't|aren't|don't"
    "|doesn't|can't"
)
OPENERS = (
    "what|what's|whats|how|which|who|whom|whose|when|where|why|is|are|am|was|were|do|does|did|can|could|should|shall|will|would"
    "|may|might|must|has|have|had|isn't|aren't|doesn't|don't|can't|explain|describe|compare|list|tell|give"
)
LEAD_IN = r"^(?:(?:and|but|so|or|also|then|now|please|hi|hello|thanks|ok),?\s+)*"
ASKS = re.compile(rf"{LEAD_IN}(?:{OPENERS})\b", re.IGNORECASE)
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
PRONOUN = "i|we|you|he|she|it|they|there|this|that|these|those"
# With what a subject begins that stands behind its verb: "is it", "can my wife", "do people".
SUBJECT = (
    rf"(?:{PRONOUN}|the|a|an|any|all|most|some|my|our|your|his|her|their|people|patients|women|men|children|adults|anyone"
    r"|everyone|everybody|doctors)"
)
TURNED_WITHIN = re.compile(
    rf"\b(?:what|how|why)\s+(?:{AUX})\b|\b(?:is|are|do|does|did|can|could|should|will|would|may|must)\s+(?:{PRONOUN})\b",
    re.IGNORECASE,
)
SAID_OF = (
    "i|we|he|she|they|it|you|my|our|his|her|their|the|this|that|these|those|me|us|him|them|a|an|and|but|so|to|only|not"
)
# "which drugs are used", but not "which worries my wife and is hard": a noun, and its verb behind it.
WHICH_NOUN = re.compile(
    rf"which\s+(?:ones?\b|of\s+(?:these|those|them|the)\b|(?!(?:{AUX}|{SAID_OF})\b)[\w/-]+"
    rf"(?:\s+(?:(?:of|for|in|with|on|after|before)\s+(?:the\s+|my\s+)?)?(?!(?:{AUX}|{SAID_OF})\b)[\w/-]+){{0,4}}?"
    rf"\s+(?:{AUX}|works?|helps?|means?|treats?|causes?|shows?|needs?|gets?)\b)",
    re.IGNORECASE,
)
WHO_DOES = re.compile(
    r"who\s+(?:gets?|needs?|should|can|could|does(?! not)|do(?! not)|decides?|pays?|is\s+\w+ed)\b", re.IGNORECASE
)
HOW_MUCH = "long|often|much|many|soon|far|big|common|likely|safe|well|good|high|quickly|fast"
# A question by the order of its words, whatever it ends in. "who" and "when" may also begin a clause that only tells.
IN_ORDER = re.compile(
    rf"(?:what(?:'s)?\s+(?!(?:i|we|he|she|they|my|our|his|her|the)\b)\w|how\s+(?:{AUX}|about|to|{HOW_MUCH})\b"
    rf"|(?:when|where|why)\s+(?:{AUX})\b|(?:{AUX})\s+{SUBJECT}\b)",
    re.IGNORECASE,
)
# A sentence without question mark that opens like a question and tells: "When I was 40", "Have stage II cancer", "Can't sleep".
ONLY_TELLS = re.compile(
    rf"{LEAD_IN}(?:(?:has|have|had|am|was|were)\s+(?!{SUBJECT}\b|not\s+{SUBJECT}\b)"
    rf"|(?:have|had)\s+(?:an?|the|my|some|all|this|that|these|those|his|her|our|their)\b"
    rf"|(?:do|does|did|can|could|should|will|would|is|are)\s+not\s+(?!{SUBJECT}\b)"
    rf"|(?:don't|doesn't|can't|isn't|aren't)\s+(?!{SUBJECT}\b)|(?:is|are)\s+\d|(?:may|will)\s+(?:was|is|has|be)\b"
    r"|who\s+(?:knows|cares)\b|which\s+is\s+(?:why|when|how|what|where)\b)",
    re.IGNORECASE,
)
ONLY_TELLS_IF_ENDED = re.compile(
    rf"{LEAD_IN}(?:(?:when|where)\s+(?!{AUX}|to\b)|how\s+(?:i|we)\b|how\s+\w+\s+(?:it|this|that|i|we|he|she|they)\b"
    rf"|which\s+(?:{AUX}|{SAID_OF}|\w+\s+(?:{SAID_OF}))\b|who\s+(?:is|was|has|had)\b|what\s+an?\s+\w+(?:\s+\w+)?[.!]$)",
    re.IGNORECASE,
)
OPENS_CLAUSE = "what|how|which|who|when|where|why|should|can|could|is|are|do|does|will"
TURN = re.compile(
    rf"[,;:–—-]\s+(?:(?:and|but|so)\s+)?(?=(?:{OPENS_CLAUSE})\b)"
    rf"|\s+(?:(?:and|but|so)\s+)?(?=(?:what|how|where|why)\s+(?:{AUX})\s+{SUBJECT}\b)",
    re.IGNORECASE,
)
# A comma behind which the sentence goes on, so that what stands before was a clause put in: "my aunt, who is 83, has".
GOES_ON = re.compile(
    rf",\s+(?!(?:and|or|but|like|such|for)\b|(?:what|how|which|who|when|where|why)\b|(?:{AUX})\s+{SUBJECT}\b)",
    re.IGNORECASE,
)
CONDITION = re.compile(rf"{LEAD_IN}(?:if|when|whenever|once|after|before|unless|in case|suppose)\b", re.IGNORECASE)
MOST_LEAD_WORDS = 60  # a clause before a turn that is longer is read as a whole sentence is
LEAD = re.compile(  # no story of a person, no value
    r"(?!.*\b(?:i|i['’]\w+|me|my|we|our|us|you|your|he|his|she|her(?!\W?\d)|they|their|mum|mom|dad|wife|husband|son|daughter)\b)"
    r"(?!.*(?<![\w-])\d)(?:\S+\s*){1,8}",
    re.IGNORECASE,
)


class Message(NamedTuple):
    """What a message asks and what it only tells; `told` is "" where all of it asks."""

    asked: str
    told: str


def is_lead(told: str) -> bool:
    """Whether what stands in front of a question only names what it is about: "HER2 and lung cancer, what ...?"."""
    return bool(told) and bool(LEAD.fullmatch(told))


def split_message(text: str) -> Message:
    """The sentences that ask, and those that do not; where none asks, all of it does.

    "I am 61 and have colon cancer, what are my options?" is split at the turn, if what stands before tells of somebody.
    """
    asked: list[str] = []
    told: list[str] = []
    for start, end in sentence_spans(text):
        lead, question = turned(text[start:end].strip())
        if lead:
            told.append(lead)
        (asked if asks(question) else told).append(question)
    if not asked:
        return Message(text, "")
    return Message(" ".join(asked), " ".join(told))


def told_part(text: str) -> str:
    """What of a message only tells: all of it where nothing asks."""
    message = split_message(text)
    does_ask = any(asks(text[start:end].strip()) for start, end in sentence_spans(text))
    return message.told if does_ask or message.told else text


def asks(sentence: str) -> bool:
    """Whether a sentence asks: by its question mark, its first words, or in words such as "I would like to know"."""
    if sentence.endswith("?") or ASKS_WITHIN.search(sentence):
        return True
    return bool(ASKS.match(sentence)) and not _only_tells(sentence)


def is_in_order(clause: str) -> bool:
    """Whether a clause is a question by the order of its words: "which drugs are used", not "which worries my wife"."""
    return bool(IN_ORDER.match(clause) or WHICH_NOUN.match(clause) or WHO_DOES.match(clause))


def turned(sentence: str) -> tuple[str, str]:
    """What a sentence tells of somebody before it asks, and what it asks; ("", sentence) where it does not turn."""
    if CONDITION.match(sentence) or (ASKS.match(sentence) and not _only_tells(sentence)):
        return "", sentence
    for match in TURN.finditer(sentence):
        lead, rest = sentence[: match.start()], sentence[match.end() :]
        if len(lead.split(None, MOST_LEAD_WORDS)) > MOST_LEAD_WORDS:
            break
        within = ASKS_WITHIN.search(lead)
        if within and re.search(r"\b(?:what|how|which|when|whether|if|why)\b", lead[within.end() :], re.IGNORECASE):
            return "", sentence
        if TELLS.search(lead) and _asks_behind(rest):
            return lead, rest
    return "", sentence


def _only_tells(sentence: str) -> bool:
    if sentence.endswith("?"):
        return False
    if ONLY_TELLS.match(sentence):
        return True
    opener = ASKS.match(sentence)
    is_turned = opener and TURNED_WITHIN.search(sentence, opener.end())  # "When I have a fever, what is done."
    return bool(sentence.endswith((".", "!")) and not is_turned and ONLY_TELLS_IF_ENDED.match(sentence))


def _asks_behind(clause: str) -> bool:
    """Whether what stands behind a comma asks, rather than being a clause put in: by its order, or by its question mark."""
    if is_in_order(clause):
        return True
    turns_later = any(is_in_order(clause[match.end() :]) for match in TURN.finditer(clause))
    return clause.endswith("?") and not turns_later and not GOES_ON.search(clause)
