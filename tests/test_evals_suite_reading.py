"""Includes are read where they stand; whatever keeps a suite from being run is found, with every place it concerns."""

from pathlib import Path

import pytest

from evals.suite_problems import Problem
from evals.suite_reading import SuiteReading, read_suite


def read(folder: Path, **files: str) -> SuiteReading:
    """The suite main.yaml of these files: `inner_b` is inner/b.yaml, `c_jsonl` is c.jsonl."""
    for name, text in files.items():
        plain = name.replace("inner_", "inner/")
        path = folder / (plain.replace("_jsonl", ".jsonl") if plain.endswith("_jsonl") else f"{plain}.yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return read_suite(folder / "main.yaml")


def case(name: str) -> str:
    return f"{{id: {name}, question: What is {name}}}"


def test_includes_count_from_the_folder_of_their_file_and_stand_in_their_place(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        main=f"include: inner/b.yaml\ncases:\n- {case('m1')}\n- include: [c.jsonl, d.yaml]\n- {case('m2')}",
        inner_b=f"- include: e.yaml\n- {case('b')}",
        inner_e=f"- {case('e')}",
        c_jsonl='{"id": "c", "question": "What is c?"}',
        d=f"- {case('d')}",
    )
    assert reading.problems == ()
    assert [placed.case.id for placed in reading.cases] == ["e", "b", "m1", "c", "d", "m2"]
    assert [path.name for path in reading.files] == ["main.yaml", "b.yaml", "e.yaml", "c.jsonl", "d.yaml"]


def test_jsonl_includes_too(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(f"- {case('b')}")
    (tmp_path / "a.jsonl").write_text('{"include": "b.yaml"}\n{"id": "a", "question": "q"}\n')
    assert [placed.case.id for placed in read_suite(tmp_path / "a.jsonl").cases] == ["b", "a"]


@pytest.mark.parametrize(
    ("files", "line", "words"),
    [
        ({"main": f"- {case('a')}\n- include: main.yaml"}, 2, ["main.yaml -> ", "includes this file"]),
        ({"main": "include: b.yaml", "b": f"- {case('b')}\n- include: main.yaml"}, 2, ["b.yaml -> ", "main.yaml"]),
        (
            {"main": f"- include: b.yaml\n- {case('a')}\n- include: ./b.yaml", "b": f"- {case('b')}"},
            3,
            ["twice", "line 1"],
        ),
        ({"main": f"- {case('a')}\n- include: gone.yaml"}, 2, ["gone.yaml", "no file"]),
        ({"main": f"- {case('a')}\n- include: inner", "inner_b": "[]"}, 2, ["no file"]),
        ({"main": f"include:\n- /b.yaml\ncases: [{case('a')}]"}, 2, ["relative path"]),
        ({"main": f"include: 7\ncases: [{case('a')}]"}, 1, ["relative path"]),
        ({"main": f"- {case('a')}\n- {{include: b.yaml, id: x}}", "b": f"- {case('b')}"}, 2, ["alone"]),
        ({"main": 'include: "\\ud800.yaml"'}, 1, ["no file"]),
    ],
)
def test_an_include_that_cannot_be_is_named_with_its_line(
    tmp_path: Path, files: dict[str, str], line: int, words: list[str]
) -> None:
    (problem,) = read(tmp_path, **files).problems
    assert problem.line == line
    for word in words:
        assert word in problem.text


def test_an_id_in_two_files_is_named_with_both_places(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, main=f"- {case('a')}\n- include: b.yaml", b=f"- {case('c')}\n- {case('a')}").problems
    assert (problem.file.name, problem.line, problem.field) == ("b.yaml", 2, "id")
    assert f"{tmp_path / 'main.yaml'} line 1" in problem.text


def test_an_id_that_two_rows_of_a_template_make_names_both_rows(tmp_path: Path) -> None:
    text = '- template: {id: "a-{x}", question: "{y}"}\n  for: [{x: b, y: one}, {x: b, y: two}]'
    (problem,) = read(tmp_path, main=text).problems
    assert "x=b, y=one" in problem.text
    assert "x=b, y=two" in problem.text


def test_all_problems_are_found_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        main="- {id: a, question: q, expects: {}}\n- include: b.yaml\n- {id: c}\n- {id: d, question: 7}",
        b="- {id: e, question: q, expect: {kind: x}}\n- 5",
    )
    assert [(p.file.name, p.line, p.case, p.field) for p in reading.problems] == [
        ("main.yaml", 1, "'a'", "expects"),
        ("main.yaml", 3, "'c'", "question"),
        ("main.yaml", 4, "'d'", "question"),
        ("b.yaml", 1, "'e'", "expect.kind"),
        ("b.yaml", 2, "number 2", "case"),
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ("questions: q", "write question"),
        ("question: 7", "put it in quotes"),
        ("question: q, expect: {mention: [a]}", "write mentions"),
        ("question: q, expect: {zebra: [a]}", "write one of kind, reason"),
        ("question: q, audience: doctor", "got 'doctor'"),
        (
            "question: q, expect: {same_as: {case: a, change: sex}}",
            "same_as.change: is no field of same_as; write changed",
        ),
        (
            "question: q, expect: {same_as: man}",
            "same_as: holds no fields (got 'man'); write them in braces, {field: value}",
        ),
        ("question: q, expect: [kind]", "expect: holds no fields; write them in braces"),
        (
            "question: q, expect: {passages: p1}",
            "passages: is no list (got 'p1'); write it in brackets, [first, second]",
        ),
    ],
)
def test_the_remedy_fits_the_problem(tmp_path: Path, fields: str, words: str) -> None:
    assert any(words in problem.text for problem in read(tmp_path, main=f"- {{id: a, {fields}}}").problems)


def test_a_case_of_a_template_that_does_not_fit_names_its_variables_and_line(tmp_path: Path) -> None:
    text = '- template:\n    id: "{x}"\n    question: q\n    audience: "{x}"\n  for: [{x: patient}, {x: doctor}]'
    reading = read(tmp_path, main=text)
    assert [placed.case.id for placed in reading.cases] == ["patient"]
    (problem,) = reading.problems
    assert (problem.line, problem.case) == (4, "'doctor' (with x=doctor)")


def test_case_that_is_to_be_as_one_that_is_not_there_is_refused_with_its_line(tmp_path: Path) -> None:
    def problems(name: str, changed: str = "sex") -> tuple[Problem, ...]:
        twin = f"  expect:\n    same_as:\n      case: {name}\n      changed: {changed}\n"
        return read(tmp_path, main=f"- {case('man')}\n- id: woman\n  question: What is it for a woman\n{twin}").problems

    assert problems("man") == ()
    [lost] = problems("men")
    assert (lost.line, lost.remedy) == (6, "write man")
    [own] = problems("woman")
    assert "this one" in own.message
    [unknown] = problems("man", "height")
    assert "'sex', 'age', 'income' or 'ethnicity'" in unknown.message
