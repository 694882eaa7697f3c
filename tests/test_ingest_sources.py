"""Rules of metadata and of finding files."""

import datetime
from pathlib import Path

import pytest

from ingest.sources import SourceFlags, find_files, resolve_source
from ingest.values import Rejected
from rag.schema import Source

TODAY = datetime.date(2026, 6, 15)
NO_FLAGS = SourceFlags()
COMPLETE = "publisher: A Society\npublished: 2025-03-01\nlicence: CC BY 4.0\n"


def resolve(
    folder: Path, front_matter: str = "", toml: str = "", flags: SourceFlags = NO_FLAGS, name: str = "my-guide.md"
) -> Source:
    if toml:
        (folder / "sources.toml").write_text(toml)
    head = f"---\n{front_matter}---\n\n# Body\n" if front_matter else "# Body\n"
    return resolve_source(folder / name, head, flags=flags, today=TODAY, document_title=None)


def test_fields_are_taken_from_front_matter_before_entry_before_defaults_before_flags(tmp_path: Path) -> None:
    toml = """
    [defaults]
    publisher = "defaults"
    published = 2021
    edition = "defaults"
    licence = "defaults"
    [[source]]
    path = "my-guide.md"
    publisher = "entry"
    edition = "entry"
    [[source]]
    path = "other.md"
    licence = "other"
    """
    flags = SourceFlags(publisher="flag", url="https://example.org/a", topics=("Flag Topic",), published="2020")
    source = resolve(tmp_path, "edition: front\n", toml, flags)
    assert (source.edition, source.publisher, source.published, source.licence) == (
        "front",
        "entry",
        "2021",
        "defaults",
    )
    assert (source.url, source.topics) == ("https://example.org/a", ("flag-topic",))


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        ("license: MIT", "licence", "MIT"),
        ("date: 2024-05-06", "published", "2024-05-06"),
        ("publication_date: 2024-05", "published", "2024-05"),
        ("published: 2024", "published", "2024"),
        ("published: 2024-05-06T10:00:00Z", "published", "2024-05-06"),
        ("version: 3.10", "edition", "3.10"),
        ("topic: Breast Cancer (HER2+)", "topics", ("breast-cancer-her2",)),
        ("topics: [Kidney cancer, kidney_cancer, Lung]", "topics", ("kidney-cancer", "lung")),
        ("supersedes: old-guide", "supersedes", ("old-guide",)),
        ("supersedes: [a, b]", "supersedes", ("a", "b")),
        ("demonstration: yes", "demonstration", True),
        ("kind: Glossary", "kind", "glossary"),
        ("audience: clinician", "audience", "clinician"),
        ("language: de", "language", "de"),
        ("id: Guide 7/2", "source_id", "Guide-7-2"),
        ("source_id: ../../etc", "source_id", "--..-etc"),
        ("title: 'A: B'", "title", "A: B"),
        ("status: draft 2", "extra", {"status": "draft 2"}),
        ("reviewers: [A, B]", "extra", {"reviewers": "A, B"}),
    ],
)
def test_front_matter_field_is_read(tmp_path: Path, line: str, field: str, expected: object) -> None:
    toml = '[defaults]\npublisher = "P"\npublished = 2020-01-02\nlicence = "L"'
    assert getattr(resolve(tmp_path, line + "\n", toml), field) == expected


def test_fallbacks_of_title_edition_and_id(tmp_path: Path) -> None:
    source = resolve(tmp_path, COMPLETE, name="Lung_cancer-guide 2.md")
    assert source.source_id == "Lung_cancer-guide-2"
    assert source.title == "Lung cancer guide 2"
    assert source.edition == source.published == "2025-03-01"
    titled = resolve_source(
        tmp_path / "x.md", f"---\n{COMPLETE}---\n", flags=NO_FLAGS, today=TODAY, document_title="From the file"
    )
    assert titled.title == "From the file"


