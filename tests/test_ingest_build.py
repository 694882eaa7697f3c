"""Rules of ingest: only what changed is worked on, one bad file stops nothing, the shelf follows the folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.build import FileReport, IngestReport, ingest
from ingest.sources import SourceFlags
from rag.errors import InputError
from rag.index.encoder import load_encoder
from rag.index.generation import current_id, finished_generations
from rag.settings import Settings
from tests.shelf import (
    METADATA,
    citewell,
    guide,
    ingest_folder,
    ingest_without_encoder,
    opened,
    settings_for,
    write_guides,
)

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("lumaria", "vesperitis", "ostrenia")
FIELDS = "publisher: A Society\npublished: 2025-03-01\nlicence: CC BY 4.0\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of three guides. Paths in it are those of `guides` beside it, so tests work on the folder in place."""
    folder = tmp_path_factory.mktemp("build")
    write_guides(folder / "guides", NAMES)
    ingest_folder(folder / "guides", settings_for(folder / "index"))
    return folder


@pytest.fixture
def guides(made: Path) -> Path:
    """The folder of the guides, as it was when it was ingested."""
    shutil.rmtree(made / "guides")
    return write_guides(made / "guides", NAMES)


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    """Settings of a copy of the index."""
    shutil.copytree(made / "index", tmp_path / "index")
    return settings_for(tmp_path / "index")


def statuses(report: IngestReport) -> dict[str, str]:
    return {Path(file.path).stem: file.status for file in report.files if file.status != "skipped"}


def of(report: IngestReport, stem: str) -> FileReport:
    [file] = [file for file in report.files if Path(file.path).stem == stem]
    return file


def texts(settings: Settings) -> str:
    return "\n".join(passage.text for passage in opened(settings).passages)


# ---------------------------------------------------------------- only what changed


def test_unchanged_folder_embeds_nothing_and_makes_no_generation(settings: Settings, guides: Path) -> None:
    before = finished_generations(settings.index.dir)
    report = ingest_without_encoder(guides, settings)
    assert (report.embedded, set(statuses(report).values())) == (0, {"unchanged"})
    assert finished_generations(settings.index.dir) == before == [report.generation]


def test_touched_but_equal_file_is_unchanged(settings: Settings, guides: Path) -> None:
    (guides / "lumaria.md").touch()
    assert statuses(ingest_without_encoder(guides, settings))["lumaria"] == "unchanged"


def test_changed_paragraph_embeds_only_its_passage(settings: Settings, guides: Path) -> None:
    (guides / "lumaria.md").write_text(guide("lumaria", edition=2))
    report = ingest_folder(guides, settings)
    assert statuses(report) == {"lumaria": "changed", "vesperitis": "unchanged", "ostrenia": "unchanged"}
    assert (report.embedded, report.reused) == (1, report.passages - 1)
    assert "is 20 mg" in texts(settings)
    assert "is 10 mg" not in texts(settings)


def test_ids_of_unchanged_passages_stay(settings: Settings, guides: Path) -> None:
    before = {passage.id for passage in opened(settings).passages}
    (guides / "lumaria.md").write_text(guide("lumaria", edition=2))
    ingest_folder(guides, settings)
    after = {passage.id for passage in opened(settings).passages}
    assert (len(before - after), len(after - before)) == (1, 1)


def test_added_file_embeds_only_its_passages(settings: Settings, guides: Path) -> None:
    write_guides(guides, [*NAMES, "calvosis"])
    report = ingest_folder(guides, settings)
    assert statuses(report)["calvosis"] == "added"
    assert report.embedded == of(report, "calvosis").passages


def test_file_gone_from_the_folder_leaves_the_shelf(settings: Settings, guides: Path) -> None:
    (guides / "vesperitis.md").unlink()
    report = ingest_without_encoder(guides, settings)
    assert statuses(report)["vesperitis"] == "removed"
    assert set(opened(settings).sources) == {"lumaria", "ostrenia"}
    assert "esperitis" not in texts(settings)


