"""Text to the same text with a person's identifiers masked. Rules only: a name nobody introduced is not found.

Asked before a question leaves this machine, and before anything made from it is kept.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Literal, NamedTuple, get_args

from rag.schema import Value
from rag.words import STOPWORDS

IdentifierKind = Literal["e-mail", "phone", "birth date", "address", "record number", "social security number", "name"]


class Masked(Value):
    """A text in which every identifier found is replaced by its kind in brackets; `found`: the kinds, each once."""

    text: str
    found: tuple[IdentifierKind, ...] = ()


_NUMERIC_DATE = r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}[/.-]\d{1,2}[/.-]\d{1,2})(?!\w)"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:{_NUMERIC_DATE}|{_DAY}\s{{1,3}}(?:of\s{{1,3}})?{_MONTH},?\s{{1,3}}\d{{4}}"
    rf"|{_MONTH}\s{{1,3}}{_DAY},?\s{{1,3}}\d{{4}})"
)
_BIRTH = r"\b(?:born|d\.?o\.?b\b|date\s{1,3}of\s{1,3}birth|birth\s?date|birth\s?day)"
_NUMBER = r"(?:\s{0,3}(?:\b(?:numbers?|id|is)\b|\bnos?\b\.?|\#|:|=))"
_RECORD = (
    r"\b(?:(?:MRN|medical\s{1,3}record)|(?:NHS|hospital|chart|patient|insurance|policy|member(?:ship)?|subscriber|account|"
    r"medicare|medicaid|health\s{1,3}card|passport|licen[cs]e)\s{0,3}(?:\b(?:number|id)\b|\bno\b\.?|\#))"
)
_STREET = r"(?:street|avenue|road|lane|boulevard|drive|court|terrace|crescent|highway|square)"
_STREET_SHORT = r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Boulevard|Blvd|Court|Terrace|Crescent|Highway|Hwy)\b\.?"
_PLACE = (
    r"(?:[,.]?\s{0,3}(?:[Aa]pt|[Uu]nit|[Ss]uite|[Ff]lat)\b\.?\s{0,3}\#?\w{1,5})?"
    r"(?:,\s{0,3}[^\W\d_]+(?:\s[^\W\d_]+)?,?\s{1,3}[A-Z]{2}\s{1,3}\d{5}(?:-\d{4})?)?"
)

# White space is bounded (\s{1,3}), so that no text makes a pattern slow. The group "id" is what is masked.
# Record numbers come before phones: an NHS number is written like one.
PATTERNS: tuple[tuple[IdentifierKind, re.Pattern[str]], ...] = (
    ("e-mail", re.compile(r"(?<![\w.+-])(?P<id>[\w.+-]{1,64}@\w[\w-]{0,62}(?:\.\w[\w-]{0,62})+)")),
    ("social security number", re.compile(r"(?<![\w-])(?P<id>\d{3}-\d{2}-\d{4})(?![\w-])")),
    (
        "social security number",
        re.compile(
            r"\b(?:SSN|social\s{1,3}security)(?:\s{0,3}(?:number|no\b\.?|\#|:|is))*\s{0,3}(?P<id>\d[\d -]{6,9}\d)", re.I
        ),
    ),
    (
        "record number",
        re.compile(
            rf"{_RECORD}{_NUMBER}{{0,3}}\s{{0,3}}(?P<id>(?=(?:[\w-]{{0,6}}\d){{4}})\w[\w-]{{3,19}}|\d{{3}} \d{{3}} \d{{4}})",
            re.I,
        ),
    ),
    ("birth date", re.compile(rf"{_BIRTH}[^?!\n\d]{{0,30}}?(?P<id>{_DATE})", re.I)),
    (
        "birth date",
        re.compile(rf"(?P<id>{_DATE})\s{{0,3}}\(?\s{{0,3}}(?:d\.?o\.?b\b|date\s{{1,3}}of\s{{1,3}}birth)", re.I),
    ),
    ("phone", re.compile(r"(?<![\w.+-])(?P<id>(?:\+?1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4})(?![\w-])")),
    ("phone", re.compile(r"(?<![\w.])(?P<id>\+\d{1,3}[\s.-]?(?:\(?\d{1,5}\)?[\s.-]?){1,4}\d{2,4})(?!\w)")),
    ("phone", re.compile(r"(?<![\w.+-])(?P<id>0\d{2,4}[\s-]\d{3,4}[\s-]?\d{3,4}|0\d{9,10}|[2-9]\d{9})(?![\w-])")),
    (
        "phone",
        re.compile(
            r"\b(?:(?:tele)?phone|tel|mobile|cell\s?phone|fax|call\s{1,3}me|text\s{1,3}me|reach\s{1,3}me|whatsapp)\b[^\d?!\n+]{0,20}"
            r"(?P<id>\+?\d(?:[\s.-]?\d){6,14})(?!\w)",
            re.I,
        ),
    ),
    (
        "address",
        re.compile(
            rf"(?<![\w.])(?P<id>\d{{1,5}}[A-Z]?\s{{1,3}}(?:[A-Z][\w'’.-]*\s{{1,3}}){{1,3}}{_STREET_SHORT}{_PLACE})"
        ),
    ),
    (
        "address",
        re.compile(
            rf"\b(?:liv(?:e|es|ing)\s{{1,3}}at|address(?:\s{{1,3}}is)?)[\s:]+(?P<id>\d{{1,5}}\w?\s{{1,3}}(?:[\w'’.-]+\s{{1,3}}){{1,3}}?{_STREET}{_PLACE})",
            re.I,
        ),
    ),
)


class _Introduction(NamedTuple):
    """Words after which a name stands. `least`: words it must have; `any_case`: people type it in lower case too."""

    pattern: re.Pattern[str]
    least: int = 1
    any_case: bool = False


_KIN = (
    "wife|husband|spouse|partner|fiancée?|son|daughter|child|baby|mother|father|mom|mum|dad|sister|brother|friend|aunt|"
    "uncle|cousin|niece|nephew|grand(?:mother|father|ma|pa|son|daughter)"
)
INTRODUCTIONS = (
    _Introduction(
        re.compile(r"\b(?:my|his|her|their|the\s{1,3}patient['’]?s?)\s{1,3}name(?:\s{1,3}is|['’]s|:)\s{1,3}", re.I),
        any_case=True,
    ),
    _Introduction(
        re.compile(r"(?:\bpatient(?:\s{1,3}name)?|(?:^|[\n.;,]\s{0,3})(?:full\s{1,3})?name)\s{0,3}:\s{0,3}", re.I),
        any_case=True,
    ),
    _Introduction(re.compile(r"\b[Pp]atient(?:\s{1,3}is|,)?\s{1,3}"), least=2),
    _Introduction(re.compile(r"(?:\b[Ii](?:\s{1,3}am|['’]m|m)|\b[Tt]his\s{1,3}is|\bI,)\s{1,3}"), least=2),
    _Introduction(re.compile(r"\b(?:Mrs?|Ms|Mx|Dr|Prof|[dm]rs?|ms)\b\.?\s{1,3}")),
    _Introduction(re.compile(rf"\b[Mm]y\s{{1,3}}(?:{_KIN}),?\s{{1,3}}")),
    _Introduction(
        re.compile(
            r"\b(?:signed|sincerely|regards|yours\s{1,3}truly)\b(?:\s{0,3}[,:.!–-]\s{0,3}|\s{0,3}\n\s{0,3}|(?<=signed)\s{1,3}|(?<=sincerely)\s{1,3})",
            re.I,
        )
    ),
    _Introduction(
        re.compile(r"\b(?:thanks|thank\s{1,3}you|cheers)[\s,.!–-]+(?=[^\W\d_]+(?:\s[^\W\d_]+)?[\s.!]*$)", re.I)
    ),
)
_KINDS = "|".join(get_args(IdentifierKind))
MASK_WITH_INTRODUCTION = re.compile(
    r"(?:(?:\b(?:and|or|please|hello|hi|dear)\b[\s,]*)*"
    r"(?:\b(?:my|his|her|their)\s+[\w-]+(?:\s+number|\s+address)?(?:\s+is|['’]s|:)?|\b(?:i\s+am|i['’]?m|this\s+is|i\s+live\s+at)"
    r"|\b(?:call|text|reach|phone|(?:e-?)?mail|write\s+to)(?:\s+(?:me|us))?(?:\s+(?:at|on))?|\b(?:i\s+was\s+)?born(?:\s+on)?"
    r"|\b(?:patient|name|dob|d\.o\.b\.|date\s+of\s+birth|mrn|phone|tel|e-?mail|address|nhs\s+number|ssn|signed|thanks|regards)"
    r"|\b(?:mrs?|ms|mx|dr|prof)\b\.?)[\s:,.]*)?"
    rf"\[(?:{_KINDS})\][\s,;]*(?:\.(?=\s|$))?",
    re.IGNORECASE,
)
LEFT_OVER = re.compile(r"(?<=[?!.])\s*[,;.]+(?=\s|$)|(?:^|(?<=[.?!]))\s*(?:and|or|so)\b(?=\s)", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
PARTICLES = frozenset("van von der den de la le da dos del bin al el ter".split())
# Capitalised words that follow such an introduction without being a name.
NO_NAMES = (
    frozenset(
        """stage type grade class group phase positive negative cancer carcinoma tumor tumour disease syndrome patient patients
    female male woman man adult child boy girl
    american african asian european hispanic latino latina jewish ashkenazi native indian chinese japanese british
    english irish scottish white black caucasian muslim christian catholic canadian australian spanish french german
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    thanks thank please hello hi dear yes ok help doctor nurse sir madam god lord advance much again everyone team
    hodgkin alzheimer parkinson crohn wilms hippel ewing merkel lynch paget cowden down turner
    """.split()
    )
    | STOPWORDS
)
NO_NAME_ENDING = re.compile(
    r"(?:itis|osis|emia|aemia|mab|nib|ciclib|platin|taxel|rubicin|statin|cillin|prazole|therap(?:y|ies)|ectomy|ology"
    r"|logists?|carcinoma|sarcoma|lymphoma|melanoma|myeloma|blastoma|tests?|pain|itive)$"
)
NO_NAME_IF_NEXT = re.compile(
    r"(?:['’]s)?[\s-]+(?:disease|syndrome|lymphoma|tumou?rs?|cancer|sarcoma|carcinoma|gene|mutation|carrier|positive|negative"
    r"|test|scan|score|criteria|staging|diet)\b|['’]s\b(?!\s*$)",
    re.I,
)


def mask_identifiers(text: str) -> Masked:
    """Replace e-mail, phone, birth date, street address, record and social security numbers and introduced names.

    Names are found where they are introduced ("my name is", "Mrs", "patient:", "signed"). Ages, doses, stages, genes,
    diseases named for a person and the years of editions stay. Masking twice changes nothing more.
    """
    found: dict[IdentifierKind, None] = {}
    for kind, pattern in PATTERNS:
        text, count = pattern.subn(partial(_without, kind), text)
        if count:
            found[kind] = None
    spans = sorted({span for introduction in INTRODUCTIONS for span in _names(text, introduction)}, reverse=True)
    free = len(text)
    for start, end in spans:
        if end <= free:
            text, free = f"{text[:start]}[name]{text[end:]}", start
            found["name"] = None
    return Masked(text=text, found=tuple(found))


def without_identifiers(text: str) -> str:
    """`text` with its identifiers, and the words that introduce them, left out: what is searched and shown as a title."""
    masked = mask_identifiers(text)
    if not masked.found:
        return text
    bare = LEFT_OVER.sub(" ", MASK_WITH_INTRODUCTION.sub(" ", masked.text))
    return " ".join(bare.split()).strip(" ,;:") or masked.text


def _without(kind: IdentifierKind, match: re.Match[str]) -> str:
    start, end = match.span("id")
    return f"{match.string[match.start() : start]}[{kind}]{match.string[end : match.end()]}"


def _names(text: str, introduction: _Introduction) -> Iterator[tuple[int, int]]:
    """Spans of the names that stand behind the introduction."""
    for match in introduction.pattern.finditer(text):
        words = list(_name_words(text, match.end(), any_case=introduction.any_case))
        if len(words) < introduction.least or NO_NAME_IF_NEXT.match(text, words[-1].end()):
            continue
        yield words[0].start(), words[-1].end()


def _name_words(text: str, at: int, *, any_case: bool) -> Iterator[re.Match[str]]:
    """Up to four words of a name that begins at `at`; in lower case up to two."""
    count = 0
    held: list[re.Match[str]] = []  # particles count only before a further word: "van" of "van Dyk"
    while count < 4 and (word := WORD.match(text, at)):
        said = word.group()
        is_initial = len(said) == 1 and said.isupper() and said != "I" and count > 0
        if said.casefold() in PARTICLES and not is_initial:
            held.append(word)
        elif is_initial or _is_name_word(said, any_case=any_case and count < 2):
            yield from (*held, word)
            held = []
            count += 1
        else:
            return
        gap = re.compile(r"\.?[ \t]+" if is_initial else r"[ \t]+").match(text, word.end())
        if not gap:
            return
        at = gap.end()


def _is_name_word(word: str, *, any_case: bool) -> bool:
    low = word.casefold()
    if low in NO_NAMES or low.split("'")[0].split("’")[0] in NO_NAMES or NO_NAME_ENDING.search(low):
        return False
    return any_case or (word[0].isupper() and len(word) > 1 and not word.isupper())
