"""Text to the same with its numbers said in one way, so that "from the age of 50" and "50 or older" compare. Judges nothing."""

import re
from functools import lru_cache

NUMBER = r"\d[\d,]*(?:\.\d+)?"
SMALL = "two three four five six seven eight nine ten twelve twenty".split()
YEARS = r"(?P<years> years?)?"
FROM_AGE = re.compile(
    rf"\b(?:(?:aged? )?(?:from|starting (?:at|from)|beginning (?:at|from)|as of)(?: the)? ages?(?: of)?|aged? from) "
    rf"(?P<age>{NUMBER}){YEARS}(?: of age)?(?: (?:on|onwards?|upwards?))?(?!\w| ?(?:to|-|–) ?\d)"
    rf"|\bfrom (?P<years_old>{NUMBER} years)(?: of age| old)?(?: (?:on|onwards?|upwards?))\b"
    rf"|\b(?:from|starting at) (?P<of_age>{NUMBER} years) of age\b(?! to)",
    re.IGNORECASE,
)
FOLD = re.compile(rf"\b(?P<count>{'|'.join(SMALL)}|\d+(?:\.\d+)?)[- ]?fold\b", re.IGNORECASE)
ONE_TO = re.compile(r"\bone(?= ?(?:to|or|-|–) ?\d)", re.IGNORECASE)
SHORTENED = re.compile(r"\b(is|are|was|were|do|does|did|has|have|should|could|must)n['’]t\b", re.IGNORECASE)
BOUNDS = (
    (re.compile(rf"\b(under|over|below|above|up to|at least) (?:the )?age of (?={NUMBER})", re.I), r"\1 "),
    (re.compile(rf"\b(older|younger) than (?:the )?age (?:of )?(?={NUMBER})", re.I), r"\1 than "),
    (re.compile(rf"\bnot (?:to )?(?:exceed(?:ing)?|more than|above|over|higher than) (?={NUMBER})", re.I), "at most "),
    (
        re.compile(rf"\b(?:heavier|taller|wider|thicker|farther|further|deeper|warmer|hotter) than (?={NUMBER})", re.I),
        "over ",
    ),
    (re.compile(rf"\b(?:lighter|thinner|nearer|closer|colder|cooler|cheaper) than (?={NUMBER})", re.I), "under "),
)
OR_MORE = re.compile(  # "30 pack-years or more": nouns that are no units, too
    rf"(?<!to )(?<!and )(?<![-–\d.])\b(?P<count>{NUMBER}(?: (?!or\b|than\b)[a-z][a-z-]*){{1,2}}) or "
    r"(?:(?P<more>more|greater|longer|larger|later)|less|fewer|shorter|smaller|earlier)\b(?! than)",
    re.IGNORECASE,
)
LATEST = re.compile(
    rf"\b(?:no|not) later than (?=(?:the )?(?:{NUMBER}|{'|'.join(SMALL)}) \w+ (?:before|prior to|ahead of)\b)",
    re.IGNORECASE,
)
ANOTHER = re.compile(  # "20 minutes, then another 25"
    rf"(?P<before>\b{NUMBER} (?P<unit>minutes|hours|days|weeks|months|years)\b[^.;]*?\banother {NUMBER})"
    r"(?=\s*(?:[.,;)]|$|(?:and|or|if|when|until|with|without|at|in)\b))",
    re.IGNORECASE,
)
RATE_OF_BOTH = re.compile(
    rf"(?P<first>{NUMBER} ?%)(?P<between>(?: [\w-]+){{0,3}}?,? (?:versus|vs\.?|and|or|compared (?:with|to)) {NUMBER} ?%)"
    r"(?P<rate> (?:a|per|each|every) (?:day|week|month|year))\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4_096)
def said_alike(text: str) -> str:
    """Ages from which something holds as "or older", "fivefold" as "5 times", "isn't more than" as "at most".

    A unit left out after "another" is put in, and a rate that two percentages share ("2 % versus 3 % a year") is put to both.
    """
    text = SHORTENED.sub(r"\1 not", text)
    text = LATEST.sub("at least ", text)  # to be done 30 days before it, or earlier
    for pattern, put in BOUNDS:
        text = pattern.sub(put, text)
    text = OR_MORE.sub(lambda match: f"at {'least' if match['more'] else 'most'} {match['count']}", text)
    text = FROM_AGE.sub(_or_older, ONE_TO.sub("1", text))
    text = ANOTHER.sub(r"\g<before> \g<unit>", text)
    text = FOLD.sub(lambda match: f"{match['count']} times", text)
    return RATE_OF_BOTH.sub(r"\g<first>\g<rate>\g<between>\g<rate>", text)


def _or_older(match: re.Match[str]) -> str:
    return f"{match['age'] or match['years_old'] or match['of_age']}{match['years'] or ''} or older"
