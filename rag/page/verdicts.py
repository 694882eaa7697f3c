"""Checked texts to what a report shows of them: marked words, numbered notes, counts in words. Knows no output format."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.checked import CheckedStatement, CheckedText, Span
from rag.page.labels import counted

# What cannot be seen, or turns the reading direction of what follows. White space and joiners of letters may stand.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)

RULES = {
    "citation": "There are passages.",
    "instructions": "A passage that gives orders to a language model supports nothing.",
    "numbers": "Every number stands in the passages; of a near copy with its unit, its direction and both ends of its range.",
    "polarity": "Nothing is denied, or turned into its opposite, that the passages do not deny or turn.",
    "terms": "Drugs, biomarkers, stages, cancers, groups and other names stand in the passages, or a synonym does.",
    "qualities": "Words for extent, course, order and time are those of the passages.",
    "roles": "What the passages say of one thing is not said of another.",
    "relations": "Causes, comparisons and kinds are as the passages tell them.",
    "conditions": "The condition under which the passages say so is not left out.",
    "population": "It holds for no more people or tumors than the passages speak of.",
    "strength": "Nothing is said more strongly than in the passages: may, should, must; some, most, all.",
    "absolutes": "Always, never, cure, guarantee and the like stand in the passages.",
    "categories": "A category of evidence or recommendation stands in the passages as it is.",
    "attribution": "The organisation and edition named are those of the source.",
    "copies": "A sentence copied nearly word for word adds or swaps no word that counts.",
    "novelty": "Few of its words are new.",
    "support": "Its words stand in the passages or, where words do not decide, its meaning does.",
    "score": "The support score, by words and meaning, is high enough for the passages to say it.",
}


@dataclass(frozen=True)
class CheckedItem:
    """A text that was checked, by the name it was given."""

    id: str | int
    checked: CheckedText


@dataclass(frozen=True)
class RejectedItem:
    """A text that was not checked, and what to do about it."""

    id: str | int
    message: str


@dataclass(frozen=True)
class Stretch:
    """A piece of a text, whether it is marked, and the numbers of the notes on statements that end with it.

    Marked are words in doubt, in a passage the sentences nearest to failing statements.
    """

    text: str
    is_marked: bool = False
    notes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Counts:
    """How many texts were checked, of them supported, and how many could not be checked."""

    checked: int
    supported: int
    rejected: int

    @property
    def sentence(self) -> str:
        """The counts in words."""
        if not self.checked and not self.rejected:
            return "Nothing was checked."
        parts = f"{counted(self.checked, 'text')} checked: {self.supported:,} supported, "
        parts += f"{self.checked - self.supported:,} not supported."
        return parts + (f" {counted(self.rejected, 'text')} could not be checked." if self.rejected else "")


def counts_of(items: Iterable[CheckedItem | RejectedItem]) -> Counts:
    """The counts over all items."""
    texts = [item.checked if isinstance(item, CheckedItem) else None for item in items]
    checked = [text for text in texts if text is not None]
    return Counts(len(checked), sum(text.supported for text in checked), len(texts) - len(checked))


def failing(checked: CheckedText) -> tuple[CheckedStatement, ...]:
    """The statements that are not supported, in order: note 1, 2, ..."""
    return tuple(statement for statement in checked.statements if statement.verdict == "unsupported")


def found(checked: CheckedText) -> str:
    """The verdict on the statements in one clause."""
    failed, of_all = len(failing(checked)), counted(len(checked.statements), "statement")
    if not checked.statements:
        return "it holds no statement"
    if failed:
        return f"{failed:,} of {of_all} not supported"
    if checked.supported:
        return f"{of_all}, all supported"
    return f"no one statement of {len(checked.statements):,} fails, but the text as a whole scores too low"


def response_stretches(checked: CheckedText) -> tuple[Stretch, ...]:
    """The whole response, cut where words come into doubt and where failing statements end. Adds up to the response."""
    notes: dict[int, list[int]] = defaultdict(list)
    spans: list[Span] = []
    size = len(checked.response)
    for number, statement in enumerate(failing(checked), 1):
        spans += _doubted(checked.response, statement)
        notes[min(statement.end, size)].append(number)
    return _stretches(checked.response, 0, size, spans, {end: tuple(numbers) for end, numbers in notes.items()})


def statement_stretches(response: str, statement: CheckedStatement, *, most: int) -> tuple[Stretch, ...]:
    """A statement as it stands in the response, at most about `most` characters of it, its words in doubt marked."""
    end = min(statement.end, len(response))
    cut = end if end - statement.start <= most else _word_end(response, statement.start, statement.start + most)
    stretches = _stretches(response, statement.start, cut, _doubted(response, statement), {})
    return stretches if cut == end else (*stretches, Stretch(" …"))


def passage_stretches(checked: CheckedText, number: int) -> tuple[Stretch, ...]:
    """Passage `number`, from 1, with the sentences nearest to failing statements marked. Adds up to the passage."""
    passage = checked.passages[number - 1]
    nearest = dict.fromkeys(s.nearest for s in failing(checked) if s.passage == number and s.nearest.strip())
    patterns = (r"\s+".join(map(re.escape, sentence.split())) for sentence in nearest)
    places = (re.search(pattern, passage) for pattern in patterns)
    spans = [Span(start=place.start(), end=place.end()) for place in places if place]
    return _stretches(passage, 0, len(passage), spans, {})


def shortened(text: str, most: int) -> str:
    """`text` on one line, at most about `most` characters of it."""
    line = " ".join(text[: 4 * most].split())
    whole = len(text) <= 4 * most and len(line) <= most
    return line if whole else line[: _word_end(line, 0, most)].rstrip() + " …"


def visible(text: str) -> str:
    """`text` with each hidden character as its number: "‹U+202E›"."""
    return HIDDEN.sub(lambda match: f"‹U+{ord(match[0]):04X}›", text)


def _doubted(response: str, statement: CheckedStatement) -> Iterator[Span]:
    """The words in doubt as spans that do not touch; the whole of an unsupported statement without any."""
    if statement.verdict == "supported":
        return
    start = end = -1
    whole = Span(start=statement.start, end=statement.end)
    for span in sorted(statement.unsupported or (whole,), key=lambda span: span.start):
        if start >= 0 and (span.start <= end or response[end : span.start].isspace()):
            end = max(end, span.end)
            continue
        if start < end:
            yield Span(start=start, end=end)
        start, end = span.start, span.end
    if start < end:
        yield Span(start=start, end=end)


def _stretches(
    text: str, start: int, end: int, spans: Iterable[Span], notes: dict[int, tuple[int, ...]]
) -> tuple[Stretch, ...]:
    """text[start:end] cut at the ends of spans and notes. Spans may overlap, touch and reach beyond."""
    merged: list[list[int]] = []
    for span in sorted(spans, key=lambda span: span.start):
        if merged and span.start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], span.end)
        else:
            merged.append([span.start, span.end])
    starts = [first for first, _ in merged]
    edges = {start, end, *(edge for span in merged for edge in span), *notes}
    cuts = sorted(edge for edge in edges if start <= edge <= end)
    found = [Stretch("", notes=notes[start])] if start in notes else []
    for first, last in pairwise(cuts):
        before = bisect_right(starts, first) - 1
        is_marked = before >= 0 and merged[before][1] > first
        found.append(Stretch(text[first:last], is_marked, notes.get(last, ())))
    return tuple(found)


def _word_end(text: str, start: int, most: int) -> int:
    """The last place up to `most`, not far below it, at which no word is cut."""
    space = text.rfind(" ", max(start, most - 40), most)
    return space if space > start else most
