from pathlib import Path

import pytest

from evals.records import append_record, drop_torn_line, read_records
from rag.errors import SuiteError
from tests.test_evals_example import FINGERPRINTS, PLAGUE, make_record, make_refusal

FIRST = make_record()
SECOND = make_record(PLAGUE, make_refusal())


def run_file(folder: Path) -> Path:
    path = folder / "run.jsonl"
    append_record(path, FIRST)
    append_record(path, SECOND)
    return path


def test_records_come_back_in_order(tmp_path: Path) -> None:
    assert read_records(run_file(tmp_path)) == (FIRST, SECOND)


def test_a_file_cut_at_any_byte_gives_the_whole_records_before_the_cut(tmp_path: Path) -> None:
    path = run_file(tmp_path)
    content = path.read_bytes()
    first_line = content.index(b"\n") + 1
    for end in [*range(0, len(content), 97), first_line - 1, first_line, first_line + 1, len(content) - 1]:
        path.write_bytes(content[:end])
        assert read_records(path) == ((FIRST,) if end >= first_line else ())
        drop_torn_line(path)
        assert path.read_bytes() == content[: first_line if end >= first_line else 0]


def test_line_separators_inside_a_text_do_not_end_a_record(tmp_path: Path) -> None:
    record = make_record(PLAGUE, make_refusal(message="one\u2028two\u0085three\nfour"))
    path = tmp_path / "run.jsonl"
    append_record(path, record)
    assert read_records(path) == (record,)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = run_file(tmp_path)
    path.write_bytes(path.read_bytes() + b'{"schema": "citewell/run/9"}\n')
    with pytest.raises(SuiteError, match=r"line 3.*--out"):
        read_records(path)


def test_a_case_recorded_twice_is_refused(tmp_path: Path) -> None:
    path = run_file(tmp_path)
    append_record(path, FIRST)
    with pytest.raises(SuiteError, match="'kidney', repeat 1, twice"):
        read_records(path)


def test_records_of_two_runs_in_one_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    append_record(path, FIRST)
    append_record(path, SECOND.model_copy(update={"fingerprints": FINGERPRINTS.model_copy(update={"settings": "t"})}))
    with pytest.raises(SuiteError, match="mixes runs"):
        read_records(path)


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="citewell eval run"):
        read_records(tmp_path / "absent.jsonl")


@pytest.mark.parametrize("text", [b"my notes", b'{"id": "a"}', b"\x00\x00"])
def test_a_file_that_is_not_a_run_is_not_cut(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(text)
    with pytest.raises(SuiteError, match=r"notes\.txt.*--out"):
        drop_torn_line(path)
    assert path.read_bytes() == text
