"""The fixed words of a page: everything a reader sees that is not in the answer itself."""

from datetime import date, datetime

from rag.schema import Audience, RefusalReason, Review, Searched, SourceKind

UNCOVERED = "Not covered by the guidelines on file."
DEMONSTRATION = "Demonstration text, not for clinical use"
UNREVIEWED = "No clinician has reviewed this page."
ABOUT_THE_SHELF = "About the guidelines on file"
KEY_POINTS = "In short"
QUESTIONS: dict[Audience, str] = {
    "patient": "Questions to ask your care team",
    "clinician": "Questions to discuss",
}
RELATED = "Related questions"
CITATIONS = "Citations"
SOURCES = "Sources"
RECORD = "How this page was made"

REVIEW_STATES: dict[str, str] = {
    "not_submitted": "Not reviewed",
    "submitted": "Not reviewed yet: waiting for a reviewer",
    "under_review": "Not reviewed yet: review under way",
    "approved": "Reviewed and approved",
    "stale": "Review out of date: the page or one of its sources has changed since",
}

SOURCE_KINDS: dict[SourceKind, str] = {
    "guideline": "Guideline",
    "research": "Research article",
    "glossary": "Glossary",
    "overview": "Topic overview",
}

AUDIENCES: dict[Audience, str] = {"patient": "For patients and families", "clinician": "For health professionals"}

AI_SOURCE_TYPES = {  # IPTC digital source types, as schema.org names them
    "llm": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    "extractive": "https://schema.org/AlgorithmicMediaDigitalSource",
}


def refusal_heading(reason: RefusalReason) -> str:
    """The heading over a refusal: help comes first where a person may be in danger."""
    return "Get help first" if reason in ("emergency", "crisis") else "No answer from the guidelines on file"


def is_reviewed(review: Review) -> bool:
    """Whether the page may be shown without the unreviewed banner, and indexed."""
    return review.status == "approved"


def readable_topic(slug: str) -> str:
    """ "kidney-cancer" as "Kidney cancer"."""
    words = slug.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def readable_date(iso: str) -> str:
    """An ISO 8601 year, month, day or time as "2026", "May 2026", "18 May 2026"; other text is given back as it is."""
    try:
        if len(iso) == 7:
            return date.fromisoformat(f"{iso}-01").strftime("%B %Y")
        day = datetime.fromisoformat(iso) if len(iso) > 4 else None
    except ValueError:
        return iso
    return f"{day.day} {day:%B %Y}" if day else iso


def counted(number: int, noun: str) -> str:
    """ "1 passage", "2 passages"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def searched(search: Searched) -> str:
    """What was searched, in one sentence or two."""
    if not search.passages:
        return "Nothing was searched."
    looked = f"{counted(search.passages, 'passage')} of {counted(search.sources, 'source')} were searched"
    return f"{looked} for “{search.query}” (index generation {search.generation})."
