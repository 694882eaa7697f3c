import json

from evals.measures.medical.shown import first_words, marks, parsed, passages_of, plain_markdown, shown, with_quotes
from rag.schema import Locator
from tests.test_evals_example import cite, make_answer, make_record


def test_page_is_rendered_in_every_form_from_the_record_alone() -> None:
    page = shown(make_record())
    assert page.fault is None
    assert "<h1>" in page.html
    assert page.markdown.startswith("# ")
    assert json.loads(page.json_text)["schema"] == "citewell/answer/1"
    assert json.loads(page.jsonld)["@type"] == "MedicalWebPage"


def test_page_that_must_not_be_shown_says_why_and_is_still_json() -> None:
    page = shown(make_record(answer=make_answer([("Uncited.", ())])))
    assert page.fault is not None
    assert "no citation" in page.fault
    assert (page.html, page.markdown) == ("", "")
    assert json.loads(page.json_text)["kind"] == "answer"


def test_passages_have_the_title_of_their_source_and_the_headings_of_their_citation() -> None:
    (passage,) = passages_of(make_record()).values()
    assert (passage.id, passage.title, passage.edition) == ("p1", "kidney-cancer", "2026")
    assert passage.locator == Locator(headings=("Types",))


def test_only_sound_quotes_go_with_a_statement() -> None:
    wrong = cite(2, "p1", 0, 10).model_copy(update={"quote": "Clear Cell"})
    record = make_record(answer=make_answer([("A.", (1, 2, 9))], [cite(1, "p1", 0, 49), wrong]))
    ((_, draft),) = with_quotes(record)
    assert [quote.end for quote in draft.quotes] == [49]


def test_statement_begins_as_it_stands_on_a_page() -> None:
    assert first_words("Signs  are:\n- Pain\n- Fever") == "Signs are:"
    assert first_words("| Stage | What the stage means |\n| --- | --- |\n| I | small |") == "What the stage means"


def test_marks_are_the_text_in_order_and_what_machines_read() -> None:
    html = (
        '<html><head><title>No</title><meta name="robots" content="noindex"><style>p {}</style>'
        '<script type="application/ld+json">{"a": 1}</script></head><body><h1>One</h1>\n<p>two  <b>three</b></p></body>'
    )
    found = marks(html)
    assert found.text == "One two three"
    assert found.metas == {"robots": "noindex"}
    assert found.jsonld == '{"a": 1}'


def test_markdown_is_read_without_its_escapes_and_broken_json_is_empty() -> None:
    assert plain_markdown("1\\. \\*HER2\\*\n\nis") == "1. *HER2* is"
    assert parsed('{"a": 1}') == {"a": 1}
    assert parsed("{") == parsed("[1]") == {}
