"""Text to words, stems and slugs. Only home of PyStemmer; knows no vocabulary."""

import re
from functools import lru_cache

TOKEN = re.compile(r"[^\W_]+(?:[-/+.'’][^\W_]+)*", re.UNICODE)
STOPWORDS = frozenset(
    [
        "a",
        "about",
        "above",
        "after",
        "again",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "below",
        "between",
        "both",
        "but",
        "by",
        "can",
        "cannot",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "down",
        "during",
        "each",
        "few",
        "for",
        "from",
        "further",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "isn",
        "it",
        "its",
        "itself",
        "just",
        "me",
        "more",
        "most",
        "my",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "off",
        "on",
        "once",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "same",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "theirs",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "under",
        "until",
        "up",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "yours",
    ]
)


def words(text: str) -> list[str]:
    """Lower-case words in order. A joined name that holds a digit and a letter stays one word: HER-2 -> her2, CDK4/6 -> cdk46.

    Other compounds are taken apart: non-small -> non, small. Apostrophes are dropped with what follows: Crohn's -> crohn.
    """
    found: list[str] = []
    for match in TOKEN.finditer(text.casefold()):
        token = match.group()
        if not re.search(r"[-/+.'’]", token):
            found.append(token)
        elif re.search(r"\d", token) and re.search(r"[^\W\d]", token):
            found.append(re.sub(r"[-/+.'’]", "", token))
        elif re.fullmatch(r"\d+(?:[.]\d+)+", token):
            found.append(token)
        else:
            found.extend(part for part in re.split(r"[-/+.]", re.sub(r"['’]\w+", "", token)) if part)
    return found


def stems(text: str, *, keep_stopwords: bool = False) -> list[str]:
    """Porter2 stems of the words of `text`, in order, without stop words unless asked for."""
    return [_stem(word) for word in words(text) if keep_stopwords or word not in STOPWORDS]


def slug(text: str) -> str:
    """Lower-case name with single hyphens, as used for topics: "Kidney Cancer" -> "kidney-cancer"."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


def fold(text: str) -> str:
    """Text with white space folded to single spaces, for comparing what reads the same."""
    return " ".join(text.split())


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]  # PyStemmer has no types
    import Stemmer

    return Stemmer.Stemmer("english")
