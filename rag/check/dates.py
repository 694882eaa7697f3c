"""Statement and quotes to a verdict: is every month it names one of theirs? Days and years are read as numbers."""

import re

MONTHS = "January February March April May June July August September October November December".split()
SHORT = "|".join(f"{month[:3]}(?:t)?\\.?" if month != "May" else "May" for month in MONTHS)
MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)}|{SHORT})(?!\w)")
WORDS = frozenset({"may", "mar"})  # March and May are words, too: a month only beside a number
BESIDE = re.compile(r"\d(?:st|nd|rd|th)?(?: of)? $")


def month_failure(statement: str, quotes: str) -> str | None:
    """The first month of the statement that the quotes do not name, short or in full, or None."""
    have = {month[:3] for month in MONTH.findall(quotes)}
    for match in MONTH.finditer(statement):
        name = match.group()[:3]
        beside = statement[match.end() :].lstrip(" ,")[:1].isdigit() or BESIDE.search(statement[: match.start()])
        if name not in have and (beside or name.lower() not in WORDS):
            return f"the month {match.group()!r} does not stand in the quotes"
    return None
