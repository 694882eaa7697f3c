"""Statement and all its passages to a verdict: does a number of it stand in none of them? Says nothing of its unit.

Of the 1,600 sound statements of RAGTruth's development part about ten hold such a number, most of them a temperature
turned into the other scale; of 234 unsupported claims of WiCE, 55.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from rag.check.score.source import numbers_in

DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
STEP = re.compile(
    r"\b(?:steps?|figures?|tables?|items?|points?|chapters?|passage (?:id )?)\s*\d+(?:(?:,| and| to) \d+)*",
    re.IGNORECASE,
)
SIZES = (1000, 100, 60, 24, 12, 10, 7)
OTHER_SCALE = re.compile(r"\([^()]*\d\s*(?:°|degrees?)[^()]*\)", re.IGNORECASE)


def foreign_number(statement: str, passages: Iterable[str], question: str = "") -> str | None:
    """The first number written in digits in the statement that no passage holds, in digits or words, or None."""
    said = OTHER_SCALE.sub(" ", STEP.sub(" ", statement))
    written = {number.replace(",", "") for number in DIGITS.findall(said)}
    if not written:
        return None
    texts = [*passages, question]
    have = {end for text in texts for end in numbers_in(text)}
    have |= {number.replace(",", "") for text in texts for number in DIGITS.findall(text)}
    for number in numbers_in(said):
        if number in written and not have & {number, *_converted(number)}:
            return f"the number {number} stands in no passage"
    return None


def _converted(number: str) -> list[str]:
    """The number in a larger or smaller unit: grams and milligrams, days and hours, weeks, years, centimeters."""
    value = Decimal(number)
    return [f"{found.normalize():f}" for size in SIZES for found in (value * size, value / size)]
