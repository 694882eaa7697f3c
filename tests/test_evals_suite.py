from pathlib import Path

import pytest

from evals.suite import load_suite, select
from rag.errors import SuiteError

YAML = """
- id: a
  question: What is it?
  audience: clinician
  tags: [plain]
  expect: {kind: answer, flags: [off_topic_term], mentions: ["10%"]}
- id: b
  question: What else?
  expect:
    kind: refusal
    reason: not_covered
"""
JSONL = (
    '{"id": "a", "question": "What is it?", "audience": "clinician", "tags": ["plain"],'
    ' "expect": {"kind": "answer", "flags": ["off_topic_term"], "mentions": ["10%"]}}\n'
    "\n"
    '{"id": "b", "question": "What else?", "expect": {"kind": "refusal", "reason": "not_covered"}}'
)


def write(folder: Path, text: str, name: str = "suite.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_yaml_and_jsonl_give_the_same_cases(tmp_path: Path) -> None:
    from_yaml = load_suite(write(tmp_path, YAML))
    from_jsonl = load_suite(write(tmp_path, JSONL, "suite.jsonl"))
    assert from_yaml == from_jsonl
    assert [case.id for case in from_yaml.cases] == ["a", "b"]
    assert from_yaml.name == "suite"
    assert from_yaml.cases[0].expect.mentions == ("10%",)


def test_fingerprint_follows_the_cases_not_the_layout(tmp_path: Path) -> None:
    plain = load_suite(write(tmp_path, YAML)).fingerprint
    assert load_suite(write(tmp_path, "# note\n" + YAML)).fingerprint == plain
    assert load_suite(write(tmp_path, YAML.replace("10%", "30%"))).fingerprint != plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["holds no case"]),
        ("[]", ["holds no case"]),
        ("a: 1", ["not a list"]),
        ("- [", ["not valid YAML", "line"]),
        ("- just text", ["number 1"]),
        ("- question: q", ["number 1", "id"]),
        ("- id: a", ["'a'", "question"]),
        ("- {id: a, question: q, expects: {}}", ["'a'", "expects"]),
        ("- {id: a, question: q, expect: {kind: perhaps}}", ["'a'", "expect.kind", "perhaps"]),
        ("- {id: a, question: q, expect: {mentions: [10]}}", ["'a'", "expect.mentions.0", "10"]),
        ("- {id: a, question: q, expect: {reason: not_covered}}", ["'a'", "expect", "refusals only"]),
        ("- {id: a, question: q}\n- {id: a, question: r}", ["line 2", "'a'", "id", "twice", "line 1"]),
        ("- id: a\n  question: q\n  expect:\n    kind: perhaps", ["line 4", "'a'", "expect.kind"]),
        ("- {id: a, question: q, question: r}", ["'question'", "twice"]),
        ("- {id: a, question: !!python/object:os.system {}}", ["not valid YAML"]),
    ],
)
def test_a_broken_suite_names_file_case_and_field(tmp_path: Path, text: str, words: list[str]) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SuiteError) as error:
        load_suite(path)
    message = str(error.value)
    assert "\n" not in message
    for word in [str(path), *words]:
        assert word in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"id": "a", "question": "q"}\n{"id"', ["line 2", "not valid JSON"]),
        ('{"id": "a", "question": "q", "id": "b"}', ["line 1", "twice"]),
        ('{"id": "a", "question": "\\ud800"}', ["'a'", "question"]),
    ],
)
def test_a_broken_jsonl_suite_names_the_line(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(SuiteError) as error:
        load_suite(write(tmp_path, text, "suite.jsonl"))
    assert all(word in str(error.value) for word in words)


def test_unknown_suffix_missing_file_and_wrong_encoding_are_suite_errors(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("- {id: a, question: grün}".encode("latin-1"))
    for path in (write(tmp_path, YAML, "suite.txt"), tmp_path / "absent.yaml", latin):
        with pytest.raises(SuiteError, match=path.name):
            load_suite(path)


def test_one_problem_is_told_in_full_and_the_others_counted(tmp_path: Path) -> None:
    path = write(tmp_path, "- {id: a, question: q, tag: x}\n- {id: b}")
    with pytest.raises(
        SuiteError, match=r"line 1, case 'a', tag: .* write tags \(and 1 more; run: citewell eval lint "
    ):
        load_suite(path)


def test_the_fingerprint_is_that_of_the_cases_written_out(tmp_path: Path) -> None:
    plain = write(tmp_path, "- {id: s-a, question: 'What is a?'}\n- {id: s-b, question: 'What is b?'}", "plain.yaml")
    write(tmp_path, "- {id: s-b, question: 'What is b?'}", "b.yaml")
    made = write(
        tmp_path,
        'cases:\n- template: {id: "s-{x}", question: "What is {x}?"}\n  for: [{x: a}]\n- include: b.yaml',
        "made.yaml",
    )
    assert load_suite(made).cases == load_suite(plain).cases
    assert load_suite(made).fingerprint == load_suite(plain).fingerprint
    assert load_suite(made).name == "made"


TAGGED = """
- {id: a, question: q, tags: [x, y]}
- {id: b, question: r, tags: [y]}
- {id: c, question: s}
"""


@pytest.mark.parametrize(
    ("tags", "ids"), [([], ["a", "b", "c"]), (["x"], ["a"]), (["y"], ["a", "b"]), (["x", "y"], ["a", "b"])]
)
def test_cases_with_any_of_the_tags_are_selected_in_order(tmp_path: Path, tags: list[str], ids: list[str]) -> None:
    assert [case.id for case in select(load_suite(write(tmp_path, TAGGED)), tags).cases] == ids


def test_a_selection_has_the_fingerprint_of_its_cases(tmp_path: Path) -> None:
    suite = load_suite(write(tmp_path, TAGGED))
    alone = load_suite(write(tmp_path, "- {id: a, question: q, tags: [x, y]}", "alone.yaml"))
    assert select(suite, []) == suite
    assert select(suite, ["x"]).fingerprint == alone.fingerprint != suite.fingerprint


@pytest.mark.parametrize(("tag", "hint"), [("xx", "did you mean 'x'"), ("something", "x, y")])
def test_a_tag_that_no_case_has_is_refused(tmp_path: Path, tag: str, hint: str) -> None:
    with pytest.raises(SuiteError, match=hint):
        select(load_suite(write(tmp_path, TAGGED)), ["x", tag])
