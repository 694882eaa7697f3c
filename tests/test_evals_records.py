import os
import subprocess
import sys
from pathlib import Path

import pytest

from evals.records import RunFile, drop_torn_line, iterate_records, read_records
from evals.schema import Fingerprints, RunRecord
from rag.errors import SuiteError
from tests.test_evals_example import FINGERPRINTS, KIDNEY, PLAGUE, make_record, make_refusal

ROOT = Path(__file__).resolve().parent.parent

FIRST = make_record()
SECOND = make_record(PLAGUE, make_refusal())


def run_file(folder: Path, *records: RunRecord) -> Path:
    path = folder / "run.jsonl"
    with RunFile(path) as file:
        for record in records or (FIRST, SECOND):
            file.append(record)
    return path


def test_records_come_back_in_order(tmp_path: Path) -> None:
    assert read_records(run_file(tmp_path)) == (FIRST, SECOND)


def test_a_file_cut_at_any_byte_gives_the_whole_records_before_the_cut(tmp_path: Path) -> None:
    path = run_file(tmp_path)
    content = path.read_bytes()
    first_line = content.index(b"\n") + 1
    for end in [*range(0, len(content), 97), first_line - 1, first_line, first_line + 1, len(content) - 1]:
        path.write_bytes(content[:end])
        assert tuple(iterate_records(path)) == ((FIRST,) if end >= first_line else ())
        drop_torn_line(path)
        assert path.read_bytes() == content[: first_line if end >= first_line else 0]


def test_line_separators_inside_a_text_do_not_end_a_record(tmp_path: Path) -> None:
    record = make_record(PLAGUE, make_refusal(message="one\u2028two\u0085three\nfour"))
    assert read_records(run_file(tmp_path, record)) == (record,)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = run_file(tmp_path)
    path.write_bytes(path.read_bytes() + b'{"schema": "citewell/run/9"}\n')
    with pytest.raises(SuiteError, match=r"line 3.*--out"):
        read_records(path)


def test_a_case_recorded_twice_is_refused_except_by_another_variant(tmp_path: Path) -> None:
    other = FIRST.model_copy(update={"variant": "b"})
    path = run_file(tmp_path, FIRST, other)
    assert len(read_records(path)) == 2
    with pytest.raises(SuiteError, match="case 'kidney', repeat 1 of variant 'b' twice"):
        read_records(run_file(tmp_path, other))


def test_the_later_record_of_a_case_that_errored_counts(tmp_path: Path) -> None:
    away, worse = make_record(error="away"), make_record(error="worse")
    assert read_records(run_file(tmp_path, away, SECOND, worse)) == (worse, SECOND)
    assert read_records(run_file(tmp_path, FIRST)) == (FIRST, SECOND)
    with pytest.raises(SuiteError, match="case 'kidney', repeat 1 twice"):
        read_records(run_file(tmp_path, away))


OTHER_SETTINGS = FINGERPRINTS.model_copy(update={"settings": "t"})
OTHER_SUITE = FINGERPRINTS.model_copy(update={"suite": "t"})


@pytest.mark.parametrize(
    ("variant", "fingerprints", "is_refused"),
    [("", OTHER_SETTINGS, True), ("b", OTHER_SETTINGS, False), ("", OTHER_SUITE, True), ("b", OTHER_SUITE, True)],
)
def test_records_of_two_runs_in_one_file_are_refused_and_variants_of_one_suite_are_not(
    tmp_path: Path, variant: str, fingerprints: Fingerprints, is_refused: bool
) -> None:
    path = run_file(tmp_path, FIRST, SECOND.model_copy(update={"variant": variant, "fingerprints": fingerprints}))
    if is_refused:
        with pytest.raises(SuiteError, match="mixes runs"):
            read_records(path)
    else:
        assert len(read_records(path)) == 2


def test_records_are_read_in_suite_order_and_iterated_in_file_order(tmp_path: Path) -> None:
    keys = [("b", 1, 0), ("", 2, 1), ("", 1, 1), ("a", 1, 0), ("", 1, 0), ("", 2, 0)]
    records = [
        make_record(KIDNEY.model_copy(update={"id": f"c{place}"}), repeat=repeat).model_copy(
            update={"variant": variant, "place": place}
        )
        for variant, repeat, place in keys
    ]
    path = run_file(tmp_path, *records)
    assert [(r.variant, r.repeat, r.place) for r in iterate_records(path)] == keys
    in_order = [("", 1, 0), ("", 1, 1), ("", 2, 0), ("", 2, 1), ("b", 1, 0), ("a", 1, 0)]
    assert [(r.variant, r.repeat, r.place) for r in read_records(path)] == in_order


