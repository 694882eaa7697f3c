import pytest
from markdown_it import MarkdownIt

from evals.report_marks import BREAK, html_text, markdown_text

HOSTILE = [
    "</details><script>alert(1)</script>",
    "a | b `code` *bold* _soft_ ~~gone~~ $x$",
    "[link](https://example.org) ![i](x)",
    "# heading",
    "1. list",
    "123456789. list",
    "1) list",
    "+ item",
    "=== === [x]: y",
    "---",
    "-",
    "###### deep",
    "- item",
    "> quote",
    "ask @someone about #12 and GH-7",
    "line\n\n<b>next</b>\u202e",
    "&lt;b&gt; &amp;",
]
LINKS = [("@someone", "@s"), ("#12", "#1"), ("a/b#12", "#1"), ("a@b.c", "@b"), ("http://a.b", "://"), ("GH-7", "GH-")]


def text_of(markdown: str) -> str:
    """What a reader sees of Markdown in which nothing but comments is markup."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(f"- {markdown}")
    inline = [child for token in tokens for child in token.children or ()]
    assert {token.type for token in tokens} <= {
        *("bullet_list_open", "list_item_open", "paragraph_open", "inline"),
        *("paragraph_close", "list_item_close", "bullet_list_close"),
    }
    assert {child.type for child in inline} <= {"text", "text_special", "html_inline"}
    assert {child.content for child in inline if child.type == "html_inline"} <= {BREAK}
    return "".join(child.content for child in inline if child.type != "html_inline")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_data_forms_no_markup_and_reads_as_it_is(text: str) -> None:
    assert text_of(markdown_text(text)) == " ".join(text.replace("\u202e", "‹U+202E›").split())


@pytest.mark.parametrize(("text", "link"), LINKS)
def test_no_mention_reference_or_address_becomes_a_link(text: str, link: str) -> None:
    for made in (markdown_text(text), html_text(text)):
        assert link not in made.replace("\\", "")
        assert made.replace(BREAK, "").replace("\\", "") == text


@pytest.mark.parametrize("text", ["retrieval.hit@10", "-0.047", "+0.3 to -0.1", "50.0 %", "a - b + c", "up to #"])
def test_what_is_read_raw_is_not_marked_where_nothing_needs_it(text: str) -> None:
    assert markdown_text(text).removesuffix(BREAK) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_text_in_a_block_of_html_opens_no_element_and_leaves_no_empty_line(text: str) -> None:
    made = html_text(text)
    assert "\n" not in made
    assert "<" not in made.replace("<br>", "").replace(BREAK, "")


@pytest.mark.parametrize(("text", "made"), [("a\n\nb\n", "a<br><br>b<br>"), ("", ""), (" a ", " a ")])
def test_line_breaks_and_spaces_of_a_block_stay(text: str, made: str) -> None:
    assert html_text(text) == made
