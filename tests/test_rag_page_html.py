"""The HTML page: everything from data is inert, every citation opens, the notices stand word for word."""

import base64
import hashlib
import json
import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.page import labels
from rag.page.html import render_html
from rag.schema import Answer
from tests.data.page_payloads import PAYLOADS, planted
from tests.data.page_sample import ANSWER, PASSAGES, REFUSAL, SAFETY, with_review

ALLOWED = {
    *("html", "head", "meta", "title", "style", "script", "body", "main", "header", "footer", "nav", "section", "div"),
    *("h1", "h2", "h3", "p", "span", "strong", "a", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody"),
    *("tr", "th", "td", "blockquote", "mark", "details", "summary"),
}
ATTRIBUTES = {
    *("id", "class", "href", "lang", "charset", "name", "content", "http-equiv", "type", "rel", "role", "scope"),
    *("tabindex", "value", "aria-label", "aria-labelledby", "data-notice"),
}


def parse(answer: Answer) -> BeautifulSoup:
    return BeautifulSoup(render_html(answer, PASSAGES), "lxml")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    [found] = soup.select(selector)
    return found


def folded(text: str) -> str:
    return " ".join(text.split())


def assert_inert(soup: BeautifulSoup, links: set[str]) -> None:
    """No node or attribute that runs or loads something; no link but to this page and to `links`."""
    nodes = soup.find_all(True)
    assert {node.name for node in nodes} <= ALLOWED
    assert {name for node in nodes for name in node.attrs} <= ATTRIBUTES
    assert [script["type"] for script in soup.find_all("script")] == ["application/ld+json"]
    assert len(soup.find_all("style")) == 1
    assert "url(" not in one(soup, "style").text
    assert "@import" not in one(soup, "style").text
    assert {str(a["href"]) for a in soup.find_all("a") if not str(a["href"]).startswith("#")} <= links
    assert [meta.get("http-equiv") for meta in soup.find_all("meta") if meta.get("http-equiv")] == [
        "Content-Security-Policy"
    ]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_in_any_field_is_inert_and_shown_as_it_stands(payload: str) -> None:
    answer, passages = planted(payload)
    soup = BeautifulSoup(render_html(answer, passages), "lxml")
    assert_inert(soup, links=set())
    shown = folded(payload)
    assert folded(one(soup, "h1").text) == shown
    assert folded(one(soup, "title").text) == shown
    assert folded(one(soup, "#section-1").text) == shown
    assert json.loads(one(soup, "script").text)["name"] == payload
    assert [mark.text for mark in soup.find_all("mark")] == [payload]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40))
def test_any_text_in_any_field_is_inert(text: str) -> None:
    answer, passages = planted(text)
    soup = BeautifulSoup(render_html(answer, passages), "html.parser")
    assert_inert(soup, links=set())
    assert folded(one(soup, "h1").text) == folded(text)
    assert one(soup, "mark").text == text
    assert json.loads(one(soup, "script").text)["name"] == text


def test_refusal_with_payloads_is_inert() -> None:
    assert REFUSAL.refusal is not None
    for payload in PAYLOADS:
        searched = REFUSAL.refusal.searched.model_copy(update={"query": payload, "generation": payload})
        update = {"message": payload, "searched": searched, "covered_topics": (payload,)}
        refusal = REFUSAL.refusal.model_copy(update=update)
        assert_inert(parse(REFUSAL.model_copy(update={"refusal": refusal, "question": payload})), links=set())


def test_sample_links_only_to_its_source() -> None:
    assert_inert(parse(ANSWER), links={"https://example.org/guidelines/lumaria?edition=2026.1"})


def test_policy_allows_only_the_style_of_the_page() -> None:
    soup = parse(ANSWER)
    policy = str(one(soup, "meta[http-equiv]")["content"])
    digest = base64.b64encode(hashlib.sha256(one(soup, "style").text.encode()).digest()).decode()
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_every_quote_is_marked_inside_its_passage() -> None:
    soup = parse(ANSWER)
    for citation in ANSWER.citations:
        block = one(soup, f"#cite-{citation.n} blockquote")
        passage = PASSAGES[citation.passage_id]
        assert block.text == passage.text
        assert one(block, "mark").text == passage.text[citation.start : citation.end] == citation.quote


