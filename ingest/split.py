"""Document to passages of about 160 words. Never cuts a sentence, list item or table row; never alters the text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.schema import Block, Document, Locator, Passage, Source, passage_id
from rag.sentences import sentence_spans
from rag.settings import SplitSettings

WORD = re.compile(r"\S{1,200}")  # a longer run without a space is no word of any language


@dataclass(frozen=True)
class _Unit:
    """What is never cut: a sentence, a list item, a table row. `glue` is the white space before it."""

    text: str
    glue: str
    kind: str
    page: int | None
    words: int
    header_row: bool = False

    @property
    def is_lead_in(self) -> bool:
        return self.kind == "paragraph" and self.text.endswith(":")


def split_document(document: Document, source: Source, settings: SplitSettings) -> tuple[Passage, ...]:
    """Passages of `document` in reading order; each stays within one heading.

    A list is kept with its lead-in and a table with its header row (repeated where a table must be cut) up to
    `settings.max_words`. An item longer than that is cut between its sentences, and a sentence more than twice as long
    between its words: the two exceptions to the rule above.
    """
    passages: list[Passage] = []
    seen: Counter[str] = Counter()
    for headings, blocks in _sections(document):
        for units in _pack(list(_units(blocks, settings)), settings):
            text = _joined(units)
            passages.append(
                Passage(
                    id=passage_id(source.source_id, source.edition, text, seen[text]),
                    source_id=source.source_id,
                    edition=source.edition,
                    title=source.title,
                    text=text,
                    locator=Locator(page=units[0].page, headings=headings),
                    ordinal=len(passages),
                    topics=source.topics,
                )
            )
            seen[text] += 1
    return tuple(passages)


def _sections(document: Document) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    """Heading path and blocks of each section. A single top heading is the title, not part of every path."""
    tops = [block for block in document.blocks if block.kind == "heading" and block.level == 1]
    title = tops[0] if len(tops) == 1 else None
    path: list[tuple[int, str]] = []
    blocks: list[Block] = []
    for block in document.blocks:
        if block.kind != "heading":
            blocks.append(block)
            continue
        if blocks:
            yield tuple(text for _, text in path), blocks
            blocks = []
        if block is not title:
            path = [(level, text) for level, text in path if level < block.level] + [(block.level, block.text)]
    if blocks:
        yield tuple(text for _, text in path), blocks


def _units(blocks: Sequence[Block], settings: SplitSettings) -> Iterator[_Unit]:
    previous = ""
    for block in blocks:
        if block.kind == "item":
            glue, marker = "\n", "  " * block.level + "- "
        elif block.kind == "row":
            glue, marker = "\n" if previous == "row" else "\n\n", ""
        else:
            glue, marker = "\n\n", ""
        previous = block.kind
        whole = marker + block.text
        if block.kind == "paragraph" or (block.kind == "item" and len(whole.split()) > settings.max_words):
            at = 0
            for start, end in _short_spans(block.text, settings.max_words):
                first = start == 0
                sentence = (marker if first else "") + block.text[start:end]
                space = glue if first else block.text[at:start]
                yield _Unit(sentence, space, block.kind, block.page, len(sentence.split()))
                at = end
        else:
            yield _Unit(whole, glue, block.kind, block.page, len(whole.split()), header_row=block.header_row)


def _short_spans(text: str, max_words: int) -> Iterator[tuple[int, int]]:
    """Sentence spans; what runs on for more than twice `max_words` without an end (or a space) is cut between words."""
    for start, end in sentence_spans(text):
        words = [(m.start() + start, m.end() + start) for m in WORD.finditer(text[start:end])]
        if len(words) <= 2 * max_words:
            yield start, end
            continue
        for at in range(0, len(words), max_words):
            yield words[at][0], words[min(at + max_words, len(words)) - 1][1]


def _pack(units: list[_Unit], settings: SplitSettings) -> Iterator[list[_Unit]]:
    packs: list[list[_Unit]] = []
    pack: list[_Unit] = []
    header: _Unit | None = None
    for unit in units:
        header = unit if unit.header_row else header if unit.kind == "row" else None
        if pack and _is_full(pack, unit, settings):
            carried = [pack.pop()] if len(pack) > 1 and pack[-1].is_lead_in and unit.kind != "paragraph" else []
            packs.append(pack)
            pack = [header, *carried] if header and unit.kind == "row" and not unit.header_row else carried
        pack.append(unit)
    if pack:
        packs.append(pack)
    if len(packs) > 1 and _words(packs[-1]) < settings.min_words and packs[-1][0].kind != "row":
        tail = packs.pop()
        if _words(packs[-1]) + _words(tail) <= settings.max_words:
            packs[-1] = packs[-1] + tail
        else:
            packs.append(tail)
    yield from packs


def _is_full(pack: list[_Unit], unit: _Unit, settings: SplitSettings) -> bool:
    words = _words(pack) + unit.words
    in_list = unit.kind != "paragraph" and (pack[-1].kind == unit.kind or pack[-1].is_lead_in)
    return words > (settings.max_words if in_list else settings.target_words)


def _words(units: Sequence[_Unit]) -> int:
    return sum(unit.words for unit in units)


def _joined(units: Sequence[_Unit]) -> str:
    return units[0].text + "".join(unit.glue + unit.text for unit in units[1:])
