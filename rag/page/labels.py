"""The fixed words of a page: everything a reader sees that is not in the answer itself."""

from datetime import date, datetime

from rag.schema import Audience, PageKind, RefusalReason, Review, Searched, SourceKind, Trace

UNCOVERED = "Not covered by the guidelines on file."
DEMONSTRATION = "Demonstration text, not for clinical use"
UNREVIEWED = "No clinician has reviewed this page."
ABOUT_THE_SHELF = "About the guidelines on file"
KEY_POINTS: dict[tuple[PageKind, Audience], str] = {
    ("answer", "patient"): "In short",
    ("answer", "clinician"): "Bottom line",
    ("glossary", "patient"): "Key takeaways",
    ("glossary", "clinician"): "Key takeaways",
}
QUESTIONS: dict[Audience, str] = {
    "patient": "Questions to ask your care team",
    "clinician": "Questions to discuss",
}
MORE_QUESTIONS = "More questions, not from a guideline"
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

MODEL_NOT_USED = {  # by the kind of fault; its details stand in the trace, for those who run the program
    **dict.fromkeys(("unreachable", "interrupted", "breaker_open"), "it could not be reached"),
    "deadline": "it did not answer in time",
    "rate_limited": "it was too busy",
    **dict.fromkeys(
        ("server_fault", "bad_endpoint", "request_refused", "key_rejected", "model_missing"), "it could not be asked"
    ),
    **dict.fromkeys(("bad_reply", "truncated"), "its reply could not be used"),
    "filtered": "it refused to answer",
    "budget_reached": "the money set aside for it was spent",
    "recording_missing": "no reply to this question was recorded",
    "prompt_too_long": "what it had to be told was too long for it",
    "declined": "it found no answer in the passages",
    "nothing_passed": "nothing it wrote passed the checks",
}
MODEL_FAILED = "it failed"

KEPT_REPLIES = {  # by their origin
    "cache": "a reply kept from an earlier call",
    "recording": "a recorded reply",
}
BY_MODEL = (
    "https://schema.org/TrainedAlgorithmicMediaDigitalSource"  # IPTC digital source types, as schema.org names them
)
BY_SOFTWARE = "https://schema.org/AlgorithmicMediaDigitalSource"


def digital_source_type(trace: Trace) -> str:
    """The machine-readable mark of how a page was made: by a trained model, or by plain software."""
    return BY_MODEL if trace.writer == "llm" and trace.llm_origin != "written" else BY_SOFTWARE


def refusal_heading(reason: RefusalReason) -> str:
    """The heading over a refusal: help comes first where a person may be in danger."""
    if reason == "unclear_question":
        return "The question is not clear"
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
