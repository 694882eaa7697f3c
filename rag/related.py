"""A page to the related questions at its end: known ones nearest to it, each with what its own page says first.

A preview is a statement that passed the gate on the page of the related question, with the source it cites.
"""

from collections.abc import Callable

from rag.catalogue import KnownQuestion
from rag.parts import Parts
from rag.prepare import understood
from rag.schema import Answer, Inquiry, RelatedQuestion
from rag.settings import RelatedSettings

UNFIT = frozenset(
    {"truncated", "multiple_questions", "personal_history", "directive_sought", "unclear", "other_language"}
)
SAME_COSINE = 0.97  # from here on it is the question that was asked
Ask = Callable[[KnownQuestion], Answer]


def related_to(page: Answer, parts: Parts, settings: RelatedSettings, ask: Ask) -> tuple[RelatedQuestion, ...]:
    """The nearest known questions with a topic or a term of the page that are answered on this shelf, nearest first.

    `ask` makes the page of a known question, without a model; it is asked once for each. None for a refusal.
    """
    if page.kind == "refusal" or not settings.count:
        return ()
    found: list[RelatedQuestion] = []
    titles = {page.title.casefold()}
    tried = 0
    for known, cosine in parts.catalogue.nearest(page.title, page.audience):
        if cosine < settings.min_cosine or tried == settings.tries or len(found) == settings.count:
            break
        inquiry = _understood(known, parts)
        if cosine >= SAME_COSINE or inquiry is None or not _is_fit(inquiry, page) or inquiry.title.casefold() in titles:
            continue
        tried += 1
        previews = parts.catalogue.previews
        if known not in previews:
            previews[known] = _preview(ask(known))
        if previews[known]:
            titles.add(inquiry.title.casefold())
            found.append(RelatedQuestion(question=inquiry.title, page_id=known.page_id, preview=previews[known]))
    return tuple(found)


def _understood(known: KnownQuestion, parts: Parts) -> Inquiry | None:
    """The question as understood; None where it is one to meet with a safety notice."""
    if parts.safety_rules.alarm(known.question):
        return None
    return understood(known.question, parts, audience=known.audience, page_kind=known.page_kind)


def _is_fit(inquiry: Inquiry, page: Answer) -> bool:
    """Whether it shares a topic or a term with the page, and is a plain question."""
    shares = set(inquiry.topics) & set(page.inquiry.topics) or set(inquiry.terms) & set(page.inquiry.terms)
    return bool(shares) and not UNFIT & set(inquiry.flags)


def _preview(page: Answer) -> str:
    """What the page says first, with the source that it cites; "" for a refusal."""
    if page.kind == "refusal":
        return ""
    if page.sections and page.sections[0].note and not page.sections[0].statements:
        return page.sections[0].note
    first = next((s for s in page.statements if "\n" not in s.text), None)
    if first is None:
        return ""
    source_id = next(citation.source_id for citation in page.citations if citation.n == first.citations[0])
    source = next(source for source in page.sources if source.source_id == source_id)
    return f"{first.text} ({source.title}, edition {source.edition})"
