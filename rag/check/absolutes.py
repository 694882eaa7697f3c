"""Statement and quotes to a verdict: does an absolute stand in the quotes too? ("always", "cures".) (MEDICAL rule M15.)"""

import re
from collections.abc import Sequence

from rag.check.reading import aligned, sentences
from rag.check.strength import first_found

FEW = re.compile(r"only a? ?(?:few|small|minority|little)", re.IGNORECASE)
SMALL = re.compile(r"\b(?:few|rare\w*|small|minority|little|uncommon)\b", re.IGNORECASE)
SHARED = 3  # words that make another quoted sentence one about the same
# Each pair: words that claim more than evidence can / words of which the quotes must hold one.
ABSOLUTES = (
    *((word, word) for word in ("always", "never", r"guarante\w+", r"prov(?:e|es|en|ed)")),
    (r"cur(?:e|es|ed|ing|able|ative)", r"(?:in)?cur(?:e|es|ed|ing|able|ative)"),
    (r"100\s?(?:%|percent)", r"100\s?(?:%|percent)"),
    (r"certain(?:ly)? to|certainly|definite(?:ly)?|undoubtedly|unquestionably", r"certain\w*|definite\w*"),
    (r"no doubt|(?:without|beyond)(?: a| any| all)? doubt", r"doubt\w*|certain\w*"),
    (r"perfect(?:ly)?|absolute(?:ly)?|utterly", r"perfect\w*|absolute\w*|complet\w+|total\w*"),
    (
        r"without fail|foolproof|fail-?safe|infallibl[ey]|cannot fail",
        r"without fail|foolproof|fail-?safe|infallibl[ey]",
    ),
    (r"miracles?|miraculous(?:ly)?|wonder drugs?", r"mirac\w+|wonder drugs?"),
    (r"(?:every|all) (?:single )?(?:cases?|times?|instances?)", r"every|each|all|always|any"),
    (r"impossible", r"impossible|not (?:be )?possible|cannot|can not|can't|unable|not be"),
    (
        r"complete(?:ly)?|total(?:ly)?|entire(?:ly)?|fully",
        r"complet\w+|total\w*|entire\w*|full\w*|all|whole|remission|gone|disappear\w*|removes? the",
    ),
    (
        r"only(?: a? ?(?:few|small|minority|little))?|solely|exclusively|nothing but",
        r"only|sole\w*|exclusive\w*|just|alone|unless|limited|until|none but|no other|nothing else|single|restrict\w*|confined",
    ),
    (r"(?:no|zero) risks?|risk-free|without (?:any )?risk", r"(?:no|zero) risks?|risk-free|without (?:any )?risk"),
    (r"nobody|no one|none", r"no|not|never|nobody|none|every\w*|all"),
    (r"everyone|everybody", r"no|not|nobody|none|every\w*|all"),
    (
        r"(?:removes?|ends?) (?:the|any|all) (?:risk|chance)|prevents?",
        r"prevent\w*|stops?|avoid\w*|block\w*|no risk|keeps?|protect\w*",
    ),
    (
        r"effective(?:ly)?|works? (?:very )?well|responds? (?:very )?well",
        r"effect\w*|effic\w+|work\w*|help\w*|benefi\w+|respon\w+|control\w*|success\w*|useful|active|better|improv\w+|best",
    ),
    (r"will (?:always|definitely)|eliminat\w+|eradicat\w+", r"eliminat\w+|eradicat\w+"),
)


def absolute_failure(statement: str, quotes: Sequence[str]) -> str | None:
    """The first absolute of the statement that the quoted sentences closest to it do not bear out, or None."""
    quoted = [sentence for quote in quotes for sentence in sentences(quote)]
    for said in sentences(statement):
        against = aligned(said, quoted) or tuple(quoted)
        near = (one.text for one in quoted if one in against or len(one.stems & said.stems) >= SHARED)
        failure = _absolute(said.text, " ".join(near))
        if failure:
            return failure
    return None


def _absolute(said: str, quote: str) -> str | None:
    for absolute, backing in ABSOLUTES:
        match = first_found(rf"(?<!\bnot )(?:{absolute})", said)
        if match and not first_found(backing, quote) and not (FEW.match(match) and SMALL.search(quote)):
            return f"{match!r} does not stand in the quote"
    return None
