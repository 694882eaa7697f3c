"""Text to sentence spans. Only home of sentencex; mends its breaks after clinical abbreviations, never changes text."""

import re

_ALWAYS = r"vs|e\.g|i\.e|cf|et al|Fig|Figs|Dr|Prof|Mr|Mrs|Ms|i\.v|s\.c|p\.o|b\.i\.d|q\.d|Clin|Oncol"
_BEFORE_A_NUMBER = r"approx|ca|No|Nos|Vol|Tab|Sect|Eq|Ref|Refs|max|min|J|Med|wk|mo|yr|hr|[Pp]p?"
ABBREVIATION = re.compile(rf"(?:^|[\s(\[])(?:{_ALWAYS})\.\s*$", re.IGNORECASE)
_UNIT = r"mm|cm|m|kg|g|mg|mcg|µg|ml|dl|l|in|oz|lb|hr|min"
AFTER_A_UNIT = re.compile(rf"\d\s?(?i:(?:{_UNIT})(?:/(?:{_UNIT}))?)\.(?=\s+[A-Z])")  # "2 mm. Stage I": a sentence ends
ABBREVIATION_BEFORE_A_NUMBER = re.compile(rf"(?:^|[\s(\[])(?:{_BEFORE_A_NUMBER})\.\s*$")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of `text`, in order, without surrounding white space.

    Line breaks do not end a sentence by themselves. A break is undone after a known abbreviation and before a word
    that begins in lower case. Returns [] for blank text.
    """
    import sentencex

    spans: list[tuple[int, int]] = []
    at = 0
    for piece in sentencex.segment("en", text.replace("\n", " ")):
        start, at = at, at + len(piece)
        for unit in AFTER_A_UNIT.finditer(text, start, at):
            spans.append((start, unit.end()))
            start = unit.end()
        spans.append((start, at))
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and _belongs_to_previous(text[joined[-1][0] : joined[-1][1]], text[start:end]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [span for span in (_trimmed(text, start, end) for start, end in joined) if span[0] < span[1]]


def _belongs_to_previous(previous: str, piece: str) -> bool:
    if not piece.strip():
        return True
    first = piece.lstrip()[0]
    if first.isdigit() and ABBREVIATION_BEFORE_A_NUMBER.search(previous):
        return True
    return bool(ABBREVIATION.search(previous)) or first.islower() or (first in ").,;:%" and len(piece.strip()) < 4)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
