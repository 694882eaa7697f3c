"""The first use of an explained word on a page leads to its explanation; nothing else changes."""

from collections.abc import Mapping

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from rag.page.html import render_html
from rag.page.markdown import render_markdown
from rag.page.words import Entry, Piece, explained_names, word_links
from rag.schema import Answer, AnswerSection
from tests.data.page_payloads import PAYLOADS, planted
from tests.data.page_sample import ANSWER, ELSEWHERE, PASSAGES, SHELF, STAGES, citation, supported

VESPER = ELSEWHERE.split(". ")[0] + "."
WORDS = AnswerSection(id="words", heading="Words on this page", covered=True, statements=(supported(VESPER, 7),))
CITED = (*ANSWER.citations, citation(7, SHELF[3], VESPER))
WITH_WORDS = ANSWER.model_copy(update={"sections": (*ANSWER.sections, WORDS), "citations": CITED})


def shown(links: Mapping[str, tuple[Piece, ...]]) -> dict[str, list[tuple[str, str | None]]]:
    return {line: [(piece.text, piece.anchor) for piece in pieces] for line, pieces in links.items()}


def page(answer: Answer) -> BeautifulSoup:
    return BeautifulSoup(render_html(answer, PASSAGES), "lxml")


def test_only_the_first_use_on_the_page_is_linked() -> None:
    links = word_links(["No use.", "A vesper is here, a vesper there.", "Vesper again."], [Entry(("vesper",), "s9")])
    pieces = [("A ", None), ("vesper", "s9"), (" is here, a vesper there.", None)]
    assert shown(links) == {"A vesper is here, a vesper there.": pieces}


def test_longest_word_at_a_place_is_taken_and_the_shorter_one_at_its_next_place() -> None:
    entries = [Entry(("HER2",), "s1"), Entry(("HER2-low",), "s2")]
    links = word_links(["HER2-low tumors have some HER2."], entries)
    linked = [piece for pieces in links.values() for piece in pieces if piece.anchor]
    assert linked == [Piece("HER2-low", "s2"), Piece("HER2", "s1")]


def test_any_of_the_names_counts_as_the_first_use() -> None:
    links = word_links(["OSI was found.", "Ostrenic instability"], [Entry(("Ostrenic instability", "OSI"), "s1")])
    assert list(links) == ["OSI was found."]


@given(st.lists(st.text(alphabet="vesper Vs-.<&", max_size=30), max_size=5))
def test_pieces_add_up_to_their_line(lines: list[str]) -> None:
    links = word_links(lines, [Entry(("vesper",), "s1"), Entry(("s",), "s2")])
    assert all("".join(piece.text for piece in pieces) == line for line, pieces in links.items())


def test_names_are_read_from_the_section_and_the_headings_of_its_quotes() -> None:
    assert explained_names(WITH_WORDS.sections, WITH_WORDS.citations) == (("Vesper",),)
    assert explained_names(ANSWER.sections, ANSWER.citations) == ()


def test_first_use_in_html_leads_to_the_statement_that_explains_it() -> None:
    soup = page(WITH_WORDS)
    [link] = soup.select("a.word")
    assert link.text == "Vesper"
    assert link.find_parent("li") is soup.select(".key-points li")[0]
    [entry] = soup.select(str(link["href"]))
    assert entry.text.strip().startswith(VESPER)


def test_links_change_no_text_and_no_citation() -> None:
    with_links, without = page(WITH_WORDS), page(ANSWER)
    read = ".key-points li", ".statement table", ".statement ul"
    for selector in read:
        assert [node.text for node in with_links.select(selector)] == [node.text for node in without.select(selector)]
    marks = [[a["href"] for a in soup.select(".key-points a.marker")] for soup in (with_links, without)]
    assert marks[0] == marks[1]
    assert not without.select("a.word")


def test_word_is_linked_in_the_cell_or_item_it_stands_in() -> None:
    text = "Local means in one place."
    entry = AnswerSection(id="words", heading="Words", covered=True, statements=(supported(text, 7),))
    cited = citation(6, SHELF[2], STAGES).model_copy(update={"n": 7, "quote": text, "end": len(text)})
    for said, place in ((STAGES, "td"), ("It is either:\n- local\n- spread", "li")):
        section = AnswerSection(id="said", heading="Said", covered=True, statements=(supported(said, 6),))
        update = {"key_points": (), "sections": (section, entry), "citations": (*ANSWER.citations, cited)}
        soup = BeautifulSoup(render_html(ANSWER.model_copy(update=update), {}), "lxml")
        [link] = soup.select("a.word")
        assert link.text.casefold() == "local"
        assert link.parent is not None
        assert (link.parent.name, link.parent.text.strip().casefold()) == (place, "local")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_around_an_explained_word_stays_inert(payload: str) -> None:
    answer, passages = planted(payload)
    payload = " ".join(payload.split())
    entry = supported(f"Vesper is a protein {payload}", 1)
    words = AnswerSection(id="words", heading=payload, covered=True, statements=(entry,))
    said = f"So {payload} vesper {payload}"
    body = AnswerSection(id="body", heading="Body", covered=True, statements=(supported(said, 1),))
    soup = BeautifulSoup(render_html(answer.model_copy(update={"sections": (body, words)}), passages), "lxml")
    [link] = soup.select("a.word")
    assert (link.text, set(link.attrs)) == ("vesper", {"href", "class"})
    assert link.parent is not None
    assert link.parent.text.startswith(said)
    assert {str(a["href"])[0] for a in soup.find_all("a")} == {"#"}


def test_markdown_holds_the_section_and_no_link() -> None:
    text = render_markdown(WITH_WORDS, PASSAGES)
    assert "## Words on this page" in text
    assert "](#" not in text
