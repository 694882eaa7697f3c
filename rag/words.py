"""Text to words, stems and slugs. Only home of PyStemmer; knows no vocabulary."""

import re
from collections.abc import Sequence
from functools import lru_cache

TOKEN = re.compile(r"[^\W_]+(?:[-/+.'’][^\W_]+)*", re.UNICODE)
DECIMAL = re.compile(r"\d+(?:[.]\d+)+")
COMPOUND = re.compile(r"[-/+.]")
POSSESSIVE = re.compile(r"['’]\w+")
BRITISH = (
    (re.compile(r"^tumour"), "tumor"),
    (re.compile(r"(an|leuk|isch|septic|ur|hyper\w+|hypo\w+)aem(i|ic)"), r"\1em\2"),
    (re.compile(r"^(h)aem(?=[aotr])"), r"\1em"),
    (re.compile(r"^(p)aed(?=i)|^(gyn)aec(?=o)"), lambda m: m.group().replace("ae", "e")),
    (re.compile(r"^oe(?=str|soph|dem)"), "e"),
    (re.compile(r"(?<=diarrh)oe(?=a)"), "e"),
)
SEPARATOR = "\x1f"  # between stems joined in one string
REMEMBERED = 8_192  # texts whose stems are kept
STOPWORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below between both but by
    can cannot could did do does doing down during each few for from further had has have having he her here hers him his
    how i if in into is isn it its itself just me more most my no nor not now of off on once only or other our out over own
    same she should so some such than that the their theirs them then there these they this those through to too under
    until up very was we were what when where which while who whom why will with without would you your yours""".split()
)


def words(text: str) -> list[str]:
    """Lower-case words in order, compounds taken apart, except names written with a digit: HER-2 -> her2, PD-L1 -> pdl1.

    HER2-positive -> her2, positive; non-small -> non, small; CDK4/6 -> cdk46; Crohn's -> crohn; 3.5 stays 3.5.
    """
    found: list[str] = []
    for match in TOKEN.finditer(text.casefold()):
        token = match.group()
        if token.isalnum() or DECIMAL.fullmatch(token):
            found.append(token)
            continue
        joined: list[str] = []
        for part in COMPOUND.split(POSSESSIVE.sub("", token)):
            if joined and _is_one_name(joined[-1], part):
                joined[-1] += part
            elif part:
                joined.append(part)
        found.extend(joined)
    return found


def _is_one_name(left: str, right: str) -> bool:
    """Whether two parts of a compound are one short name with a digit: her-2, pd-l1, cdk4/6, il-6; not her2-positive, 5-year."""
    is_short = len(left) <= 4 and len(right) <= 3 and left[0].isalpha()
    return is_short and any(c.isdigit() for c in right)


def _american(word: str) -> str:
    """A medical word in the American spelling, so that tumour finds tumor, and anaemia anemia."""
    for british, american in BRITISH:
        word = british.sub(american, word)
    return word


def stems(text: str, *, keep_stopwords: bool = False) -> list[str]:
    """Porter2 stems of the words of `text`, in order, without stop words unless asked for."""
    return list(_stems(text, keep_stopwords=keep_stopwords))


@lru_cache(maxsize=REMEMBERED)  # headings, passages and quotes come up again and again
def _stems(text: str, *, keep_stopwords: bool) -> tuple[str, ...]:
    return tuple(_stem_of(word) for word in words(text) if keep_stopwords or word not in STOPWORDS)


@lru_cache(maxsize=1)
def stop_stems() -> frozenset[str]:
    """Stems of the stop words."""
    return frozenset(_stem(word) for word in STOPWORDS)


def joined(text_stems: Sequence[str]) -> str:
    """Stems as one string in which `holds` looks for runs of them."""
    return SEPARATOR + SEPARATOR.join(text_stems) + SEPARATOR


def holds(joined_text: str, run: Sequence[str]) -> bool:
    """Whether the stems of `run` stand one after the other in a text given by `joined`; False for an empty run."""
    return bool(run) and joined(run) in joined_text


def slug(text: str) -> str:
    """Lower-case name with single hyphens, as used for topics: "Kidney Cancer" -> "kidney-cancer"."""
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")


def fold(text: str) -> str:
    """Text with white space folded to single spaces, for comparing what reads the same."""
    return " ".join(text.split())


@lru_cache(maxsize=100_000)
def _stem_of(word: str) -> str:
    return _stem(_american(word))


def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]  # PyStemmer has no types
    import Stemmer

    return Stemmer.Stemmer("english")
