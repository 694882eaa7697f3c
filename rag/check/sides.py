"""Statement and quotes to a verdict: does each number stand behind the same small word? Within 3 weeks, after 3 weeks.

By 20% and to 20%, every 3 weeks and for 3 weeks hold the same number and say different things.
"""

import re
from collections.abc import Iterable

OTHER = {"within": "after", "after": "within", "every": "for", "for": "every", "by": "to", "to": "by"}
ABOUT = r"(?:about |around |nearly |almost |the |first |next |last |up )*"
SIDE = re.compile(
    rf"\b(within|after|every|for) {ABOUT}(\d[\d,.]*) (minute|hour|day|week|month|year)s?\b"
    rf"|\b(by|to) {ABOUT}(\d[\d,.]*) ?(%|percent\b)",
    re.IGNORECASE,
)
TWICE_NAMED = re.compile(
    r"(\d[\d.,]*) ?(%|percent|mg|g|cm|mm|years?|months?|weeks?|days?)( to | ?[-–] ?)(?=\d[\d.,]* ?\2(?!\w))"
)


def side_failure(statement: str, quotes: Iterable[str]) -> str | None:
    """A number that the statement puts on the other side of a time or change than the quotes, or None; digits only."""
    said = set(_sides(statement.lower()))
    text = "\n".join(quotes).lower() if said else ""
    have = set(_sides(text))
    for side, value, unit in sorted(said - have):
        other = OTHER[side]
        if (other, value, unit) in have and not re.search(rf"\b{re.escape(value)} {unit}s? (?:after|later)\b", text):
            shown = f"{value}%" if unit == "%" else f"{value} {unit}s"
            return f"the statement says {side} {shown}, the quotes {other} {shown}"
    return None


def spans_joined(text: str) -> str:
    """Text in which a range names its unit once: "40% to 60%" is "40 to 60%"."""
    return TWICE_NAMED.sub(r"\1\3", text)


def _sides(text: str) -> Iterable[tuple[str, str, str]]:
    for match in SIDE.finditer(text):
        side, value, unit = match.groups()[:3] if match[1] else match.groups()[3:]
        yield side, value, "%" if unit == "percent" else unit
