"""Statement and its evidence to a verdict: does the evidence speak of every group of people it names? (MEDICAL rule M7.)"""

import re
from collections.abc import Mapping

GROUPS: Mapping[str, str] = {
    "children": r"(?<!unborn )child(?:ren)?|pa?ediatric|kids?|infants?|(?<!unborn )bab(?:y|ies)|newborns?|childhood",
    "teenagers": r"teen(?:age)?(?:rs?|s)?|adolescen(?:ts?|ce)",
    "adults": r"adults?|adulthood",
    "older people": r"elderly|seniors?|old(?:er)? (?:adults?|people|patients?|men|women|persons?)|geriatric|older age",
    "young people": r"young(?:er)? (?:adults?|people|patients?|men|women|persons?|age)",
    "women": r"wom[ae]n|females?|girls?",
    "men": r"m[ae]n|males?|boys?",
    "pregnancy": r"pregnan(?:t|cy|cies)|expecting a baby",
    "breastfeeding": r"breast-?\s?feed(?:ing)?|lactati(?:ng|on)|nursing mothers?",
    "before menopause": r"pre-?menopaus(?:al|e)|before (?:the )?menopause|not (?:yet )?(?:gone|been) through menopause",
    "after menopause": r"post-?menopaus(?:al|e)|after (?:the )?menopause|gone through menopause|past menopause",
}
NAMES_GROUP = {group: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for group, pattern in GROUPS.items()}
OLDER = re.compile(
    r"\b(?:over|aged?|older than|from|than) (?:the age of )?[6-9]\d\b|\b[6-9]\d (?:years )?(?:or|and) (?:over|older)\b"
)
FEMALE = re.compile(r"pregnan|breast-?\s?feed|menopaus", re.IGNORECASE)


def group_failure(statement: str, text: str) -> str | None:
    """The first group of the statement of which `text`, its evidence, does not speak, or None."""
    for group, whole in NAMES_GROUP.items():
        match = whole.search(statement)
        backing = {"women": FEMALE, "older people": OLDER}.get(group)
        if match and not whole.search(text) and not (backing and backing.search(text)):
            return f"the quotes do not speak of {group} ({match.group()!r})"
    return None
