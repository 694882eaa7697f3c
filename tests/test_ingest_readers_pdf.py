"""PDF: pages, reading order, paragraphs, headings, furniture, hidden text, refusals. Small files are written here."""

import random
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.detect import read_document
from ingest.values import Rejected
from rag.schema import Document
from rag.settings import ReadSettings

LIMITS = ReadSettings(min_chars=1, min_chars_per_page=0)
BODY = 10.0


@dataclass(frozen=True)
class Put:
    """Text at a place of a page of 600 by 800 points, from the bottom left corner; `extra` is set before it."""

    x: float
    y: float
    text: str
    size: float = BODY
    font: str = "F1"
    extra: str = ""


def pdf(*pages: list[Put], compress: bool = False) -> bytes:
    """A PDF with a correct cross-reference table; F1 is Helvetica, F2 bold."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", font("Helvetica"), font("Helvetica-Bold")]
    numbers = []
    for page in pages:
        stream = "\n".join(draw(put) for put in page).encode("cp1252")
        body = zlib.compress(stream) if compress else stream
        filters = "/Filter /FlateDecode " if compress else ""
        objects.append(f"<< {filters}/Length {len(body)} >>\nstream\n{body.decode('latin-1')}\nendstream")
        resources = "/MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {resources} /Contents {len(objects)} 0 R >>")
        numbers.append(len(objects))
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>"
    return assemble(objects)


def font(name: str) -> str:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"


def draw(put: Put) -> str:
    text = put.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"q {put.extra} BT /{put.font} {put.size} Tf {put.x} {put.y} Td ({text}) Tj ET Q"


def assemble(objects: list[str]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def column(x: float, y: float, lines: list[str], size: float = BODY) -> list[Put]:
    return [Put(x, y - i * size * 1.2, line, size) for i, line in enumerate(lines)]


def read(data: bytes, limits: ReadSettings = LIMITS) -> Document:
    return read_document(Path("a.pdf"), data, limits)


def texts(data: bytes) -> list[str]:
    return [block.text for block in read(data).blocks]


def test_lines_become_paragraphs_at_gaps_indents_and_short_last_lines() -> None:
    lines = ["The first line of this paragraph is as long as any,", "and so it goes on to a last line that ends here."]
    page = column(50, 600, lines) + column(50, 560, [lines[0], "but this one is short."]) + column(50, 536, lines)
    page += column(62, 512, ["An indented line begins one more paragraph, and"]) + column(50, 500, [lines[1]])
    assert texts(pdf(page)) == [
        " ".join(lines),
        f"{lines[0]} but this one is short.",
        " ".join(lines),
        f"An indented line begins one more paragraph, and {lines[1]}",
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["People need infor-", "mation about this."], "People need information about this."),
        (["This is well-", "known to many."], "This is well-known to many."),
        (
            ["Use evidence-based care and evidence-", "based choices."],
            "Use evidence-based care and evidence-based choices.",
        ),
        (["In the years 2018–", "2020 it rose."], "In the years 2018–2020 it rose."),
        (["One thing -", "another thing."], "One thing - another thing."),
    ],
)
def test_words_parted_at_line_ends_are_mended(lines: list[str], expected: str) -> None:
    assert texts(pdf(column(50, 600, lines))) == [expected]


@pytest.mark.parametrize("row_wise", [False, True])
def test_columns_are_read_one_after_the_other_however_the_file_orders_them(row_wise: bool) -> None:
    left = [f"left line {n} has several words to read in it" for n in range(1, 7)]
    right = [f"right line {n} has several words to read in it" for n in range(1, 7)]
    puts = [
        (Put(50, 600 - 12 * i, a), Put(320, 600 - 12 * i, b)) for i, (a, b) in enumerate(zip(left, right, strict=True))
    ]
    page = [put for pair in puts for put in pair] if row_wise else [pair[i] for i in (0, 1) for pair in puts]
    title = Put(60, 700, "A title over both of the columns", 20)
    read_texts = texts(pdf([*page, title]))
    assert read_texts[0] == "A title over both of the columns"
    assert " ".join(read_texts[1:]) == " ".join(left + right)


def test_page_numbers_count_from_one_and_a_sentence_stays_with_its_first_page() -> None:
    first = column(
        50,
        600,
        [
            "This paragraph runs over the page, and its last sentence",
            "begins on the first one of these, the first of the two",
        ],
    )
    second = column(50, 600, ["pages and ends on the next one. This one is new."])
    assert [(b.text[-20:], b.page) for b in read(pdf(first, second)).blocks] == [
        ("nds on the next one.", 1),
        ("This one is new.", 2),
    ]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    def page(n: int) -> list[Put]:
        furniture = [Put(50, 770, f"Guideline on sleep, chapter {n}"), Put(300, 20, f"Page {n} of 4")]
        return furniture + column(50, 600, [f"The body of page {'abcd'[n - 1]} holds some words of its own."])

    assert texts(pdf(*map(page, (1, 2, 3, 4)))) == [
        f"The body of page {c} holds some words of its own." for c in "abcd"
    ]


def test_a_file_of_the_same_text_on_every_page_is_kept() -> None:
    assert len(texts(pdf(*[[Put(50, 770, "The same words again")]] * 4))) == 4


def test_headings_come_from_size_and_bold_with_levels_by_rank() -> None:
    body = ["Body text that is long enough to be the most of it.", "It goes on here, and it ends with a full stop."]
    page = [Put(50, 720, "Main title", 22), Put(50, 680, "Chapter", 15), *column(50, 650, body)]
    page += [Put(50, 600, "Bold heading", font="F2"), *column(50, 580, body)]
    document = read(pdf(page))
    assert document.title == "Main title"
    assert [(b.text, b.level) for b in document.blocks if b.kind == "heading"] == [
        ("Main title", 1),
        ("Chapter", 2),
        ("Bold heading", 3),
    ]


def test_bullets_and_numbers_become_items_with_depth() -> None:
    page = [
        Put(50, 600, "Do these things:"),
        Put(50, 588, "\x95"),
        Put(70, 588, "first thing to do, which"),
        Put(70, 576, "takes two lines"),
        Put(70, 564, "- a part of it"),
        Put(50, 552, "\x95 second thing"),
    ]
    page = [Put(p.x, p.y, p.text.replace("\x95", "•")) for p in page]
    assert [(b.kind, b.level, b.text) for b in read(pdf(page)).blocks] == [
        ("paragraph", 0, "Do these things:"),
        ("item", 0, "first thing to do, which takes two lines"),
        ("item", 1, "a part of it"),
        ("item", 0, "second thing"),
    ]


def test_table_rows_keep_their_cells_together() -> None:
    rows = [["Drug", "Dose", "Days"], ["Alpha", "10 mg", "5"], ["Beta", "20 mg", "7"], ["Gamma", "5 mg", "3"]]
    page = [Put(50 + 150 * c, 600 - 14 * r, cell) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    blocks = read(pdf(page)).blocks
    assert [(b.kind, b.text) for b in blocks] == [("row", "| " + " | ".join(row) + " |") for row in rows]
    assert [b.header_row for b in blocks] == [True, False, False, False]


def test_raised_digits_are_not_read_as_part_of_the_number() -> None:
    page = [Put(50, 600, "Counts of 10"), Put(108.5, 604, "9", 6), Put(112, 600, "/L are usual in adults.")]
    assert "10⁹" in texts(pdf(page))[0]
    assert "109" not in texts(pdf(page))[0]


@pytest.mark.parametrize(
    "hidden",
    [
        Put(50, 500, "evil words", extra="1 1 1 rg"),
        Put(50, 500, "evil words", size=1),
        Put(50, 500, "evil words", extra="3 Tr"),
        Put(900, 500, "evil words"),
    ],
)
def test_hidden_text_is_dropped_with_a_warning(hidden: Put) -> None:
    document = read(pdf([Put(50, 600, "Words that can be seen."), hidden]))
    assert [b.text for b in document.blocks] == ["Words that can be seen."]
    assert "hidden text left out" in document.warnings


def test_white_text_on_a_dark_area_is_kept() -> None:
    white = Put(50, 500, "White on blue.", extra="0 0 0.5 rg 40 490 300 30 re f 1 1 1 rg")
    assert "White on blue." in texts(pdf([Put(50, 600, "Words that can be seen."), white]))


def test_invisible_text_is_kept_where_all_is_invisible_as_in_a_scan_with_a_text_layer() -> None:
    assert texts(pdf([Put(50, 600, "Recognised words.", extra="3 Tr")])) == ["Recognised words."]


def test_pages_without_text_are_named() -> None:
    document = read(pdf([Put(50, 600, "Words here, and enough of them.")], [], [Put(50, 600, "And some more.")], []))
    assert any("2, 4" in warning for warning in document.warnings)


@pytest.mark.parametrize(
    ("data", "limits", "reason"),
    [
        (pdf([]), ReadSettings(), "empty"),
        (pdf([Put(50, 600, "Nine words.")], [], []), ReadSettings(min_chars=5), "needs_ocr"),
        (pdf(), LIMITS, "damaged"),
        (pdf([Put(50, 600, "x")])[:40], LIMITS, "damaged"),
        (pdf([Put(50, 600, "words")], [], []), LIMITS.model_copy(update={"max_pages": 2}), "too_large"),
        (pdf([Put(50, 600, "many words " * 9)]), LIMITS.model_copy(update={"max_text_chars": 20}), "too_large"),
    ],
)
def test_pdf_that_cannot_be_used_is_refused(data: bytes, limits: ReadSettings, reason: str) -> None:
    with pytest.raises(Rejected) as refusal:
        read(data, limits)
    assert refusal.value.reason == reason


SEED = pdf([Put(50, 700, "Title", 20), *column(50, 600, ["Some text to read here.", "- item"])], [Put(50, 600, "Two.")])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_mutated_pdf_gives_a_document_or_a_refusal(data: st.DataObject) -> None:
    mutated = bytearray(SEED)
    for _ in range(data.draw(st.integers(1, 10))):
        at = data.draw(st.integers(8, len(mutated) - 1))
        mutated[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=5))
    try:
        read(bytes(mutated))
    except Rejected:
        return


REAL = [
    # file, page, text that stands on it without a break
    (
        "federal-register-3col.pdf",
        1,
        "The FAA proposes to supersede Airworthiness Directive (AD) 2018–23–51, which applies to",
    ),
    ("federal-register-3col.pdf", 1, "unsafe condition on these products. DATES:"),
    (
        "federal-register-3col.pdf",
        2,
        "These effects include stall warning activation, airspeed disagree alert, and altitude disagree alert",
    ),
    ("federal-register-3col.pdf", 3, "The FAA proposes mandating the following changes to the 737 MAX type design"),
    (
        "two-column-article.pdf",
        1,
        "it is not a trivial combination of the data which was fed into the machine learning system.",
    ),
    (
        "two-column-article.pdf",
        2,
        "The gradient descent algorithm which optimizes most of the parameters in neural networks is well-understood.",
    ),
    ("latex-multicolumn.pdf", 1, "Nam arcu libero, nonummy eget, consectetuer id, vulputate a, magna."),
    ("latex-multicolumn.pdf", 1, "Donec nonummy pellentesque ante. Phasellus adipiscing semper elit."),
    ("latex-multicolumn.pdf", 3, "| Belgium | 11.5 | 30,689 | Brussels | Dutch, French, German |"),
    (
        "gao-broken-structure.pdf",
        1,
        "malicious actors are becoming more capable of carrying out cyberattacks, threatening the continuity",
    ),
    ("google-doc.pdf", 1, "| Capital | Jakarta | Berlin | Vienna | Paris | Vatican City |"),
    ("background-checks-wide-table.pdf", 1, "| Hawaii | 1,248 |"),
    ("senate-expenditures-table.pdf", 1, "| SMITH, ALVARO R | LEGISLATIVE CORRESPONDENT | 21,000.00 |"),
    ("scotus-line-numbers.pdf", 1, "argument before the Supreme Court of the United States at 1:01 p.m."),
    ("outline-headings.pdf", 4, "8 Bar"),
    ("four-pages.pdf", 2, "There is no need for special content"),
    ("four-pages.pdf", 4, "There is no need for special content"),
    ("form.pdf", 1, "Example for a Form"),
    ("arabic-rotated.pdf", 4, "habibi"),
]


@pytest.mark.parametrize("name", sorted({name for name, _, _ in REAL}))
def test_real_pdf_reads_with_its_pages(shared: Path, name: str) -> None:
    document = read_document(Path(name), (shared / "data" / "files" / name).read_bytes(), ReadSettings())
    for page, phrase in [(page, phrase) for real, page, phrase in REAL if real == name]:
        assert phrase in " ".join(block.text for block in document.blocks if block.page == page)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("images-only.pdf", "needs_ocr"),
        ("scanned-lorem-ipsum.pdf", "needs_ocr"),
        ("table-as-image.pdf", "needs_ocr"),
        ("malformed-small.pdf", "needs_ocr"),
        ("password-protected.pdf", "encrypted"),
        ("unreadable-metadata.pdf", "damaged"),
    ],
)
def test_real_pdf_without_usable_text_is_refused(shared: Path, name: str, reason: str) -> None:
    with pytest.raises(Rejected) as refusal:
        read_document(Path(name), (shared / "data" / "files" / name).read_bytes(), ReadSettings())
    assert refusal.value.reason == reason


def test_real_pdf_cut_anywhere_gives_a_document_or_a_refusal(shared: Path) -> None:
    data = (shared / "data" / "files" / "latex-multicolumn.pdf").read_bytes()
    dice = random.Random(7)
    for _ in range(20):
        try:
            read(data[: dice.randrange(5, len(data))])
        except Rejected:
            continue
