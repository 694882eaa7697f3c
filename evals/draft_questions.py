"""A heading and the source it stands in to a question as a person might ask it. By rules of English; answers nothing."""

import re
from collections import Counter

from evals.suite_shelf import ShelfTexts
from rag.schema import Source
from rag.words import stems

BOILERPLATE = re.compile(
    r"(?:questions? (?:to ask|for)\b|about (?:this|these|us)\b|references?$|bibliography|further reading|more information"
    r"|(?:useful )?(?:links|resources|contacts?|addresses)$|acknowledge?ments?|disclaimers?|copyright|licen[cs]e|funding"
    r"|conflicts? of interest|disclosures?|(?:table of )?contents$|index$|abbreviations|glossary$|appendi(?:x|ces)"
    r"|foot ?notes?|notes?$|tables?(?: \d|$)|figures?(?: \d|$)|authors?$|contributors|version history|change ?log|credits)",
    re.IGNORECASE,
)
NUMBERING = re.compile(  # "3.1 ", "2. ", "Step 4: ", "b) "
    r"^(?:\d+(?:\.\d+)+\s+|(?:(?:step|part|section|chapter)\s+)?(?:\d+(?:\.\d+)*|[ivx]+|[a-z])[.:)]\s+)", re.IGNORECASE
)
BRACKETED = re.compile(r"\s*\([^()]*\)")
TITLE_TAIL = re.compile(r"\s*(?::|,| - | – | — ).*$")
TITLE_START = re.compile(r"^(?:how to \w+|\w+ing(?: and \w+ing)?)\s+(?=(?:a|an|the|your)\s)", re.IGNORECASE)
TERM_WORDS = 3  # a longer heading of a glossary is no term
WITHIN = re.compile(r"(?<=[a-z,] )[A-Za-z][a-z'’-]*\b")  # words that follow another one
WEAK = frozenset(stems("treatment test patient care guideline guide"))  # to share these is not to name the same thing
PLURAL = re.compile(
    r"(?:\w+ )?(?:factors|signs|symptoms|causes|types|kinds|stages|phases|groups|effects|complications|benefits|risks"
    r"|warnings|contraindications|pitfalls|tests|treatments|options|goals|steps|criteria)\b"
)
BE = r"(?P<be>is|are|was|were|can|should|must|may)"
CLAUSES = (  # a heading that is a clause -> a question; the first that fits
    (r"(?P<all>.+)\?", "{all}?"),
    (rf"what (?P<x>.+) {BE}", "what {be} {x}?"),
    (r"what (?P<x>.+) means(?P<rest>.*)", "what does {x} mean{rest}?"),
    (r"what (?P<x>.+) mean(?P<rest>.*)", "what do {x} mean{rest}?"),
    (r"why (?P<x>.+) matters", "why does {x} matter?"),
    (r"why (?P<x>.+) matter", "why do {x} matter?"),
    (r"(?P<w>what|how) to (?P<rest>.+)", "{w} can I {rest}?"),
    (r"when to (?P<rest>.+)", "when is it time to {rest}?"),
    (rf"(?P<all>(?:who|which|how (?:much|many|often|long)|(?:what|how|why|when|where) {BE}) .+)", "{all}?"),
    (r"(?P<all>what (?:guides|causes|affects|helps|raises|lowers|decides|determines) .+)", "{all}?"),
    (rf"(?P<w>how|when|why|where) (?P<x>.+?) {BE} (?P<rest>.+)", "{w} {be} {x} {rest}?"),
    (r"(?P<all>when .+)", "what happens {all}?"),
    (r"(?P<all>(?:what|how|why|where) .+)", "what is there to know about {all}?"),
)
NOUNS = (  # a heading that says little alone -> a question on what the section is about
    (r"(?:outlook|prognosis)", "what is the {heading} for {about}?"),
    (r"(?:tests and )?diagnosis|diagnosis and tests", "how is {about} diagnosed?"),
    (r"treatments?|therapy", "how is {about} treated?"),
    (r"(?:before|during|after) .+", "what should I know {heading} for {about}?"),
)


