"""The HTML report: everything from data is inert, every doubt is marked and explained, every link leads somewhere."""

import base64
import hashlib
import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.checked import CheckedStatement, CheckedText, Span
from rag.page.verdicts import RULES, CheckedItem, RejectedItem
from rag.page.verdicts_html import verdicts_html
from tests.data.page_payloads import PAYLOADS
from tests.data.verdicts_sample import MIXED, NOT_SUPPORTED, PASSAGES, SUPPORTED, hostile
from tests.test_rag_page_html import contrast

ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section", "article", "div", "h1"),
    *("h2", "h3", "p", "span", "a", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "mark"),
    *("q", "details", "summary", "input", "label"),
}
ATTRIBUTES = {
    *("id", "class", "href", "lang", "charset", "name", "content", "http-equiv", "type", "for", "role", "scope", "dir"),
    *("tabindex", "aria-label", "aria-labelledby", "aria-hidden"),
}
MANY: list[CheckedItem | RejectedItem] = [
    CheckedItem("first", NOT_SUPPORTED),
    CheckedItem("second", SUPPORTED),
    RejectedItem(3, "line 3: the response is empty"),
    CheckedItem(4, NOT_SUPPORTED),
]


def parse(*items: CheckedItem | RejectedItem) -> BeautifulSoup:
    return BeautifulSoup(verdicts_html(items), "lxml")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    [found] = soup.select(selector)
    return found


def shown(node: Tag) -> str:
    """The text that can be seen: without the words for screen readers, and without the numbers of notes."""
    hidden = {id(text) for part in node.select(".vh, .ref") for text in part.find_all(string=True)}
    return "".join(text for text in node.find_all(string=True) if id(text) not in hidden)


