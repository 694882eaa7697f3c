from evals.score import score_run
from evals.table import score_table
from tests.test_evals_example import PLAGUE, make_answer, make_record, make_refusal


def test_the_table_shows_value_interval_n_and_what_is_unmeasured() -> None:
    text = score_table(score_run([make_record(suite_cases=3), make_record(PLAGUE, make_refusal())]))
    rows = {line.split()[0]: line.split()[1:] for line in text.splitlines() if "." in line.split(" ")[0]}
    assert text.startswith("suite example: 2 records, 0 errored, 1 cases not run\n")
    assert rows["run.completed"] == ["1.000", "0.342", "to", "1.000", "2", "0"]
    assert rows["citations.coverage"] == ["1.000", "0.207", "to", "1.000", "1", "1"]
    assert "answer due: 1 answered, 0 refused" in text
    assert "refusal due: 1 refused, 0 answered" in text
    assert text.endswith("no case failed")


def test_failures_stand_under_their_case_in_words() -> None:
    text = score_table(score_run([make_record(repeat=2, answer=make_answer([("A.", ())])), make_record(error="away")]))
    assert "- kidney (repeat 1)\n    the case errored: away" in text
    assert "- kidney (repeat 2)\n    source kidney-cancer is not cited by a statement; cited: none" in text
    assert "nan" not in text.lower().replace("unmeasured", "")
