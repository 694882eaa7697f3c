"""Does a text say this? Comparison of wording by form alone: it knows no synonyms and no meaning."""

import re
import unicodedata

from rag.words import fold, stems

DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
PERCENT = re.compile(r"\s*(?:%|\bper\s?cent\b)")
NEGATION = re.compile(r"\b(?:no|not|nor|never|neither|none|without|cannot)\b|n['’]t\b", re.IGNORECASE)


def folded(text: str) -> str:
    """Text for comparing: NFKC, case folded, dashes as "-", "10 percent" as "10%", white space as single spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(DASHES)
    return fold(PERCENT.sub("%", plain))


def says(text: str, wanted: str) -> bool:
    """Whether `wanted` stands in `text`, both folded: from the start of a word on, and never inside a longer number.

    "trial" is in "trials"; "10%" is not in "110%" or "0.10%"; "3" is not in "30" or "3.5". A blank `wanted` is nowhere.
    """
    needle = folded(wanted)
    if not needle:
        return False
    before = r"(?<!\w)(?<!\d[.,])" if needle[0].isalnum() else ""
    after = r"(?!\d)(?![.,]\d)" if needle[-1].isdigit() else ""
    return re.search(before + re.escape(needle) + after, folded(text)) is not None


def holds_words_of(statement: str, fact: str) -> bool:
    """Whether `statement` holds every content word (by stem) and number of `fact`, and both or neither of them negate.

    A list or table counts as a whole, and row by row with its first line. This is word coverage, not entailment: word
    order and relations are not seen.
    """
    wanted = set(stems(folded(fact)))
    first, *rows = statement.splitlines() or [""]
    readings = [statement, *(f"{first}\n{row}" for row in rows)]
    return bool(wanted) and any(
        wanted <= set(stems(folded(reading))) and is_negated(reading) == is_negated(fact) for reading in readings
    )


def is_negated(text: str) -> bool:
    """Whether `text` holds a negating word: not, no, never, without, n't and their like."""
    return NEGATION.search(text) is not None
