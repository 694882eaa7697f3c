"""Statement and quotes to a verdict: does every number stand in the quotes, with its unit and direction?"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from rag.check.dates import month_failure
from rag.check.quantity import Quantity as Quantity  # what `quantities` gives
from rag.check.quantity import converted, equals, in_words, plain_number
from rag.check.reading import all_stems
from rag.check.shares import counted, in_percent
from rag.check.sides import side_failure, spans_joined
from rag.check.wordings import said_alike

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
ONE_TO = re.compile(rf"\bone(?= (?:to|or) (?:{'|'.join(WORD_NUMBERS)})\b)", re.IGNORECASE)  # elsewhere mostly no count
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
WORD_UNITS = r"percent|per cent|degrees?|years?|months?|weeks?|days?|hours?|minutes?|times|cycles?|doses?|cells?|copies"
WORD_UNITS += r"|(?:centi|milli)met(?:er|re)s?|inch(?:es)?|(?:milli|kilo)?grams?|milliliters?"
SIGN_UNITS = r"%|mmol|mmhg|mcg|μg|mg|kg|ng|pg|g|dl|ml|l|mm|cm|m|gy|iu|bar|°c|°f"
SPAN = r"day|week|month|year|hour"
BEFORE = {
    "<": r"<|less than|fewer than|under|below|smaller than|younger than|lower than|before (?:the )?age(?: of)?",
    "<=": r"≤|<=|up to|as (?:many|much|high|long) as|at most"
    r"|(?:no|not) (?:more|larger|greater|higher|older|longer|later|above|over) than|not (?:over|above|beyond)|within"
    r"|a maximum of",
    ">": r">|more than|greater than|over|above|larger than|older than|higher than|longer than|after (?:the )?age(?: of)?"
    r"|exceed(?:s|ed|ing)?|beyond|in excess of",
    ">=": r"≥|>=|at least|(?:no|not) (?:less|fewer|smaller|lower|younger|shorter|earlier) than|not (?:under|below)|a minimum of",
}
AFTER = {
    "<=": r"(?:or|and) (?:less|fewer|lower|younger|below|smaller|under|shorter|earlier)",
    ">=": r"(?:or|and) (?:more|greater|higher|older|above|over|larger|up|longer|later)",
}
DIGIT = re.compile(r"\d")
DEGREES = re.compile(r"(?<=\d)[\s-]*(?:degrees?|deg\b\.?)(?: ?([CF]|celsius|fahrenheit)\b)?", re.IGNORECASE)
NUMBERS = re.compile(r"\b\d{1,2}(?:,\d{1,2}){2,}\b")  # boxes 1,2,3: no thousands
VALUE = r"\d[\d,]*(?:\.\d+)?"
NUMBER = re.compile(
    rf"(?:(?P<before>{'|'.join(f'(?:{text})' for text in [*BEFORE.values()][::-1])})\s*)?"
    rf"(?P<value>(?:(?<=[\s(])|^)[-−]{VALUE}|(?<![\w.,])(?:{VALUE}|\.\d+))"
    rf"(?:\s*(?P<dash>-|to|–)\s*(?P<upper>{VALUE})(?![\w]*-))?"
    rf"(?:\s(?P<scale>{'|'.join(SCALES)}))?"
    rf"(?:[\s-]?(?P<unit>(?:{WORD_UNITS})(?!\w)|(?:{SIGN_UNITS})(?:/\w+)?(?!\w)))?"
    rf"(?:\s(?:a|per|each|every)\s(?P<rate>{SPAN})\b|\s(?P<daily>daily|weekly|monthly|yearly)\b)?"
    rf"(?:\s(?:of age\s)?(?P<after>{'|'.join(AFTER.values())})\b(?! than))?",
    re.IGNORECASE,
)
SAME_UNIT = {"percent": "%", "per cent": "%", "μg": "mcg", "times": "times", "inches": "inch", "milliliter": "ml"}
SAME_UNIT |= {"centimeter": "cm", "centimetre": "cm", "millimeter": "mm", "millimetre": "mm", "gram": "g"}
SAME_UNIT |= {"milligram": "mg", "kilogram": "kg"}
EVERY = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}
# stages are named, not counted: terms.py
STAGE = re.compile(r"\bstages?(?: [0-4][abc]?(?![.\d%])(?:,| to| and| or|-|–)?)+", re.IGNORECASE)
EDITION = re.compile(
    r"\b(\d{4}|\d+(?:\.\d+)?) (?:edition|version|guideline|update|revision)\b|\b(?:edition|version)(?: of)? (\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
PER = re.compile(r"\bper (?!cent\b)([a-z]+)", re.IGNORECASE)
COUNTED_LIST = re.compile(
    rf"\b(?P<number>{'|'.join(_SMALL.split()[:11])})\b(?P<list>[^.:;]*(?:: *|\bare )(?P<items>[^.:;]+))",
    re.IGNORECASE,
)
LIST_MARK = re.compile(r",\s*(?:and|or)?\s|\s(?:and|or)\s")
UNIT_FIRST = re.compile(r"\b(day|week|month|year) (\d{1,3})\b", re.IGNORECASE)  # week 12: 12 weeks
YEARS = range(1900, 2101)


def number_failure(statement: str, quotes: Sequence[str], context: str = "") -> str | None:
    """The first number of the statement that its quotes do not hold with the same unit and direction, or None.

    `context` (title, edition, headings) may hold the number of an edition, and a statement may count its own list.
    """
    statement = EDITION.sub(lambda match: " " if (match[1] or match[2]) in context else match.group(), statement)
    statement = COUNTED_LIST.sub(_uncounted, statement)
    statement = said_alike(spans_joined(statement))
    mine = quantities(STAGE.sub(" ", statement))
    texts = {*quotes, *map(spans_joined, quotes), *map(said_alike, quotes)} if mine else ()
    have = {quantity for text in texts for quantity in quantities(text)}
    every = " ".join(quotes)
    loose = {(quantity.value, quantity.upper) for quantity in have}
    ends = {end for quantity in have if quantity.upper for end in (quantity.value, quantity.upper)}
    for quantity in mine:
        if quantity == Quantity(value="1", unit="times", rate=quantity.rate) and _is_regular(
            quantity.rate, have, every
        ):
            continue
        if any(other in have for same in converted(quantity) for other in equals(same, have, statement)):
            continue
        if not quantity.unit and any(quantity.model_copy(update={"unit": other.unit}) in have for other in mine):
            continue  # for 15 minutes, then for 25 more
        is_end = quantity.direction and not quantity.upper and quantity.value in ends
        if (quantity.value, quantity.upper) not in loose and not is_end:
            return f"the number {in_words(quantity)} does not stand in the quotes"
        if not any(other in have for other in equals(quantity, have, statement)):
            same = sorted(in_words(q) for q in have if quantity.value in (q.value, q.upper))
            return f"the statement says {in_words(quantity)}, the quotes say {same[0]}"
    side = side_failure(_normal(statement), map(_normal, quotes))
    return _rate_failure(statement, quotes) or side or month_failure(statement, every) or broken_range(statement)


def _rate_failure(statement: str, quotes: Iterable[str]) -> str | None:
    """A "per nucleus" of the statement of which the quotes do not speak."""
    wanted = {match[1].lower() for match in PER.finditer(statement)}
    have = {stem for quote in quotes for stem in all_stems(quote)} if wanted else set()
    strange = sorted(word for word in wanted if not have & set(all_stems(word)))
    return f"the statement counts per {strange[0]}, the quotes do not" if strange else None


def _uncounted(match: re.Match[str]) -> str:
    """A sentence that names as many things as it says without their number: "Three tests help: a, b and c"."""
    items = [item for item in LIST_MARK.split(match["items"]) if item.strip()]
    is_right = len(items) == WORD_NUMBERS[match["number"].lower()]
    return match["list"] if is_right else match.group()


@lru_cache(maxsize=4_096)
def broken_range(text: str) -> str | None:
    """The first range of the text that ends below its beginning, such as 500,000-2,000, or None; quoted or not.

    The short form of a span of years (1998-99) is sound, and so is "from 10 to 5".
    """
    for match in _numbers(_normal(text)):
        if match["upper"] and match["dash"] != "to":
            low, high = Decimal(plain_number(match["value"], 1)), Decimal(plain_number(match["upper"], 1))
            is_score = low < 20 and not (match["unit"] or match["scale"])  # 5-4
            if high < low and not is_score and not (low in YEARS and high < 100):
                return f"the range {match['value']}-{match['upper']} ends below its beginning"
    return None


@lru_cache(maxsize=4_096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Numbers of a text in order: thousands marks removed, number words from two to ninety-nine read as digits.

    Shares are read as percentages when exact ("1 in 5" is 20 %), else as fractions of %.
    """
    return tuple(map(_quantity, _numbers(_normal(text))))


