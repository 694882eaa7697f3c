"""Statement to what it says, without its references to passages by number and what only joins it to others. Judges nothing."""

import re

NUMBERED = r"\d{1,3}(?::\d{1,3})?(?:(?:\s*[,;&–-]\s*|,? and )(?:passage )?\d{1,3}(?::\d{1,3})?)*"
REFERENCE = re.compile(  # of a text to its own sources, which none of them says
    rf"\s*\[{NUMBERED}\]"
    rf"|\s*[(\[]\s*(?:see |from |in )?(?:passage|source|step|ref(?:erence)?|document)s?\.? {NUMBERED}\s*[)\]]"
    rf"|\b(?:(?:in|according to|as (?:stated|mentioned|noted|described) in|based on)\s+)?passages? {NUMBERED}"
    r"(?:\s(?:states?|says?|mentions?|notes?)(?: that)?)?\b,?",
    re.IGNORECASE,
)
OPENER = re.compile(  # the order of the telling, not of what is told
    r"^(?:(?:(?:and|but|also|then|firstly|secondly|thirdly|finally|lastly|additionally|furthermore|moreover|however)\b[,:]?"
    r"|(?:so|first|second|third|next|overall|in addition|in summary|for example|for instance),)\s+)+",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """A statement without its references to passages by number and the word that only joins it to the one before."""
    return " ".join(OPENER.sub("", REFERENCE.sub("", text).strip()).split())
