"""Golden suites as pytest tests: real pytest runs in a process of their own, most with a small pipeline, one on a real shelf."""

import re
import shutil
from collections.abc import Callable

import pytest

from rag.settings import IndexSettings, Settings
from tests.conftest import ROOT

pytest_plugins = ["pytester", "tests.demo_shelf"]

SUITE = """
- id: kidney
  question: what types of kidney cancer are there
  tags: [organ]
  expect: {kind: answer, sources: [kidney-cancer], mentions: [clear cell]}
- id: rare
  question: is a kidney tumor rare
  tags: [organ]
  expect: {kind: answer, mentions: [papillary, chromophobe]}
- id: plague
  question: how is plague treated
  expect: {kind: refusal}
- id: away
  question: please fail
"""
SMALL = """
import pytest
from tests.test_evals_example import ExamplePipeline

@pytest.fixture(scope="session")
def citewell_subject():
    return ExamplePipeline()
"""

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """pytest in an empty folder, with the suite `golden.yaml`."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("CITEWELL_INDEX_CACHE_DIR", str(IndexSettings().cache_dir.expanduser()))
    pytester.makefile(".yaml", golden=SUITE)
    return lambda *options: pytester.runpytest_subprocess("-p", "no:cacheprovider", *options)


@pytest.fixture
def run_here(run: Run, pytester: pytest.Pytester) -> Run:
    """As `run`, in this process: faster."""
    return lambda *options: pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist", *options)


@pytest.fixture
def small(pytester: pytest.Pytester) -> None:
    """A conftest whose citewell_subject is a pipeline over three sentences."""
    pytester.makeconftest(SMALL)


def shown(result: pytest.RunResult) -> str:
    return result.stdout.str()


def test_failures_say_what_was_asked_expected_said_and_missed_and_show_no_traceback(run: Run, small: None) -> None:
    result = run("--citewell-suite", "golden.yaml")
    result.assert_outcomes(passed=2, failed=2)
    text = shown(result)
    assert "is a kidney tumor rare (patient)" in text
    assert "mentions: papillary; chromophobe" in text
    assert "Clear cell is the most common type of kidney cancer." in text
    assert "- the page does not mention 'chromophobe'" in text
    assert "WriterUnavailable: the writer is away; start it" in text
    assert "FAILED golden.yaml::rare - the page does not mention 'papillary' (and 1 more)" in text
    assert not re.search(r"Traceback|plugin_suites|^>|^E  ", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("options", "outcomes"),
    [
        (("-k", "plague or kidney"), {"passed": 2}),
        (("-k", "organ and not rare"), {"passed": 1}),
        (("--citewell-tag", "organ"), {"passed": 1, "failed": 1}),
        (("--citewell-measures", "notices.*", "-k", "rare"), {"passed": 1}),
        (("--citewell-measures", "expect.all_met", "-k", "rare"), {"failed": 1}),
        (("golden.yaml::plague",), {"passed": 1}),
        (("test_own.py",), {"passed": 3, "failed": 2}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_options_choose_cases_and_measures(
    run_here: Run, small: None, pytester: pytest.Pytester, options: tuple[str, ...], outcomes: dict[str, int]
) -> None:
    pytester.makepyfile(test_own="def test_own(): pass")
    result = run_here("--citewell-suite", "golden.yaml", *options)
    counts = {name: count for name, count in result.parseoutcomes().items() if name != "deselected"}
    assert counts == outcomes


def test_suite_alone_is_run_where_no_file_is_named_and_several_suites_side_by_side(
    run_here: Run, small: None, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(test_own="def test_own(): pass")
    pytester.makefile(".jsonl", other='{"id": "kidney", "question": "what is a kidney tumor"}\n')
    result = run_here("-v", "--citewell-suite", "golden.yaml", "--citewell-suite", "other.jsonl", "-k", "kidney")
    result.assert_outcomes(passed=2, deselected=3)
    assert "golden.yaml::kidney PASSED" in shown(result)
    assert "other.jsonl::kidney PASSED" in shown(result)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--citewell-suite", "broken.yaml"), "line 2, case 'a', expect.kind"),
        (("--citewell-suite", "absent.yaml"), "absent.yaml"),
        (("--citewell-suite", "golden.yaml", "--citewell-tag", "orgen"), "did you mean 'organ'"),
        (("--citewell-suite", "golden.yaml", "--citewell-measures", "expect.mention"), "did you mean expect.mentions?"),
    ],
    ids=["broken", "absent", "tag", "measure"],
)
def test_what_cannot_be_used_is_a_usage_error_before_anything_runs(
    run_here: Run, pytester: pytest.Pytester, options: tuple[str, ...], says: str
) -> None:
    pytester.makefile(".yaml", broken="- id: a\n  expect: {kind: answr}\n  question: what\n")
    result = run_here(*options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert says in result.stderr.str()
    assert "Traceback" not in result.stderr.str()


def test_cases_are_spread_over_processes(run: Run, small: None) -> None:
    result = run("--citewell-suite", "golden.yaml", "-n", "2")
    result.assert_outcomes(passed=2, failed=2)
    assert "- the page does not mention 'chromophobe'" in shown(result)


def test_an_absent_index_is_one_line_with_its_remedy(run_here: Run) -> None:
    result = run_here("--citewell-suite", "golden.yaml", "--citewell-index", "nowhere", "-k", "plague")
    result.assert_outcomes(errors=1)
    assert "citewell ingest" in shown(result)
    assert "Traceback" not in shown(result)


def test_own_shelf_and_recorded_replies(run: Run, pytester: pytest.Pytester, demo_settings: Settings) -> None:
    shutil.copytree(demo_settings.index.dir, pytester.path / "shelf")
    pytester.makeconftest(
        "import pathlib, pytest\n\n@pytest.fixture(scope='session')\ndef citewell_index():\n"
        "    return pathlib.Path('shelf').absolute()\n"
    )
    suite = ROOT / "evals" / "suites" / "reference.yaml"
    recordings = ROOT / "evals" / "recordings" / "demo"
    result = run(
        "--citewell-suite", suite, "--citewell-replay", recordings, "-k", "reference-her2-kidney or refuse-poem"
    )
    assert result.parseoutcomes()["passed"] == 2
    assert result.ret == 0


def test_ordinary_runs_load_nothing_of_ours_but_the_plugin(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import sys\n\ndef test_own():\n    loaded = {n for n in sys.modules if n.partition('.')[0] in ('evals', 'rag')}\n"
        "    assert loaded <= {'evals', 'evals.plugin'}, loaded\n    assert 'evals.plugin' in loaded\n"
    )
    run().assert_outcomes(passed=1)


def test_the_reference_suite_file_is_no_test_without_the_option(run_here: Run, small: None) -> None:
    assert run_here("golden.yaml").ret != 0