def test_every_link_within_the_page_resolves_and_every_id_is_unique() -> None:
    soup = parse(ANSWER)
    ids = [str(node["id"]) for node in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    targets = {str(a["href"])[1:] for a in soup.select("a[href^='#']")}
    assert targets <= set(ids)
    assert {f"cite-{citation.n}" for citation in ANSWER.citations} <= targets


def test_every_statement_is_followed_by_its_citations() -> None:
    soup = parse(ANSWER)
    shown = [*soup.select(".key-points li[id]"), *soup.select(".statement")]
    marks = [[a["href"] for a in node.select("a.marker")] for node in shown]
    assert marks == [[f"#cite-{n}" for n in statement.citations] for statement in ANSWER.statements]


def test_citation_leads_back_to_where_it_is_used() -> None:
    soup = parse(ANSWER)
    for link in soup.select(".card .used span a"):
        card = link.find_parent(class_="card")
        assert card is not None
        place = one(soup, str(link["href"]))
        assert place.select(f"a[href='#{card['id']}']")


def test_lists_and_tables_are_real() -> None:
    soup = parse(ANSWER)
    lists = soup.select(".statement ul")
    assert [[li.text for li in ul.select("li")] for ul in lists] == [
        ["the cell type, bright or dim", "the stage, local or spread", "the person's general health and wishes"]
    ]
    table = one(soup, ".statement table")
    assert [th.text for th in table.select("thead th[scope=col]")] == ["Stage", "What it means", "First treatment"]
    assert [td.text for td in table.select("tbody tr:last-child td")] == [
        "Spread",
        "Found in another part of the body",
        "Medicine, often within a trial",
    ]


@pytest.mark.parametrize("answer", [ANSWER, REFUSAL, with_review(ANSWER, "approved")])
def test_headings_descend_without_a_gap_from_one_h1(answer: Answer) -> None:
    levels = [int(node.name[1]) for node in parse(answer).find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("answer", [ANSWER, REFUSAL])
def test_notices_stand_word_for_word_before_the_first_statement_and_at_the_end(answer: Answer) -> None:
    page = parse(answer.model_copy(update={"notices": answer.notices.model_copy(update={"safety": SAFETY})}))
    order = [SAFETY.id, "patient-top/1", "patient-bottom/1"]
    shown = page.select("[data-notice]")
    assert [node["data-notice"] for node in shown] == order
    texts = [SAFETY.text, answer.notices.top.text, answer.notices.bottom.text]
    assert ["\n\n".join(p.text for p in node.select("p")) for node in shown] == texts
    text = page.get_text(" ")
    body = text.index("In short" if answer.kind == "answer" else "No answer")
    assert text.index(SAFETY.text) < text.index("Generated by") < text.index(texts[1]) < body < text.index(texts[2])


@pytest.mark.parametrize("status", ["not_submitted", "submitted", "under_review", "stale", "approved"])
def test_page_is_indexed_and_unbannered_only_when_approved(status: str) -> None:
    soup = parse(with_review(ANSWER, status))
    approved = status == "approved"
    assert bool(soup.select("meta[name=robots][content=noindex]")) is not approved
    assert (labels.UNREVIEWED in soup.text) is not approved
    assert one(soup, ".review").text == labels.REVIEW_STATES[status] + "."


def test_demonstration_banner_stands_only_on_pages_from_demonstration_texts() -> None:
    real = tuple(source.model_copy(update={"demonstration": False}) for source in ANSWER.sources)
    assert labels.DEMONSTRATION in one(parse(ANSWER), ".about").text
    assert labels.DEMONSTRATION not in parse(ANSWER.model_copy(update={"sources": real})).text


def test_uncovered_section_and_superseded_source_are_said_in_words() -> None:
    soup = parse(ANSWER)
    assert [p.text for p in soup.select(".uncovered")] == [labels.UNCOVERED]
    assert [card["id"] for card in soup.select(".card:has(.superseded)")] == ["cite-4"]
    assert "vesper-overview-4" in one(soup, ".sources").text


def test_refusal_says_what_was_searched_and_what_would_help_and_holds_no_statement() -> None:
    soup = parse(REFUSAL)
    text = " ".join(soup.text.split())
    for part in ("five-year survival of lumaria", "1,284 passages of 14 sources", "Kidney stones"):
        assert part in text
    assert soup.select(".statement, .card, .key-points") == []


def test_made_by_software_is_marked_for_machines() -> None:
    soup = parse(ANSWER)
    assert one(soup, "meta[name=generator]")["content"] == "citewell"
    assert str(one(soup, "meta[name=digital-source-type]")["content"]).endswith("/AlgorithmicMediaDigitalSource")
    by_llm = ANSWER.model_copy(update={"trace": ANSWER.trace.model_copy(update={"writer": "llm", "model": "tiny-3"})})
    mark = one(parse(by_llm), "meta[name=digital-source-type]")
    assert str(mark["content"]).endswith("/TrainedAlgorithmicMediaDigitalSource")


def test_page_has_language_skip_link_and_named_landmarks() -> None:
    soup = parse(ANSWER)
    assert one(soup, "html")["lang"] == "en"
    assert one(soup, "a.skip")["href"] == "#" + str(one(soup, "main")["id"])
    assert all(s.get("aria-label") or soup.select(f"#{s['aria-labelledby']}") for s in soup.select("section, nav"))


COLOUR_PAIRS = [
    *[(text, ground) for text in ("ink", "soft", "accent", "caution") for ground in ("paper", "raised")],
    *[("ink", "tint"), ("soft", "tint"), ("accent", "tint"), ("caution", "caution-tint"), ("ink", "danger-tint")],
    *[("mark-ink", "mark"), ("paper", "accent")],
]


@pytest.mark.parametrize("scheme", [0, 1])
def test_contrast_is_at_least_4_5_to_1(scheme: int) -> None:
    """WCAG 2.2, 1.4.3. Schemes: 0 light, 1 dark."""
    style = one(parse(ANSWER), "style").text
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", style.split(":root {")[1 + scheme]))
    ratios = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in COLOUR_PAIRS}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


def contrast(one_colour: str, other: str) -> float:
    lighter, darker = sorted((luminance(one_colour), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
