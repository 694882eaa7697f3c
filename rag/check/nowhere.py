"""Statement and all numbers of its passages to a verdict: does a number of it, a drug or a biomarker stand in none of them?

Says nothing of what the number counts. No sound response of RAGTruth's development part holds such a number, and 6 of 49
unsupported ones do; of WiCE's claims 60 of 234 unsupported ones and 3 of 115 others.
"""

import re
from collections.abc import Collection, Iterable
from decimal import Decimal

from rag.check.alike import same_word
from rag.check.markers import mentions
from rag.check.numbers import quantities
from rag.check.reading import all_stems
from rag.check.terms import DRUG_NAME, NO_DRUGS
from rag.index.encoder import common_words
from rag.vocabulary import Vocabulary

WORD = re.compile(r"[^\W\d_]{5,}")
CAPITALS = re.compile(r"\b[A-Z][A-Z0-9-]*[A-Z0-9]\b")
DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
STEP = re.compile(
    r"\b(?:steps?|figures?|tables?|items?|points?|chapters?|passage (?:id )?)\s*\d+(?:(?:,| and| to) \d+)*",
    re.IGNORECASE,
)
OTHER_SCALE = re.compile(r"\([^()]*\d\s*(?:°|degrees?)[^()]*\)", re.IGNORECASE)
SIZES = {  # by how much a number grows or shrinks in the other units of its kind
    **dict.fromkeys("mg g kg mcg ng pg milligram gram kilogram ml l milliliter liter".split(), (1000,)),
    **dict.fromkeys("second minute hour day week month year".split(), (60, 24, 7, 12, 30)),
    **dict.fromkeys("mm cm m centimeter millimeter meter inch foot".split(), (10, 100, 1000, 12)),
    "/": (10, 100, 1000),  # of concentrations
    "%": (100,),
    "": (100, 10, 12),  # a share, decades, dozens
}


def foreign_number(statement: str, known: Collection[str]) -> str | None:
    """The first number written in digits in the statement that is not `known` in this or another unit, or None."""
    said = OTHER_SCALE.sub(" ", STEP.sub(" ", statement))
    written = {number.replace(",", "") for number in DIGITS.findall(said)}
    for quantity in quantities(said) if written else ():
        for number in (quantity.value, quantity.upper):
            if number in written and not any(form in known for form in (number, *_converted(number, quantity.unit))):
                return number
    return None


def foreign_drug(statement: str, known: Collection[str], vocabulary: Vocabulary | None = None) -> str | None:
    """The first word of the statement that ends as names of drugs do and is not `known` by any of its names, or None.

    `known`: stems.
    """
    for match in WORD.finditer(statement):
        word = match[0].lower()
        if not DRUG_NAME.fullmatch(word) or word in NO_DRUGS or word in common_words():
            continue
        found = mentions(vocabulary, all_stems(word)) if vocabulary else ()
        names = {word, *(name for mention in found for name in mention.term.names)}
        if not any(same_word(stem, other) for name in names for stem in all_stems(name) for other in known):
            return match[0]
    return None


def foreign_biomarker(statement: str, known: Collection[str], vocabulary: Vocabulary | None = None) -> str | None:
    """The first biomarker of the statement, written in capitals, of which no name is `known` whole, or None.

    `known`: stems. Without the vocabulary no biomarker is told from other capitals.
    """
    if vocabulary is None:
        return None
    for match in CAPITALS.finditer(statement):
        found = mentions(vocabulary, all_stems(match[0]))
        names = {name for mention in found if mention.term.kind == "biomarker" for name in mention.term.names}
        if names and not any(
            all(any(same_word(stem, other) for other in known) for stem in all_stems(name)) for name in names
        ):
            return match[0]
    return None


def numbers_of(texts: Iterable[str]) -> frozenset[str]:
    """All numbers of the texts, written in digits or words, ends of ranges apart."""
    found: set[str] = set()
    for text in texts:
        found.update(end for quantity in quantities(text) for end in (quantity.value, quantity.upper) if end)
        found.update(number.replace(",", "") for number in DIGITS.findall(text))
    return frozenset(found)


def _converted(number: str, unit: str) -> list[str]:
    """The number in the larger and smaller units of its kind."""
    value = Decimal(number)
    sizes = SIZES.get("/" if "/" in unit else unit, ())
    return [f"{found.normalize():f}" for size in sizes for found in (value * size, value / size)]