def is_boilerplate(heading: str) -> bool:
    """Whether a section under this heading says nothing on the subject: references, disclaimers, lists of questions."""
    return BOILERPLATE.match(NUMBERING.sub("", heading.strip(), count=1)) is not None


class QuestionWriter:
    """Words questions for one shelf, whose texts show which words begin with a capital letter within a sentence."""

    def __init__(self, shelf: ShelfTexts) -> None:
        """Read which words of `shelf` stand in lower case, and which with a capital after another word."""
        self._sources = shelf.sources
        words = Counter(word for one in shelf.passages for word in WITHIN.findall(one.text))
        self._names = {word for word, count in words.items() if word[0].isupper() and count > words[word.lower()]}

    def question(self, source_id: str, headings: tuple[str, ...]) -> str:
        """What someone might ask who is to be told what stands under `headings` (outermost first, at least one)."""
        source = self._sources[source_id]
        heading = self._plain(headings[-1])
        if headings[-1].lower().startswith("step ") and not _of_clause(heading, ""):
            heading = f"how to {heading}"
        outer = [self._plain(one) for one in reversed(headings[:-1]) if not NUMBERING.match(one)]
        subject = "" if source.kind == "glossary" else self._subject(source)
        about = next((one for one in outer if not subject or _names(one, subject)), subject)
        about = "" if _names(heading, about) or _names(heading, subject) else about
        about = re.sub(r"^(?:the )?treatment of ", "", about)
        question = _of_clause(heading, about) or _of_noun(heading, about, source)
        return question[0].upper() + question[1:]

    def _plain(self, heading: str) -> str:
        """A heading as it reads within a sentence."""
        text = NUMBERING.sub("", " ".join(heading.split()), count=1).rstrip(".:") or heading
        first, space, rest = text.partition(" ")
        is_name = first in self._names or (len(first) > 1 and first[1:] != first[1:].lower())
        return text if is_name else f"{first.lower()}{space}{rest}"

    def _subject(self, source: Source) -> str:
        """What the source is about: its title less what follows a colon, and less "How to find" at its head."""
        title = TITLE_TAIL.sub("", BRACKETED.sub("", source.title))
        return self._plain(TITLE_START.sub("", title, count=1) or source.title)


def _of_clause(heading: str, about: str) -> str | None:
    """The question in a heading such as "how HER2 is tested"; None: the heading is no clause."""
    for pattern, form in CLAUSES:
        found = re.fullmatch(pattern, heading, re.IGNORECASE)
        if found is not None:
            parts = {name: text for name, text in found.groupdict().items() if text is not None}
            question = form.format(**{**parts, "w": parts.get("w", "").casefold()})
            return f"for {about}, {question[0].lower()}{question[1:]}" if about else question
    return None


def _of_noun(heading: str, about: str, source: Source) -> str:
    """A question on a heading such as "risk factors" or "treatment of early breast cancer"."""
    for pattern, form in NOUNS if about else ():
        if re.fullmatch(pattern, heading, re.IGNORECASE):
            return form.format(heading=heading, about=about)
    link = "with" if " for " in heading else "for"
    if re.match(r"(?:treatment|management|diagnosis|prevention) of ", heading):
        return f"what is the {heading}?"
    if PLURAL.match(heading):
        link = "of" if " of " not in heading and " for " not in heading else link
        return f"what are the {heading}{f' {link} {about}' if about else ''}?"
    if source.kind == "glossary" and not about and len(heading.split()) <= TERM_WORDS:
        return f"what does {heading} mean?"
    ask = "what is advised on" if source.audience == "clinician" else "what should I know about"
    return f"{ask} {heading}{f' {link} {about}' if about else ''}?"


def _names(text: str, subject: str) -> bool:
    """Whether `text` holds a word of `subject` that tells what it is about."""
    return not (frozenset(stems(text)) & frozenset(stems(subject))) <= WEAK
