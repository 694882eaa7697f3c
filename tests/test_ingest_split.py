"""Rules of splitting: nothing is cut, altered, lost or moved, and ids survive."""

import datetime

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from ingest.split import split_document
from rag.schema import Block, Document, Passage, Source
from rag.sentences import sentence_spans
from rag.settings import SplitSettings

FEW = examples(max_examples=40, deadline=None)  # segmenting is slow on a busy machine; a rule has no time limit
SETTINGS = SplitSettings(target_words=40, max_words=60, min_words=10)
SOURCE = Source(
    source_id="guide",
    title="A guide",
    publisher="A Society",
    edition="1",
    published=datetime.date(2025, 3, 1).isoformat(),
    licence="CC BY 4.0",
    topics=("lumaria",),
)

WORDS = st.sampled_from(["gland", "dose", "scan", "swelling", "of", "the", "weeks", "amirol", "5 mg", "stage II"])
SENTENCE = st.lists(WORDS, min_size=1, max_size=20).map(lambda words: " ".join(words).capitalize() + ".")
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=6).map(lambda s: Block(kind="paragraph", text=" ".join(s)))
LEAD_IN = st.lists(WORDS, min_size=1, max_size=8).map(lambda s: Block(kind="paragraph", text=" ".join(s) + ":"))
ITEM = st.tuples(SENTENCE, st.integers(0, 2)).map(lambda i: Block(kind="item", text=i[0], level=i[1]))
ROW = st.lists(WORDS, min_size=2, max_size=6).map(lambda s: Block(kind="row", text="| " + " | ".join(s) + " |"))
TABLE = st.lists(ROW, min_size=2, max_size=12).map(
    lambda rows: [rows[0].model_copy(update={"header_row": True}), *rows[1:]]
)
HEADING = st.tuples(SENTENCE, st.integers(2, 4)).map(lambda h: [Block(kind="heading", text=h[0], level=h[1])])
PART = st.one_of(
    st.lists(PARAGRAPH, min_size=1, max_size=4),
    st.tuples(LEAD_IN, st.lists(ITEM, min_size=1, max_size=12)).map(lambda part: [part[0], *part[1]]),
    TABLE,
    HEADING,
)
DOCUMENT = st.lists(PART, max_size=8).map(lambda parts: Document(title=None, blocks=tuple(b for p in parts for b in p)))


def split(document: Document, settings: SplitSettings = SETTINGS) -> tuple[Passage, ...]:
    return split_document(document, SOURCE, settings)


def units(document: Document) -> list[str]:
    """What must never be cut, in reading order."""
    found: list[str] = []
    for block in document.blocks:
        if block.kind == "paragraph":
            found.extend(block.text[start:end] for start, end in sentence_spans(block.text))
        elif block.kind != "heading":
            found.append(block.text)
    return found


def words(text: str) -> int:
    return len(text.split())


