"""Statement and quotes to a verdict: does every number stand in the quotes, with its unit and direction?"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from rag.schema import Value

_SMALL = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_SMALL += " seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORD_NUMBERS = {  # without zero and one, which are mostly no counts: "one of the doctors"
    **{word: at for at, word in enumerate(_SMALL.split(), 2)},
    **{word: at * 10 for at, word in enumerate(_TENS.split(), 2)},
}
NUMBER_WORD = re.compile(
    rf"\b({'|'.join(_TENS.split())})-({'|'.join(_SMALL.split()[:8])})\b|\b({'|'.join(WORD_NUMBERS)})\b", re.IGNORECASE
)
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
WORD_UNITS = r"percent|per cent|degrees?|years?|months?|weeks?|days?|hours?|minutes?|times|cycles?|doses?|cells?|copies"
SIGN_UNITS = r"%|mmol|mcg|μg|mg|kg|ng|g|dl|ml|l|mm|cm|m|gy|iu|°c|°f"
BEFORE = {
    "<": r"<|less than|fewer than|under|below|smaller than|younger than|lower than",
    "<=": r"≤|<=|up to|at most|no more than|not more than|within",
    ">": r">|more than|greater than|over|above|larger than|older than|higher than",
    ">=": r"≥|>=|at least|no less than|not less than",
}
AFTER = {
    "<=": r"or (?:less|fewer|lower|younger|below|smaller)",
    ">=": r"or (?:more|greater|higher|older|above|over|larger)",
}
NUMBER = re.compile(
    rf"(?:(?P<before>{'|'.join(f'(?:{text})' for text in [*BEFORE.values()][::-1])})\s*)?"
    r"(?P<value>(?:(?<=[\s(])|^)[-−]\d[\d,]*(?:\.\d+)?|(?<![\w.,])(?:\d[\d,]*(?:\.\d+)?|\.\d+))"
    r"(?:\s*(?:-|to|–)\s*(?P<upper>\d[\d,]*(?:\.\d+)?)(?![\w]*-))?"
    rf"(?:\s(?P<scale>{'|'.join(SCALES)}))?"
    rf"(?:[\s-]?(?P<unit>(?:{WORD_UNITS})(?!\w)|(?:{SIGN_UNITS})(?:/\w+)?(?!\w)))?"
    rf"(?:\s(?P<after>{'|'.join(AFTER.values())})\b)?",
    re.IGNORECASE,
)
SAME_UNIT = {"percent": "%", "per cent": "%", "μg": "mcg", "times": "times"}


class Quantity(Value):
    """A number as a text gives it. `upper` is the end of a range; direction is "<", "<=", ">", ">=" or ""."""

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
            same = sorted(_shown(q) for q in have if (q.value, q.upper) == (quantity.value, quantity.upper))
            return f"the statement says {_shown(quantity)}, the quotes say {same[0]}"
    return None


def quantities(text: str) -> tuple[Quantity, ...]:
    """Numbers of a text in order: thousands marks removed, number words from two to ninety-nine read as digits."""
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    return tuple(_quantity(match) for match in NUMBER.finditer(NUMBER_WORD.sub(_digits, text)))


def _digits(match: re.Match[str]) -> str:
    parts = [WORD_NUMBERS[part.lower()] for part in match.groups() if part]
    return str(sum(parts))


def _quantity(match: re.Match[str]) -> Quantity:
    unit = " ".join((match["unit"] or "").lower().split())
    unit = SAME_UNIT.get(unit, unit)
    if len(unit) > 3 and unit.endswith("s") and unit != "times":
        unit = unit[:-1]
    scale = SCALES[match["scale"].lower()] if match["scale"] else 1
    upper = _plain(match["upper"], scale) if match["upper"] else ""
    return Quantity(value=_plain(match["value"], scale), upper=upper, unit=unit, direction=_direction(match))


def _direction(match: re.Match[str]) -> str:
    for said, meanings in ((match["before"], BEFORE), (match["after"], AFTER)):
        for sign, words in meanings.items():
            if said and re.fullmatch(words, said, re.IGNORECASE):
                return sign
    return ""


def _plain(number: str, scale: int) -> str:
    value = Decimal(number.replace(",", "").replace("−", "-").rstrip(".")) * scale
    return f"{value.normalize():f}"


def _shown(quantity: Quantity) -> str:
    upper = f"-{quantity.upper}" if quantity.upper else ""
    return f"{quantity.direction}{quantity.value}{upper} {quantity.unit}".strip()
