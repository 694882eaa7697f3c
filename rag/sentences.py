"""Text to sentence spans. Only home of sentencex; mends its breaks after clinical abbreviations, never changes text."""

import re

ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:vs|approx|e\.g|i\.e|cf|incl|resp|et al|Fig|Figs|Tab|No|Nos|Vol|Dr|Prof|Mr|Mrs|Ms|St|ca|Sect|Eq|Ref|Refs"
    r"|max|min|wk|mo|yr|hr|i\.v|s\.c|p\.o|b\.i\.d|q\.d|J|Clin|Oncol|Med)\.\s*$",
    re.IGNORECASE,
)


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
    return bool(ABBREVIATION.search(previous)) or first.islower() or (first in ").,;:%" and len(piece.strip()) < 4)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
