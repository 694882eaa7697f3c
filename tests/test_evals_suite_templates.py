"""A template and its variables give one case a row, and a slip in either is named with its line."""

import json
from pathlib import Path

import pytest

from evals.suite_source import Entry, read_entries
from evals.suite_templates import MAX_CASES, is_template, render


def entry_of(folder: Path, text: str) -> Entry:
    path = folder / "s.yaml"
    path.write_text(text, "utf-8")
    (entry,) = read_entries(path).entries
    return entry


def values(folder: Path, text: str) -> list[object]:
    rendered = render(entry_of(folder, text))
    assert rendered.problems == ()
    return [entry.value for entry in rendered.entries]


TEMPLATE = """
- template:
    id: "stages-{cancer}"
    question: "What are the stages of {cancer} cancer?"
    tags: [stages, "{cancer}"]
    expect: {sources: ["{cancer}-cancer"]}
  for:
    - {cancer: kidney}
    - {cancer: lung}
"""


def test_each_row_makes_a_case(tmp_path: Path) -> None:
    assert values(tmp_path, TEMPLATE) == [
        {
            "id": f"stages-{cancer}",
            "question": f"What are the stages of {cancer} cancer?",
            "tags": ["stages", cancer],
            "expect": {"sources": [f"{cancer}-cancer"]},
        }
        for cancer in ("kidney", "lung")
    ]


def test_lists_by_name_make_every_combination_the_last_varying_fastest(tmp_path: Path) -> None:
    text = '- {template: {id: "{a}-{b}"}, for: {a: [x, y], b: [1, 2]}}'
    assert values(tmp_path, text) == [{"id": name} for name in ("x-1", "x-2", "y-1", "y-2")]


def test_jsonl_takes_the_same_template(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(json.dumps({"template": {"id": "{a}"}, "for": [{"a": "x"}, {"a": "y"}]}))
    (entry,) = read_entries(path).entries
    assert [one.value for one in render(entry).entries] == [{"id": "x"}, {"id": "y"}]


@pytest.mark.parametrize(
    ("field", "row", "wanted"),
    [
        ('"{x}"', "{x: [a, b]}", ["a", "b"]),  # a list is all of the field
        ('[s, "{x}", t]', "{x: [a, b]}", ["s", "a", "b", "t"]),  # or stands among the items
        ('["{x}"]', "{x: []}", []),
        ('["{x}"]', "{x: a}", ["a"]),
        ('"{{x}} {x}"', "{x: a}", "{x} a"),
        ('"{x}"', "{x: '{y} {{'}", "{y} {{"),  # a value is text, not a template
        ('"stage {x}"', "{x: 3}", "stage 3"),
        ('"a{x}"', "{x: ''}", "a"),
    ],
)
def test_a_variable_takes_its_value(tmp_path: Path, field: str, row: str, wanted: object) -> None:
    assert values(tmp_path, f"- {{template: {{id: {field}}}, for: [{row}]}}") == [{"id": wanted}]


def test_lines_and_values_of_a_rendered_case_are_known(tmp_path: Path) -> None:
    first, second = render(entry_of(tmp_path, TEMPLATE)).entries
    assert second.line_of("question") == 4
    assert (first.given, second.given) == ("cancer=kidney", "cancer=lung")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('- template:\n    id: "{x}"\n  for:\n    - {x: a}\n    - {y: b}', 5, "{x}, which this does not give"),
        ('- template:\n    id: "{x}"\n  for:\n    - {x: a,\n       y: b}', 4, "{y}, which the template does not use"),
        ('- template:\n    id: "{x}"\n    question: "a { b"\n  for: [{x: a}]', 3, "names no variable"),
        ('- template:\n    id: "{x}"\n    question: "{x y}"\n  for: [{x: a}]', 3, "names no variable"),
        ("- template:\n    id: a\n    question: {x}\n  for: [{x: a}]", 3, "read as a mapping"),
        ('- template:\n    id: "a-{x}"\n  for:\n    - x: [b]', 2, "is a list"),
        ('- template: {id: "{x}"}\n  for:\n    - x: no', 3, "got False"),
        ('- template: {id: "{x}"}\n  for:\n    - x: 1.10', 3, "got 1.1"),
        ('- template: {id: "{x}"}\n  for:\n    - x:', 3, "got None"),
        ('- template: {id: "{x}"}\n  for:\n    - x: [a, [b]]', 3, "got ['b']"),
        ('- template: {id: "{x}"}\n  for:\n    - a b: c', 3, "no name for a variable"),
        ('- template: {id: "{x}"}\n  for: [a]', 2, "no mapping"),
        ('- template: {id: "{x}"}\n  for: []', 2, "holds no values"),
        ('- template: {id: "{x}"}\n  for: {x: a}', 2, "no list of values"),
        ("- template: {id: a}\n  for: [{x: a}]", 1, "uses no variable"),
        ("- template: [a]\n  for: [{x: a}]", 1, "not a case"),
        ('- template: {id: "{x}"}', 1, "template and for"),
        ("- for: [{x: a}]", 1, "template and for"),
        ('- template: {id: "{x}"}\n  for: [{x: a}]\n  tags: [t]', 1, "got template, for, tags"),
    ],
)
def test_a_slip_is_named_with_its_line_and_nothing_is_rendered(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    rendered = render(entry_of(tmp_path, text))
    assert rendered.entries == ()
    (problem,) = rendered.problems
    assert problem.line == line
    assert words in problem.text


def test_a_combination_too_large_is_refused_before_it_is_made(tmp_path: Path) -> None:
    names = "abcdefgh"
    lists = ", ".join(f"{name}: [{', '.join(map(str, range(10)))}]" for name in names)
    used = "".join(f"{{{name}}}" for name in names)
    rendered = render(entry_of(tmp_path, f'- {{template: {{id: "{used}"}}, for: {{{lists}}}}}'))
    assert rendered.entries == ()
    assert str(MAX_CASES) in rendered.problems[0].message


@pytest.mark.parametrize(("text", "wanted"), [("- {id: a}", False), ("- {for: []}", True), ("- text", False)])
def test_what_means_to_be_a_template_is_known(tmp_path: Path, text: str, wanted: bool) -> None:
    assert is_template(entry_of(tmp_path, text)) is wanted