def test_emptied_folder_empties_the_shelf_without_an_error(settings: Settings, guides: Path) -> None:
    for name in NAMES:
        (guides / f"{name}.md").unlink()
    report = ingest_without_encoder(guides, settings)
    assert (report.sources, report.passages) == (0, 0)
    assert opened(settings).passages == ()


def test_file_ingested_by_name_does_not_remove_its_neighbours(settings: Settings, guides: Path) -> None:
    (guides / "vesperitis.md").unlink()
    report = ingest([guides / "lumaria.md"], settings.index.dir, settings, lambda: pytest.fail("embedded"))
    assert statuses(report) == {"lumaria": "unchanged"}
    assert set(opened(settings).sources) == set(NAMES)


def test_second_folder_adds_to_the_first(settings: Settings, tmp_path: Path) -> None:
    ingest_folder(write_guides(tmp_path / "more", ["calvosis"]), settings)
    assert set(opened(settings).sources) == {*NAMES, "calvosis"}


def test_changed_metadata_embeds_nothing(settings: Settings, guides: Path) -> None:
    (guides / "sources.toml").write_text(METADATA.replace("A Society", "Another Society"))
    report = ingest_without_encoder(guides, settings)
    assert (set(statuses(report).values()), report.embedded) == ({"changed"}, 0)
    assert {source.publisher for source in opened(settings).sources.values()} == {"Another Society"}


def test_changed_edition_embeds_nothing_and_renames_every_passage(settings: Settings, guides: Path) -> None:
    before = {passage.id for passage in opened(settings).passages}
    (guides / "sources.toml").write_text(METADATA + 'edition = "7"\n')
    assert ingest_without_encoder(guides, settings).embedded == 0
    passages = opened(settings).passages
    assert {passage.edition for passage in passages} == {"7"}
    assert not before & {passage.id for passage in passages}


def test_other_split_settings_read_every_file_again(settings: Settings, guides: Path) -> None:
    shorter = settings.model_copy(update={"split": settings.split.model_copy(update={"target_words": 30})})
    report = ingest([guides], settings.index.dir, shorter, lambda: pytest.fail("embedded"))
    assert set(statuses(report).values()) == {"changed"}


def test_renamed_file_is_taken_under_its_new_name_and_embeds_nothing_when_its_title_stays(
    settings: Settings, guides: Path
) -> None:
    (guides / "lumaria.md").rename(guides / "lumaria-adults.md")
    report = ingest_without_encoder(guides, settings)
    assert statuses(report) | {"lumaria": "removed", "lumaria-adults": "added"} == statuses(report)
    assert set(opened(settings).sources) == {"lumaria-adults", "ostrenia", "vesperitis"}


# ---------------------------------------------------------------- bad files


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "empty"), (b"%PDF-1.4 not text", "wrong_type"), (b"# Only\n\n## Headings\n", "empty")]
)
def test_rejected_change_keeps_the_edition_read_before(
    settings: Settings, guides: Path, content: bytes, reason: str
) -> None:
    (guides / "lumaria.md").write_bytes(content)
    report = ingest_without_encoder(guides, settings)
    rejected = of(report, "lumaria")
    assert (rejected.status, rejected.reason) == ("rejected", reason)
    assert str(rejected.message).endswith("The edition read before stays on the shelf.")
    assert "is 10 mg" in texts(settings)


def test_bad_files_stop_no_good_one(tmp_path: Path) -> None:
    folder = write_guides(tmp_path / "guides", ["lumaria"])
    (folder / "empty.md").write_bytes(b"")
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <<")
    (folder / "future.md").write_text(f"---\n{FIELDS.replace('2025', '2999')}---\n\n{guide('vesperitis')}")
    (folder / "model.docx").write_bytes(b"PK\x03\x04")
    settings = settings_for(tmp_path / "index")
    report = ingest_folder(folder, settings)
    assert {Path(file.path).name: file.status for file in report.files} == {
        **{"sources.toml": "skipped", "lumaria.md": "added", "empty.md": "rejected", "cut.pdf": "rejected"},
        **{"future.md": "rejected", "model.docx": "rejected"},
    }
    assert set(opened(settings).sources) == {"lumaria"}


