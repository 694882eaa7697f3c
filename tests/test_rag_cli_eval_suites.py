"""`citewell eval lint`, `new` and `import` as they are typed: what they print, write, refuse to overwrite, and return."""

from collections.abc import Callable
from pathlib import Path

from evals.suite import load_suite
from tests.demo_shelf import ROOT, Cli, Ran

pytest_plugins = ["tests.demo_shelf"]

SOUND = '- {id: a, question: "What is it?", expect: {kind: answer, mentions: [kidney]}}\n'
UNSURE = '- {id: b, question: "What else?"}\n'
WRONG = "- {id: c}\n"


def write(text: str, name: str = "s.yaml") -> Path:
    path = Path(name)
    path.write_text(text, "utf-8")
    return path


def test_lint_returns_one_for_errors_and_zero_for_warnings_unless_strict(bare_cli: Callable[..., Ran]) -> None:
    for text, plain, strict in ((SOUND, 0, 0), (SOUND + UNSURE, 0, 1), (SOUND + WRONG, 1, 1)):
        assert bare_cli("eval", "lint", write(text)).code == plain
        assert bare_cli("eval", "lint", write(text), "--strict").code == strict


def test_lint_prints_each_problem_and_a_count_for_each_suite(bare_cli: Callable[..., Ran]) -> None:
    ran = bare_cli("eval", "lint", write(SOUND + UNSURE + WRONG), write(SOUND, "t.yaml"))
    assert ran.out.splitlines() == [
        "warning: suite s.yaml, line 2, case 'b', expect: expects nothing, so it measures little; add expect: kind, "
        "sources, mentions",
        "error: suite s.yaml, line 3, case 'c', question: is missing; add it",
        "s.yaml: 2 cases, 1 error, 1 warning",
        "t.yaml: 1 case, 0 errors, 0 warnings",
    ]


def test_lint_gives_its_reports_as_one_json_value(bare_cli: Callable[..., Ran]) -> None:
    ran = bare_cli("eval", "lint", write(WRONG), "--json")
    (report,) = ran.value
    assert (ran.code, report["suite"], report["errors"], report["cases"]) == (1, "s.yaml", 1, 0)
    assert (report["problems"][0]["line"], report["problems"][0]["field"]) == (1, "question")


def test_lint_of_a_suite_that_is_not_there_is_an_error(bare_cli: Callable[..., Ran]) -> None:
    ran = bare_cli("eval", "lint", "gone.yaml")
    assert ran.code == 1
    assert "gone.yaml: cannot be read" in ran.out


def test_lint_holds_expectations_to_the_shelf_of_an_index(bare_cli: Callable[..., Ran], cli: Cli) -> None:
    text = SOUND.replace("kidney", "zorlivamab")
    assert "zorlivamab" not in bare_cli("eval", "lint", write(text)).out
    assert "no text in force says 'zorlivamab'" in cli("eval", "lint", write(text)).out


def test_lint_without_the_index_it_is_given_says_so(bare_cli: Callable[..., Ran]) -> None:
    ran = bare_cli("eval", "lint", write(SOUND), "--index", "nowhere")
    assert (ran.code, "citewell ingest" in ran.err) == (1, True)


def test_every_expectation_of_the_reference_suite_can_be_met_on_its_shelf(cli: Cli) -> None:
    (report,) = cli("eval", "lint", ROOT / "evals" / "suites" / "reference.yaml", "--json").value
    assert report["errors"] == 0
    assert {problem["field"] for problem in report["problems"]} <= {"question"}


def test_new_drafts_a_suite_that_its_own_shelf_can_meet(cli: Cli) -> None:
    ran = cli("eval", "new", "--out", "new/draft.yaml", "--limit", "40")
    assert (ran.code, ran.out.startswith("new/draft.yaml: 40 cases drafted, ")) == (0, True)
    assert "left out kidney-cancer: Questions to ask your care team: boilerplate" in ran.err
    (report,) = cli("eval", "lint", "new/draft.yaml", "--json").value
    assert (report["cases"], report["errors"], report["warnings"]) == (40, 0, 0)
    sources = {name for case in load_suite(Path("new/draft.yaml")).cases for name in case.expect.sources}
    assert len(sources) == 23  # every source in force


def test_new_takes_the_sources_it_is_told(cli: Cli) -> None:
    ran = cli("eval", "new", "--out", "d.yaml", "--source", "melanoma", "--source", "nutrition", "--json")
    assert ran.value["cases"] == len(load_suite(Path("d.yaml")).cases)
    assert {case.expect.sources for case in load_suite(Path("d.yaml")).cases} == {("melanoma",), ("nutrition",)}


def test_nothing_that_is_there_is_overwritten(cli: Cli, bare_cli: Callable[..., Ran]) -> None:
    write("edited by hand", "mine.yaml")
    write("What is it?\n", "q.txt")
    for ran in (cli("eval", "new", "--out", "mine.yaml"), bare_cli("eval", "import", "q.txt", "--out", "mine.yaml")):
        assert (ran.code, "mine.yaml is there already" in ran.err) == (1, True)
    assert Path("mine.yaml").read_text() == "edited by hand"


def test_import_writes_a_suite_that_can_be_run(bare_cli: Callable[..., Ran]) -> None:
    write("question;mentions\nWhat, or who, is it?;a|b\n", "q.csv")
    ran = bare_cli("eval", "import", "q.csv", "--out", "s.yaml")
    assert (ran.code, ran.out) == (0, "s.yaml: 1 case imported\n")
    (case,) = load_suite(Path("s.yaml")).cases
    assert (case.question, case.expect.mentions) == ("What, or who, is it?", ("a", "b"))


def test_import_of_what_cannot_be_used_writes_nothing(bare_cli: Callable[..., Ran]) -> None:
    write("question,kind\nWhat?,perhaps\n", "q.csv")
    ran = bare_cli("eval", "import", "q.csv", "--out", "s.yaml")
    assert (ran.code, "line 2, kind" in ran.err, Path("s.yaml").exists()) == (1, True, False)


def test_a_suite_is_written_as_yaml_only(bare_cli: Callable[..., Ran]) -> None:
    write("What is it?\n", "q.txt")
    ran = bare_cli("eval", "import", "q.txt", "--out", "s.json")
    assert (ran.code, "SUITE.yaml" in ran.err) == (1, True)