def assert_inert(soup: BeautifulSoup) -> None:
    """No node or attribute that runs or loads something, and no link that leaves the page."""
    nodes = soup.find_all(True)
    assert {node.name for node in nodes} <= ALLOWED
    assert {name for node in nodes for name in node.attrs} <= ATTRIBUTES
    assert "url(" not in one(soup, "style").text
    assert "@import" not in one(soup, "style").text
    assert all(str(a["href"]).startswith("#") for a in soup.find_all("a"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_in_any_field_is_inert_and_shown(payload: str) -> None:
    soup = parse(CheckedItem(payload, hostile(payload)), RejectedItem(payload, payload))
    assert_inert(soup)
    as_numbers = payload.replace("\x1f", "‹U+001F›").replace("\u202e", "‹U+202E›").replace("\u202c", "‹U+202C›")
    assert shown(one(soup, ".response")) == f"Before {as_numbers} after."
    assert shown(one(soup, ".response mark")) == as_numbers
    assert one(soup, ".rejected dd").text == as_numbers


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_any_text_in_any_field_is_inert(text: str) -> None:
    soup = BeautifulSoup(verdicts_html([CheckedItem(text, hostile(text))]), "html.parser")
    assert_inert(soup)
    assert len(soup.select(".response mark")) == 1
    assert verdicts_html([CheckedItem(text, hostile(text))]).encode()


def test_policy_allows_only_the_style_of_the_page() -> None:
    soup = parse(*MANY)
    digest = base64.b64encode(hashlib.sha256(one(soup, "style").text.encode()).digest()).decode()
    assert str(one(soup, "meta[http-equiv]")["content"]).split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_response_stands_in_full_with_the_words_in_doubt_marked_and_labelled() -> None:
    response = one(parse(CheckedItem("a", NOT_SUPPORTED)), ".response")
    assert shown(response) == MIXED
    assert [shown(mark) for mark in response.select("mark")] == ["52 %", "cures most", "must be done"]
    assert response.select("mark")[0].text == "[in doubt: 52 %]"
    assert [ref.text for ref in response.select("a.ref")] == ["Not supported, note ✗1", "Not supported, note ✗2"]


def test_marks_differ_from_other_text_by_more_than_colour() -> None:
    style = one(parse(CheckedItem("a", NOT_SUPPORTED)), "style").text
    [rule] = re.findall(r"\.response mark[^{]*\{([^}]*underline[^}]*)\}", style)
    assert "underline wavy" in rule


@pytest.mark.parametrize("scheme", [1, 2], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [("danger", "paper"), ("danger", "raised"), ("paper", "danger"), ("ink", "danger-tint"), ("accent", "raised")],
)
def test_contrast_of_what_this_page_adds_is_at_least_4_5_to_1(scheme: int, text: str, ground: str) -> None:
    style = one(parse(CheckedItem("a", NOT_SUPPORTED)), "style").text
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", style.split(":root {")[scheme]))
    assert contrast(colours[text], colours[ground]) >= 4.5


def test_note_says_which_rules_fail_why_and_what_would_help() -> None:
    first, second = parse(CheckedItem("a", NOT_SUPPORTED)).select(".notes > li")
    assert [(dt.text, dd.text) for dt, dd in zip(first.select("dt"), first.select("dd"), strict=True)] == [
        ("numbers", "the statement says 52 %, the quotes say 25 %"),
        ("strength", "'cures' is more than what the quote says"),
        ("numbers", "the number 'most' does not stand in the quotes"),
        ("nearest", "In one study, lumavine shrank the growth in 25 % of people. Passage 1"),
        ("hint", 'say "25 %" in place of "52 %", and leave out "and it cures most of them"'),
    ]
    assert [dt.text for dt in second.select("dt")] == ["strength", "nearest"]
    assert "score 0.31" in one(second, ".said").text


def test_supported_text_has_no_note_and_no_mark() -> None:
    soup = parse(CheckedItem("a", SUPPORTED))
    assert soup.select("article mark, .notes, .response .ref, footer") == []
    assert one(soup, ".outcome").text == "✓ Supported Score 0.97; 1 statement, all supported."


def test_passages_stand_in_full_with_the_nearest_sentence_marked() -> None:
    soup = parse(CheckedItem("a", NOT_SUPPORTED))
    assert [shown(node) for node in soup.select("details.source > div")] == list(PASSAGES)
    assert [shown(mark) for mark in soup.select("details.source mark")] == [
        "In one study, lumavine shrank the growth in 25 % of people.",
        "Surgery may be considered when the growth presses on a nerve.",
    ]


def test_table_lists_each_checked_text_and_leads_to_it() -> None:
    soup = parse(*MANY)
    rows = [[cell.text for cell in row.select("th, td")] for row in soup.select("tbody tr")]
    assert rows == [
        ["first", "✗ Not supported", "0.08", "2 of 4"],
        ["second", "✓ Supported", "0.97", "0 of 1"],
        ["4", "✗ Not supported", "0.08", "2 of 4"],
    ]
    headings = [one(soup, str(a["href"])).text for a in soup.select("tbody a")]
    assert headings == ["first", "second", "4"]


def test_texts_that_were_not_checked_are_listed_apart() -> None:
    soup = parse(*MANY)
    assert [(d.dt.text, d.dd.text) for d in soup.select(".rejected dl > div") if d.dt and d.dd] == [
        ("3", "line 3: the response is empty")
    ]
    assert "1 text could not be checked." in one(soup, "header").text
    assert len(soup.select(".summary tbody tr")) == 3


def test_one_text_needs_no_table() -> None:
    soup = parse(CheckedItem("answer.txt", NOT_SUPPORTED))
    assert soup.select("table, .filter, .back") == []
    assert one(soup, "h1").text == "answer.txt"


def test_filter_is_offered_only_where_it_would_hide_something() -> None:
    assert len(parse(*MANY).select(".filter input[type=checkbox]")) == 1
    assert parse(MANY[0], MANY[3]).select(".filter") == []
    assert [one(row, "a").text for row in parse(*MANY).select("tbody tr:not(.passed)")] == ["first", "4"]


@pytest.mark.parametrize("items", [MANY, MANY[:1], MANY[1:2], MANY[2:3], []])
def test_links_resolve_ids_are_unique_and_headings_descend(items: list[CheckedItem | RejectedItem]) -> None:
    soup = parse(*items)
    ids = [str(node["id"]) for node in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    assert {str(a["href"])[1:] for a in soup.select("a")} <= set(ids)
    assert {str(label["for"]) for label in soup.select("label")} <= set(ids)
    assert {str(node["aria-labelledby"]) for node in soup.select("[aria-labelledby]")} <= set(ids)
    levels = [int(node.name[1]) for node in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_rules_that_fail_are_explained_at_the_end_and_no_other() -> None:
    terms = [dt.text for dt in parse(*MANY).select("footer dt")]
    assert terms == ["numbers", "strength"]
    assert [dd.text for dd in parse(*MANY).select("footer dd")] == [RULES["numbers"], RULES["strength"]]


def test_passage_number_that_does_not_exist_is_no_link() -> None:
    statement = NOT_SUPPORTED.statements[1].model_copy(update={"passage": 9})
    soup = parse(CheckedItem("a", NOT_SUPPORTED.model_copy(update={"statements": (statement,)})))
    assert [a.text for a in soup.select(".notes dd a")] == []


def test_two_hundred_thousand_characters_with_overlapping_spans_stand_in_full() -> None:
    text = "word " * 40_000
    statements = tuple(
        CheckedStatement(
            text=text[start : start + 500],
            start=start,
            end=start + 500,
            verdict="unsupported",
            score=0.1,
            unsupported=tuple(Span(start=start + i * 50, end=start + i * 50 + 120) for i in range(8)),
        )
        for start in range(0, 200_000, 500)
    )
    checked = CheckedText(response=text, passages=(text,), supported=False, score=0.1, statements=statements)
    soup = parse(CheckedItem("a", checked))
    assert shown(one(soup, ".response")) == text
    assert len(soup.select(".response mark")) == 400
    assert len(soup.select(".notes > li")) == 400


def test_a_thousand_texts_make_one_page_without_script() -> None:
    page = verdicts_html([CheckedItem(f"r-{n}", NOT_SUPPORTED) for n in range(1_000)])
    assert page.count("<article") == page.count("<tr>") - 1 == 1_000
    assert "<script" not in page
    assert len(page) < 5_000_000
