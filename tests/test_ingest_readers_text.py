"""Markdown, plain text, HTML and charsets: what becomes of each construct."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.detect import read_document
from ingest.readers.front_matter import split_front_matter
from ingest.readers.superscript import as_superscript
from ingest.values import Rejected
from rag.schema import Block, Document
from rag.settings import ReadSettings

LIMITS = ReadSettings(min_chars=1)


def read(name: str, text: str | bytes) -> Document:
    return read_document(Path(name), text.encode() if isinstance(text, str) else text, LIMITS)


def short(blocks: tuple[Block, ...]) -> list[str]:
    """Blocks as "kind level: text", the level left out where it is 0, "!" after the kind of a header row."""
    return [f"{b.kind[0]}{b.level or ''}{'!' if b.header_row else ''}: {b.text}" for b in blocks]


MARKDOWN = [
    ("# One\n\n## Two\n\nText", ["h1: One", "h2: Two", "p: Text"]),
    ("One\n===\nText", ["h1: One", "p: Text"]),
    ("two lines\nof text", ["p: two lines\nof text"]),
    (
        "a **bold** and *it* `code` [link](http://x.org 'T') <https://y.org>",
        ["p: a bold and it code link https://y.org"],
    ),
    ('2 * 3 is \\*six\\* &amp; &#916; "quoted" -- (c) ...', ['p: 2 * 3 is *six* & Δ "quoted" -- (c) ...']),
    ("Lead-in:\n- a\n- b", ["p: Lead-in:", "i: a", "i: b"]),
    ("- a\n  - b\n    - c\n- d", ["i: a", "i1: b", "i2: c", "i: d"]),
    ("1. a\n2. b", ["i: a", "i: b"]),
    ("- a\n\n  second\n- b\n\nafter", ["i: a\nsecond", "i: b", "p: after"]),
    ("- a\n  - b\n\n  tail", ["i: a", "i1: b", "i: tail"]),
    ("- # H\n- a", ["h1: H", "i: a"]),
    ("| A | B |\n|---|---|\n| **1** | x<br>y |\n| | |", ["r!: | A | B |", "r: | 1 | x y |"]),
    ("> quoted\n> text", ["p: quoted\ntext"]),
    ("```\ncode  here\n```", ["p: code  here"]),
    ("a<!-- hidden -->b\n\n<!-- block -->\n\nc", ["p: ab", "p: c"]),
    ("10<sup>9</sup>/L, H<sub>2</sub>O, Ca<sup>2+</sup>, 1<sup>st</sup>", ["p: 10⁹/L, H2O, Ca²⁺, 1st"]),
    ("ab\u200bc\u00adde \u202ef\u00a0g\U000e0041", ["p: abcde f g"]),
    ("---\ntitle: T\n---\n# One", ["h1: One"]),
    ("---\n\nabove\n\n---\n\nbelow", ["p: above", "p: below"]),
    ("see [^1] and [1]\n\n[1]: http://x.org", ["p: see [^1] and 1"]),
]


@pytest.mark.parametrize(("source", "expected"), MARKDOWN)
def test_markdown_becomes_blocks(source: str, expected: list[str]) -> None:
    assert short(read("a.md", source).blocks) == expected


@pytest.mark.parametrize(
    ("source", "kept", "warning"),
    [
        ("keep\n\n<div>boxed</div>", ["p: keep"], "raw HTML"),
        ("keep <span style='display:none'>evil **bold**</span> it", ["p: keep  it"], "hidden"),
        ("keep\n\n<div hidden>\n\nevil\n\n</div>\n\nit", ["p: keep", "p: it"], "hidden"),
        ("do ~~not~~ stop", ["p: do  stop"], "struck-out"),
        ("keep ![alt text](x.png)", ["p: keep"], "image"),
        ("keep\u200b", ["p: keep"], "invisible"),
        ("the dоse", ["p: the dоse"], "another alphabet"),
        ("keep <script>evil()</script>", ["p: keep"], "hidden"),
    ],
)
def test_markdown_leaves_out_what_is_not_shown_and_says_so(source: str, kept: list[str], warning: str) -> None:
    document = read("a.md", source)
    assert short(document.blocks) == kept
    assert any(warning in text for text in document.warnings)


def test_markdown_title_is_the_first_main_heading() -> None:
    assert read("a.md", "## Sub\n\n# Main\n\ntext").title == "Main"
    assert read("a.md", "## Sub\n\ntext").title == "Sub"
    assert read("a.md", "text").title is None


TEXT = [
    ("First para\nsecond line.\n\nNext para.", ["p: First para\nsecond line.", "p: Next para."]),
    ("A heading\n\nText follows here.", ["h2: A heading", "p: Text follows here."]),
    ("Title\n=====\nText.\n\nSub\n---\nMore.", ["h1: Title", "p: Text.", "h2: Sub", "p: More."]),
    ("SUMMARY OF CARE\nText follows.", ["h1: SUMMARY OF CARE", "p: Text follows."]),
    (
        "Lead:\n- a\n  more a\n- b\n    - c\n1. d\n(2) e\n• f",
        ["p: Lead:", "i: a\nmore a", "i: b", "i2: c", "i: d", "i: e", "i: f"],
    ),
    ("Done.\n\n12.5 mg daily is usual.", ["p: Done.", "p: 12.5 mg daily is usual."]),
    ("---\ntitle: T\n---\nText body here.", ["p: Text body here."]),
]


@pytest.mark.parametrize(("source", "expected"), TEXT)
def test_plain_text_becomes_blocks(source: str, expected: list[str]) -> None:
    assert short(read("a.txt", source).blocks) == expected


def test_form_feeds_count_pages() -> None:
    blocks = read("a.txt", "One text.\n\fTwo text.\n\f").blocks
    assert [(b.text, b.page) for b in blocks] == [("One text.", 1), ("Two text.", 2)]
    assert read("a.txt", "One text.").blocks[0].page is None


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("ﬁle µg".encode(), "ﬁle µg"),
        ("µg".encode("utf-8-sig"), "µg"),
        ("µg".encode("utf-16"), "µg"),
        (b"\xfe\xff" + "µg".encode("utf-16-be"), "µg"),
        (b"caf\xe9 \x80 5", "café € 5"),
        ("µg ".encode() + b"caf\xe9 \x93x\x94", "µg café “x”"),
        (b"one\r\ntwo\rthree", "one\ntwo\nthree"),
        (b"a\xed\xa0\x80b", "aí\xa0€b".replace("\xa0", " ")),
    ],
)
def test_charsets_are_told_apart(data: bytes, expected: str) -> None:
    assert read("a.txt", data).blocks[0].text == expected


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


HTML = [
    ("<h1>A <em>b</em></h1><p>x\n y<br>z</p>", ["h1: A b", "p: x y\nz"]),
    ("<ul><li>a<ul><li>b</li></ul>c</li><li><p>d</p><p>e</p></li></ul>f", ["i: a", "i1: b", "i: c", "i: d\ne", "p: f"]),
    ("<dl><dt>HER2</dt><dd>A protein.</dd></dl><p>x</p>", ["i: HER2\nA protein.", "p: x"]),
    (
        "<table><caption>C</caption><tr><th>S</th><th>D</th></tr><tr><td rowspan=2>I</td><td>a<br>b</td></tr>"
        "<tr><td>c</td></tr><tr><td colspan=2>n</td></tr></table>",
        ["p: C", "r!: | S | D |", "r: | I | a b |", "r: | I | c |", "r: | n |  |"],
    ),
    ("<table><tr><td><h2>Layout</h2><p>text</p></td></tr></table>", ["h2: Layout", "p: text"]),
    ("<div>one</div>two<div>three</div>", ["p: one", "p: two", "p: three"]),
    ("10<sup>9</sup>/L x<sup>[1]</sup><sup><a href='#n'>2</a></sup>", ["p: 10⁹/L x"]),
    (
        "<header>Site</header><nav>menu</nav><main><header><h1>T</h1></header><p>text</p></main><footer>f</footer>",
        ["h1: T", "p: text"],
    ),
    ("<p>a &lt;script&gt; &amp; b&nbsp;c</p>", ["p: a <script> & b c"]),
    (
        "<p>text</p><script>x</script><style>p{}</style><noscript>n</noscript><!-- c --><template>t</template>",
        ["p: text"],
    ),
    (
        "<h2>H<span class='mw-editsection'>[edit]</span></h2><div class=toc>t</div><p class=protocol>kept</p>",
        ["h2: H", "p: kept"],
    ),
    ("<form><label>Name</label><input value=x><button>Go</button><p>in form</p></form>", ["p: Name", "p: in form"]),
    ("<table bgcolor='#008'><tr><td style='color:#fff'>light on dark</td></tr></table>", ["p: light on dark"]),
    ("<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><p>a &x; b</p>", ["p: a &x; b"]),
]


@pytest.mark.parametrize(("body", "expected"), HTML)
def test_html_becomes_blocks(body: str, expected: list[str]) -> None:
    assert [line for line in short(read("a.html", page(body)).blocks) if line != "p: ]>"] == expected


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>evil</p>",
        "<p aria-hidden=true>evil</p>",
        "<p style='display: none'>evil</p>",
        "<p style='visibility:hidden'>evil</p>",
        "<p style='font-size:1px'>evil</p>",
        "<p style='font-size: 0'>evil</p>",
        "<p style='opacity:0'>evil</p>",
        "<p style='color:#FFFFFF'>evil</p>",
        "<p style='background:#eee;color:#eee'>evil</p>",
        "<p style='position:absolute;left:-9999px'>evil</p>",
        "<p style='height:0;overflow:hidden'>evil</p>",
        "<p class=x1>evil</p>",
        "<p id=x2>evil</p>",
    ],
)
def test_hidden_html_is_dropped_with_a_warning(hidden: str) -> None:
    head = "<style>.x1, #x2 {display:none} @media print {.seen {display:none}}</style>"
    document = read("a.html", page(f"<p class=seen>seen</p>{hidden}", head))
    assert short(document.blocks) == ["p: seen"]
    assert "hidden text left out" in document.warnings


def test_struck_out_html_is_dropped_with_a_warning() -> None:
    document = read("a.html", page("<p>do <del>not</del> stop</p>"))
    assert short(document.blocks) == ["p: do stop"]
    assert "struck-out text left out" in document.warnings


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Site - T</title>", "<h1>T</h1>", "T"),
        ("<title>Site T</title>", "<h1>A</h1><h1>B</h1>", "Site T"),
        ("<title>Site T</title>", "<p>x</p>", "Site T"),
        ("", "<p>x</p>", None),
    ],
)
def test_html_title(head: str, body: str, title: str | None) -> None:
    assert read("a.html", page(body + "<p>words</p>", head)).title == title


def test_html_declared_charset_is_used_unless_it_is_wrong() -> None:
    meta = b"<meta charset='%s'><p>caf\xe9 \xa4</p>"
    assert read("a.html", meta % b"iso-8859-15").blocks[0].text == "café €"
    assert read("a.html", meta % b"utf-8").blocks[0].text == "café ¤"
    assert read("a.html", meta % b"unicode_escape").blocks[0].text == "café ¤"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", b"PK\x03\x04", "unsupported"),
        ("a", b"text", "unsupported"),
        ("a.md", b"", "empty"),
        ("a.txt", b" \r\n\t ", "empty"),
        ("a.html", b"<html><body><script>words words</script></body></html>", "empty"),
        ("a.md", b"---\ntitle: only metadata\n---\n", "empty"),
        ("a.txt", b"- * . ...", "empty"),
        ("a.pdf", b"just text", "wrong_type"),
        ("a.txt", b"%PDF-1.7 ...", "wrong_type"),
        ("a.md", b"\n<!DOCTYPE html><p>x", "wrong_type"),
        ("a.md", b"text\x00text", "wrong_type"),
        ("a.txt", bytes(range(1, 30)) * 20, "wrong_type"),
        ("a.html", b"PK\x03\x04\x00\x00", "wrong_type"),
        ("a.pdf", b"%PDF-1.7\nnothing else", "damaged"),
    ],
)
def test_file_that_cannot_be_used_is_refused(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(Rejected) as refusal:
        read(name, data)
    assert refusal.value.reason == reason


def test_limits_on_bytes_text_and_letters() -> None:
    for limits, reason in [
        (ReadSettings(max_bytes=10), "too_large"),
        (ReadSettings(max_text_chars=20, min_chars=1), "too_large"),
        (ReadSettings(min_chars=40), "empty"),
    ]:
        with pytest.raises(Rejected) as refusal:
            read_document(Path("a.md"), b"words and more words here", limits)
        assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("text", "expected"), [("9", "⁹"), ("-3", "⁻³"), ("2+", "²⁺"), ("n", "ⁿ"), ("th", "th"), ("1,2", "1,2"), ("", "")]
)
def test_superscripts(text: str, expected: str) -> None:
    assert as_superscript(text) == expected


SEEDS = [
    (
        "a.md",
        b"---\ntitle: T\n---\n# H\n\n- a\n  - b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<div hidden>x</div> ~~y~~ &amp;",
    ),
    ("a.txt", b"T\n===\n\n- a\n  b\n\nCAPS\ntext \f page"),
    (
        "a.html",
        page("<table><tr><td rowspan=3>1<td>2</table><ul><li>a<ol><li>b</ul><p style='x'>&nbsp;<sup>2</sup>").encode(),
    ),
]


@pytest.mark.parametrize(("name", "seed"), SEEDS)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_mutated_text_files_give_a_document_or_a_refusal(name: str, seed: bytes, data: st.DataObject) -> None:
    mutated = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(mutated)))
        mutated[at : at + data.draw(st.integers(0, 5))] = data.draw(
            st.binary(max_size=6) | st.sampled_from([b"<", b"---\n", b"|", b"\xff"])
        )
    try:
        document = read(name, bytes(mutated))
    except Rejected:
        return
    assert all(block.text.strip() == block.text != "" for block in document.blocks)


@given(st.text())
def test_splitting_front_matter_loses_nothing_of_the_body(text: str) -> None:
    try:
        split = split_front_matter(text)
    except Rejected:
        return
    assert text.startswith(split.front_matter)
    assert text.endswith(split.body)
    assert len(split.front_matter) + len(split.body) >= len(text) - 1


@pytest.mark.parametrize(
    ("name", "phrases", "absent"),
    [
        (
            "wikipedia-page.html",
            ["is observed annually on February 15"],
            ["[edit]", "Jump to content", "Main menu", "[1]"],
        ),
        ("cp1252-encoding.html", ["Die schöne Frau", "15,50 €", "comió paella"], []),
        ("utf16-encoding.html", ["Chemical composition", "| C | Si | Mn | P | S | Cr | Mo |", "日本語"], []),
    ],
)
def test_real_html_files_read_as_shown(shared: Path, name: str, phrases: list[str], absent: list[str]) -> None:
    document = read_document(Path(name), (shared / "data" / "files" / name).read_bytes(), ReadSettings())
    text = "\n".join(block.text for block in document.blocks)
    assert [phrase for phrase in phrases if phrase not in text] == []
    assert [phrase for phrase in absent if phrase in text] == []


def test_real_tiny_page_is_read_without_its_header_and_footer(shared: Path) -> None:
    path = shared / "data" / "files" / "header-footer.html"
    document = read_document(path, path.read_bytes(), ReadSettings())
    assert [block.text for block in document.blocks] == ["My First Heading", "My first paragraph."]


def test_real_markdown_text_is_verbatim(shared: Path) -> None:
    for path in sorted((shared / "data" / "nci-cancer" / "docs").glob("*.md")):
        source = path.read_text("utf-8")
        document = read_document(path, source.encode(), ReadSettings())
        missing = [line for b in document.blocks for line in b.text.split("\n") if line not in source]
        assert missing == []
