"""Every entry of a suite file knows the line it stands on, and every broken file the line that breaks it."""

from pathlib import Path

import pytest

from evals.suite_source import MAX_NODES, read_entries

LIST = """# a comment

- id: a
  question: q
  expect:
    mentions:
      - one
      - two
- {id: b,
   question: r}
"""
MAPPING = """include:
  - x.yaml
  - y.yaml
cases:
  - id: a
    expect: {kind: answer}
"""


def write(folder: Path, text: str, name: str = "s.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("entry", "way", "line"),
    [
        (0, (), 3),
        (0, ("question",), 4),
        (0, ("expect", "mentions", 1), 8),
        (0, ("expect", "mentions", 7), 6),  # no such item: the list
        (0, ("expect", "kind"), 5),  # no such field: what lacks it
        (1, ("question",), 10),
    ],
)
def test_a_field_of_yaml_stands_on_its_line(tmp_path: Path, entry: int, way: tuple[str | int, ...], line: int) -> None:
    assert read_entries(write(tmp_path, LIST)).entries[entry].line_of(*way) == line


def test_a_mapping_gives_its_includes_first_then_its_cases(tmp_path: Path) -> None:
    read = read_entries(write(tmp_path, MAPPING))
    assert [entry.value for entry in read.entries] == [
        {"include": ["x.yaml", "y.yaml"]},
        {"id": "a", "expect": {"kind": "answer"}},
    ]
    assert read.entries[0].line_of(1) == 3
    assert read.entries[1].line_of("expect", "kind") == 6


def test_lines_of_jsonl_are_counted_with_blank_ones_and_a_broken_one_hides_no_other(tmp_path: Path) -> None:
    read = read_entries(write(tmp_path, '{"id": "a"}\n\n{"id": \n{"id": "b", "expect": {"kind": 1}}\n', "s.jsonl"))
    assert [(entry.value, entry.line_of("expect", "kind")) for entry in read.entries] == [
        ({"id": "a"}, 1),
        ({"id": "b", "expect": {"kind": 1}}, 4),
    ]
    assert [(problem.line, "not valid JSON" in problem.message) for problem in read.problems] == [(3, True)]


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 8)
)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- id: a\n  question: [", 2, "not valid YAML"),
        ("- id: a\n  id: b", 2, "twice"),
        ("- id: a\n\n- \x01", 3, "not valid YAML"),
        ("- id: a\n---\n- id: b", 2, "not valid YAML"),
        ("- !!python/object:os.system {}", 1, "not valid YAML"),
        ("just text", 1, "not a list"),
        ("include: a.yaml\nquestions: []", 2, "questions"),
        ("cases:\n  id: a", 1, "cases is not a list"),
        ("- &a [*a]", None, "inside what it names"),
        (LAUGHS, None, str(MAX_NODES)),
        ("[" * 5000, None, "nested too deep"),
        ("- 2026-13-45", None, "not valid YAML"),
    ],
)
def test_a_broken_yaml_file_names_its_line(tmp_path: Path, text: str, line: int | None, words: str) -> None:
    read = read_entries(write(tmp_path, text))
    assert read.entries == ()
    (problem,) = read.problems
    assert problem.line == line
    assert words in problem.message
    assert "\n" not in problem.text


@pytest.mark.parametrize("text", ["", "# only a comment\n", "[]", "cases: []", "cases:"])
def test_an_empty_file_has_no_entries(tmp_path: Path, text: str) -> None:
    assert read_entries(write(tmp_path, text)) == read_entries(write(tmp_path, "", "other.jsonl"))


def test_aliases_and_merges_give_what_they_name(tmp_path: Path) -> None:
    text = "- &a {id: a, expect: &e {kind: answer}}\n- {<<: *a, id: b, expect: *e}\n"
    first, second = (entry.value for entry in read_entries(write(tmp_path, text)).entries)
    assert first == {"id": "a", "expect": {"kind": "answer"}}
    assert second == {"id": "b", "expect": {"kind": "answer"}}


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(b"\xef\xbb\xbf- {id: a}")
    assert [entry.value for entry in read_entries(path).entries] == [{"id": "a"}]
