"""One answer in four formats: JSON comes back as the same value, and no page holds more than the JSON."""

import re

import pytest
from bs4 import BeautifulSoup

from rag.page.html import TEMPLATES
from rag.page.render import PageFormat, render, render_json
from rag.schema import Answer
from tests.data.page_sample import ANSWER, PASSAGES, REFUSAL


@pytest.mark.parametrize("answer", [ANSWER, REFUSAL])
def test_json_comes_back_as_the_same_answer(answer: Answer) -> None:
    assert Answer.model_validate_json(render_json(answer)) == answer
    assert '"schema": "citewell/answer/1"' in render_json(answer)


@pytest.mark.parametrize("answer", [ANSWER, REFUSAL])
@pytest.mark.parametrize(
    ("name", "beginning"), [("md", "# "), ("html", "<!DOCTYPE html>"), ("json", "{"), ("jsonld", "{")]
)
def test_each_format_is_rendered_and_is_the_same_twice(answer: Answer, name: PageFormat, beginning: str) -> None:
    page = render(answer, PASSAGES, name)
    assert page.startswith(beginning)
    assert page == render(answer, PASSAGES, name)


def test_every_text_of_the_answer_is_on_the_page() -> None:
    page = " ".join(BeautifulSoup(render(ANSWER, PASSAGES, "html"), "lxml").text.split())
    texts = [line for s in ANSWER.statements for line in re.split(r"\n- |\n?\|", s.text) if line.strip()]
    texts += [question.text for question in ANSWER.questions_to_ask]
    texts += [related.preview for related in ANSWER.related_questions]
    assert [text for text in texts if " ".join(text.split()) not in page] == []


@pytest.mark.parametrize("answer", [ANSWER, REFUSAL])
def test_every_word_of_the_page_is_in_the_json_the_passages_or_the_labels(answer: Answer) -> None:
    body = BeautifulSoup(render(answer, PASSAGES, "html"), "lxml").body
    assert body is not None
    known = render_json(answer) + "".join(p.text for p in PASSAGES.values()) + fixed_words()
    assert words(body.get_text(" ")) - words(known) - words("January May September 1,284 15 18") == set()


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+|\d+", text.casefold()))


def fixed_words() -> str:
    """The labels, and the words written into the view and the template."""
    files = [TEMPLATES.parent / "labels.py", TEMPLATES.parent / "view.py", *TEMPLATES.glob("*.j2")]
    return "".join(BeautifulSoup(file.read_text("utf-8"), "lxml").text for file in files)