def test_only_one_process_adds_to_a_file_by_whatever_name(tmp_path: Path) -> None:
    path = run_file(tmp_path)
    (tmp_path / "link.jsonl").symlink_to(path)
    before = path.read_bytes()
    for name in ("run.jsonl", "link.jsonl"):
        with (
            RunFile(path),
            pytest.raises(SuiteError, match=r"another process is writing .*--out"),
            RunFile(tmp_path / name),
        ):
            pass
    assert path.read_bytes() == before
    with RunFile(path) as file:  # free again
        assert len(list(file.earlier())) == 2


@pytest.mark.parametrize("name", ["pipe", "folder", "null"])
def test_what_cannot_be_read_back_is_no_run_file(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "null").symlink_to("/dev/null")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(SuiteError, match=r"cannot write .*name a file with --out"), RunFile(tmp_path / name):
        pass
    assert sorted(tmp_path.iterdir()) == before


def test_a_torn_line_goes_when_a_record_is_added(tmp_path: Path) -> None:
    path = run_file(tmp_path, FIRST)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:50])
    run_file(tmp_path, SECOND)
    assert read_records(path) == (FIRST, SECOND)


def test_a_record_that_does_not_fit_on_the_disk_leaves_nothing_of_itself(tmp_path: Path) -> None:
    path = run_file(tmp_path, FIRST)
    script = (
        "import resource, sys; from pathlib import Path; from evals.records import RunFile, read_records\n"
        "path = Path(sys.argv[1]); record = read_records(path)[0].model_copy(update={'repeat': 2})\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "size = path.stat().st_size + 100; resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
        "with RunFile(path) as file:\n"
        "    try: file.append(record)\n"
        "    except OSError as error: print(error.strerror)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, path], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "File too large"
    assert path.read_bytes().endswith(b"\n")
    assert read_records(path) == (FIRST,)


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="citewell eval run"):
        read_records(tmp_path / "absent.jsonl")


@pytest.mark.parametrize("text", ["", '{"schema":"citewell/run/1", "sui'])
def test_a_file_without_a_whole_record_is_named_with_the_remedy(tmp_path: Path, text: str) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_text(text)
    with pytest.raises(SuiteError, match=rf"{path} holds no record; .*citewell eval run SUITE --out {path}"):
        read_records(path)


@pytest.mark.parametrize("text", [b"my notes", b'{"id": "a"}', b"\x00\x00"])
def test_a_file_that_is_not_a_run_is_not_cut(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(text)
    with pytest.raises(SuiteError, match=r"notes\.txt.*--out"):
        drop_torn_line(path)
    assert path.read_bytes() == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"total":0.5', '"total":NaN'),
        ('"total":0.5', '"total":-1.0'),
        ('"cost_usd":0.0', '"cost_usd":1e999'),
        ('"prompt":0', '"prompt":-5'),
        ('"llm_calls":0', '"llm_calls":-1'),
    ],
)
def test_seconds_tokens_and_cost_that_are_no_numbers_from_zero_are_refused(tmp_path: Path, old: str, new: str) -> None:
    page = make_record().given
    seconds = page.trace.seconds.model_copy(update={"total": 0.5})
    page = page.model_copy(update={"trace": page.trace.model_copy(update={"seconds": seconds})})
    path = run_file(tmp_path, make_record(answer=page))
    assert len(read_records(path)) == 1
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(SuiteError, match=r"line 1, .*is no number from 0"):
        read_records(path)


@pytest.mark.parametrize("text", ["- id: a\n  question: b\n", '{"id": "a", "question": "b"}\n', "\n"])
def test_a_file_of_another_kind_is_no_run_and_no_line_of_it_is_to_be_removed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "suite.yaml"
    path.write_text(text)
    with pytest.raises(SuiteError, match="is no run file") as told:
        read_records(path)
    assert "remove" not in str(told.value)


def test_a_folder_is_no_run_file(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="it is a folder; name a file"), RunFile(tmp_path):
        pass
    assert list(tmp_path.parent.glob(".*.lock")) == []
