"""The reading process: limits, crashes, swapped files. What goes wrong inside comes out as a rejection."""

import hashlib
import os
import zlib
from pathlib import Path

import pytest

from ingest.readers.worker import ReadingProcess
from ingest.values import ReadResult
from rag.settings import ReadSettings

TEXT = "# Heading\n\nEnough text to be worth an answer to somebody.\n"


def reason(result: ReadResult) -> str | None:
    assert (result.document is None) != (result.rejection is None)
    return result.rejection.reason if result.rejection else None


def bomb(megabytes: int) -> bytes:
    """A PDF whose page content is that many megabytes of spaces when unpacked."""
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(b" " * 1_000_000) for _ in range(megabytes)) + packer.flush()
    head = (
        b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
    )
    page = b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>> endobj\n"
    content = b"4 0 obj <</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream endobj\n" % (len(stream), stream)
    return head + page + content + b"trailer <</Root 1 0 R>>\n%%EOF"


def test_document_comes_back_with_hash_and_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: T\n---\n" + TEXT)
    with ReadingProcess(ReadSettings()) as reading:
        result = reading.read(path, tmp_path)
        again = reading.read(path)
    assert reason(result) is None
    assert result.front_matter == "---\ntitle: T\n---"
    assert result.document is not None
    assert [block.kind for block in result.document.blocks] == ["heading", "paragraph"]
    assert result.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert again == result


def test_what_is_no_readable_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "big.md").write_text(TEXT * 20)
    with ReadingProcess(ReadSettings(max_bytes=500)) as reading:
        found = {name: reason(reading.read(tmp_path / name)) for name in ("missing.md", "pipe.md", ".", "big.md")}
    assert found == {"missing.md": "not_found", "pipe.md": "wrong_type", ".": "wrong_type", "big.md": "too_large"}


def test_link_out_of_the_folder_is_refused_and_link_within_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(TEXT)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.md").write_text(TEXT)
    (folder / "out.md").symlink_to(tmp_path / "secret.md")
    (folder / "in.md").symlink_to("a.md")
    (tmp_path / "alias").symlink_to(folder)
    with ReadingProcess(ReadSettings()) as reading:
        assert reason(reading.read(folder / "out.md", folder)) == "outside_folder"
        assert reason(reading.read(folder / ".." / "secret.md", folder)) == "outside_folder"
        assert reason(reading.read(folder / "in.md", folder)) is None
        assert reason(reading.read(tmp_path / "alias" / "a.md", tmp_path / "alias")) is None
        assert reason(reading.read(folder / "out.md")) is None


def test_file_that_takes_too_long_is_given_up_and_the_next_one_is_read(tmp_path: Path) -> None:
    (tmp_path / "slow.html").write_bytes(b"<p>words <b>and</b> <i>more</i></p>" * 50_000)
    (tmp_path / "good.md").write_text(TEXT)
    with ReadingProcess(ReadSettings(timeout_s=0.5)) as reading:
        assert reason(reading.read(tmp_path / "good.md")) is None
        assert reason(reading.read(tmp_path / "slow.html")) == "timeout"
        assert reason(reading.read(tmp_path / "good.md")) is None


def test_decompression_bomb_is_refused_and_the_next_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "bomb.pdf").write_bytes(bomb(500))
    (tmp_path / "good.md").write_text(TEXT)
    with ReadingProcess(ReadSettings(memory_bytes=400_000_000)) as reading:
        assert reason(reading.read(tmp_path / "bomb.pdf")) in ("too_large", "damaged", "needs_ocr")
        assert reason(reading.read(tmp_path / "good.md")) is None


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\ntrailer <</Root 1 0 R /Prev 9 /Size 2147483647>>\nstartxref\n9\n%%EOF",
        b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 9>> endobj\ntrailer <</Root 1 0 R>>",
        b"<html>" * 20_000,
        b"<p>" + b"<b>" * 5_000 + b"deep",
        b"<table>" * 1_000,
        b"> " * 20_000 + b"deep",
        b"- " * 20_000 + b"deep",
    ],
    ids=["loop-prev", "loop-pages", "html-tags", "html-deep", "html-tables", "quotes-deep", "lists-deep"],
)
def test_loops_and_deep_nesting_end_in_a_result(tmp_path: Path, data: bytes) -> None:
    suffix = {b"%": "pdf", b"<": "html"}.get(data[:1], "md")
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(data)
    with ReadingProcess(ReadSettings(timeout_s=5)) as reading:
        assert reason(reading.read(path)) in (None, "empty", "damaged", "needs_ocr", "timeout")


def test_leaving_ends_the_child_and_reading_in_another_folder_imports_nothing_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('imported from the working folder')")
    (tmp_path / "a.md").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    with ReadingProcess(ReadSettings()) as reading:
        assert reason(reading.read(Path("a.md"))) is None
        assert children() != []
    assert children() == []


def children() -> list[str]:
    """Process ids of the children of this process, ended but not waited for included."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.append(status.parent.name)
    return found


def test_names_are_printed_without_control_characters(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\nb.docx"
    path.write_text("x")
    with ReadingProcess(ReadSettings()) as reading:
        result = reading.read(path)
    assert reason(result) == "unsupported"
    assert result.rejection is not None
    assert result.rejection.path.endswith("a\\x1b[31m\\nb.docx")


def test_every_real_file_gives_a_document_or_a_known_rejection(shared: Path) -> None:
    with ReadingProcess(ReadSettings(timeout_s=10)) as reading:
        results = {path.name: reason(reading.read(path)) for path in sorted((shared / "data" / "files").iterdir())}
    assert {name: found for name, found in results.items() if found} == {
        "images-only.pdf": "needs_ocr",
        "malformed-small.pdf": "needs_ocr",
        "password-protected.pdf": "encrypted",
        "scanned-lorem-ipsum.pdf": "needs_ocr",
        "table-as-image.pdf": "needs_ocr",
        "unreadable-metadata.pdf": "damaged",
    }
