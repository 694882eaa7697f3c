"""Statement and quotes to a verdict: does every evidence category and grade stand in the quotes? (MEDICAL rule M9.)

Word for word, but for white space, hyphens and case: a category is copied, never inferred, and none is put for another.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

NUMERAL = r"(?:I{1,3}|IV|V|[1-5])(?:-?[A-D])?"
BE = r"(?:is|are|was|were|rated|judged|graded|considered|as|being|remains?)"
LEVELS = r"(?:very low|low|moderate|high)"
OF_EVIDENCE = r"(?:certainty|quality|confidence|strength)(?: (?:of|in) (?:the |this )?(?:evidence|estimates?))"
CATEGORIES = tuple(
    re.compile(rf"\b(?:{pattern})(?!\w)", re.IGNORECASE)
    for pattern in (
        # NCCN
        r"(?:nccn )?categor(?:y|ies)(?: of evidence)?:? (?:1|2A|2B|3|[A-D])(?:(?:,| and| or| to) (?:1|2A|2B|3))*",
        # GRADE
        rf"{LEVELS} certainty(?: of(?: the)?)?(?: evidence)?|{LEVELS} quality (?:of )?(?:the )?evidence",
        rf"{OF_EVIDENCE}:?(?: {BE})*(?: to be)? {LEVELS}|evidence(?: {BE})+(?: of)? {LEVELS} (?:certainty|quality)",
        r"(?:strong|weak|conditional|discretionary|optional) recommendations?(?: (?:for|against))?",
        r"(?:strongly|weakly|conditionally) (?:recommend|advis|suggest)\w*",
        rf"recommendation:?(?: {BE})* (?:strong|weak|conditional|discretionary)(?: (?:for|against))?",
        r"strength of (?:the )?recommendation:?(?: is| was)? (?:strong|weak|conditional|[A-D])",
        # levels and grades of evidence: ESMO, Oxford, USPSTF, AHA
        rf"(?:oxford |ocebm |evidence )?levels? (?:of evidence:? )?{NUMERAL}(?: (?:of )?evidence| recommendation)",
        rf"(?:oxford|ocebm) (?:levels? )?(?:of evidence )?{NUMERAL}|levels? of evidence:?(?: is| was)? (?:{NUMERAL}|[A-D])",
        rf"evidence (?:level|grade|category|class):? (?:{NUMERAL}|[A-D])",
        rf"(?:grade|class)(?: of recommendation:?)? (?:{NUMERAL}|[A-D]) (?:evidence|recommendations?)",
        rf"(?:grade|class|strength) of (?:the )?recommendation:?(?: is| was)? (?:{NUMERAL}|[A-D])",
        # how ready a target is
        rf"escat(?: (?:score|tier|level|class))?(?: of)?:? (?:{NUMERAL}|X)(?: [A-D]\b)?",
        rf"tier {NUMERAL} (?:variant|alteration|target|evidence)s?",
    )
)

MAY_NAME = re.compile(r"categor|certain|evidence|recommend|advis|suggest|level|grade|class|escat|oxford|ocebm|tier")
FORM = re.compile(r"(?<=recommend)\w+$|(?<=advis)\w+$|(?<=suggest)\w+$")  # recommends, recommended, recommendation


def category_failure(statement: str, quotes: Sequence[str], context: str = "") -> str | None:
    """The first evidence category or grade of the statement that stands in no quote word for word, or None.

    `context`: title, headings and the header of a table, where a grade may stand for all that follows.
    """
    said = _plain(statement)
    if not MAY_NAME.search(said):
        return None
    text = _plain("\n".join([*quotes, context]))
    for category in _categories(said):
        end = "" if FORM.search(category) else r"(?!\w)"
        if not re.search(rf"\b{re.escape(FORM.sub('', category))}{end}", text):
            return f"the evidence category {category!r} does not stand word for word in the quotes"
    return None


def _categories(text: str) -> Iterator[str]:
    for pattern in CATEGORIES:
        yield from (match.group() for match in pattern.finditer(text))


def _plain(text: str) -> str:
    """Text with white space and hyphens folded to single spaces, in lower case: high-certainty is high certainty."""
    return re.sub(r"[\s‐‑-]+", " ", unicodedata.normalize("NFKC", text)).casefold()
