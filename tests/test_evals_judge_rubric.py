from pathlib import Path

import pytest

from evals.judge_rubric import DEFAULT, load_judge_prompt, load_rubric
from rag.errors import CitewellError
from rag.settings import PROJECT_ROOT
from rag.write.prompting import load_prompts


def test_the_rubric_that_comes_with_the_project_is_sound() -> None:
    rubric = load_rubric()
    assert [criterion.id for criterion in rubric.criteria] == ["grounded", "answers", "plain"]
    assert {criterion.looks_at for criterion in rubric.criteria} == {"page", "statements"}
    assert all(criterion.compare_with for criterion in rubric.criteria)


BROKEN = [
    ("version: 1", "version: 0", "version: .*greater than or equal to 1"),
    ("looks_at: statements", "looks_at: sources", "looks_at"),
    ("good: [all]", "good: [most]", "good must name some values of the scale"),
    ("good: [all]", "good: [none, some, all]", "and not all of them"),
    ("{value: some,", "{value: ALL,", "stands twice on the scale"),
    ("{value: some,", "{value: yes,", "scale.1.value: .*got True"),
    ("id: answers", "id: grounded", "same id"),
    ("id: grounded", "id: Grounded!", "criteria.0.id"),
    ("at_least: 1}", "at_least: 1, at_most: 2}", "one of at_least and at_most"),
    ("measure: groundedness.supported", "measure: groundedness.truth", "which is no measure; there are .*supported"),
    ("looks_at: statements", "looks_at: statements\n    of: pages", "a refusal has no statements"),
    ("canary: false", "canari: false", "canari: Extra inputs"),
]


@pytest.mark.parametrize(("old", "new", "said"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_rubric_is_named_with_the_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = DEFAULT.read_text("utf-8")
    assert old in text
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(CitewellError, match=said) as caught:
        load_rubric(path)
    assert "mine.yaml" in str(caught.value)


def test_an_absent_rubric_is_named(tmp_path: Path) -> None:
    with pytest.raises(CitewellError, match=r"absent\.yaml"):
        load_rubric(tmp_path / "absent.yaml")


def test_the_prompt_of_the_judge_shapes_no_answer() -> None:
    prompt = load_judge_prompt()
    assert prompt.reply_model == "judgement"
    assert prompt.name not in {other.name for other in load_prompts(PROJECT_ROOT / "prompts")}