def paragraph(count: int, word: str = "word") -> Block:
    """Sentences of ten words each."""
    sentence = " ".join([word.capitalize(), *[word] * 8, "end."])
    return Block(kind="paragraph", text=" ".join([sentence] * (count // 10)))


def document(*blocks: Block) -> Document:
    return Document(title=None, blocks=blocks)


def heading(text: str, level: int = 2) -> Block:
    return Block(kind="heading", text=text, level=level)


# ---------------------------------------------------------------- properties


@FEW
@given(DOCUMENT)
def test_every_sentence_item_and_row_is_whole_in_some_passage_in_reading_order(made: Document) -> None:
    passages = split(made)
    at = 0
    position = 0
    for unit in units(made):
        while at < len(passages) and passages[at].text.find(unit, position) < 0:
            at, position = at + 1, 0
        assert at < len(passages), f"{unit!r} is cut, lost or moved"
        position = passages[at].text.find(unit, position) + len(unit)


@FEW
@given(DOCUMENT)
def test_passages_hold_nothing_but_the_words_of_the_document(made: Document) -> None:
    known = {word for block in made.blocks if block.kind != "heading" for word in block.text.split()} | {"-"}
    assert {word for passage in split(made) for word in passage.text.split()} <= known


@FEW
@given(DOCUMENT)
def test_no_passage_is_longer_than_allowed_unless_it_is_one_unit_with_its_header_or_lead_in(made: Document) -> None:
    longest = max((words(unit) for unit in units(made)), default=0)
    for passage in split(made):
        assert words(passage.text) <= SETTINGS.max_words + 2 * (longest + 1)


@FEW
@given(DOCUMENT)
def test_splitting_is_repeatable_and_ids_and_ordinals_are_unique(made: Document) -> None:
    passages = split(made)
    assert passages == split(made)
    assert len({passage.id for passage in passages}) == len(passages)
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))


@FEW
@given(DOCUMENT)
def test_no_passage_is_blank_or_begins_or_ends_with_a_line_break(made: Document) -> None:
    for passage in split(made):
        assert passage.text.strip("\n") == passage.text
        assert passage.text.strip()


@FEW
@given(DOCUMENT, st.lists(PARAGRAPH, min_size=1, max_size=3))
def test_text_added_under_a_new_heading_at_the_end_changes_no_earlier_id(made: Document, added: list[Block]) -> None:
    longer = Document(title=None, blocks=(*made.blocks, heading("Added at the end"), *added))
    before = split(made)
    assert split(longer)[: len(before)] == before


@FEW
@given(DOCUMENT)
def test_passages_stay_within_one_heading(made: Document) -> None:
    sections = [section for section in _sections(made) if section]
    for passage in split(made):
        body = [line for line in passage.text.replace("- ", "").split("\n") if line.strip()]
        assert any(all(line.strip() in section for line in body) for section in sections)


def _sections(made: Document) -> list[str]:
    sections = [""]
    for block in made.blocks:
        if block.kind == "heading":
            sections.append("")
        else:
            sections[-1] += block.text + "\n"
    return sections


# ---------------------------------------------------------------- cases


def test_long_text_is_cut_at_the_target_and_a_short_tail_joins() -> None:
    assert [words(p.text) for p in split(document(paragraph(80)))] == [40, 40]
    assert [words(p.text) for p in split(document(paragraph(90)), SplitSettings(target_words=40, max_words=60))] == [
        *(40, 50)
    ]


def test_default_lengths_fit_the_encoder() -> None:
    lengths = [words(p.text) for p in split(document(paragraph(1000)), SplitSettings())]
    assert max(lengths) <= 220
    assert sum(lengths) == 1000
    assert min(lengths) >= 40


def test_list_stays_with_its_lead_in_where_it_fits() -> None:
    items = [Block(kind="item", text=f"Item number {n} of the list.") for n in range(5)]
    lead_in = Block(kind="paragraph", text="See a doctor if you have:")
    [first, second] = split(document(paragraph(30), lead_in, *items), SplitSettings(target_words=35, max_words=50))
    assert first.text.endswith("end.")
    assert second.text.splitlines()[0] == lead_in.text
    assert second.text.count("- Item") == 5


def test_header_row_is_repeated_in_every_part_of_a_table() -> None:
    header = Block(kind="row", text="| Drug | Dose |", header_row=True)
    rows = [Block(kind="row", text=f"| Drug number {n} | {n} mg once a day |") for n in range(20)]
    passages = split(document(heading("Doses"), header, *rows))
    assert len(passages) > 2
    assert all(passage.text.startswith(header.text + "\n") for passage in passages)
    assert [row.text for row in rows] == [
        line for p in passages for line in p.text.splitlines() if line not in (header.text, "")
    ]


def test_header_row_of_one_table_is_not_repeated_in_text_or_in_the_next_table() -> None:
    header = Block(kind="row", text="| First | Header |", header_row=True)
    other = Block(kind="row", text="| Other | Header |", header_row=True)
    row = Block(kind="row", text="| a | b |")
    made = document(header, row, paragraph(60), other, *[row] * 30)
    assert sum(p.text.count(header.text) for p in split(made)) == 1


def test_item_longer_than_a_passage_is_cut_between_sentences() -> None:
    item = Block(kind="item", text=paragraph(100).text)
    passages = split(document(item))
    assert [p.text.startswith("- ") for p in passages] == [True] + [False] * (len(passages) - 1)
    assert all(p.text.endswith("end.") for p in passages)


def test_headings_make_the_path_and_a_single_top_heading_is_the_title() -> None:
    made = document(
        heading("The guide", 1),
        *(paragraph(20), heading("Treatment"), paragraph(20), heading("Drugs", 3), paragraph(20)),
        *(heading("Outlook"), paragraph(20)),
    )
    assert [p.locator.headings for p in split(made)] == [(), ("Treatment",), ("Treatment", "Drugs"), ("Outlook",)]


def test_several_top_headings_are_part_of_the_path() -> None:
    made = document(heading("One", 1), paragraph(20), heading("Two", 1), heading("Inner"), paragraph(20))
    assert [p.locator.headings for p in split(made)] == [("One",), ("Two", "Inner")]


def test_page_is_that_of_the_first_unit() -> None:
    blocks = [paragraph(20).model_copy(update={"page": page}) for page in (3, 4)]
    assert [p.locator.page for p in split(document(*blocks))] == [3]


def test_equal_passages_get_ids_of_their_own_and_keep_them() -> None:
    twice = document(heading("A"), paragraph(20), heading("B"), paragraph(20))
    first, second = split(twice)
    assert first.text == second.text
    assert first.id != second.id
    assert split(document(heading("A"), paragraph(20)))[0].id == first.id


@pytest.mark.parametrize("change", [{"edition": "2"}, {"source_id": "other"}])
def test_id_tells_editions_and_sources_apart(change: dict[str, str]) -> None:
    made = document(paragraph(20))
    [one] = split(made)
    [other] = split_document(made, SOURCE.model_copy(update=change), SETTINGS)
    assert one.text == other.text
    assert one.id != other.id


def test_headings_alone_give_no_passage() -> None:
    assert split(document(heading("Only"), heading("Headings", 3))) == ()
    assert split(document()) == ()
