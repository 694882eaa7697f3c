import pytest

from evals.score import score_run
from evals.score_schema import Unit
from evals.table import number, score_table
from rag.schema import Seconds
from tests.test_evals_example import KIDNEY, PLAGUE, make_answer, make_record, make_refusal


def test_the_table_shows_value_interval_n_and_what_is_unmeasured() -> None:
    text = score_table(score_run([make_record(suite_cases=3), make_record(PLAGUE, make_refusal())]))
    rows = {line.split()[0]: line.split()[1:] for line in text.splitlines() if "." in line.split(" ")[0]}
    assert text.startswith("suite example: 2 records, 0 errored, 1 case not run\n")
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


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.98765, "share", "0.988"),
        (1.23456, "seconds", "1.235"),
        (12345.6, "tokens", "12,346"),
        (0.00123, "usd", "0.0012"),
        (7.96, "grade", "8.0"),
        (256.1, "words", "256"),
        (1.5, "count", "1.50"),
    ],
)
def test_each_unit_has_its_decimals(value: float, unit: Unit, shown: str) -> None:
    assert number(value, unit) == shown


def test_values_that_are_no_shares_are_shown_with_their_unit() -> None:
    answer = make_answer()
    trace = answer.trace.model_copy(update={"seconds": Seconds(total=1.25)})
    text = score_table(score_run([make_record(answer=answer.model_copy(update={"trace": trace}))]))
    rows = {line.split()[0]: line.split()[1:] for line in text.splitlines() if "." in line.split(" ")[0]}
    assert rows["latency.p50"] == ["1.250", "s", "1.250", "to", "1.250", "1", "0"]
    assert rows["llm.cost"][:2] == ["0.0000", "USD"]
    assert rows["reading.grade"] == "unmeasured the statements have fewer than 30 words 0 1".split()


def test_tags_and_variants_have_tables_of_their_own() -> None:
    tagged = KIDNEY.model_copy(update={"tags": ("common",)})
    plain, terse = make_record(tagged), make_record(tagged, error="away").model_copy(update={"variant": "terse"})
    lines = score_table(score_run([plain, terse])).splitlines()
    at = lines.index("by tag of the case:")
    assert lines[at + 1].split() == ["tag", "records", "expect.all_met", "groundedness.supported", "retrieval.ndcg@10"]
    assert lines[at + 2].split()[:3] == ["common", "1", "1.000"]
    at = lines.index("by variant:")
    assert lines[at + 1].split() == ["measure", "as", "given", "n", "terse", "n"]
    assert lines[at + 2].split() == ["run.completed", "1.000", "1", "0.000", "1"]
    assert "- kidney (variant terse)" in lines


def test_what_others_wrote_moves_no_cursor_and_breaks_no_row() -> None:
    hostile = "away\x1b[2J \u202eevil\n\n| a | b |\rover"
    case = KIDNEY.model_copy(update={"tags": ("a\x1b[31m\nb",)})
    lines = score_table(score_run([make_record(case, error=hostile)])).split("\n")
    text = "\n".join(lines)
    assert not {"\x1b", "\u202e", "\r"} & set(text)
    assert "away‹U+001B›[2J ‹U+202E›evil | a | b | over" in text
    assert sum(line.startswith("| a") for line in lines) == 0
    assert any(line.startswith("a‹U+001B›[31m b") for line in lines)