def test_file_without_licence_is_rejected_with_the_remedy_and_taken_with_the_flag(tmp_path: Path) -> None:
    folder = write_guides(tmp_path / "guides", ["lumaria"])
    (folder / "sources.toml").write_text('[defaults]\npublisher = "A Society"\npublished = 2025\n')
    settings = settings_for(tmp_path / "index")
    report = ingest_without_encoder(folder, settings)
    assert (report.generation, of(report, "lumaria").reason) == (None, "no_licence")
    assert "--licence" in str(of(report, "lumaria").message)
    flags = SourceFlags(licence="CC BY 4.0")
    ingest([folder], settings.index.dir, settings, lambda: load_encoder(settings.index), flags=flags)
    assert opened(settings).sources["lumaria"].licence == "CC BY 4.0"


def test_source_id_taken_by_another_file_is_rejected(settings: Settings, guides: Path) -> None:
    (guides / "zz-copy.md").write_text(f"---\nsource_id: lumaria\n{FIELDS}---\n\n{guide('calvosis')}")
    report = ingest_without_encoder(guides, settings)
    rejected = of(report, "zz-copy")
    assert (rejected.status, rejected.reason) == ("rejected", "bad_metadata")
    assert "lumaria.md" in str(rejected.message)
    assert "alvosis" not in texts(settings)


def test_nothing_to_read_is_an_error_and_leaves_no_generation(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    settings = settings_for(tmp_path / "index")
    for path in (tmp_path / "empty", tmp_path / "absent"):
        with pytest.raises(InputError):
            ingest([path], settings.index.dir, settings, lambda: pytest.fail("embedded"))
    assert current_id(settings.index.dir) is None


@pytest.mark.parametrize("mark", ["\u2028", "\x85"])
def test_title_may_hold_any_white_space(tmp_path: Path, mark: str) -> None:
    folder = write_guides(tmp_path / "guides", ["lumaria"])
    settings = settings_for(tmp_path / "index")
    flags = SourceFlags(title=f"One{mark}line")
    ingest([folder], settings.index.dir, settings, lambda: load_encoder(settings.index), flags=flags)
    assert set(opened(settings).sources) == {"lumaria"}


# ---------------------------------------------------------------- editions


def test_chain_of_editions_is_followed_whatever_the_order_of_the_files(tmp_path: Path) -> None:
    folder = write_guides(tmp_path / "guides", [])
    for name, supersedes, edition in (("b-first", "", 1), ("c-second", "b-first", 2), ("a-third", "c-second", 3)):
        line = f"supersedes: {supersedes}\n" if supersedes else ""
        (folder / f"{name}.md").write_text(
            f'---\nedition: "{edition}"\n{line}{FIELDS}---\n\n{guide("lumaria", edition=edition)}'
        )
    settings = settings_for(tmp_path / "index")
    ingest_folder(folder, settings)
    assert {name: source.superseded_by for name, source in opened(settings).sources.items()} == {
        "b-first": "c-second",
        "c-second": "a-third",
        "a-third": None,
    }
    (folder / "a-third.md").unlink()
    ingest_without_encoder(folder, settings)
    assert opened(settings).sources["c-second"].superseded_by is None


# ---------------------------------------------------------------- command line


def test_command_line_reports_counts_and_the_exit_code_of_rejections(settings: Settings, guides: Path) -> None:
    done = citewell("ingest", guides, "--index", settings.index.dir, cwd=guides)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "files: 3 unchanged, 1 skipped")
    (guides / "lumaria.md").write_bytes(b"")
    done = citewell("ingest", guides, "--index", settings.index.dir, cwd=guides)
    assert done.returncode == 4
    assert "rejected" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["json", "numpy", "rag"])
