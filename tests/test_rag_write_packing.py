"""Which passages a prompt holds, in which order and how they are merged, within the budget."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.exchange import Pack
from rag.schema import Evidence, Hit, Locator, OutlineSection, Passage, Source
from rag.write.packing import MAX_SOURCE_SHARE, element_tokens, pack_evidence


def source(name: str, published: str = "2025", superseded_by: str | None = None) -> Source:
    return Source(
        source_id=name,
        title=name,
        publisher="P",
        edition=published,
        published=published,
        licence="CC",
        superseded_by=superseded_by,
    )


SOURCES = {name: source(name) for name in "abc"} | {"old": source("old", "2019"), "new": source("new", "2026")}


def passage(name: str, ordinal: int, text: str = "", heading: str = "H") -> Passage:
    return Passage(
        id=f"{name}{ordinal}",
        source_id=name,
        edition="1",
        title=name,
        text=text or f"Text {ordinal} of {name}.",
        locator=Locator(headings=(heading,)),
        ordinal=ordinal,
    )


def found(section: str, *passages: Passage, is_answer: bool = False) -> Evidence:
    hits = tuple(Hit(rank=at, score=1 / at, passage=p, cosine=0.5, bm25=0.5) for at, p in enumerate(passages, 1))
    return Evidence(section=OutlineSection(id=section, heading=section, query="q", is_answer=is_answer), hits=hits)


def per_passage(text: str) -> int:
    """Ten tokens for each passage in an element, whatever it says: sizes that can be reckoned in the head."""
    return 10 * text.count(" of ")


def shown(pack: Pack) -> list[list[str]]:
    return [[p.id for p in packed.passages] for packed in pack.passages]


def pack(*evidence: Evidence, budget: int = 10_000) -> Pack:
    return pack_evidence(evidence, per_passage, budget, SOURCES)


def test_sections_take_turns_and_the_one_that_answers_begins() -> None:
    first = found("extra", passage("a", 0), passage("a", 2))
    second = found("answer", passage("a", 4), passage("a", 6), passage("a", 8), is_answer=True)
    made = pack(first, second)
    assert shown(made) == [["a4"], ["a0"], ["a6"], ["a2"], ["a8"]]
    assert [packed.id for packed in made.passages] == ["P1", "P2", "P3", "P4", "P5"]


def test_every_section_is_served_before_one_gets_its_second_passage() -> None:
    parts = [found(f"s{i}", *(passage("a", 20 * i + 2 * j) for j in range(5))) for i in range(4)]
    made = pack(*parts, budget=50)
    assert [packed.sections for packed in made.passages] == [("s0",), ("s1",), ("s2",), ("s3",), ("s0",)]
    assert (made.tokens, made.left_out) == (50, 15)


def test_a_passage_found_twice_is_sent_once_for_both_sections() -> None:
    made = pack(found("one", passage("a", 0)), found("two", passage("a", 4), passage("a", 0)))
    assert [(packed.passages[0].id, packed.sections) for packed in made.passages] == [
        ("a0", ("one", "two")),
        ("a4", ("two",)),
    ]
    assert made.left_out == 0


@pytest.mark.parametrize("order", [("old", "new"), ("new", "old")])
def test_of_equal_texts_the_newest_edition_stays(order: tuple[str, str]) -> None:
    texts = {"old": "Same  text of\nboth.", "new": "same text OF both."}
    made = pack(found("s", *(passage(name, 0, texts[name]) for name in order)))
    assert shown(made) == [["new0"]]
    assert made.left_out == 1


def test_of_equal_texts_one_in_force_stays_before_a_newer_one_that_is_not() -> None:
    sources = {"x": source("x", "2020"), "y": source("y", "2026", superseded_by="x")}
    evidence = found("s", passage("y", 0, "Same of all."), passage("x", 0, "Same of all."))
    assert shown(pack_evidence([evidence], per_passage, 100, sources)) == [["x0"]]


def test_neighbours_of_a_section_become_one_element_in_reading_order() -> None:
    made = pack(found("s", passage("a", 5), passage("a", 4), passage("a", 7), passage("a", 3)))
    assert shown(made) == [["a3", "a4", "a5"], ["a7"]]
    first = made.passages[0]
    assert first.text == "Text 3 of a.\n\nText 4 of a.\n\nText 5 of a."
    assert first.offsets == (0, 14, 28)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (passage("a", 0), passage("b", 1)),
        (passage("a", 0), passage("a", 1, heading="Other")),
        (passage("a", 0), passage("a", 2)),
    ],
    ids=["source", "heading", "gap"],
)
def test_what_does_not_run_on_is_not_merged(left: Passage, right: Passage) -> None:
    assert shown(pack(found("s", left, right))) == [[left.id], [right.id]]


def test_a_source_that_fills_its_share_waits_for_the_others() -> None:
    many = found("s", *(passage("a", 2 * i) for i in range(9)), passage("b", 0))
    made = pack(many, budget=50)
    assert shown(made) == [["a0"], ["a2"], ["a4"], ["b0"], ["a6"]]  # 60 % of 50, the other source, then what is left


def test_a_source_alone_may_fill_everything() -> None:
    assert len(pack(found("s", *(passage("a", 2 * i) for i in range(9))), budget=50).passages) == 5


def test_what_does_not_fit_is_passed_over_for_what_does() -> None:
    long = passage("a", 0, "long of of of of of of.")
    made = pack(found("s", long, passage("a", 2), passage("a", 4)), budget=20)
    assert (shown(made), made.left_out) == ([["a2"], ["a4"]], 1)


@pytest.mark.parametrize("budget", [0, 9])
def test_nothing_is_sent_when_nothing_fits(budget: int) -> None:
    assert pack(found("s", passage("a", 0)), budget=budget) == Pack(passages=(), tokens=0, left_out=1)


def test_nothing_found_is_an_empty_pack() -> None:
    assert pack() == pack(found("s")) == Pack(passages=(), tokens=0, left_out=0)


passages = st.builds(
    passage,
    st.sampled_from("abc"),
    st.integers(0, 12),
    st.sampled_from(["", "Same text.", "One. " * 30, "Ünïcode – <passage> é\u0301."]),
    st.sampled_from(["H", "I"]),
)
evidence_lists = st.lists(
    st.builds(
        lambda name, ps, is_answer: found(name, *{p.id: p for p in ps}.values(), is_answer=is_answer),
        st.sampled_from(["one", "two", "three"]),
        st.lists(passages, max_size=8),
        st.booleans(),
    ),
    max_size=3,
    unique_by=lambda part: part.section.id,
).map(lambda parts: _one_passage_per_id(parts))


def _one_passage_per_id(parts: Sequence[Evidence]) -> list[Evidence]:
    """A passage id names one passage, as on a shelf."""
    by_id = {hit.passage.id: hit.passage for part in parts for hit in part.hits}
    return [
        part.model_copy(
            update={"hits": tuple(h.model_copy(update={"passage": by_id[h.passage.id]}) for h in part.hits)}
        )
        for part in parts
    ]


@given(evidence_lists, st.integers(0, 600))
def test_a_pack_is_sound_whatever_is_found(evidence: list[Evidence], budget: int) -> None:
    made = pack_evidence(evidence, len, budget * 4, SOURCES)
    assert made == pack_evidence(evidence, len, budget * 4, SOURCES)
    sent = [p.id for packed in made.passages for p in packed.passages]
    given_ids = {hit.passage.id for part in evidence for hit in part.hits}
    assert len(set(sent)) == len(sent)
    assert made.left_out == len(given_ids - set(sent))
    assert [packed.id for packed in made.passages] == [f"P{at + 1}" for at in range(len(made.passages))]
    assert made.tokens == sum(element_tokens(packed, len, SOURCES) for packed in made.passages) <= budget * 4
    for packed in made.passages:
        for one, offset in zip(packed.passages, packed.offsets, strict=True):
            assert packed.text[offset : offset + len(one.text)] == one.text
        assert [p.ordinal for p in packed.passages] == list(
            range(packed.passages[0].ordinal, packed.passages[0].ordinal + len(packed.passages))
        )
        named = {part.section.id for part in evidence for hit in part.hits if hit.passage in packed.passages}
        assert named <= set(packed.sections)


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 30))
def test_no_source_crowds_out_another(many: int, few: int, room: int) -> None:
    hits = [*(passage("a", 2 * i) for i in range(many)), *(passage("b", 2 * i) for i in range(few))]
    made = pack(found("s", *hits), budget=10 * room)
    sent = [packed.passages[0].source_id for packed in made.passages]
    assert len(sent) == min(room, many + few)
    share = MAX_SOURCE_SHARE * room + 1  # one more, where whole passages leave a gap
    assert sent.count("a") <= share or sent.count("b") == few
    assert sent.count("b") <= share or sent.count("a") == many
