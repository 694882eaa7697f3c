"""Lint finds the cases that measure nothing or ask for what cannot be, and is silent on those that are sound."""

from pathlib import Path

import pytest

from evals.lint import LintReport, lint
from tests.suite_shelf import shelf_of, source_of

SHELF = shelf_of(
    {
        "kidney-cancer": [
            (
                "Stages",
                "Kidney cancer stages go from I to IV. Stage I is 7 cm or less.\n\n| Stage | Meaning |\n| I | Small |",
            ),
            ("Drugs", "Drugs include:\n- Lumavine\n- Solvane, which is not given in pregnancy"),
        ],
        "old-guide": [("Stages", "An old threshold of 30 percent was used.")],
    }
)
WITH_OLD = SHELF.model_copy(
    update={
        "sources": {**SHELF.sources, "old-guide": source_of("old-guide", superseded_by="kidney-cancer")},
        "passages": tuple(one for one in SHELF.passages if one.source_id != "old-guide"),
    }
)


def linted(folder: Path, text: str, *, with_shelf: bool = False) -> LintReport:
    path = folder / "s.yaml"
    path.write_text(text, "utf-8")
    return lint(path, WITH_OLD if with_shelf else None)


def expecting(expect: str) -> str:
    return f"- id: a\n  question: q\n  expect:\n    {expect}"


def test_a_sound_suite_has_no_problem(tmp_path: Path) -> None:
    text = """
- id: a
  question: What are the stages of kidney cancer?
  expect:
    kind: answer
    sources: [kidney-cancer]
    passages_contain: ["stages  go from"]
    mentions: ["Stage I", "7 cm", "lumavine"]
    not_mentions: ["30%", "stage X"]
    facts: ["stage I is 7 cm or less", "solvane is not given in pregnancy", "stage I: small"]
- {id: b, question: 'Who won the cup?', expect: {kind: refusal, mentions: [nothing of this]}}
"""
    report = linted(tmp_path, text, with_shelf=True)
    assert report.problems == ()
    assert (report.cases, report.errors, report.warnings, report.files) == (2, 0, 0, (tmp_path / "s.yaml",))


def test_errors_and_warnings_are_counted_apart_and_stand_in_the_order_of_lines(tmp_path: Path) -> None:
    report = linted(tmp_path, "- {id: a, question: q}\n- {id: b}\n- {id: c, question: other}")
    assert [(one.severity, one.line) for one in report.problems] == [("warning", 1), ("error", 2), ("warning", 3)]
    assert (report.cases, report.errors, report.warnings) == (2, 1, 2)


@pytest.mark.parametrize("question", ['"   "', '""', '"\\u00a0\\u200b\\t"', "' \t '"])
def test_a_question_without_words_is_an_error_with_its_line(tmp_path: Path, question: str) -> None:
    report = linted(tmp_path, f"- id: a\n  expect: {{kind: refusal}}\n  question: {question}\n")
    (problem,) = report.problems
    assert (report.errors, problem.severity, problem.line, problem.field) == (1, "error", 3, "question")
    assert "write the question" in problem.text


@pytest.mark.parametrize("expect", ["", "expect: {}", "expect: {mentions: []}"])
def test_a_case_that_expects_nothing_is_warned_of(tmp_path: Path, expect: str) -> None:
    (problem,) = linted(tmp_path, f"- id: a\n  question: q\n  {expect}").problems
    assert (problem.severity, problem.field) == ("warning", "expect")


def test_a_case_that_another_is_to_be_the_same_as_measures_enough(tmp_path: Path) -> None:
    twin = "- {id: woman, question: and for a woman, expect: {same_as: {case: man, changed: sex}}}"
    assert linted(tmp_path, f"- {{id: man, question: and for a man}}\n{twin}").problems == ()


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("What are the stages of kidney cancer?", "the stages of a cancer of the kidney, what are they?", False),
        ("What are the stages of kidney cancer?", "what are kidney cancer stages", True),
        ("What are the stages of kidney cancer?", "What are the stages of lung cancer?", False),
        ("When is surgery done?", "Why is surgery done?", False),
        ("Is surgery advised?", "Is surgery not advised?", False),
        ("Does IHC 2+ mean HER2-positive?", "Does IHC 3+ mean HER2-positive?", False),
        ("To be or to be", "And to do", False),
        ("Is it for me?", "is it for  me?", True),  # small words alone: only equal ones are the same
    ],
)
def test_questions_with_the_same_words_are_near_duplicates(
    tmp_path: Path, first: str, second: str, is_same: bool
) -> None:
    cases = [
        f'- id: {name}\n  question: "{text}"\n  expect: {{kind: answer}}'
        for name, text in zip("ab", (first, second), strict=True)
    ]
    problems = linted(tmp_path, "\n".join(cases)).problems
    assert bool(problems) is is_same
    if is_same:
        assert (problems[0].case, problems[0].line) == ("'b'", 5)
        assert "'a'" in problems[0].message
        assert "line 2" in problems[0].message


@pytest.mark.parametrize("other", ["audience: clinician", "page_kind: glossary"])
def test_the_same_question_for_another_page_is_no_duplicate(tmp_path: Path, other: str) -> None:
    text = f"- {{id: a, question: q, expect: {{kind: answer}}}}\n- {{id: b, question: q, {other}, expect: {{kind: answer}}}}"
    assert linted(tmp_path, text).problems == ()


@pytest.mark.parametrize(
    ("expect", "is_contradiction"),
    [
        ("{mentions: [HER2-positive cancer], not_mentions: [x, HER2-positive]}", True),
        ("{mentions: [HER2-positive], not_mentions: [HER2-positive cancer]}", False),
        ("{mentions: ['110%'], not_mentions: ['10%']}", False),
        ("{mentions: ['10 percent'], not_mentions: ['10%']}", True),
    ],
)
def test_a_mention_that_holds_what_must_not_be_mentioned_is_warned_of(
    tmp_path: Path, expect: str, is_contradiction: bool
) -> None:
    problems = linted(tmp_path, f"- {{id: a, question: q, expect: {expect}}}").problems
    assert [one.field.startswith("expect.not_mentions") for one in problems if one.field] == [True] * is_contradiction


@pytest.mark.parametrize(
    ("expect", "field", "words"),
    [
        ("sources: [kidney-cancer, kidney-canser]", "sources.1", "write kidney-cancer"),
        ("sources: [zebra]", "sources.0", "citewell index status"),
        ("sources: [old-guide]", "sources.0", "write kidney-cancer"),
        ("passages: [p0000000000000000]", "passages.0", "p0000000000000000"),
        ("passages_contain: [go from I, stages go to]", "passages_contain.1", "stages go to"),
        ("passages_contain: [An old threshold]", "passages_contain.0", "in force"),
        ("mentions: [Stage I, Stage V]", "mentions.1", "Stage V"),
        ("mentions: [30 percent]", "mentions.0", "in force"),
        ("facts: [stage II is 7 cm or less]", "facts.0", "stage II"),
        ("facts: [solvane is given in pregnancy]", "facts.0", "solvane"),
    ],
)
def test_what_no_page_of_the_shelf_can_meet_is_warned_of_with_its_line(
    tmp_path: Path, expect: str, field: str, words: str
) -> None:
    assert linted(tmp_path, expecting(expect)).problems == ()
    (problem,) = linted(tmp_path, expecting(expect), with_shelf=True).problems
    assert (problem.severity, problem.line, problem.field) == ("warning", 4, f"expect.{field}")
    assert words in problem.text