def test_code_beside_the_guides_is_not_run(settings: Settings, guides: Path, name: str) -> None:
    (guides / f"{name}.py").write_text("raise SystemExit('code of the working folder was run')\n")
    (guides / "lumaria.md").write_text(guide("lumaria", edition=2))
    script = "import sys; from rag.cli.main import main; sys.exit(main(sys.argv[1:]))"  # as the console script does
    done = subprocess.run(
        [sys.executable, "-P", "-c", script, "ingest", str(guides), "--index", str(settings.index.dir)],
        cwd=guides,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


# ---------------------------------------------------------------- editions, licences, names


def write_source(
    folder: Path, name: str, extra: str = "", *, published: str = "2025-01-01", licence: str = "own"
) -> Path:
    folder.mkdir(exist_ok=True)
    fields = f"publisher: P\npublished: {published}\nlicence: {licence}\n{extra}"
    path = folder / f"{name}.md"
    path.write_text(f"---\n{fields}---\n\n# {name}\n\n## Treatment\n\nThe treatment of {name} is rest and warm tea.\n")
    return path


@pytest.mark.parametrize(
    ("supersedes", "published", "said"),
    [
        ("aa", "2025-02-01", "which is not older"),
        ("bbb", "2025-02-01", "not on the shelf"),
        ("bb", "2019-01-01", "which is not older"),
    ],
    ids=["itself", "unknown", "newer"],
)
def test_supersedes_that_cannot_be_meant_is_warned_about_and_has_no_effect(
    tmp_path: Path, supersedes: str, published: str, said: str
) -> None:
    write_source(tmp_path / "texts", "aa", f"supersedes: {supersedes}\n", published=published)
    write_source(tmp_path / "texts", "bb")
    settings = settings_for(tmp_path / "index")
    report = ingest_folder(tmp_path / "texts", settings)
    assert any(said in warning for warning in report.warnings)
    assert all(source.superseded_by is None for source in opened(settings).sources.values())


def test_editions_that_supersede_each_other_never_both_leave_the_shelf(tmp_path: Path) -> None:
    write_source(tmp_path / "texts", "aa", "supersedes: bb\n")
    write_source(tmp_path / "texts", "bb", "supersedes: aa\n")
    settings = settings_for(tmp_path / "index")
    report = ingest_folder(tmp_path / "texts", settings)
    assert any("supersede each other" in warning for warning in report.warnings)
    assert [source.superseded_by for source in opened(settings).sources.values()].count(None) == 1


def test_text_whose_licence_is_withdrawn_leaves_the_shelf(tmp_path: Path) -> None:
    path = write_source(tmp_path / "texts", "aa")
    write_source(tmp_path / "texts", "bb")
    settings = settings_for(tmp_path / "index")
    ingest_folder(tmp_path / "texts", settings)
    path.write_text(path.read_text().replace("licence: own\n", ""))
    report = ingest_folder(tmp_path / "texts", settings)
    assert [(file.reason, "off the shelf" in str(file.message)) for file in report.rejected] == [("no_licence", True)]
    assert set(opened(settings).sources) == {"bb"}


def test_file_name_that_is_no_text_is_rejected_and_the_rest_goes_in(tmp_path: Path) -> None:
    path = write_source(tmp_path / "texts", "aa")
    odd = os.fsencode(tmp_path / "texts") + b"/bad\xff.md"
    Path(os.fsdecode(odd)).write_bytes(path.read_bytes().replace(b"aa", b"cc"))
    report = ingest_folder(tmp_path / "texts", settings_for(tmp_path / "index"))
    assert report.sources == 1
    assert ["rename the file" in str(file.message) for file in report.rejected] == [True]


def test_text_without_an_end_is_cut_between_words(tmp_path: Path) -> None:
    path = write_source(tmp_path / "texts", "aa")
    path.write_text(path.read_text() + "\n" + "word " * 3000 + "\n\n" + "x" * 50_000 + "\n")
    settings = settings_for(tmp_path / "index")
    ingest_folder(tmp_path / "texts", settings)
    assert max(len(passage.text.split()) for passage in opened(settings).passages) <= 2 * settings.split.max_words
