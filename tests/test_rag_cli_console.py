"""What reaches terminal and files: one inert line per message, whole files or none, JSONL lines named when unusable."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.cli.console import inert, print_json, progress_bar, read_jsonl, say
from rag.errors import InputError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text, é and 🙂", "plain text, é and 🙂"),
        ("two\nlines", "two\\nlines"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("back\rover", "back\\rover"),
        ("a\u202eb", "a\\u202eb"),
    ],
)
def test_message_cannot_move_the_cursor_or_forge_a_line(
    capsys: pytest.CaptureFixture[str], text: str, expected: str
) -> None:
    say(text)
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", expected + "\n")


@settings(deadline=None)
@given(st.text())
def test_inert_text_is_printable_and_printable_text_stays(text: str) -> None:
    assert inert(text).isprintable()
    assert inert(inert(text)) == inert(text)


def test_json_goes_to_stdout_as_one_line_of_readable_text(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "Sjögren", "values": [1, None]})
    assert capsys.readouterr().out == '{"name": "Sjögren", "values": [1, null]}\n'


def test_progress_goes_to_stderr_first_and_last_step_of_each_stage(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as bar:
        for done in range(4):
            bar.show("read", done, 3, name="x.md")
        bar.show("embed", 0, 5)
    printed = capsys.readouterr()
    assert printed.out == ""
    first, last, other = printed.err.splitlines()
    assert (first, other) == ("read: 0 of 3", "embed: 0 of 5")
    assert last.startswith("read: 3 of 3")


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "a", "query": "q"}', None),
        ('{"id": 1, "query": "q", "more": [1]}', None),
        ("not json", "line 2: cannot be used"),
        ("{", "line 2: cannot be used"),
        ("[]", "line 2: needs id and query"),
        ('"text"', "line 2: needs id and query"),
        ("null", "line 2: needs id and query"),
        ('{"id": "a"}', "line 2: needs query"),
        ('{"id": null, "query": "q"}', "line 2: needs id"),
        ('{"id": "a", "query": ["q"]}', "line 2: needs query"),
        ("[" * 100_000, "line 2: cannot be used"),
    ],
)
def test_unusable_line_is_named_and_the_others_are_read(tmp_path: Path, line: str, said: str | None) -> None:
    path = tmp_path / "in.jsonl"
    good = {"id": "good", "query": "é"}
    path.write_text(f"\n{line}\n\n{json.dumps(good, ensure_ascii=False)}\r\n", "utf-8-sig")
    found, last = read_jsonl(path, ("id", "query"))
    assert (found.number, last.number, last.value) == (2, 4, good)
    if said is None:
        assert found.value == json.loads(line)
    else:
        assert isinstance(found.value, str)
        assert f"{path}, {said}" in found.value


def test_empty_file_has_no_lines(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("\n \n")
    assert list(read_jsonl(tmp_path / "in.jsonl", ("id",))) == []


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"], ids=["missing", "not UTF-8"])
def test_file_that_cannot_be_read_is_named_with_the_remedy(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "in.jsonl"
    if content:
        path.write_bytes(content)
    with pytest.raises(InputError, match="give a JSONL file in UTF-8"):
        list(read_jsonl(path, ("id",)))
