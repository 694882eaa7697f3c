"""Statements to the school grade that reading them takes. Judges no meaning; only home of pysyllables."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rag.defining import place_of
from rag.page.blocks import split_blocks
from rag.schema import Statement
from rag.sentences import sentence_spans
from rag.vocabulary import Vocabulary
from rag.words import stems

MIN_WORDS = 30  # fewer say little: one long word more or less moves the grade by more than one
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
UNIT = r"[b-df-hj-np-tv-xzµ]{1,3}(?:/\w+)?"  # mg, cm, ml/min: no vowel, so never said as it is written
NUMBER = re.compile(rf"(?<![\w-])\d[\d.,:]*(?:\s*[%‰+]|\s*{UNIT}(?![\w-]))?")
TOKEN = re.compile(r"[^\W_]+(?:[-–'’/.][^\W_]+)*")
PIECE = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*")
INITIALS = re.compile(r"[A-Z]{2,5}s?")
ROMAN = re.compile(r"[IVX]+")
VOWELS = re.compile(r"[aeiouy]+")
SILENT = re.compile(r"(?<![aeiouyl])e$|(?<=[aeiouy]l)e$|(?<![aeioutd])ed$|(?<![aeiouscxzgh])es$")
TWO = re.compile(r"i[ao]|eo|ua|yi|uo")  # vowels side by side that are mostly spoken apart
ONE = re.compile(r"[ctsg]i(?:on|a|ous)|qu|gua")


def reading_grade(
    statements: Sequence[Statement], vocabulary: Vocabulary, explained: Iterable[str] = ()
) -> float | None:
    """Flesch-Kincaid grade of the statements: 8.0 is read with ease in the eighth year of school. One decimal.

    0.39 * words / sentences + 11.8 * syllables / words - 15.59 (Kincaid et al. 1975). The line before a list and each of
    its items count as sentences. Left out: tables, what stands in quotation marks, names of drugs, and the names that the
    page explains (`explained`). A compound is one word; so is a number with its unit, of one syllable. None: under `MIN_WORDS`
    words.
    """
    names = sorted({*explained, *_drugs(statements, vocabulary)}, key=lambda name: -len(name))
    counted = [_counted(_without(names, sentence)) for s in statements for sentence in _sentences(s.text)]
    counted = [words for words in counted if words]
    words = sum(map(len, counted))
    if words < MIN_WORDS:
        return None
    spoken = sum(map(sum, counted))
    return round(0.39 * words / len(counted) + 11.8 * spoken / words - 15.59, 1)


def syllables(word: str) -> int:
    """Syllables of an English word: those of the CMU dictionary, else its groups of vowels; initials are spelled out.

    The rule for words that the dictionary lacks is right on 94 of 100 of the words of corpus/ that it has. A number is one.
    """
    if word.isdigit() or ROMAN.fullmatch(word):
        return 1
    if INITIALS.fullmatch(word):
        return sum(3 if letter == "W" else 1 for letter in word.removesuffix("s"))
    return _syllables(word.replace("’", "'").casefold())


def _sentences(text: str) -> Iterator[str]:
    """Sentences of paragraphs and list items; tables are left out."""
    for block in split_blocks(text):
        for line in block.lines:
            yield from (line[start:end] for start, end in sentence_spans(line))


def _drugs(statements: Sequence[Statement], vocabulary: Vocabulary) -> set[str]:
    """All names of the drugs that the statements name."""
    texts = (stems(s.text, keep_stopwords=True) for s in statements)
    named = (mention.term for text in texts for mention in vocabulary.mentions(text))
    return {name for term in named if term.kind == "drug" for name in term.names}


def _without(names: Sequence[str], sentence: str) -> str:
    """The sentence without quotations and names."""
    sentence = QUOTED.sub(" ", sentence)
    for name in names:
        while place := place_of(name, sentence):
            sentence = f"{sentence[: place[0]]} {sentence[place[1] :]}"
    return sentence


def _counted(sentence: str) -> list[int]:
    """Syllables of each word; a compound is one word, and so is a number with its unit."""
    tokens = TOKEN.findall(NUMBER.sub(" 1 ", sentence))
    return [sum(syllables(piece) for piece in PIECE.findall(token)) for token in tokens]


@lru_cache(maxsize=8_192)
def _syllables(word: str) -> int:
    from pysyllables import get_syllable_count

    plain = word.removesuffix("'s").removesuffix("'")
    known = get_syllable_count(word) or get_syllable_count(plain)
    if known is None and plain.endswith("s"):
        known = get_syllable_count(plain[:-1])
    if known is not None:
        return int(known)
    runs = len(VOWELS.findall(plain)) - len(SILENT.findall(plain)) + len(TWO.findall(plain)) - len(ONE.findall(plain))
    return max(1, runs)
