"""Statement and its evidence to a verdict: is everyone and everything it names also named there? (MEDICAL rule M7.)

Names are vocabulary terms, stages, groups of people, and any other proper or drug name. Titles and headings count as
evidence for names: a guideline on kidney cancer says "the cancer" and means that of the kidney.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.check.alike import is_common, same_word
from rag.check.evidence import Evidence
from rag.check.markers import disease_failure, mentions
from rag.check.people import group_failure
from rag.check.reading import all_stems
from rag.index.encoder import common_words
from rag.vocabulary import Term, Vocabulary, name_stems
from rag.words import STOPWORDS, holds, joined, stems, words

STRICT_KINDS = frozenset({"drug", "biomarker", "cancer", "test", "procedure", "treatment", "symptom"})
EXCHANGED = frozenset({"cancer", "other", "biomarker", "drug"})
WHOLE_NAMES = frozenset({"drug", "cancer"})  # kinds that only a whole name can name
GENERIC = frozenset(
    stem
    for word in """therapy treatment test testing scan drug drugs surgery cancer cell status gene mutation level receptor
    transplant score inhibitor antibody removal blood sample based positive procedure imaging care program of the
    fusion amplification loss protein antigen""".split()
    for stem in stems(word, keep_stopwords=True)
)
NUMERAL = r"(?:[0-4](?!\d)|IV|I{1,3})(?:[ABC]\d?)?"
STAGE = re.compile(
    rf"\b(stage|grade|phase|group|type|class|level|category)s?\s+(?:(?:go|goes|run|range|numbered)?\s?from\s)?((?:{NUMERAL})(?:\s*(?:,|and|or|to|through|[-–/])\s*(?:{NUMERAL}))*)\b",
    re.IGNORECASE,
)
COLUMN = re.compile(
    r"^\|?\s*(?:[\w-]+ )?(stage|grade|phase|group|type|class|level|category)s?\s*\|", re.IGNORECASE | re.MULTILINE
)
ROW = re.compile(
    rf"^\|?\s*(?:[\w-]+ stage )?({NUMERAL}(?:\s*(?:,|and|or|to|-|–)\s*{NUMERAL})*)\s*\|", re.IGNORECASE | re.MULTILINE
)
LINES = {"fir": "first", "sec": "second", "thi": "third", "fou": "fourth"}
ALWAYS_NAMED = frozenset({"stage", "grade", "phase", "line"})
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
LINE = re.compile(r"\b(first|second|third|fourth|1st|2nd|3rd|4th)[- ]line\b", re.IGNORECASE)
DRUG_NAME = re.compile(
    r"\w{2,}(?:mab|nib|ciclib|platin|taxel|parib|limus|statin|cillin|mycin|prazole|sartan|olol|pril|gliptin|gliflozin"
    r"|conazole|vir|cept|parin|xaban|glutide|floxacin|cycline|oxetine|zepam|profen|solone|triptan|setron|dronate|rubicin"
    r"|trexate|lukast|formin|lutamide|degib|zomib|lidomide|ifene|reotide|citidine|estrant|trexed|rafenib|metinib|mustine|tinib|tecan|relix|relin|asone|trozole|oxifen)"
)
NAME_LIKE = re.compile(r"\w{4,}(?:ol|ine|in|ide|one|ex|ix|ax|ox|yl|il|ium|cef|pam|xa|qo|nz)")  # in any missing word
NO_DRUGS = frozenset(  # English words that end as drugs do
    """april concept accept except intercept percept precept excerpt cholesterol control alcohol protocol symbol school
    enrol patrol medicine examine determine routine combine decline baseline urine machine define refine genuine imagine
    discipline guideline airline online deadline outline vaccine engine marine saline spine gasoline feminine masculine
    begin remain obtain contain explain certain within again protein margin origin maintain retain attain sustain uncertain
    complain bargain captain fountain mountain curtain entertain domain strain sprain skin thin chain brain grain
    hemoglobin albumin vitamin basin cousin provide decide outside inside beside guide divide worldwide alongside coincide
    reside subside bedside suicide upside aside override statewide someone everyone anyone hormone alone bone telephone
    milestone backbone stone tone zone phone throne prone undergone complex index reflex cortex latex duplex appendix matrix
    relax climax thorax syntax until pencil council fulfil tonsil evil calcium medium sodium potassium lithium helium
    refrain abstain pertain ordain postpone undone subdivide confide preside collide borderline frontline timeline hotline
    pipeline intestine streamline underline quarantine fluoride peptide chloride annex petrol
    bacterium premium stadium symposium auditorium trapezoid extra""".split()
)
ENGLISH_END = re.compile(
    r"(?:ing|ed|ly|s|y|er|or|ion|ment|ness|ship|hood|ism|ist|ive|ous|ful|less|able|ible|al|ic|ent|ant|ance|ence|ure|age|th|ght"
    r"|ch|sh|ck|ll|ow|ew|ough|ble|ple|tle|rn|rt|ct|pt|st|ft|nd|ld|rd|se|ce|ge|ve|ke|me|te|re|ee|le|gh)$"
)
UNIT = re.compile(r"[a-zA-Zµμ]{1,4}(?:/(?:\d+|[a-zA-Z]{1,3}\d?|min|day|week))+")  # mL/min/1.73 m2
NAME = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")
SENTENCE_START = re.compile(r"(?:^\s*|[.!?:]\s+|\n\s*(?:[-•]\s+)?|[\"“(]\s*|\|\s*)$")


def term_failure(statement: str, evidence: Evidence, vocabulary: Vocabulary | None = None) -> str | None:
    """The first name of the statement that its evidence does not hold, or None."""
    text = "\n".join([*evidence.quotes, evidence.context])
    return (
        _unnamed_term(statement, text, vocabulary)
        or _exchanged_term(statement, "\n".join(evidence.quotes), vocabulary)
        or disease_failure(statement, "\n".join(evidence.quotes), evidence.context, vocabulary)
        or _unnamed_stage(statement, text)
        or group_failure(statement, text)
        or _unnamed_name(statement, f"{text}\n{evidence.question}", vocabulary)
    )


def _unnamed_term(statement: str, text: str, vocabulary: Vocabulary | None) -> str | None:
    if vocabulary is None:
        return None
    said_stems = all_stems(statement)
    said = mentions(vocabulary, said_stems)
    if not said:
        return None
    text_stems = all_stems(text)
    whole = joined(text_stems)
    have = {mention.term.name: mention.term for mention in mentions(vocabulary, text_stems)}
    for mention in said:
        term = mention.term
        if term.kind not in STRICT_KINDS or term.name in have:
            continue
        name = said_stems[mention.start : mention.end]
        is_part = term.kind == "drug" and any(_is_longer(other, term) for other in have.values())
        if (is_part or not holds(whole, name)) and not _is_partly_named(term, text_stems):
            return f"the {term.kind} {term.name!r} is not named in the quotes"
    return None


def _exchanged_term(statement: str, quotes: str, vocabulary: Vocabulary | None) -> str | None:
    """A term that only the context names, said in place of one of its kind that the quotes name."""
    if vocabulary is None:
        return None
    said, have = ({m.term for m in mentions(vocabulary, all_stems(t))} for t in (statement, quotes))
    for term in sorted(said - have, key=lambda term: term.name):
        left_out = sorted(other.name for other in have - said if other.kind == term.kind)
        if left_out and term.kind in EXCHANGED and not holds(joined(all_stems(quotes)), name_stems(term.name)):
            return f"it says {term.name!r} where the quotes say {left_out[0]!r}"
    return None


def _is_longer(other: Term, term: Term) -> bool:
    """Whether another drug only begins like this one: trastuzumab deruxtecan is not trastuzumab."""
    return other.kind == "drug" and other.name.startswith(f"{term.name} ")


def _is_partly_named(term: Term, text_stems: Sequence[str]) -> bool:
    """Whether all that is special in a name of the term stands in the text: radiation, for radiation therapy."""
    if term.kind in WHOLE_NAMES:
        return False
    have = set(text_stems)
    special = [set(name_stems(name)) - GENERIC for name in term.names if len(name.split()) > 1]
    return any(found and found <= have for found in special)


def _unnamed_stage(statement: str, text: str) -> str | None:
    have = _stages(text)
    for kind, number in sorted(_stages(statement)):
        is_known = (kind, number) in have or (kind, number.rstrip("abc")) in have
        if not is_known and (kind in ALWAYS_NAMED or any(other == kind for other, _ in have)):
            shown = f"{LINES[number]} line" if kind == "line" else f"{kind} {number}"
            return f"{shown} is not named in the quotes"
    return None


def _stages(text: str) -> set[tuple[str, str]]:
    """Stages, grades and the like, in arabic digits; those within a range too. A table row may begin with one."""
    found: set[tuple[str, str]] = {("line", match[1].lower()[:3]) for match in LINE.finditer(text)}
    found = {("line", {"1st": "fir", "2nd": "sec", "3rd": "thi", "4th": "fou"}.get(n, n)) for _, n in found}
    for match in STAGE.finditer(text):
        parts = re.findall(rf"{NUMERAL}|to|through|[-–]", match[2], re.IGNORECASE)
        numbers = [_arabic(part) for part in parts]
        for at, number in enumerate(numbers):
            if number in ("to", "through", "-", "–") and 0 < at < len(numbers) - 1:
                low, high = numbers[at - 1][:1], numbers[at + 1][:1]
                found |= {(match[1].lower(), str(n)) for n in range(int(low), int(high) + 1)}
            elif number[:1].isdigit():
                found.add((match[1].lower(), number))
    named = {match[1].lower() for match in COLUMN.finditer(text)} or {"stage", "group"}
    for row in ROW.finditer(text):
        found |= {(kind, _arabic(number)) for number in re.findall(NUMERAL, row[1], re.IGNORECASE) for kind in named}
    return found


def _arabic(numeral: str) -> str:
    lowered = numeral.lower()
    letters = re.match(r"[iv]+", lowered)
    return ROMAN.get(letters.group(), letters.group()) + lowered[letters.end() :] if letters else lowered


def _unnamed_name(statement: str, text: str, vocabulary: Vocabulary | None) -> str | None:
    have: frozenset[str] | None = None
    for match in NAME.finditer(statement):
        token = match.group()
        if not (token[0].isupper() or _is_name(token, starts_sentence=True)) or UNIT.fullmatch(token):
            continue
        starts = bool(SENTENCE_START.search(statement[: match.start()]))
        if not _is_name(token, starts_sentence=starts) and not (starts and _may_be_name(token)):
            continue
        if have is None:
            have = frozenset(all_stems(text))
        wanted = [stem for word in words(token) for stem in all_stems(word)]
        missing = [stem for stem in wanted if stem not in have and not stem.isdigit()]
        if (starts or NAME_LIKE.fullmatch(token)) and not DRUG_NAME.fullmatch(token.lower()):  # perhaps no name
            missing = [stem for stem in missing if not any(same_word(stem, other) for other in have)]
        if missing and not _is_known(token, text, have, vocabulary):
            return f"{token!r} is not named in the quotes"
    return None


@lru_cache(maxsize=20_000)
def _is_name(token: str, *, starts_sentence: bool) -> bool:
    """Whether a token is a proper name, an abbreviation, a name with a digit or a drug's."""
    lowered = token.lower()
    if lowered not in NO_DRUGS and (DRUG_NAME.fullmatch(lowered) or NAME_LIKE.fullmatch(lowered)):
        return True
    letters = [c for c in token if c.isalpha()]
    if not letters or re.fullmatch(NUMERAL, token, re.IGNORECASE):
        return False
    if len(letters) > 1 and sum(c.isupper() for c in letters) > 1:
        return True
    if any(c.isdigit() for c in token) and token[0].isalpha():
        return True
    return token[0].isupper() and len(token) > 1 and not starts_sentence


def _may_be_name(token: str) -> bool:
    """Whether a capitalised first word of a sentence looks like none of English: no known word, no usual ending."""
    lowered = token.lower()
    return (
        token[0].isupper()
        and len(token) > 5
        and token.isalpha()
        and lowered not in STOPWORDS
        and lowered not in NO_DRUGS
        and lowered not in common_words()
        and not is_common(all_stems(lowered)[0])
        and not ENGLISH_END.search(lowered)
    )


def _is_known(token: str, text: str, have: frozenset[str], vocabulary: Vocabulary | None) -> bool:
    """Whether the text holds a synonym of the name, or the words that the name abbreviates."""
    letters = re.sub(r"[^A-Z]", "", token).lower()
    initials = "".join(word[0] for word in words(text))
    if len(letters) > 1 and letters in initials:
        return True
    if vocabulary is None:
        return False
    named = mentions(vocabulary, all_stems(token))
    text_stems = all_stems(text) if named else ()
    there = {mention.term.name for mention in mentions(vocabulary, text_stems)}
    return bool(named) and all(mention.term.name in there for mention in named)
