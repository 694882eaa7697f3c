"""Statement to a verdict: does it tell a patient to start, stop or dose a treatment? (MEDICAL rule M11.)

Third-person facts with a dose pass; orders to the reader do not, whoever wrote them.
"""

import re

VERBS = r"take|stop|start|begin|increase|reduce|lower|double|skip|change|switch|quit|avoid taking|inject|use"
ORDER = re.compile(
    rf"^(?:-\s*)?(?:please\s+|never\s+|always\s+|do not\s+|don't\s+)?(?:{VERBS})\s+(?:your|the|this|\d|an?\s|taking|with\s)"
    rf"|\byou\s+(?:should|must|need to|have to|ought to)\s+(?:not\s+)?(?:{VERBS})\b"
    r"|\b(?:increase|reduce|lower|double|skip|stop|change)\s+your\s+(?:dose|medicine|drug|treatment|tablets|pills)",
    re.IGNORECASE | re.MULTILINE,
)


def directive_failure(statement: str) -> str | None:
    """The words that order the reader to take, stop or change a treatment, or None."""
    match = ORDER.search(statement)
    return f"it tells the reader what to do ({match.group().strip()!r}); only a care team may" if match else None
