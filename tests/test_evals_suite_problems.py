from pathlib import Path

from evals.suite_problems import Problem, in_file_order


def test_a_problem_is_one_line_with_place_and_remedy() -> None:
    whole = Problem(file=Path("s.yaml"), line=3, case="'a'", field="id", message="is\nwrong", remedy="mend it")
    assert whole.text == "suite s.yaml, line 3, case 'a', id: is wrong; mend it"
    assert Problem(file=Path("s.yaml"), message="is wrong", remedy="mend it").text == "suite s.yaml: is wrong; mend it"


def test_half_a_surrogate_pair_is_told_of_by_its_escape() -> None:
    assert "\\ud800" in Problem(file=Path("s.yaml"), message="got \ud800", remedy="mend it").text


def test_problems_stand_in_the_order_of_files_then_lines() -> None:
    files = [Path("b"), Path("a")]
    found = [Problem(file=file, line=line, message="m", remedy="r") for file in files[::-1] for line in (7, None, 2)]
    assert [(str(one.file), one.line) for one in in_file_order(found, files)] == [
        *(("b", None), ("b", 2), ("b", 7)),
        *(("a", None), ("a", 2), ("a", 7)),
    ]
