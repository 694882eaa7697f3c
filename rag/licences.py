"""Words on record as a licence to whether they name one. Grants nothing, and reads no licence. (MEDICAL rule M24.)"""

from rag.words import fold

BLANKS = ("", "none", "unknown", "not known", "n/a", "na", "n.a.", "tbd", "tbd.", "?", "-", "\u2013", "\u2014")
NO_LICENCE = frozenset(fold(text).casefold() for text in (*BLANKS, "no licence", "no license", "unlicensed"))


def is_licence(text: str) -> bool:
    """Whether the text is more than a blank or a word for none. `text`: as it stands on record, any case."""
    return fold(text).casefold() not in NO_LICENCE