@lru_cache(maxsize=4_096)
def _numbers(text: str) -> tuple[re.Match[str], ...]:
    return tuple(NUMBER.finditer(text)) if DIGIT.search(text) else ()


@lru_cache(maxsize=4_096)
def _normal(text: str) -> str:
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    text = NUMBERS.sub(lambda match: match[0].replace(",", ", "), UNIT_FIRST.sub(r"\2 \1s", text))
    text = DEGREES.sub(lambda match: f" °{match[1][0]}" if match[1] else " degrees", text)
    return in_percent(NUMBER_WORD.sub(_digits, ONE_TO.sub("1", counted(text))))


def _is_regular(rate: str, have: set[Quantity], quotes: str) -> bool:
    """Whether the quotes say "every year" and no other count of it: once a year."""
    regular = rf"\b(?:every|each) {rate}\b|\b{'dai' if rate == 'day' else rate}ly\b" + (
        r"|\bannual(?:ly)?\b" if rate == "year" else ""
    )
    return not any(other.rate == rate for other in have) and bool(re.search(regular, quotes, re.IGNORECASE))


def _digits(match: re.Match[str]) -> str:
    parts = [WORD_NUMBERS[part.lower()] for part in match.groups() if part]
    return str(sum(parts))


def _quantity(match: re.Match[str]) -> Quantity:
    unit = " ".join((match["unit"] or "").lower().split())
    if len(unit) > 3 and unit.endswith("s") and unit not in ("times", "inches"):
        unit = unit[:-1]
    unit = SAME_UNIT.get(unit, unit)
    scale = SCALES[match["scale"].lower()] if match["scale"] else 1
    upper = plain_number(match["upper"], scale) if match["upper"] else ""
    rate = (match["rate"] or EVERY.get((match["daily"] or "").lower(), "")).lower()
    value = plain_number(match["value"], scale)
    return Quantity(value=value, upper=upper, unit=unit, direction=_direction(match), rate=rate)


def _direction(match: re.Match[str]) -> str:
    for said, meanings in ((match["before"], BEFORE), (match["after"], AFTER)):
        for sign, words in meanings.items():
            if said and re.fullmatch(words, said, re.IGNORECASE):
                return sign
    return ""
