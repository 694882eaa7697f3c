"""The words of a question to the heading of its page, and to the words that name its subject. Reads no meaning."""

import re
import unicodedata
from collections.abc import Sequence

from rag.vocabulary import Mention
from rag.words import stems

MAX_TITLE_CHARS = 160
WORD = re.compile(r"[^\W_]+(?:[-'’/][^\W_]+)*")
QUESTION_OPENERS = frozenset(
    "what who whom whose which when where why how is are am was were do does did can could should will would may might "
    "has have had".split()
)


def cleaned(question: str) -> str:
    """Visible characters only, white space folded, no space before punctuation."""
    text = unicodedata.normalize("NFC", question)
    text = "".join(
        " " if c.isspace() else c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs") or c.isspace()
    )
    return re.sub(r"\s+([?!.,;:])", r"\1", " ".join(text.split()))


def title_of(text: str, mentions: Sequence[Mention]) -> str:
    """The question as a heading: no markup, vocabulary spelling of biomarkers, a capital, one question mark, short."""
    text = " ".join(re.sub(r"<[^<>]*>", " ", text).split()) or text
    for term in {mention.term.name: mention.term for mention in mentions if mention.term.kind == "biomarker"}.values():
        own = term.name.casefold()
        for name in sorted(term.names, key=len, reverse=True):
            if name.casefold() != own and (own in name.casefold() or own in text.casefold()):
                continue  # EGFR mutation says more than EGFR; and what is there need not be put in
            text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", term.name, text, flags=re.IGNORECASE)
    text = re.sub(r"([?!.])[?!.\s]*$", r"\1", text)
    text = re.sub(r"\s*\(are\)", "", text)
    text = re.sub(r"\b(\S+) \(\1\)", r"\1", text)
    if text.isupper() and sum(len(word) > 3 and word.isalpha() for word in text.split()) > 1:
        text = text.capitalize()
    first = re.match(r"[^\W\d_]+", text)
    if first and first.group().casefold() in QUESTION_OPENERS and text[-1] not in "?!.":
        text += "?"
    if len(text) > MAX_TITLE_CHARS:
        text = text[:MAX_TITLE_CHARS].rsplit(" ", 1)[0].rstrip(",;:") + " …"
    return text[:1].upper() + text[1:]


def subject_of(title: str, topics: Sequence[Mention], focus: Sequence[str]) -> str:
    """The words of the title from the first to the last that say what it is about; the topic's name where none does."""
    spans = [match.span() for match in WORD.finditer(title) if set(stems(match.group())) & set(focus)]
    if spans:
        return title[spans[0][0] : spans[-1][1]]
    return topics[0].term.name if topics else ""
