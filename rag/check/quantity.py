"""A number with its unit, bound and rate to those that say the same, and to words: 2 days, 48 hours, "at most 48 hours"."""

import re
from collections.abc import Iterator, Set
from decimal import Decimal

from rag.schema import Value

TIME = frozenset("hour day week month year minute".split())
SAME_SIZE = (
    *(("hour", "day", 24), ("day", "week", 7), ("month", "year", 12), ("minute", "hour", 60)),
    *(("mm", "cm", 10), ("cm", "m", 100), ("mcg", "mg", 1000), ("mg", "g", 1000), ("g", "kg", 1000), ("ml", "l", 1000)),
)
EXTREME = re.compile(r"\b(?:(maximum|maximal|highest|limit)|(?:minimum|minimal|lowest)) (?!of)", re.IGNORECASE)
DAILY = re.compile(r"\bdaily (?:dose|amount|intake)\b", re.IGNORECASE)
HAS_TIME = re.compile(
    r"\b(?:has|have|had|gets?|given|allowed) \d+ \w+ (?:(?:from|after|of|since) (?:the )?[\w-]+ )?(?:to|in which|for)\b",
    re.IGNORECASE,
)
IN_WORDS = {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least"}
OFTEN = {"1 times": "once", "2 times": "twice"}
PLURALS = {unit: f"{unit}s" for unit in "degree year month week day hour minute cycle dose cell".split()}
PLURALS |= {"inch": "inches", "copie": "copies"}
OF_AGE = re.compile(r"\b(?:aged?|older|younger|under|over|adults?|children)\b", re.IGNORECASE)


class Quantity(Value):
    """A number as a text gives it. `upper` is the end of a range; direction is "<", "<=", ">", ">=" or "".

    `rate` is the span it is counted in: "day" for "5 mg a day", "twice daily" and "once a day".
    """

    value: str
    upper: str = ""
    unit: str = ""
    direction: str = ""
    rate: str = ""


def equals(quantity: Quantity, have: Set[Quantity], statement: str) -> Iterator[Quantity]:
    """The quantity, and those that say the same: 40 mg daily is 40 mg once a day; over 65 is older than 65 years."""
    bounded = tuple(_bounded(quantity, statement))
    yield from bounded
    if quantity.direction == "<=" and quantity.unit in TIME and re.search(r"\bwithin\b", statement, re.IGNORECASE):
        yield quantity.model_copy(update={"direction": ""})  # within 3 days, in 3 days
    if quantity.direction == ">" and quantity.unit in TIME and re.search(r"\bover\b", statement, re.IGNORECASE):
        yield quantity.model_copy(update={"direction": ""})  # over six weeks, for six weeks
    if not quantity.direction and quantity.unit in TIME and HAS_TIME.search(statement):
        yield quantity.model_copy(update={"direction": "<="})  # has 48 hours to, within 48 hours
    if not quantity.direction and quantity.upper and quantity.unit in TIME:
        yield quantity.model_copy(update={"direction": "<="})  # 4 to 6 hours after it, within 4 to 6 hours of it
    if not quantity.rate and DAILY.search(statement):  # a daily dose of 2 g
        yield from (q.model_copy(update={"rate": "day"}) for q in bounded)
    if quantity.unit == "%" and not quantity.rate:
        yield from (quantity.model_copy(update={"rate": other.rate}) for other in have if other.rate)
    once = Quantity(value="1", unit="times", rate=quantity.rate)
    if quantity.rate and once in have:
        yield quantity.model_copy(update={"rate": ""})
    ends = [other for other in have if other.upper and other.unit == quantity.unit]
    ends += [other for other in have if other.upper and not quantity.unit]  # at least 6 and at most 48 hours
    if quantity.direction == ">=" and not quantity.upper:  # at least 6, of 6 to 72
        yield from (other for other in ends if other.value == quantity.value)
    if quantity.direction == "<=" and not quantity.upper:
        yield from (other for other in ends if other.upper == quantity.value)
    if OF_AGE.search(statement) and quantity.unit in ("", "year"):
        yield quantity.model_copy(update={"unit": "" if quantity.unit else "year"})


def _bounded(quantity: Quantity, statement: str) -> Iterator[Quantity]:
    """The quantity, and as the end of a range where the statement calls it a maximum or minimum."""
    yield quantity
    if not quantity.direction and (bound := EXTREME.search(statement)):
        yield quantity.model_copy(update={"direction": "<=" if bound[1] else ">="})


def converted(quantity: Quantity) -> Iterator[Quantity]:
    """The same in another unit: 48 hours and 2 days, 7 days and a week, 12 months and a year, 20 mm and 2 cm."""
    numbers = [Decimal(part) for part in (quantity.value, quantity.upper) if part]
    for small, large, size in SAME_SIZE:
        if quantity.unit == large:
            shown = [plain_number(str(number), size) for number in numbers]
        elif quantity.unit == small and all(number % size == 0 for number in numbers):
            shown = [plain_number(str(number // size), 1) for number in numbers]
        else:
            continue
        other = small if quantity.unit == large else large
        yield quantity.model_copy(
            update={"unit": other, "value": shown[0], "upper": shown[-1] if quantity.upper else ""}
        )


def plain_number(number: str, scale: int) -> str:
    """A number as text writes it, times `scale`, without thousands marks and trailing zeros."""
    value = Decimal(number.replace(",", "").replace("−", "-").rstrip(".")) * scale
    return f"{value.normalize():f}"


def in_words(quantity: Quantity) -> str:
    """A quantity in words: at most 48 hours."""
    upper = f"-{quantity.upper}" if quantity.upper else ""
    rate = f" a {quantity.rate}" if quantity.rate else ""
    is_one = quantity.value == "1" and not quantity.upper
    unit = quantity.unit if is_one else PLURALS.get(quantity.unit, quantity.unit)
    count = f"{quantity.value}{upper} {unit}".strip()
    count = OFTEN.get(count, count)
    return f"{IN_WORDS.get(quantity.direction, '')} {count}".strip() + rate
