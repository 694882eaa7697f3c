"""Statement and quotes to a verdict: is who is said to say it the cited source, in the edition cited?

Read are "according to X", "X recommends", "the 2024 X guideline", "version 3.2025", and well-known organisations anywhere.
What the quotes themselves name may be named: a source may tell what another organisation says.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

# Each line: acronym / name. Named anywhere they say where something comes from. An acronym that also means something
# else in medicine (EMA, CDC, CAP) counts only where the sentence attributes something to it, as any other name does.
ORGANISATIONS = """
NCI / National Cancer Institute
NCCN / National Comprehensive Cancer Network
ASCO / American Society of Clinical Oncology
ESMO / European Society for Medical Oncology
FDA / Food and Drug Administration
NIH / National Institutes of Health
NHS / National Health Service
NICE / National Institute for Health and Care Excellence
WHO / World Health Organization
WHO / World Health Organisation
USPSTF / Preventive Services Task Force
IARC / International Agency for Research on Cancer
ASTRO / American Society for Radiation Oncology
""".strip()
OTHERS = """
CDC / Centers for Disease Control and Prevention
EMA / European Medicines Agency
ACS / American Cancer Society
ASH / American Society of Hematology
CAP / College of American Pathologists
AJCC / American Joint Committee on Cancer
SIGN / Scottish Intercollegiate Guidelines Network
""".strip()
NAME = r"(?:U\.S\. )?[A-Z][\w&.'’-]*[\w'’](?:(?: (?:of|for|on|and|the|in|de))* [A-Z][\w&'’-]*)*"
ACRONYM = r"[A-Z][A-Za-z]?(?:[A-Z&]|-(?=[A-Z]))[A-Za-z&-]*"
BODY = (
    r"(?:[A-Z][\w.&'’-]*\s+(?:(?:of|for|on|and|the|in)\s+)*){1,7}"
    r"(?:Society|Institutes?|Association|College|Network|Organi[sz]ation|Agency|Academy|Federation|Foundation|Committee"
    r"|Council|Task Force|Ministry|Administration|Cent(?:er|re)s?|Union|League|Alliance|University|Hospital|Clinic"
    r"|Journal|Service|Group|Panel)"
    r"(?:\s+(?:of|for|on)\s+(?:the\s+)?[A-Z][\w-]*(?:\s+(?:and\s+)?[A-Z][\w-]*)*)?"
)
TEXT = r"(?:guidelines?|guidance|recommendations?|consensus|statements?|summary|handbook|manual|update|version|edition)"
SAYS = (
    r"(?:recommend(?:s|ed)?|advis(?:es|ed|e)|says?|said|stat(?:es?|ed)|endorses?d?|writes?|wrote|warn(?:s|ed)?|urg(?:es?|ed)"
    r"|calls? for|approve[sd]?|authori[sz]e[sd]?|licen[sc]e[sd]?|prefers?)"
)
DONE = r"(?:recommended|advised|endorsed|approved|published|issued|written|authori[sz]ed|cleared|supported|licen[sc]ed)"
ATTRIBUTED = (
    re.compile(
        rf"\b(?:[Aa]ccording to|[Aa]s (?:stated|advised|recommended|published|reported) by|[Ii]n the (?:view|opinion) of"
        rf"|{DONE} by|{TEXT} (?:of|by|from)) (?:the )?(?P<who>{NAME})"
    ),
    re.compile(
        rf"\b(?P<who>{BODY}|{ACRONYM})(?:['’]s)?(?: (?:(?:19|20)\d\d|panel|experts?|committee|treatment|practice|clinical"
        rf"|cancer|{TEXT}))*(?: (?:also|now|strongly|generally|currently|has|have))? (?:{SAYS}|{TEXT})\b"
    ),
)
YEAR = r"(?:19|20)\d\d"
ORDINALS = dict(
    zip("first second third fourth fifth sixth seventh eighth ninth tenth".split(), map(str, range(1, 11)), strict=True)
)
EDITIONS = (
    re.compile(rf"\b(?P<edition>{YEAR}) (?:[\w-]+ ){{0,4}}?{TEXT}\b(?! of people)", re.IGNORECASE),
    re.compile(
        rf"\b{TEXT},? (?:of|from|for|in|published in|updated in|as of)? ?\(?(?P<edition>{YEAR})\b", re.IGNORECASE
    ),
    re.compile(r"\b(?:edition|version) (?:of )?(?P<edition>\d+(?:\.\d+)*)\b", re.IGNORECASE),
    re.compile(
        rf"\b(?P<edition>\d+(?:st|nd|rd|th)|{'|'.join(ORDINALS)}) (?:edition|version)\b",
        re.IGNORECASE,
    ),
)
NO_ATTRIBUTION = r"(?! (?:grade|stage|class|group|performance|type|[1-5IV]+\b))"  # WHO grade 2 is a grade
NUMBER = re.compile(r"\d+(?:\.\d+)*")
CAPITALISED = re.compile(r"[A-Z][\w'’-]*(?:(?:,? (?:of|for|on|and|the|in|de))* [A-Z][\w'’-]*)+")
MAY_ATTRIBUTE = re.compile(rf"[A-Z]{{2}}|[A-Z]\w+ [A-Z]|[A-Z]\w+ [a-z]+ [A-Z]|(?i:\b(?:according to|by|{TEXT})\b)")
LOWER = frozenset("of for on and the in de".split())


def attribution_failure(statement: str, quotes: Sequence[str], source: str = "") -> str | None:
    """The first organisation or edition to which the statement attributes something and that is not the source's, or None.

    `source`: what is known of the cited sources: publisher, title, edition, headings.
    """
    if not MAY_ATTRIBUTE.search(statement):
        return None
    text = "\n".join([*quotes, source])
    for who in _organisations(statement):
        if not _is_named(who, text):
            return f"it attributes this to {who!r}, which neither the cited source nor its quotes name"
    for edition in _editions(statement):
        if not _is_edition(edition, text):
            return f"it speaks of the edition {edition!r}, which is not that of the cited source"
    return None


def _organisations(statement: str) -> Iterator[str]:
    for pattern in ATTRIBUTED:
        for match in pattern.finditer(statement):
            yield re.sub(r"^(?:The|A|An) |['’]s?$", "", match["who"]).rstrip(".")
    for acronym, name in _known(ORGANISATIONS):
        for wanted in (acronym, name):
            if re.search(rf"\b{re.escape(wanted)}\b{NO_ATTRIBUTION}", statement):
                yield wanted


def _is_named(who: str, text: str) -> bool:
    """Whether the text names an organisation, in full or by its acronym, or every word of what may be a title."""
    plain = text.casefold()
    names = {who}
    for acronym, name in (*_known(ORGANISATIONS), *_known(OTHERS)):
        if acronym in who.split() or name.casefold() in who.casefold():
            names |= {acronym, name}
    names.add("".join(word[0] for word in who.split() if word not in LOWER and word[0].isupper()))
    if any(
        re.search(rf"\b{re.escape(name)}\b", text) if name.isupper() else name.casefold() in plain
        for name in names
        if len(name) > 1
    ):
        return True
    if re.fullmatch(ACRONYM, who):
        initials = ("".join(c for c in run.group() if c.isupper()) for run in CAPITALISED.finditer(text))
        return any(re.sub(r"[^A-Z]", "", who) in letters for letters in initials)
    wanted = [word.casefold() for word in re.findall(r"\w+", who) if word not in LOWER]
    return set(wanted) <= set(re.findall(r"\w+", plain))


def _editions(statement: str) -> Iterator[str]:
    for pattern in EDITIONS:
        yield from (match["edition"] for match in pattern.finditer(statement))


def _is_edition(edition: str, text: str) -> bool:
    """Whether the number of an edition stands in the text: 2024 also in 2024.1 and 3.2024, 8th also as eighth."""
    wanted = ORDINALS.get(edition.lower(), re.sub(r"\D+$", "", edition))
    have = set(NUMBER.findall(text))
    have |= {number for word, number in ORDINALS.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)}
    return wanted in have or (len(wanted) == 4 and any(wanted in number.split(".") for number in have))


@lru_cache(maxsize=2)
def _known(lines: str) -> tuple[tuple[str, str], ...]:
    pairs = (line.partition(" / ") for line in lines.splitlines())
    return tuple((acronym, name) for acronym, _, name in pairs)
