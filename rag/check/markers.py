"""Statement and quotes to a verdict: is every marker as positive, low, mutant as the quotes say, and every disease theirs?

A marker with its status is "HER2-positive", "RAS wild-type", "a negative ISH result", "rhesus-negative". (MEDICAL rule M7.)
A disease is a word on -oma, or the word before "cancer", "tumor", "leukemia" and the like.
"""

import re
from functools import lru_cache

from rag.check.alike import same_word
from rag.check.opposites import opposites
from rag.check.plain import is_plain
from rag.check.reading import all_stems
from rag.statuses import STATUSES, statuses
from rag.vocabulary import Mention, Vocabulary
from rag.words import STOPWORDS, words

ON_OMA = re.compile(r"\b(?!carcinom|sympto|diplom|arom|com)\w{3,}omas?\b", re.IGNORECASE)  # carcinoma: any cancer
OF_KIND = re.compile(
    r"\b(?:(?P<prior>[^\W\d_][\w-]{2,}) )?(?P<kind>[^\W\d_][\w-]{2,})"
    r" (?P<noun>(?:tumou?r|cancer|carcinoma|sarcoma|leuka?emia|lymphoma|melanoma|myeloma|neoplasm)s?)\b",
    re.IGNORECASE,
)
VERBAL = re.compile(r"(?:ed|ing|ly|en)$")  # treated cancer, spreading tumors: no kinds


def marker_failure(statement: str, quotes: str, context: str = "") -> str | None:
    """The first marker to which the statement gives a status that the quotes do not give it, or None.

    Where the quotes give the marker another status, only they count; else `context` (title, headings) may give it.
    """
    said = statuses(statement)
    if not said:
        return None
    have, around = statuses(quotes), statuses(context)
    for marker, status in sorted(said - have):
        others = sorted(other for name, other in have if name == marker)
        if others:
            return f"the statement says {marker} {status}, the quotes {marker} {others[0]}"
        if (marker, status) not in around and not _is_borne_out(status, quotes):
            return f"the quotes do not say that {marker} is {status}"
    return None


def _is_borne_out(status: str, quotes: str) -> bool:
    names, others = STATUSES[status]
    return bool(re.search(rf"\b(?:{names}|{others})", quotes, re.IGNORECASE))


def disease_failure(statement: str, quotes: str, context: str, vocabulary: Vocabulary | None = None) -> str | None:
    """The first disease, or kind of one, that neither quotes nor `context` name, or None.

    One that only `context` names fails where the quotes name another of which the statement does not speak.
    """
    if not ON_OMA.search(statement) and not OF_KIND.search(statement):
        return None
    own, around = set(all_stems(quotes)), set(all_stems(f"{quotes}\n{context}"))
    known, named = _vocabulary_stems(statement, quotes, vocabulary)
    for match in ON_OMA.finditer(statement):
        stem = all_stems(match.group())[-1]
        if stem in own or stem in named:
            continue
        if stem not in around | known:
            return f"the disease {match.group()!r} is not named in the quotes"
        others = [name for name in ON_OMA.findall(quotes) if all_stems(name)[-1] not in all_stems(statement)]
        if others:
            return f"it says {match.group()!r} where the quotes say {others[0]!r}"
    for match in OF_KIND.finditer(statement):
        kinds = [match["kind"]]
        if _other_prior(match, quotes):
            kinds.append(match["prior"])
        if any(_is_new(word, around, known) for kind in kinds for word in words(kind)):
            return f"the kind {match.group()!r} is not named in the quotes"
    return None


@lru_cache(maxsize=4_096)
def mentions(vocabulary: Vocabulary, text_stems: tuple[str, ...]) -> tuple[Mention, ...]:
    """`vocabulary.mentions`, remembered: several rules ask for the same texts."""
    return vocabulary.mentions(text_stems)


def _other_prior(match: re.Match[str], quotes: str) -> bool:
    """Whether the quotes name the same kind of disease with another word before it: chronic for juvenile."""
    same = rf"(\w[\w-]+) {re.escape(match['kind'])} {re.escape(match['noun'])}"
    found = [prior.lower() for prior in re.findall(same, quotes, re.IGNORECASE)]
    return bool(match["prior"]) and any(prior not in STOPWORDS and prior != match["prior"].lower() for prior in found)


def _is_new(word: str, around: set[str], known: set[str]) -> bool:
    """Whether a word that tells a kind of disease has no counterpart in quotes and context."""
    stem = next(iter(all_stems(word)), "")
    is_kind = word not in STOPWORDS and not VERBAL.search(word) and (stem,) not in opposites() and not is_plain(stem)
    return is_kind and stem not in known and not any(same_word(stem, other) for other in around)


def _vocabulary_stems(statement: str, quotes: str, vocabulary: Vocabulary | None) -> tuple[set[str], set[str]]:
    """Stems of the names that the vocabulary knows, which the rule for terms reads; of those that the quotes name too."""
    if vocabulary is None:
        return set(), set()
    said = all_stems(statement)
    mine = mentions(vocabulary, said)
    have = {mention.term.name for mention in mentions(vocabulary, all_stems(quotes))} if mine else set()
    known = {(stem, m.term.name in have) for m in mine for stem in said[m.start : m.end]}
    return {stem for stem, _ in known}, {stem for stem, is_named in known if is_named}
