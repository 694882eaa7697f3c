"""Statement and quotes to a verdict: is every marker as positive, low, mutant as the quotes say? (MEDICAL rule M7.)

A marker with its status is "HER2-positive", "RAS wild-type", "a negative ISH result", "rhesus-negative".
"""

import re

from rag.statuses import STATUSES, statuses


def marker_failure(statement: str, quotes: str, context: str = "") -> str | None:
    """The first marker to which the statement gives a status that the quotes do not give it, or None.

    Where the quotes give the marker another status, only they count; else `context` (title, headings) may give it.
    """
    said = statuses(statement)
    if not said:
        return None
    have, around = statuses(quotes), statuses(context)
    for marker, status in sorted(said - have):
        others = sorted(other for name, other in have if name == marker)
        if others:
            return f"the statement says {marker} {status}, the quotes {marker} {others[0]}"
        if (marker, status) not in around and not _is_borne_out(status, quotes):
            return f"the quotes do not say that {marker} is {status}"
    return None


def _is_borne_out(status: str, quotes: str) -> bool:
    names, others = STATUSES[status]
    return bool(re.search(rf"\b(?:{names}|{others})", quotes, re.IGNORECASE))
