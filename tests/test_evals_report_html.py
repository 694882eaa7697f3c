import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from evals.compare import compare_scores
from evals.report_html import TEMPLATES, render_html
from evals.report_markdown import render_markdown
from evals.schema import RunPassage
from evals.score import score_run
from evals.score_schema import Figure, Score
from tests.test_evals_example import KIDNEY, TEXTS, cite, make_answer, make_record, make_refusal
from tests.test_evals_report_view import case, failing, score_of

HOSTILE = "</script></details><script>alert(1)</script><img src=https://example.org/x onerror=alert(2)>\"'&{{7*7}}"


class Page(HTMLParser):
    """Elements of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.open.append(tag)
        self.text += " " if tag in ("td", "th") else ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.text += data

    def having(self, tag: str, name: str = "") -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.elements if found == tag and (not name or name in attributes)]


def hostile_score() -> Score:
    """Hostile text wherever a score can hold text that others wrote."""
    question = KIDNEY.model_copy(update={"question": HOSTILE, "tags": (HOSTILE,), "id": "bad"})
    answer = make_answer([(HOSTILE, (1,))], (cite(1, "p1", 0, 49),), question=HOSTILE)
    score = score_run([make_record(question, answer)])
    passages = (RunPassage(passage_id="p1", source_id=HOSTILE, text=HOSTILE), *score.passages[1:])
    return score.model_copy(update={"suite": HOSTILE, "written_by": HOSTILE, "passages": passages})


def test_hostile_text_is_text_in_every_place() -> None:
    page = Page(render_html(hostile_score()))
    assert len(page.having("script")) == 1
    assert page.having("img") == []
    assert page.text.count("<script>alert(1)</script>") >= 6  # heading, tag, question, statement, passage, source
    assert "{{7*7}}" in page.text


def test_hostile_text_is_text_in_a_comparison() -> None:
    before = score_run([make_record(KIDNEY.model_copy(update={"question": HOSTILE}))])
    after = score_run([make_record(KIDNEY.model_copy(update={"question": HOSTILE}), make_answer([(HOSTILE, ())]))])
    page = Page(render_html(after, compare_scores(before, after, labels=(HOSTILE, HOSTILE))))
    assert len(page.having("script")) == 1
    assert page.having("img") == []
    assert {"del", "ins"} <= {tag for tag, _ in page.elements}


def test_nothing_is_loaded_and_only_our_style_and_script_may_run() -> None:
    html = render_html(score_run([make_record(), make_record(repeat=2, answer=make_refusal())]))
    page = Page(html)
    assert not {"link", "iframe", "object", "embed", "base", "img"} & {tag for tag, _ in page.elements}
    assert not any("src" in attributes or "style" in attributes for _, attributes in page.elements)
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    links = {attributes.get("href") or "" for attributes in page.having("a")}
    assert all(link.startswith("#") for link in links)
    (policy,) = [one["content"] or "" for one in page.having("meta", "http-equiv")]
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.S)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")


def test_every_link_leads_to_a_place_on_the_page_and_places_are_unique() -> None:
    page = Page(render_html(score_run([make_record(), make_record(repeat=2, error="away")])))
    places = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(places) == len(set(places))
    assert {(attributes["href"] or "")[1:] for attributes in page.having("a")} <= set(places)
    labels = {attributes["for"] for attributes in page.having("label")}
    assert labels <= set(places)


def test_the_same_score_gives_the_same_bytes() -> None:
    score = score_run([make_record()])
    assert render_html(score) == render_html(score)


def test_a_passage_stands_once_and_is_referred_to() -> None:
    records = [make_record(KIDNEY.model_copy(update={"id": f"k{at}"})) for at in range(5)]
    html = render_html(score_run(records))
    assert html.count(TEXTS["p2"][1]) == 1
    spans = [attributes["data-spans"] for attributes in Page(html).having("li", "data-spans")]
    assert spans == ["1:0-49"] * 5


@pytest.mark.parametrize("text", ["a\rb", "\r\n\r", "a\nb"])
def test_a_passage_keeps_every_character_so_that_its_spans_stay_right(text: str) -> None:
    score = score_of(case("a")).model_copy(update={"passages": (RunPassage(passage_id="p", source_id="s", text=text),)})
    (found,) = re.findall(r'<div class="text" dir="auto">(.*?)</div>', render_html(score), re.S)
    assert found.replace("&#13;", "\r") == text
    assert "\r" not in found


def test_a_quote_that_is_not_in_its_passage_is_called_so() -> None:
    wrong = cite(1, "p1", 0, 10).model_copy(update={"quote": "Never said"})
    html = render_html(score_run([make_record(answer=make_answer([("A.", (1,))], (wrong,)))]))
    assert "not there word for word" in html
    assert "not there word for word" not in render_html(score_run([make_record()]))


def test_each_figure_shows_value_interval_n_and_why_it_is_unmeasured() -> None:
    measured = Figure(name="a", value=0.5, n=2, low=0.1, high=0.9, method="wilson", unmeasured=1)
    nothing = Figure(name="b", value=None, n=0, unmeasured=3, reason="no page")
    page = Page(render_html(score_of(case("x", failing("a")), figures=(measured, nothing))))
    words = " ".join(page.text.replace("\u00a0", " ").split())
    assert "a 50.0 % 10.0 % to 90.0 % 2 1 1" in words
    assert "not measured: no page" in words
    assert [link["data-measure"] for link in page.having("a", "data-measure")] == ["a"]


def test_cases_stand_worst_first_with_what_the_filter_needs() -> None:
    score = score_of(case("good"), case("bad", failing('a"b')), case("lost", error="away"), case("v", variant="terse"))
    found = Page(render_html(score)).having("details", "data-state")
    assert [one["data-state"] for one in found] == ["errored", "failed", "clean", "clean"]
    assert found[1]["data-failed"] == '["a\\"b"]'
    assert found[3]["data-variant"] == "terse"


def test_variants_have_a_column_each_and_can_be_told_apart() -> None:
    terse = make_record(answer=make_refusal()).model_copy(update={"variant": "terse"})
    page = Page(render_html(score_run([make_record(), terse])))
    words = " ".join(page.text.replace("\u00a0", " ").split())
    assert "By variant Measure as given1 record terse1 record" in words
    assert "f-variant" in {one.get("id") for one in page.having("select")}
    assert [one["data-variant"] for one in page.having("details", "data-state")] == ["terse", "-"]


def test_failures_of_another_variant_are_not_counted_beside_the_figures_of_the_first() -> None:
    terse = make_record(answer=make_refusal()).model_copy(update={"variant": "terse"})
    first, other = (score_run(records) for records in ([make_record(), terse], [terse, make_record()]))
    page = Page(render_html(first))
    assert "the first variant, as given, alone (1 record)" in page.text
    assert page.having("a", "data-measure") == []
    assert {one["data-variant"] for one in Page(render_html(other)).having("a", "data-measure")} == {"terse"}
    for score, failed in ((first, False), (other, True)):
        assert ("### Measures with failures" in render_markdown(score)) == failed


def test_without_its_script_the_page_is_whole_and_offers_no_filter() -> None:
    page = Page(render_html(score_run([make_record()])))
    (form,) = page.having("form")
    assert "hidden" in form
    assert "Clear cell is the most common type of kidney cancer." in page.text


def test_the_script_writes_no_markup() -> None:
    script = (TEMPLATES / "report.js").read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|</", script)


def test_a_comparison_is_shown_only_where_there_is_one() -> None:
    good, bad = score_run([make_record()]), score_run([make_record(answer=make_refusal())])
    with_one = Page(render_html(bad, compare_scores(good, bad)))
    assert "answer → refusal (not covered)" in with_one.text
    assert "unmeasured after, not before: the page holds no statement" in with_one.text
    assert re.search(r"Power: with 1 case no difference of [\w.@]+ would be seen\.", with_one.text)
    assert "comparison" not in {attributes.get("id") for _, attributes in Page(render_html(bad)).elements}
