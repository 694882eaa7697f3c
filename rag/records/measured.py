"""A result written as a score or a share ("IHC 3+", "2+, FISH negative", "90 %") to its parts. Judges no marker.

What a score or share stands for is said in prompts/records.yaml, by marker: see `level_of_score` and `level_of_share`.
"""

import re

from rag.records.record import OTHER_WORDS, Result
from rag.records.rules import Level, RecordRules
from rag.schema import Value

SCORE = re.compile(
    r"(?:(?<![\w.+-])(?=[0-3]\s?\+)|^\s*(?=[0-3]\s*$)|\b(?:score|IHC)[ :=]*(?:of )?(?=[0-3]\b(?!\s*%)))([0-3])",
    re.IGNORECASE,
)
SHARE = re.compile(
    r"(?P<sign>[<>≤≥]=?|less than|under|below|more than|over|above|at least|up to)?\s*(?P<value>\d{1,3}(?:\.\d+)?)"
    r"(?:\s*(?:-|–|to)\s*(?P<upper>\d{1,3}(?:\.\d+)?))?\s*(?:%|percent\b|per cent\b)",
    re.IGNORECASE,
)
SECOND_TEST = re.compile(r"\b(?:[FCSD]?ISH|in situ hybridi[sz]ation)\b(?P<rest>.*)", re.IGNORECASE)
BELOW, ABOVE = ("<", "less", "under", "below"), (">", "more", "over", "above")
A_LITTLE = 0.01  # "less than 1%" is read as a little less, "more than 10%" as a little more


class Measured(Value):
    """The parts of a written result: a result in words, a score from "0" to "3", a share in percent from `low` to `high`."""

    result: Result | None = None
    score: str = ""
    low: float | None = None
    high: float | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was read."""
        return self == Measured()


def measured(text: str) -> Measured:
    """What a written result says. A second test (ISH, FISH) decides over the words for the first."""
    second = SECOND_TEST.search(text)
    share = SHARE.search(text)
    score = SCORE.search(SHARE.sub(" ", text))
    told = result_within(second["rest"] if second else "") or result_within(SHARE.sub(" ", SCORE.sub(" ", text)))
    low = high = None
    if share and float(share["value"]) <= 100:
        low = float(share["value"])
        high = float(share["upper"]) if share["upper"] else low
        sign = (share["sign"] or "").lower()
        if sign.startswith(BELOW) and "=" not in sign:
            low = high = max(0.0, low - A_LITTLE)
        elif sign.startswith(ABOVE) and "=" not in sign:
            low = high = min(100.0, low + A_LITTLE)
    return Measured(result=told, score=score[1] if score else "", low=low, high=high)


def result_within(told: str) -> Result | None:
    """The one result that stands among other words ("3+ (strongly positive)"); None where there are none or several."""
    text = told.lower()
    plain: tuple[Result, ...] = ("positive", "negative", "amplified", "mutant")
    names: dict[str, Result] = {**OTHER_WORDS, **{name.lower(): name for name in plain}}
    found: set[Result] = set()
    for name, result in names.items():  # the longer first, each taken out: "not detected" holds "detected"
        word = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
        if name not in "+-" and re.search(word, text):
            text = re.sub(word, " ", text)
            found.add(result)
    return found.pop() if len(found) == 1 else None


def level_of_score(name: str, score: str, rules: RecordRules) -> Level | None:
    """The result that a score of a marker stands for; None: it stands for none, or it is not known for this marker."""
    level = rules.scored.get(name, {}).get(score)
    return None if level == "unknown" else level


def level_of_share(name: str, low: float, high: float, rules: RecordRules) -> Level | None:
    """The result that a share of stained cells stands for; None: another marker, or the range holds two results."""
    if name not in rules.shares.markers:
        return None
    levels: set[Level] = {
        "negative" if share < rules.shares.low_from else "low" if share <= rules.shares.low_to else "positive"
        for share in (low, high)
    }
    return levels.pop() if len(levels) == 1 else None