@pytest.mark.parametrize(
    ("front_matter", "reason", "words"),
    [
        ("title: T\n", "no_licence", ["publisher", "published", "licence", "--publisher", "sources.toml"]),
        ("licence: L\n", "missing_metadata", ["publisher", "published", "--publisher", "--published"]),
        ("publisher: P\nlicence: L\n", "missing_metadata", ["published", "--published"]),
        ("publisher: P\npublished: 2020\n", "no_licence", ["licence", "--licence"]),
        ("publisher: P\npublished: 2020\nlicence: ''\n", "no_licence", ["licence"]),
        ("publisher: P\npublished: 2020\nlicence: null\n", "no_licence", ["licence"]),
        ("publisher: P\npublished: 2020\nlicence: unknown\n", "no_licence", ["licence"]),
        ("publisher: P\npublished: 2020\nlicence: none\n", "no_licence", ["licence"]),
        (COMPLETE.replace("2025-03-01", "2026-06-16"), "bad_metadata", ["2026-06-16", "after today"]),
        (COMPLETE.replace("2025-03-01", "2027"), "bad_metadata", ["2027"]),
        (COMPLETE.replace("2025-03-01", "1899"), "bad_metadata", ["1899"]),
        (COMPLETE.replace("2025-03-01", "2025-02-30"), "bad_metadata", ["2025-02-30"]),
        (COMPLETE.replace("2025-03-01", "May 2025"), "bad_metadata", ["May 2025", "YYYY"]),
        (COMPLETE + "edition: Version 2099\n", "bad_metadata", ["2099"]),
        (COMPLETE + "kind: rumour\n", "bad_metadata", ["rumour", "guideline"]),
        (COMPLETE + "url: javascript:alert(1)\n", "bad_metadata", ["javascript"]),
        (COMPLETE + "demonstration: maybe\n", "bad_metadata", ["maybe"]),
        (COMPLETE + f"title: {'x' * 600}\n", "bad_metadata", ["600"]),
        ("title: T\nfoo: [unclosed\n", "bad_metadata", ["line 3"]),
        ("title: T\n\tfoo: bar\n", "bad_metadata", ["line 3"]),
        ("a: &x [1, 2]\nb: *x\n", "bad_metadata", ["line 3", "aliases"]),
    ],
)
def test_incomplete_or_wrong_metadata_is_refused_with_a_remedy(
    tmp_path: Path, front_matter: str, reason: str, words: list[str]
) -> None:
    with pytest.raises(Rejected) as refusal:
        resolve(tmp_path, front_matter)
    assert refusal.value.reason == reason
    assert [word for word in words if word not in refusal.value.message] == []


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[defaults]\npublisher = \n", ["line 2"]),
        ("[[source]]\ntitle = 'x'\n", ["path"]),
        ("defaults = 3\n", ["[defaults]"]),
    ],
)
def test_broken_sources_file_is_refused(tmp_path: Path, toml: str, words: list[str]) -> None:
    with pytest.raises(Rejected) as refusal:
        resolve(tmp_path, COMPLETE, toml)
    assert refusal.value.reason == "bad_metadata"
    assert [word for word in words if word not in refusal.value.message] == []


def test_front_matter_without_end_is_refused_but_a_rule_across_the_page_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    flags = SourceFlags(publisher="P", published="2020", licence="L")
    with pytest.raises(Rejected, match="no end"):
        resolve_source(path, b"---\ntitle: T\n\nText", flags=flags, today=TODAY)
    for text in (b"---\n\nText\n\n---\nMore", b"---\n", b"----\ntitle: T\n---\n"):
        assert resolve_source(path, text, flags=flags, today=TODAY).title == "A"


def test_html_and_pdf_have_no_front_matter(tmp_path: Path) -> None:
    flags = SourceFlags(publisher="P", published="2020", licence="L")
    source = resolve_source(tmp_path / "a.html", b"---\ntitle: T\n---\n", flags=flags, today=TODAY)
    assert source.title == "A"


def test_invisible_characters_and_line_breaks_leave_the_metadata(tmp_path: Path) -> None:
    source = resolve(tmp_path, COMPLETE + 'title: "A\\u202e\\u200b \\n B\\x1b[31m"\n')
    assert source.title == "A B[31m"


def test_folders_give_their_documents_and_list_what_is_skipped(tmp_path: Path) -> None:
    inside = "b.md a.txt sub/c.html sub/d.docx README.md LICENSE sources.toml x.json .hidden.md .git/e.md img.PNG"
    for name in inside.split():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x")
    outside = tmp_path / "outside.md"
    outside.write_text("x")
    (tmp_path / "in" / "link.md").symlink_to(outside)
    (tmp_path / "in" / "inner-link.md").symlink_to(tmp_path / "in" / "b.md")
    found = find_files([tmp_path / "in", tmp_path / "in" / "b.md", tmp_path / "missing.md"])
    names = [file.path.relative_to(tmp_path / "in").as_posix() for file in found.files]
    assert names == ["a.txt", "b.md", "sub/c.html", "sub/d.docx"]
    assert {path.name for path in found.skipped} == {"README.md", "LICENSE", "sources.toml", "x.json", "img.PNG"}
    assert all(file.root == tmp_path / "in" for file in found.files)
    assert [(r.reason, Path(r.path).name) for r in found.rejections] == [("not_found", "missing.md")]


def test_a_file_that_is_named_is_kept_whatever_its_name(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("x")
    found = find_files([readme, readme])
    assert [(file.path, file.root) for file in found.files] == [(readme, None)]


def test_real_folder_resolves_by_front_matter_and_defaults(shared: Path) -> None:
    found = find_files([shared / "data" / "nci-cancer" / "docs"])
    sources = [resolve_source(f.path, f.path.read_bytes(), flags=NO_FLAGS, today=TODAY) for f in found.files]
    assert len(sources) == 60
    first = sources[0]
    assert first.source_id == "CancerGov_0000001_1"
    assert first.title == "Adult Acute Lymphoblastic Leukemia Treatment"
    assert (first.edition, first.published) == ("MedQuAD archive", "2019")
    assert first.topics == ("adult-acute-lymphoblastic-leukemia",)
    assert first.extra["summary_kind"] == "treatment"
