"""What is written as a suite reads back as the same cases, whatever stands in them."""

from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import given
from hypothesis import strategies as st

from evals.schema import Case, Expect
from evals.suite import load_suite
from evals.suite_text import case_text, comment_text

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text.strip() != "")
WORDS = st.lists(TEXT.map(str.strip).filter(bool), max_size=3).map(tuple)
CASES = st.builds(
    Case,
    id=st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,20}\Z"),
    question=TEXT.filter(lambda text: any(mark.isprintable() and not mark.isspace() for mark in text)),
    audience=st.sampled_from(["patient", "clinician"]),
    tags=WORDS,
    expect=st.builds(Expect, mentions=WORDS, facts=WORDS, passages_contain=WORDS),
)


@given(st.lists(CASES, min_size=1, max_size=3, unique_by=lambda case: case.id))
def test_cases_read_back_as_they_were_written(cases: list[Case]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s.yaml"
        path.write_text("".join(map(case_text, cases)), "utf-8", newline="")
        assert list(load_suite(path).cases) == cases


def test_a_case_is_written_for_a_person_to_edit() -> None:
    case = Case(id="no", question="Is it?", tags=("a",), expect=Expect(kind="answer", mentions=("10%", "yes")))
    assert case_text(case) == (
        "- id: 'no'\n  question: Is it?\n  tags:\n    - a\n"
        "  expect:\n    kind: answer\n    mentions:\n      - 10%\n      - 'yes'\n"
    )


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_comment_never_becomes_content(text: str) -> None:
    assert yaml.safe_load(comment_text(text) + "a: 1") == {"a": 1}
