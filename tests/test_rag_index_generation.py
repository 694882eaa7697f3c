"""Rules of generations on disk: whole, locked, switched at once; damage is named, with what to do about it."""

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.rebuild import rebuild
from rag.errors import CitewellError, IndexDamaged, IndexLocked, IndexMismatch, IndexMissing
from rag.index.audit import audit, roll_back
from rag.index.encoder import Encoder, load_encoder
from rag.index.generation import current_id, finished_generations, read_contents, write_atomically, writing
from rag.retrieve import search
from rag.settings import Settings
from tests.shelf import citewell, guide, ingest_folder, opened, rows, settings_for, write_guides

NAMES = ("lumaria", "vesperitis", "ostrenia")
QUERY = "usual dose of bexatine for vesperitis"
OWN = ("manifest.json", "sources.json", "passages.jsonl", "vectors.npy")
LEXICAL = tuple(f"lexical/{name}.csc.index.npy" for name in ("data", "indices", "indptr"))
LEXICAL_JSON = ("lexical/params.index.json", "lexical/vocab.index.json")
SMALL_DISK = 'mount -t tmpfs -o size=8k tmpfs "$0" && exec "$@"'
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with guides/ and an index of two generations of them, the second in force."""
    folder = tmp_path_factory.mktemp("generation")
    write_guides(folder / "guides", NAMES)
    ingest_folder(folder / "guides", settings_for(folder / "index"))
    write_guides(folder / "guides", NAMES, edition=2)
    ingest_folder(folder / "guides", settings_for(folder / "index"))
    return folder


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    """Settings of a copy of the index that a test may spoil."""
    shutil.copytree(made / "index", tmp_path / "index")
    return settings_for(tmp_path / "index")


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(settings_for(Path()).index)


def found(settings: Settings, encoder: Encoder) -> list[tuple[str, str, float]]:
    return rows(search(QUERY, opened(settings), encoder, settings.retrieve))


def in_force(settings: Settings) -> Path:
    name = current_id(settings.index.dir)
    assert name is not None
    return settings.index.dir / name


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def delete(path: Path) -> None:
    path.unlink()


def flip(path: Path, *, seed: int = 1) -> None:
    data = bytearray(path.read_bytes())
    at = random.Random(seed).randrange(len(data))
    data[at] ^= 1 << random.Random(seed).randrange(8)
    path.write_bytes(data)


# ---------------------------------------------------------------- damage


@pytest.mark.parametrize("damage", [cut, empty, delete])
@pytest.mark.parametrize("name", [*OWN, *LEXICAL, *LEXICAL_JSON])
def test_cut_emptied_or_deleted_file_is_named_with_the_remedy(
    settings: Settings, encoder: Encoder, name: str, damage: Callable[[Path], None]
) -> None:
    damage(in_force(settings) / name)
    with pytest.raises(IndexDamaged, match="run: citewell index rebuild"):
        found(settings, encoder)


@pytest.mark.parametrize("name", [*OWN[1:], *LEXICAL, *LEXICAL_JSON])
def test_no_flipped_bit_goes_unnoticed(settings: Settings, encoder: Encoder, name: str) -> None:
    path = in_force(settings) / name
    whole = path.read_bytes()
    for seed in range(8):
        path.write_bytes(whole)
        flip(path, seed=seed)
        with pytest.raises(IndexDamaged, match="run: citewell index rebuild"):
            found(settings, encoder)


def test_flipped_bit_in_the_manifest_is_an_error_of_ours_or_changes_no_result(
    settings: Settings, encoder: Encoder
) -> None:
    path = in_force(settings) / "manifest.json"
    whole, sound = path.read_bytes(), found(settings, encoder)
    errors = 0
    for seed in range(60):
        path.write_bytes(whole)
        flip(path, seed=seed)
        try:
            assert found(settings, encoder) == sound
        except CitewellError:
            errors += 1
    assert errors > 30


@pytest.mark.parametrize("damage", [cut, empty, delete, flip])
@pytest.mark.parametrize("name", ["vectors.npy", LEXICAL[0]])
def test_rebuild_recovers_what_can_be_made_again(
    settings: Settings, encoder: Encoder, name: str, damage: Callable[[Path], None]
) -> None:
    sound, spoilt = found(settings, encoder), in_force(settings)
    damage(spoilt / name)
    report = rebuild(settings.index.dir, settings, lambda: encoder)
    assert report.origin == spoilt.name
    assert report.embedded == (report.passages if name == "vectors.npy" else 0)
    assert found(settings, encoder)[0][:2] == sound[0][:2]
    assert audit(settings.index.dir, settings.index).passed


@pytest.mark.parametrize("name", OWN[:3])
def test_rebuild_of_spoilt_text_goes_back_to_the_newest_sound_generation(
    settings: Settings, encoder: Encoder, name: str
) -> None:
    older = finished_generations(settings.index.dir)[0]
    empty(in_force(settings) / name)
    assert rebuild(settings.index.dir, settings, lambda: encoder).origin == older
    assert any("10 mg" in text or "11 mg" in text for _, text, _ in found(settings, encoder))


def test_rebuild_without_any_sound_text_says_so(settings: Settings, encoder: Encoder) -> None:
    for name in finished_generations(settings.index.dir):
        cut(settings.index.dir / name / "passages.jsonl")
    with pytest.raises(IndexDamaged, match="ingest the files into a new folder"):
        rebuild(settings.index.dir, settings, lambda: encoder)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"gen-never-made\n", b"../../etc\n", b"gen-a/../..\n"])
def test_missing_or_garbage_current_is_named_and_rebuild_mends_it(
    settings: Settings, encoder: Encoder, content: bytes | None
) -> None:
    sound = found(settings, encoder)
    current = settings.index.dir / "CURRENT"
    current.unlink() if content is None else current.write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"CURRENT.*run: citewell index rebuild"):
        opened(settings)
    with pytest.raises(IndexDamaged):
        audit(settings.index.dir, settings.index)
    rebuild(settings.index.dir, settings, lambda: encoder)
    assert found(settings, encoder) == sound


def test_ingest_killed_between_the_first_generation_and_current_is_taken_up_by_the_next(
    made: Path, tmp_path: Path, encoder: Encoder
) -> None:
    settings = settings_for(tmp_path / "index")
    ingest_folder(made / "guides", settings)
    sound = found(settings, encoder)
    (settings.index.dir / "CURRENT").unlink()  # as the disk is after a kill at that moment
    assert found(settings, encoder) == sound
    assert not ingest_folder(made / "guides", settings).rejected


def test_ingest_into_a_damaged_index_says_so_and_leaves_it(settings: Settings, made: Path) -> None:
    cut(in_force(settings) / "passages.jsonl")
    before = finished_generations(settings.index.dir)
    with pytest.raises(IndexDamaged, match="run: citewell index rebuild"):
        ingest_folder(made / "guides", settings)
    assert finished_generations(settings.index.dir) == before


def test_rollback_puts_the_generation_before_in_force(settings: Settings, encoder: Encoder) -> None:
    older, newer = finished_generations(settings.index.dir)
    assert current_id(settings.index.dir) == newer
    assert roll_back(settings.index.dir) == older == current_id(settings.index.dir)
    assert any("11 mg" in text for _, text, _ in found(settings, encoder))
    with pytest.raises(IndexMissing, match="no earlier generation"):
        roll_back(settings.index.dir)


def test_rollback_refuses_a_damaged_generation(settings: Settings) -> None:
    older, newer = finished_generations(settings.index.dir)
    cut(settings.index.dir / older / "sources.json")
    with pytest.raises(IndexDamaged):
        roll_back(settings.index.dir)
    assert current_id(settings.index.dir) == newer


def test_ingest_after_a_rollback_makes_a_new_generation_in_force(settings: Settings, made: Path) -> None:
    roll_back(settings.index.dir)
    report = ingest_folder(made / "guides", settings)
    assert current_id(settings.index.dir) == report.generation == finished_generations(settings.index.dir)[-1]


@pytest.mark.parametrize("command", [["search", "dose"], ["ask", "What is lumaria?"], ["index", "status"]])
def test_command_line_prints_one_line_and_no_traceback(settings: Settings, tmp_path: Path, command: list[str]) -> None:
    flip(in_force(settings) / "passages.jsonl")
    done = citewell(*command, "--index", settings.index.dir, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "index rebuild" in done.stderr


# ---------------------------------------------------------------- what is kept, and who may write


def test_the_newest_generations_are_kept_and_unfinished_ones_removed(made: Path, tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "index", keep_generations=2)
    folder = write_guides(tmp_path / "guides", NAMES)
    (settings.index.dir / "gen-20200101T000000000000-abcdef").mkdir(parents=True)
    written = []
    for edition in (1, 2, 3):
        (folder / "lumaria.md").write_text(guide("lumaria", edition=edition))
        written.append(ingest_folder(folder, settings).generation)
    assert finished_generations(settings.index.dir) == written[-2:]
    assert sorted(path.name for path in settings.index.dir.glob("gen-*")) == written[-2:]


def test_nothing_ingested_is_said_with_the_command_that_helps(tmp_path: Path) -> None:
    for index_dir in (tmp_path / "absent", tmp_path):
        with pytest.raises(IndexMissing, match="run: citewell ingest"):
            opened(settings_for(index_dir))


def test_index_of_another_encoder_is_refused_by_search_and_ingest(settings: Settings, made: Path) -> None:
    other = settings_for(settings.index.dir, model="/some/other-model")
    with pytest.raises(IndexMismatch, match=r"other-model.*run: citewell index rebuild"):
        opened(other)
    with pytest.raises(IndexMismatch, match="run: citewell index rebuild"):
        ingest_folder(made / "guides", other)


def test_second_writer_fails_at_once(settings: Settings, made: Path, encoder: Encoder) -> None:
    script = (
        "import sys; from pathlib import Path; from rag.index.generation import writing\n"
        "with writing(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(settings.index.dir)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        for write in (
            lambda: ingest_folder(made / "guides", settings),
            lambda: rebuild(settings.index.dir, settings, lambda: encoder),
            lambda: roll_back(settings.index.dir),
        ):
            with pytest.raises(IndexLocked, match="another process is writing"):
                write()
        assert found(settings, encoder)  # readers are not locked out
        holder.communicate()
    with writing(settings.index.dir):
        pass


def test_several_ingests_at_once_leave_one_winner_and_a_sound_shelf(made: Path, tmp_path: Path) -> None:
    index_dir = tmp_path / "index"
    command = [sys.executable, "-m", "rag.cli.main", "ingest", str(made / "guides"), "--index", str(index_dir)]
    writers = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    ends = [(writer.communicate()[1], writer.returncode) for writer in writers]
    assert [code for _, code in ends].count(0) >= 1
    assert all("another process is writing" in errors for errors, code in ends if code)
    assert len(finished_generations(index_dir)) == 1
    assert audit(index_dir, settings_for(index_dir).index).passed


def test_full_disk_is_one_line_and_leaves_the_shelf_as_it_was(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    prefix = ["unshare", "--map-root-user", "--mount", "sh", "-c", SMALL_DISK, str(small)]
    if not shutil.which("unshare") or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
        pytest.skip("unshare is absent or not allowed here")
    folder = write_guides(tmp_path / "guides", ["lumaria"])
    done = citewell("ingest", folder, "--index", small / "index", cwd=tmp_path, prefix=prefix)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


# ---------------------------------------------------------------- parts


def test_write_atomically_replaces_and_leaves_no_working_file(tmp_path: Path) -> None:
    for data in (b"one", b"two" * 100_000, b""):
        write_atomically(tmp_path / "file", data)
        assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", data)]


def test_contents_hold_one_unit_row_per_passage_in_order(settings: Settings) -> None:
    contents = read_contents(in_force(settings))
    assert contents.vectors.shape == (len(contents.passages), 384)
    assert [p.source_id for p in contents.passages] == sorted(p.source_id for p in contents.passages)
    assert {entry.source.source_id: entry.passages for entry in contents.sources} == {
        name: sum(p.source_id == name for p in contents.passages) for name in NAMES
    }
