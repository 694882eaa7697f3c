"""Statement and quotes to a verdict: does every number stand in the quotes, with its unit and direction?"""

import re
import unicodedata
from collections.abc import Iterable

from rag.schema import Value

WORD_NUMBERS = {
    word: str(at)
    for at, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
    if at > 1  # "one" and "zero" are mostly not counts: "one of the", "zero" is rare
}
UNITS = (
    r"%|percent|per cent|mg/m2|mg/kg|mg|mcg|µg|g/dl|g/l|g|kg|ml|mm|cm|m|gy|iu|mmol/l|°c|°f|degrees|years?|months?|weeks?|days?"
    r"|hours?|minutes?|times|cycles?|doses?|cells?|copies"
)
LESS = r"(?:<|≤|less than|fewer than|under|below|up to|at most|no more than|not more than|smaller than|within)"
MORE = r"(?:>|≥|more than|greater than|over|above|at least|no less than|not less than|larger than|or more|older than)"
NUMBER = re.compile(
    rf"(?P<less>{LESS}\s*)?(?P<more>{MORE}\s*)?(?<![\w.])(?P<value>\d[\d,]*(?:\.\d+)?|\.\d+)"
    rf"(?:\s*(?:-|to|–)\s*(?P<upper>\d[\d,]*(?:\.\d+)?))?\s*(?P<unit>(?:{UNITS})(?![\w]))?",
    re.IGNORECASE,
)
SAME_UNIT = {"percent": "%", "per cent": "%", "degrees": "°", "µg": "mcg"}


class Quantity(Value):
    """A number as a text gives it. `upper` is the end of a range; direction is "<", ">" or ""."""

    value: str
    upper: str = ""
    unit: str = ""
    direction: str = ""


def number_failure(statement: str, quotes: Iterable[str]) -> str | None:
    """The first number of the statement that its quotes do not hold with the same unit and direction, or None."""
    have = {quantity for quote in quotes for quantity in quantities(quote)}
    loose = {(quantity.value, quantity.upper) for quantity in have}
    for quantity in quantities(statement):
        if (quantity.value, quantity.upper) not in loose:
            return f"the number {_shown(quantity)} does not stand in the quotes"
        if quantity not in have:
            same = [q for q in have if (q.value, q.upper) == (quantity.value, quantity.upper)]
            return f"the statement says {_shown(quantity)}, the quotes say {_shown(same[0])}"
    return None


def quantities(text: str) -> tuple[Quantity, ...]:
    """Numbers of a text in order: thousands marks removed, number words from two to twelve read as digits."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(
        r"\b(" + "|".join(WORD_NUMBERS) + r")\b", lambda m: WORD_NUMBERS[m[1].lower()], text, flags=re.IGNORECASE
    )
    return tuple(_quantity(match) for match in NUMBER.finditer(text))


def _quantity(match: re.Match[str]) -> Quantity:
    unit = " ".join((match["unit"] or "").lower().split())
    unit = SAME_UNIT.get(unit, unit)
    if len(unit) > 4 and unit.endswith("s"):
        unit = unit[:-1]
    direction = "<" if match["less"] else ">" if match["more"] else ""
    return Quantity(value=_plain(match["value"]), upper=_plain(match["upper"] or ""), unit=unit, direction=direction)


def _plain(number: str) -> str:
    number = number.replace(",", "").strip(".")
    return number.rstrip("0").rstrip(".") if "." in number else number


def _shown(quantity: Quantity) -> str:
    upper = f"-{quantity.upper}" if quantity.upper else ""
    return f"{quantity.direction}{quantity.value}{upper} {quantity.unit}".strip()
