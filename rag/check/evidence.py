"""Statement and passages to what the rules read: its quotes, the sentences they stand in, and their headings."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import lru_cache
from itertools import takewhile

from rag.check.reading import END
from rag.schema import DraftStatement, Passage, Quote, Value
from rag.words import fold

CELL = " | "
PRONOUN = re.compile(
    r"\s*(?:(?:and|but|also|however),? )?(?:(?:it|they|she|he|its|their|her|his|this|these|both)\b"
    r"|(?:in|on|at|by|from|for|during|after|before|since|until|within)(?: [\w-]+){1,4}?,? (?:it|they|she|he)\b)",  # in winter it
    re.IGNORECASE,
)
FARTHEST = 3  # sentences back to the name that a pronoun stands for
ITEM = re.compile(r"[ \t]*(?:[-*•]|\d+[.)])[ \t]")


class Evidence(Value):
    """What a statement may rest on. Names may also come from the context; a name asked about, from the question.

    `context` is what stands above the quotes: publisher if known, title, edition, headings, the sentence before one that
    begins with "it" or the like, and `header`, the header rows of table rows.
    """

    quotes: tuple[str, ...]
    sentences: tuple[str, ...] = ()
    context: str = ""
    header: str = ""
    question: str = ""


def evidence_of(
    statement: DraftStatement,
    passages: Mapping[str, Passage],
    question: str = "",
    publishers: Mapping[str, str] | None = None,
) -> Evidence:
    """The evidence of a statement whose quotes are sound.

    `sentences` are the quotes widened to whole sentences, and list items to what introduces their list: a quote cut
    after its "not", or an item without "signs can include:", would mislead the rules. Quotes that only ask are left out.
    `publishers`: who publishes each source, by source_id.
    """
    cited = dict.fromkeys(quote.passage_id for quote in statement.quotes)
    above = [line for name in cited for line in _above(passages[name], publishers or {})]
    above += [_referred_to(quote, passages[quote.passage_id].text) for quote in statement.quotes]
    quotes = statement.quotes
    if not statement.text.rstrip().endswith("?"):  # a question of the text supports no statement
        quotes = tuple(quote for quote in quotes if not _asks(quote, passages[quote.passage_id].text))
    header = "\n".join(dict.fromkeys(_header_row(quote, passages[quote.passage_id].text) for quote in quotes))
    return Evidence(
        quotes=tuple(quote.text for quote in quotes),
        sentences=tuple(_with_lead_in(quote, passages[quote.passage_id].text) for quote in quotes),
        context="\n".join(dict.fromkeys(filter(None, [*above, header]))),
        header=header.strip(),
        question=question,
    )


def _asks(quote: Quote, text: str) -> bool:
    """Whether every sentence that the quote touches is a question."""
    pieces = [piece.strip() for piece in END.split(_widened(quote, text)) if piece.strip()]
    return all(piece.endswith("?") for piece in pieces)


def is_copied(statement: DraftStatement, passages: Mapping[str, Passage]) -> bool:
    """Whether every sentence and line of the statement is, word for word, a whole one of its quotes."""
    whole = {
        piece
        for quote in statement.quotes
        for piece in _pieces(_widened(quote, passages[quote.passage_id].text))
        if piece in fold(quote.text)
    }
    said = _pieces(statement.text)
    return bool(said) and said <= whole


def _above(passage: Passage, publishers: Mapping[str, str]) -> tuple[str, ...]:
    edition = f"edition {passage.edition}"
    return (publishers.get(passage.source_id, ""), passage.title, edition, *passage.locator.headings)


def _referred_to(quote: Quote, text: str) -> str:
    """The sentence before the quoted one, if that begins with a pronoun: it names what "it" is. Else nothing."""
    bounds = _sentence_bounds(text)
    at = bisect_left(bounds, _bounds(quote, text)[0])
    for before in range(at - 1, max(-1, at - 1 - FARTHEST), -1):
        if not PRONOUN.match(text, bounds[before + 1]):
            break
        named = text[bounds[before] : bounds[before + 1]].strip()
        if not PRONOUN.match(named):
            return named
    return ""


def _header_row(quote: Quote, text: str) -> str:
    """The first row of the table in which the quote begins, or nothing."""
    before = text[: quote.start].split("\n")
    rows = list(takewhile(lambda line: CELL in line, reversed(before[:-1])))
    return rows[-1] if rows and CELL in text[quote.start - len(before[-1]) :].split("\n", 1)[0] else ""


def _pieces(text: str) -> set[str]:
    """Sentences and lines of a text, white space folded, without list marks."""
    return {fold(piece).removeprefix("- ") for piece in END.split(text) if piece.strip()}


def _widened(quote: Quote, text: str) -> str:
    """The whole sentences of `text` that the quote touches."""
    start, end = _bounds(quote, text)
    return text[start:end].strip()


def _with_lead_in(quote: Quote, text: str) -> str:
    """The whole sentences of `text` that the quote touches, each list item behind the sentence that introduces it."""
    start, end = _bounds(quote, text)
    line_start = text.rfind("\n", 0, start) + 1
    mark = ITEM.match(text[line_start:])
    if mark and line_start + mark.end() >= start:  # "1." looks like the end of a sentence
        start = line_start
    shown: list[str] = []
    for line in text[start:end].splitlines(keepends=True):
        item = ITEM.match(line)
        shown.append(f"{_lead_in(text[:start])} {line[item.end() :]}".lstrip() if item else line)
        start += len(line)
    return "".join(shown).strip()


def _lead_in(before: str) -> str:
    """The sentence ending in a colon that introduces the list in which `before` ends, or nothing."""
    lines = [line for line in before.splitlines() if line.strip()]
    above = next((line for line in reversed(lines) if not ITEM.match(line)), "")
    return END.split(above)[-1].strip() if above.rstrip().endswith(":") else ""


def _bounds(quote: Quote, text: str) -> tuple[int, int]:
    bounds = _sentence_bounds(text)
    start = max(0, min(bisect_right(bounds, quote.start), len(bounds) - 1) - 1)
    end = min(bisect_left(bounds, quote.end, lo=start + 1), len(bounds) - 1)
    return bounds[start], bounds[end]


@lru_cache(maxsize=1_024)  # each quote of a passage asks several times
def _sentence_bounds(text: str) -> tuple[int, ...]:
    """Where the sentences of `text` begin, and where the last one ends."""
    return (0, *(match.end() for match in END.finditer(text)), len(text))
