"""Lists of questions become cases as they stand; what cannot be used is told of by line, and nothing is taken then."""

from pathlib import Path

import pytest

from evals.import_questions import import_questions, suite_text
from evals.schema import Case, Expect
from evals.suite import load_suite
from rag.errors import SuiteError


def write(folder: Path, content: str | bytes, name: str = "q.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_each_line_of_a_text_file_is_a_question(tmp_path: Path) -> None:
    text = "# our list\n1. What is HER2?\r\n\n - What is HER2?  \n2) ¿Qué?\n* is 3.5 high?\nÄ\n"
    cases = import_questions(write(tmp_path, text, "q.txt"))
    assert [(case.id, case.question) for case in cases] == [
        ("what-is-her2", "What is HER2?"),
        ("what-is-her2-line-4", "What is HER2?"),
        ("qu", "¿Qué?"),
        ("is-3-5-high", "is 3.5 high?"),
        ("question-line-7", "Ä"),
    ]
    assert {case.expect for case in cases} == {Expect()}


FULL = Case(
    id="a",
    question='What, "in short", is it?\nAnd why?',
    audience="clinician",
    page_kind="glossary",
    tags=("x", "y z"),
    expect=Expect(
        kind="answer", flags=("off_topic_term",), sources=("s1", "s2"), passages_contain=("p; q",), mentions=("m", "n")
    ),
)
ROWS = (
    (
        "id",
        "Question",
        "audience",
        "page kind",
        "tags",
        "expect.kind",
        "flags",
        "Sources",
        "passages_contain",
        "mentions",
    ),
    (
        *(
            "a",
            '"What, ""in short"", is it?\nAnd why?"',
            "clinician",
            "glossary",
            "x | y z",
            "answer",
            "off_topic_term",
        ),
        *("s1|s2", '"p; q"', '"m\nn"'),
    ),
)


@pytest.mark.parametrize(("delimiter", "name"), [(",", "q.csv"), (";", "q.csv"), ("\t", "q.tsv"), ("\t", "q.CSV")])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\r\n"])
def test_columns_are_fields_whatever_separates_them(tmp_path: Path, delimiter: str, name: str, start: bytes) -> None:
    text = "\r\n".join(delimiter.join(row) for row in ROWS)
    assert import_questions(write(tmp_path, start + text.encode(), name)) == (FULL,)


def test_cells_apart_by_bars_hold_their_lists_in_quotes(tmp_path: Path) -> None:
    (case,) = import_questions(write(tmp_path, 'question|mentions\nWhat?|"a|b"\n'))
    assert case.expect.mentions == ("a", "b")


@pytest.mark.parametrize("header", ["question", '"Question"', "\ufeffquestion"])
def test_in_a_file_of_one_column_separators_are_part_of_the_question(tmp_path: Path, header: str) -> None:
    cases = import_questions(write(tmp_path, f'{header}\nWhat is it, and why; how?\n"Is, it?"\n'))
    assert [case.question for case in cases] == ["What is it, and why; how?", "Is, it?"]


def test_an_id_made_from_a_question_is_never_one_that_the_file_gives(tmp_path: Path) -> None:
    cases = import_questions(write(tmp_path, "id,question\n,What is it?\nwhat-is-it,What else?\n"))
    assert [case.id for case in cases] == ["what-is-it-line-2", "what-is-it"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("q.txt", "", ["no question"]),
        ("q.txt", "\n# only this\n", ["no question"]),
        ("q.csv", "question\n", ["no question"]),
        ("q.csv", "", ["no question"]),
        ("q.csv", "id,tags\na,b\n", ["line 1", "no column question"]),
        ("q.csv", "What is it?\nWhy?\n", ["line 1", "What is it?", "no field of a case"]),
        ("q.csv", "question,same_as\na,b\n", ["line 1", "'same_as'", "two values", "expect.same_as into the suite"]),
        ("q.csv", "question;expect.same_as.case\na;b\n", ["line 1", "'expect.same_as.case'", "into the suite"]),
        ("q.csv", "question,mention\na,b\n", ["line 1", "write mentions"]),
        ("q.csv", "question,mentions,expect.mentions\na,b,c\n", ["line 1", "twice"]),
        ("q.csv", 'question,tags\n"a\nb",c\n\nWhat, why,x\n', ["line 5", "3 cells under 2"]),
        ("q.csv", "question,tags\na\n", ["line 2", "1 cells under 2"]),
        ("q.csv", 'question,tags\na,b\n"c,d\ne,f\n', ["line 3", "not valid CSV"]),
        ("q.csv", "question,kind\na,answer\nb,perhaps\n,refusal\n", ["line 3, kind", "'perhaps'", "line 4, question"]),
        ("q.csv", "question,kind,reason\na,answer,not_covered\n", ["line 2, expect", "refusals only"]),
        ("q.csv", "id,question\na,q\na,r\n", ["line 3, id", "'a'", "line 2"]),
        ("q.csv", "id,question\nä,q\n", ["line 2, id"]),
        ("q.csv", "question,kind\n" + "a,x\n" * 9, ["line 6", "and 4 more"]),
        ("q.csv", b"question\na\0b\n", ["NUL"]),
        ("q.csv", "question\nä".encode("utf-16"), ["UTF-16", "UTF-8"]),
        ("q.csv", "question\nä".encode("latin-1"), ["UTF-8"]),
        ("q.xlsx", b"PK", [".xlsx", ".csv"]),
    ],
)
def test_a_list_that_cannot_be_used_says_where_and_why(
    tmp_path: Path, name: str, content: str | bytes, words: list[str]
) -> None:
    path = write(tmp_path, content, name)
    with pytest.raises(SuiteError) as error:
        import_questions(path)
    message = str(error.value)
    assert "\n" not in message
    for word in [str(path), *words]:
        assert word in message


def test_a_file_that_is_not_there_is_a_suite_error(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match=r"gone\.csv cannot be read"):
        import_questions(tmp_path / "gone.csv")


def test_the_suite_that_is_written_holds_the_cases(tmp_path: Path) -> None:
    path = write(tmp_path, "\n".join(",".join(row) for row in ROWS), "a\nb.csv")
    cases = import_questions(path)
    out = tmp_path / "s.yaml"
    out.write_text(suite_text(path, cases), "utf-8")
    assert load_suite(out).cases == cases == (FULL,)
