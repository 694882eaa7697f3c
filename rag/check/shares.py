"""Words for counts and shares to digits that the numbers rule can compare: "twice a day", "a third", "1 in 5"."""

import re
from decimal import Decimal
from fractions import Fraction

ONCE = {"once": "1 times", "twice": "2 times", "thrice": "3 times"}
SPAN = r"(?:(?:a|per|each|every)\s(?:day|week|month|year|hour)\b|daily\b|weekly\b|monthly\b|yearly\b)"
TIMES = re.compile(rf"\b(once|twice|thrice)(?=\s{SPAN})", re.IGNORECASE)
UNIT = r"(?:year|month|week|day|hour|minute|cycle|dose)"
ONE = re.compile(r"\b(?:one|an)(?= (?:year|month|week|day|hour|minute|cycle|dose)\b)", re.IGNORECASE)
A_SPAN = re.compile(
    rf"(?<=\bfor )a(?= {UNIT}\b)|(?<=\bafter )a(?= {UNIT}\b)|(?<=\bwithin )a(?= {UNIT}\b)|(?<=\bleast )a(?= {UNIT}\b)"
    rf"|(?<=\babout )a(?= {UNIT}\b)|(?<=\bthan )a(?= {UNIT}\b)|(?<=\bover )a(?= {UNIT}\b)|(?<=\bto )a(?= {UNIT}\b)",
    re.IGNORECASE,
)
ONE_BOUND = re.compile(
    r"\b(at least|at most|more than|less than|fewer than|up to|over|under|than) one\b(?= \w)|\bone(?= or (?:more|less|fewer)\b)",
    re.IGNORECASE,
)
ONE_OF = re.compile(r"\bone(?=\s(?:in|out of|of every|in every)\s(?:every\s)?\w+)", re.IGNORECASE)
FRACTION = re.compile(
    r"\b(?:(?:a|one)[ -])?(half|quarter|third)\b(?= of\b)|\bhalf(?= (?:the|all|have|had)\b)|\bone[ -](quarter|third)\b"
    r"|\b(two|three)[ -](thirds|quarters)\b|\ba (quarter|third)(?= (?:is|are|was|were|has|have|had|do|did|may|can|will)\b)",
    re.IGNORECASE,
)
SHARE = re.compile(
    r"(?<![\w.,])(\d[\d,]*)(?:\s*(?:-|to|–)\s*(\d[\d,]*))?(?: (?:\w+ )?(?:out of|of every|in every|in)(?: every)?)"
    rf" (\d[\d,]*)(?!\.?[\w%]|-)(?! (?:{UNIT}|per|mg|percent))",
    re.IGNORECASE,
)
OF_EVERY = re.compile(  # "of every 100 tumors, 15 to 20 are" is "15 to 20 of every 100"
    r"(?<![\d%] )\b(?:for|of|out of|in|among) every (\d[\d,]*+)(?!\.\d)([^.;:\d]*?)"
    r"(?<![\w.,])(\d[\d,]*+(?:\s?(?:-|to|–)\s?\d[\d,]*+)?)(?!\.\d|\s?(?:%|percent))",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\bbetween (\S*\d\S*) and (?=[\d.])", re.IGNORECASE)
WHOLES = frozenset({20, 25, 50, 100, 200, 500, 1_000, 10_000, 100_000, 1_000_000})  # and all up to 12


def counted(text: str) -> str:
    """Text with "once", "one" and "a third of" as digits where they count something."""
    text = BETWEEN.sub(r"\1 to ", text)
    text = ONE_BOUND.sub(lambda match: f"{match[1]} 1" if match[1] else "1", text)
    text = TIMES.sub(lambda match: ONCE[match[1].lower()], text)
    text = ONE_OF.sub("1", ONE.sub("1", A_SPAN.sub("1", text)))
    return FRACTION.sub(_fraction, text)


def in_percent(text: str) -> str:
    """Text of digits with shares such as "3 out of 4" and "15 to 20 of every 100" as percentages."""
    text = OF_EVERY.sub(r"\2\3 of every \1", text)
    return SHARE.sub(_share, text)


def _fraction(match: re.Match[str]) -> str:
    if match[3]:
        part = Fraction(2 if match[3].lower() == "two" else 3, 3 if match[4].lower() == "thirds" else 4)
    else:
        part = {"half": Fraction(1, 2), "quarter": Fraction(1, 4), "third": Fraction(1, 3)}[
            (match[1] or match[2] or match[5] or "half").lower()
        ]
    return _percent(part)


def _share(match: re.Match[str]) -> str:
    low, high, whole = (int(part.replace(",", "")) if part else 0 for part in match.groups())
    if not (whole in WHOLES or whole <= 12) or low >= whole or high > whole:
        return match.group()
    first = _percent(Fraction(low, whole))
    return f"{first.removesuffix(' %')} to {_percent(Fraction(high, whole))}" if high else first


def _percent(part: Fraction) -> str:
    """The share in %, to six places: thirds are equal only to thirds."""
    value = Decimal(part.numerator * 100) / Decimal(part.denominator)
    return f"{round(value, 6).normalize():f} %"
