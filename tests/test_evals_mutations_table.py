from evals.measures.intervals import figure
from evals.mutations.results import FalseAlarm, KindResult, MutationReport, Survivor
from evals.mutations.table import mutation_table


def report(survivors: tuple[Survivor, ...] = (), alarms: tuple[FalseAlarm, ...] = ()) -> MutationReport:
    half, nothing = figure("caught", [1.0, 0.0]), figure("caught", [], reason="none there")
    return MutationReport(
        suite="s",
        seed=7,
        mutants=2,
        answers=3,
        errored=1,
        caught=half,
        by_rules=half,
        false_alarms=figure("false alarms", [0.0, 0.0, 0.0]),
        kinds=(
            KindResult(kind="number", mutants=2, caught=half, by_rules=half),
            KindResult(kind="stage", mutants=0, caught=nothing, by_rules=nothing),
        ),
        survivors=survivors,
        alarms=alarms,
    )


def test_every_kind_has_a_row_with_its_share_and_interval_or_the_reason() -> None:
    lines = mutation_table(report()).splitlines()
    assert lines[0] == "suite s: 2 mutants of 3 answers, 1 errored, seed 7"
    assert lines[3].split() == ["number", "2", "0.500", "0.095", "to", "0.905", "0.500"]
    assert lines[4].split() == ["stage", "0", "unmeasured", "none", "there", "unmeasured"]
    assert lines[5].split()[:3] == ["all", "2", "0.500"]
    assert lines[-1] == "false alarms on unbroken answers: 0.000 (0.000 to 0.561) of 3"


def test_survivors_and_alarms_are_listed_on_one_line_each_part() -> None:
    one = Survivor(kind="number", case="c", variant="b", where="key point 1", before="A:\n- 2\n", after="A:\n- 3")
    alarm = FalseAlarm(case="d", measure="m", failure="why")
    text = mutation_table(report((one,), (alarm,)))
    assert "1 survived:\n- number, c (b), key point 1\n    before: A: / - 2\n    after:  A: / - 3" in text
    assert text.endswith("1 fault found in unbroken answers:\n- d, m: why")


def test_what_others_wrote_moves_no_cursor() -> None:
    alarm = FalseAlarm(case="d", measure="m", failure="why\x1b[2J\u202e")
    assert mutation_table(report((), (alarm,))).endswith("- d, m: why‹U+001B›[2J‹U+202E›")
