"""Text to the markers that it gives a status: HER2-positive, RAS wild-type, a negative ISH result. Judges nothing."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from rag.words import words

# Each status: the words that name it / what else bears it out where the quotes give the marker no status word.
STATUSES: Mapping[str, tuple[str, str]] = {
    "positive": ("positive|positivity", "overexpress|amplif|extra|excess|too much|large amount|high|3 ?[+]"),
    "negative": ("negative|negativity", "no|not|none|without|lack|absen|neither|nor|free of"),
    "low": ("low", "weak|little|small|1 ?[+]|few"),
    "ultralow": ("ultra-?low", "ultra|very low"),
    "high": ("high", "raised|elevated|much|unstable|instability"),
    "mutant": ("mutant|mutated|mutation-positive", "mutation|mutate|change|variant"),
    "wild-type": ("wild[- ]type|unmutated|mutation-negative", "no mutation|not mutat|without|normal|no change"),
    "deficient": ("deficient|deficiency", "lack|loss|lost|missing|without|not work|low|shortage"),
    "proficient": ("proficient|intact", "normal|works|not deficient"),
    "stable": ("stable", "no instability|not unstable|not msi-high"),
    "amplified": ("amplified", "amplif|extra cop|copies"),
    "equivocal": ("equivocal|borderline|indeterminate", "uncertain|unclear|neither"),
}
NAMES = "|".join(f"(?P<s{at}>{names})" for at, (names, _) in enumerate(STATUSES.values()))
MARKER = r"(?P<marker>[A-Za-z][\w/]*(?:-[A-Z]*\d\w*)?)"
ATTACHED = re.compile(rf"\b{MARKER}-(?:{NAMES})\b", re.IGNORECASE)
BESIDE = re.compile(rf"\b{MARKER}\s(?:{NAMES})\b", re.IGNORECASE)
IN_FRONT = re.compile(rf"\b(?:{NAMES})\s(?:for\s)?{MARKER}(?![\w-])", re.IGNORECASE)
SYMBOL = re.compile(r"(?=.*[A-Z].*[A-Z0-9])[\w/-]+")  # HER2, RAS, PD-L1: a name, not a word
NOT_MARKERS = frozenset("false true non screen very test results".split())

ALIKE = (
    frozenset({"positive", "high", "amplified", "mutant", "deficient"}),
    frozenset({"negative", "low", "ultralow", "wild-type", "proficient", "stable"}),
)  # statuses that may be other words for one another; equivocal is neither


@lru_cache(maxsize=4_096)
def statuses(text: str) -> frozenset[tuple[str, str]]:
    """Markers of the text with their status, each as (marker, status), the marker as in `rag.words.words`."""
    return frozenset(_read(text))


def _read(text: str) -> Iterator[tuple[str, str]]:
    for pattern in (ATTACHED, BESIDE, IN_FRONT):
        for match in pattern.finditer(text):
            name = match["marker"]
            is_named = bool(SYMBOL.fullmatch(name)) or (pattern is ATTACHED and len(name) > 2)
            if is_named and name.lower() not in NOT_MARKERS:
                at = next(at for at in range(len(STATUSES)) if match[f"s{at}"])
                yield " ".join(words(name)), list(STATUSES)[at]


def gives_other_status(text: str, asked: Mapping[str, frozenset[str]]) -> bool:
    """Whether `text` gives an asked marker a status, and none that may be an asked one: HER2-positive, asked negative.

    `asked`: statuses by marker, the marker as in `rag.words.words`.
    """
    told = statuses(text)
    for marker, wanted in asked.items():
        theirs = {status for name, status in told if name == marker}
        if theirs and not theirs & wanted.union(*(group for group in ALIKE if group & wanted)):
            return True
    return False
