"""Guideline sections of "questions to ask" to the page's questions, cited; the outline's own where there are none."""

import re
from collections.abc import Iterable, Mapping, Sequence

from rag.outlines import fill_text
from rag.schema import DraftStatement, Passage, Quote
from rag.words import stems

MAX_QUESTIONS = 6
QUESTION_LINE = re.compile(r"^\s*- (?P<text>[^\n]*\?)\s*$", re.MULTILINE)


def questions_to_ask(
    passages: Iterable[Passage], about: str, fallback: Sequence[str], values: Mapping[str, str]
) -> tuple[DraftStatement, ...]:
    """Up to six questions from `passages` (the guidelines' own lists), those nearest to `about` first, then in order.

    The outline's `fallback` questions, which cite nothing, have their {names} filled from `values`; they come first
    when none of the guideline's names the subject.
    """
    subject = set(stems(about))
    found = [_cited(passage, match) for passage in passages for match in QUESTION_LINE.finditer(passage.text)]
    on_subject = [question for question in found if subject & set(stems(question.text))]
    own = [DraftStatement(text=fill_text(text, values), quotes=()) for text in fallback]
    rest = [question for question in found if question not in on_subject]
    ordered = [*on_subject, *rest] if on_subject or not subject else [*own, *rest]
    return tuple({question.text: question for question in (ordered or own)}.values())[:MAX_QUESTIONS]


def _cited(passage: Passage, match: re.Match[str]) -> DraftStatement:
    start, end = match.span("text")
    quote = Quote(passage_id=passage.id, text=passage.text[start:end], start=start, end=end)
    return DraftStatement(text=match["text"], quotes=(quote,))
