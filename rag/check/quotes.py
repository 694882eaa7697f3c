"""Quote and passage to a verdict: is the quote verbatim where it says it is? No fuzzy matching."""

from collections.abc import Mapping

from rag.schema import Passage, Quote

MIN_QUOTE_CHARS = 3


def quote_failure(quote: Quote, passages: Mapping[str, Passage]) -> str | None:
    """Why the quote is not verbatim, or None. The span must hold exactly the quoted text, in Unicode code points."""
    passage = passages.get(quote.passage_id)
    if passage is None:
        return f"cites the passage {quote.passage_id!r}, which was not given"
    if len(quote.text.strip()) < MIN_QUOTE_CHARS:
        return f"the quote {quote.text!r} is too short to support anything"
    if not 0 <= quote.start < quote.end <= len(passage.text) or passage.text[quote.start : quote.end] != quote.text:
        return f"the quote {quote.text[:60]!r} does not stand at {quote.start}-{quote.end} of its passage"
    return None
