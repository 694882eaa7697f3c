"""The NCI texts to true pairs: a sentence, the paragraph that holds it, the headings above it. Changes nothing."""

import re
import zlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from evals.mutations.words import CANCER
from rag.schema import DraftStatement, Locator, Passage, Quote, Value

SECTION = re.compile(
    r"^## (?P<heading>.+?)\s*\n+<!-- section: \S+ -->\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL
)
TOPIC = re.compile(r'^topic: "(.+)"$', re.MULTILINE)
ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
TITLED = re.compile(
    r"[a-z)] (?:A|An|The|In|It|This|These|There|When|If|Treatment|Patients|Some|For|Most|Cancer|Women) [a-z]"
)  # a heading run in
NO_SENTENCE = re.compile(
    r"^(?:Whether|Has|Have|Is|Are|Where|How|See)\b"
    r"|^(?:Key Points|Check the list|Information about|For (?:more|pictures)|Note|General information)\b"
    r"|PDQ|\.\)|\.[A-Z]|NCI|:\s|:$|\?|\b(?:Enlarge|website|Web site|summary|section)\b",
    re.IGNORECASE,
)
RUN_IN = re.compile(  # a heading that lost its line break
    r"^(?:Stages? \S+(?: \(?\w+\)?){0,6}? (?=In stages? )|(?P<name>[A-Z][\w-]*(?: [\w-]+){0,5}?) (?=(?P=name)\b))"
)
WORDS = range(6, 41)
VERB = re.compile(
    r"\b(?:is|are|was|were|may|can|should|must|will|has|have|had|do|does|causes?|affects?|includes?|depends?|helps?|occurs?"
    r"|uses?|makes?|becomes?|begins?|spreads?|grows?|increases?|decreases?|removes?|prevents?|kills?|stops?|shows?|means?"
    r"|responds?|results?|contains?|forms?|gets?|lowers?|goes|blocks?|measures?|leads?|looks?|needs?|takes?)\b"
)
FINITE = re.compile(  # a verb of the main clause: what has none is a heading or a list item
    r"^(?:(?:If|When|After|Before|For|In|Because|As|During|While|Although|Even|At|With|Since|Once|On|To)\b[^,]*, )?"
    r"(?:(?!\b(?:that|which|who|whether|if|when|where|to|followed)\b)[^,])*?" + VERB.pattern
)


class Pair(Value):
    """A sentence of a text, or lines of it that belong together, with the paragraph that holds it word for word."""

    document: str
    topic: str
    heading: str
    paragraph: str
    quote: str

    @property
    def start(self) -> int:
        return self.paragraph.index(self.quote)

    @cached_property
    def passage(self) -> Passage:
        return Passage(
            id=f"{self.document}-{zlib.crc32(self.paragraph.encode()):x}",
            source_id=self.document,
            edition="1",
            title=self.topic,
            text=self.paragraph,
            locator=Locator(headings=(self.heading,)),
            ordinal=0,
        )

    def drafted(self, text: str) -> DraftStatement:
        """A statement that cites the whole pair."""
        end = self.start + len(self.quote)
        quote = Quote(passage_id=self.passage.id, text=self.quote, start=self.start, end=end)
        return DraftStatement(text=text, quotes=(quote,))


class Case(Value):
    """A statement to hold against the quote of its pair: made false in the way named `kind`, or said in another way."""

    kind: str
    text: str
    pair: Pair


def sentence_pairs(paths: Sequence[Path]) -> tuple[Pair, ...]:
    """Every plain sentence of 6 to 40 words, once, in the order of the files."""
    found: dict[str, Pair] = {}
    for block in _blocks(paths):
        for line in block.paragraph.splitlines():
            for sentence in ENDS.split(line.removeprefix("- ")):
                text = RUN_IN.sub("", sentence.strip())
                is_plain = (
                    text.endswith(".") and text[0].isupper() and not (NO_SENTENCE.search(text) or TITLED.search(text))
                )
                if is_plain and len(text.split()) in WORDS and FINITE.search(text) and text in block.paragraph:
                    found.setdefault(text, block.model_copy(update={"quote": text}))
    return tuple(found.values())


def list_pairs(paths: Sequence[Path]) -> tuple[Pair, ...]:
    """Every list of short items with the sentence that introduces it, once; the quote is both, line by line."""
    found: dict[str, Pair] = {}
    for block in _blocks(paths):
        for match in re.finditer(r"(?:^|(?<=\. ))[A-Z][^.\n:]*:\n(?:- [^\n]+\n?)+", block.paragraph, re.MULTILINE):
            text = match.group().strip()
            found.setdefault(text, block.model_copy(update={"quote": text}))
    return tuple(found.values())


def halves(folder: Path) -> tuple[list[Path], list[Path]]:
    """The documents in two halves, each with every other document of a family: to mend rules on, and held back."""
    paths = sorted(folder.glob("*.md"))
    return paths[::2], paths[1::2]


def without(pairs: Sequence[Pair], known: Sequence[Pair]) -> tuple[Pair, ...]:
    """`pairs` less those whose sentence stands, but for the name of the cancer and the numbers, among `known` too."""
    stale = {_outline(pair) for pair in known}
    return tuple(pair for pair in pairs if _outline(pair) not in stale)


def _outline(pair: Pair) -> str:
    return re.sub(r"\d+|\b(?:childhood|adult|recurrent|metastatic)\b", "", CANCER.sub("", pair.quote)).casefold()


def _blocks(paths: Sequence[Path]) -> list[Pair]:
    """Paragraphs with what stands above them; the quote is still empty."""
    blocks = []
    for path in paths:
        text = path.read_text("utf-8")
        topic = TOPIC.search(text)
        for section in SECTION.finditer(text):
            for paragraph in filter(str.strip, re.split(r"\n\s*\n", section["text"])):
                blocks.append(
                    Pair(
                        document=path.stem,
                        topic=topic[1] if topic else "",
                        heading=section["heading"],
                        paragraph=paragraph.strip(),
                        quote="",
                    )
                )
    return blocks
