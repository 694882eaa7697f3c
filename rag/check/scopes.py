"""Statement and quotes to a verdict: does it hold for more people or tumors than its quotes speak of? (MEDICAL rule M7.)

Read are the qualifiers of the closest quoted sentence: status of markers, ages, risk, extent, stage, pregnancy, childhood.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from rag.check.conditions import ACTS, part_said

# ruff: noqa: E501  # a pattern is easier to read in one line
from rag.check.reading import aligned, sentences

SAID_SHARE = 0.6  # of the statement's words that stand in the sentence: it says the same, not something else
STATUS = re.compile(
    r"\b(?P<marker>(?=\w*[A-Z]\w*[A-Z0-9])[\w/-]+?)[- ](?:positive|negative|mutant|mutated|wild[- ]type|low|high|deficient|amplified)\b(?! risk)"
)
QUALIFIERS: Mapping[str, tuple[str, str]] = {  # found in the quote / what keeps it in the statement
    "an age": (
        r"(?:aged?|under|over|younger than|older than|from age|from the age of|below|above|until) (?:the age of )?(?:\d+|two|three|four|five|six|ten|twelve)"
        r"(?: (?:years?|months?|weeks?))?|\d+ (?:years?|months?) (?:or|and) (?:older|over|younger)",
        r"\d|years?|months?|age\w*|young\w*|old\w*|child\w*|adult\w*|bab(?:y|ies)|infants?|under|over",
    ),
    "children": (
        r"child(?:ren)?|bab(?:y|ies)|infants?|newborns?",
        r"child\w*|kids?|bab(?:y|ies)|infants?|newborns?|p[a]?ediatric|age\w*|young\w*",
    ),
    "pregnancy": (r"pregnan\w+", r"pregnan\w+|expecting"),
    "a risk": (
        r"(?:at |with )?(?:a )?(?:high|higher|low|lower|average|raised|increased)[- ]risk|risk (?:is|of)[^.]{0,40}\b(?:high|raised)",
        r"risk|likely|prone",
    ),
    "how far it has spread": (
        r"metastatic|advanced|spread|relapsed|recurrent|refractory",
        r"metasta\w+|advanced|spread\w*|relaps\w+|recur\w+|refractory|late\w*|stages?|come back|came back|return\w*|again|resist\w*|respond\w*",
    ),
    "an early stage": (
        r"early|localized|stage I",
        r"early|locali[sz]ed|stages?|not spread|limited|small|in situ|start\w*|beginn\w*",
    ),
    "how severe it is": (r"severe", r"sever\w*|emergenc\w+|serious\w*|bad\w*|heav\w+|strong\w*|intense|emergency"),
    "all of it": (r"whole|entire|complete", r"whole|entire\w*|complet\w+|all|total\w*|full\w*|removed"),
}
FOUND, KEPT = (
    {name: re.compile(rf"\b(?:{pair[at]})\b", re.IGNORECASE) for name, pair in QUALIFIERS.items()} for at in (0, 1)
)


def scope_failure(statement: str, quotes: Sequence[str], context: str = "") -> str | None:
    """The first qualifier of the closest quoted sentence that neither statement nor `context` (title, headings) keeps."""
    quoted = [sentence for quote in quotes for sentence in sentences(quote)]
    around = f"{statement}\n{context}"
    for said in sentences(statement):
        against = aligned(said, quoted)
        if len(against) != 1 or len(said.stems & against[0].stems) < SAID_SHARE * len(said.stems):
            continue
        part = part_said(against[0], said)
        for match in STATUS.finditer(part if ACTS.search(part) else ""):
            if not re.search(rf"\b{re.escape(match['marker'])}", around, re.IGNORECASE):
                return f"it leaves out {match.group()!r}, of which its quote speaks"
        for name, found in _qualifiers(part):
            if not KEPT[name].search(around):
                return f"it leaves out {name} of which its quote speaks: {found!r}"
    return None


def _qualifiers(text: str) -> Iterator[tuple[str, str]]:
    if not ACTS.search(text):
        return
    for name, pattern in FOUND.items():
        match = pattern.search(text)
        if match:
            yield name, match.group()
