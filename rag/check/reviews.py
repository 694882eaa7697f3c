"""Statement to a verdict: does it claim that the page was reviewed, approved or checked? (MEDICAL rules M3, M20.)

Who made a page and whether a person reviewed it is said by code, from the record of the review.
"""

import re

PAGE = r"(?:this|the) (?:page|answer|article|text|content|information|summary|leaflet|document|website)"
DONE = r"(?:medically |clinically |fully |peer[- ])?(?:reviewed|approved|verified|checked|endorsed|certified|written|signed off)"
CLAIM = re.compile(
    rf"\b{PAGE}\b[^.]{{0,40}}\b(?:was|is|has been|were)\s+{DONE}\b"
    r"|^\s*(?:medically |clinically )?(?:reviewed|approved|fact[- ]checked) by\b",
    re.IGNORECASE,
)


def review_failure(statement: str) -> str | None:
    """The words that claim a review of the page, or None."""
    match = CLAIM.search(statement)
    return f"it speaks of a review of the page ({match.group().strip()!r}), which only code may" if match else None
