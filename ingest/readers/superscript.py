"""Raised digits -> superscript characters, so that 10 to the 9th does not read as 109. Leaves other text as it is."""

import re

_RAISED = str.maketrans("0123456789+-−–()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿ")
_EXPONENT = re.compile(r"[+\-−–]?\d+[+\-−–]?|[+\-−–]|n")


def as_superscript(text: str) -> str:
    """The text in superscript characters when it is a signed number, a charge or n; else the text itself."""
    return text.translate(_RAISED) if _EXPONENT.fullmatch(text.strip()) else text
