"""A sentence and the headings above it to the words it defines, and a text to where such a word stands in it."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

WORDS_SECTION = "words"  # id of the section of a page that explains its words

ARTICLE = re.compile(r"\A(?:an?|the)\s+", re.IGNORECASE)
ASKS_WHAT = re.compile(
    r"(?:what\s+(?:is|are|does)\s+(?P<asked>.+?)(?:\s+mean)?\s*\?*$|what\s+(?P<told>.+?)\s+(?:is|are|means?)$)",
    re.IGNORECASE,
)
VERB = re.compile(r"\s(?=(?:is|are|means|refers? to|stands? for|describes)\s)")
ALIAS = re.compile(r",?\s+(?:which is |that is )?(?:also )?(?:called|known as)\s+|\s*[(),]\s*", re.IGNORECASE)
LISTED = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+", re.IGNORECASE)
BEFORE_NAME = re.compile(r"\A(?:an?|the|such as|short for|for example)\s+", re.IGNORECASE)
NO_NAME = re.compile(  # how a clause begins, not a name
    r"(?:in|on|at|for|to|by|of|with|without|after|before|during|when|while|if|as|and|or|but|which|that|who|where|this|these|it"
    r"|they|there|many|most|some|few|each|all)\b",
    re.IGNORECASE,
)
LEANS = re.compile(r"\b(?:these|this|those|such(?! as\b))\b", re.IGNORECASE)  # on a sentence that is not shown
SAYS_WHAT = re.compile(
    r"(?:means|describes|refers? to|stands? for|(?:is|are)\s+(?:an?|the|any|one|when))\b", re.IGNORECASE
)
JUDGES = re.compile(  # what something is in the course of care says not what it is
    r"(?:is|are)\s+(?:(?:an?|the|one|some|of)\s+){0,3}(?:[\w-]+\s+){0,3}?(?:signs?|symptoms?|effects?|reasons?|causes?|factors?"
    r"|options?|choices?|parts?|results?|problems?|concerns?|complications?|emergency|emergencies|matters?|goals?|aims?"
    r"|targets?|ways?|steps?|must|possibility|possibilities|combinations?|base|basis|mainstay|backbone|standard)\b"
    r"|(?:is|are)\s+(?:an?\s+)?(?:different|other|another|separate|preferred|suitable|good|possible|recommended|useful)\b"
    r"|(?:is|are)\s[^.]*\bused\s+(?:for|in|mostly|mainly|when|to\s+treat)\b"
    r"|is\s+the\s+(?:main|usual|first|most|best|only|standard|same|next|preferred)\b",
    re.IGNORECASE,
)
TELLS_ELSE = re.compile(  # an auxiliary, or an is that leads to a participle, an adverb or a comparison
    r"(?:can|may|might|must|could|should|would|will|was|were|has|have|had|does|do|did|often|usually|sometimes|mostly|also"
    r"|not|only|alone|matters?|depends?|seems?|became|becomes?|remains?|works?|causes?|needs?|differs?|var(?:y|ies)|[^a-z])\b"
    r"|(?:is|are)\s+(?:\w+(?:ed|ly)|given|found|seen|done|known|taken|made|often|sometimes|always|never|not|also|more|less|most"
    r"|very|common|rare|important|likely|able|part|set|positive|negative|easier|better|worse|higher|lower|among"
    r"|in|on|at|for|to|by|up)\b",
    re.IGNORECASE,
)
MOST_WORDS = 6  # of a name
LONGEST = 60  # words of a definition, at most


@lru_cache(maxsize=8_192)
def defined_names(sentence: str, headings: tuple[str, ...]) -> tuple[str, ...]:
    """What the sentence begins with: the name that a heading has for it, and those before its "is" or "means".

    "Microsatellite instability, called MSI, is a ..." gives both names; "BRCA1 and BRCA2 are ..." too. () for a sentence
    that begins with no name.
    """
    return _subject(sentence, headings)[0]


@lru_cache(maxsize=8_192)
def is_definition(sentence: str, headings: tuple[str, ...], *, opens: bool) -> bool:
    """Whether the sentence says what the thing is that it begins with.

    `opens`: it is the first one under its heading; there, below a heading that names the thing or asks what it is, any
    plain statement of it counts ("Chemotherapy uses drugs that ..."), elsewhere only "is a", "means" and the like.
    """
    names, rest, is_headed = _subject(sentence, headings)
    if not names or not sentence.endswith(".") or len(sentence.split()) > LONGEST:
        return False
    if LEANS.search(rest) or JUDGES.match(rest) or TELLS_ELSE.match(rest):
        return False
    is_list = len(names) > 1 and rest.startswith("are ")
    return bool(SAYS_WHAT.match(rest)) or is_list or (opens and is_headed)


def asks_what(headings: Sequence[str]) -> bool:
    """Whether the innermost heading asks or tells what something is: "What HER2 is", "What is HER2?"."""
    return bool(headings and ASKS_WHAT.match(headings[-1]))


def place_of(name: str, text: str, start: int = 0) -> tuple[int, int] | None:
    """Where the name, or its plural, first stands in the text from `start` on; None where it does not.

    Names with capitals of their own (ALK, BRCA1) are found only so written; a name in small letters is not found within a
    compound that begins with another word ("low-grade").
    """
    found = _pattern(name).search(text, start)
    return found.span() if found else None


def same_name(one: str, other: str) -> bool:
    """Whether two names differ at most by article, case and plural."""
    return _key(one) == _key(other)


@lru_cache(maxsize=8_192)
def _subject(sentence: str, headings: tuple[str, ...]) -> tuple[tuple[str, ...], str, bool]:
    """The names the sentence begins with, what follows them, and whether a heading has one of them."""
    body = ARTICLE.sub("", sentence)
    headed = _heading_names(headings)
    verb = VERB.search(body)
    subject = body[: verb.start()] if verb else ""
    names = _names(subject)
    if verb and names:
        of = [name for name in headed if body.casefold().startswith(f"{name.casefold()} of ")]  # the grade of a tumor
        alike = any(same_name(name, heading) or name.startswith(heading) for name in names for heading in headed)
        return tuple({name.casefold(): name for name in (*names, *of)}.values()), body[verb.end() :], bool(of) or alike
    for heading in headed:  # "Chemotherapy uses drugs"
        place = place_of(heading, body) or place_of(heading[:1].lower() + heading[1:], body)
        if place and place[0] == 0 and not NO_NAME.match(body[place[1] :].strip()):
            return (body[: place[1]],), body[place[1] :].strip(), True
    return (), "", False


def _names(subject: str) -> tuple[str, ...]:
    """The names of a subject: "MSI (instability)", "A, B and C"; () where it is more than names."""
    pieces = [piece.strip() for piece in ALIAS.split(subject) if piece.strip()]
    names = [
        BEFORE_NAME.sub("", name.strip()).strip("\"'“”‘’")
        for piece in pieces
        for name in LISTED.split(piece)
        if name.strip()
    ]
    fit = all(len(name.split()) <= MOST_WORDS and not NO_NAME.match(name) for name in names)
    return tuple(dict.fromkeys(names)) if names and fit else ()


def _heading_names(headings: Collection[str]) -> tuple[str, ...]:
    """What the innermost heading names, or asks about; of a heading that asks, the one above it too."""
    path = list(headings)
    found: list[str] = []
    while path:
        heading = path.pop().strip()
        asked = ASKS_WHAT.match(heading)
        found.append(ARTICLE.sub("", (asked["asked"] or asked["told"]) if asked else heading, count=1))
        if not asked:
            break
    return tuple(name for name in found if name)


def _key(name: str) -> str:
    return _singular(ARTICLE.sub("", name.strip(), count=1).casefold())


def _singular(name: str) -> str:
    if name.endswith("ies") and len(name) > 5:
        return name[:-3] + "y"
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "is", "us")) else name


@lru_cache(maxsize=4_096)
def _pattern(name: str) -> re.Pattern[str]:
    words = name.split()
    has_capitals = sum(letter.isupper() for letter in name) > 1 or any(letter.isdigit() for letter in name)
    last = _singular(words[-1]) if not has_capitals else words[-1]
    stem, plural = (last[:-1], "(?:y|ies)") if last.endswith("y") and not has_capitals else (last, "(?:s|es)?")
    pieces = [*map(re.escape, words[:-1]), re.escape(stem) + plural]
    before = r"(?<!\w)" if has_capitals else r"(?<![\w-])"
    return re.compile(before + r"[\s-]+".join(pieces) + r"(?!\w)", 0 if has_capitals else re.IGNORECASE)
