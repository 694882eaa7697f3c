"""The test files of the fault battery to the table in docs/battery.md: what each case expects, and what was seen.

python -m tests.battery_table > docs/battery.md
"""

import contextlib
import importlib
import sys

import pytest

from tests.battery import ROOT, SEEN, Expected

TABLE = ROOT / "docs" / "battery.md"
FILES = ("llm", "batch", "lies", "hostile", "secrets", "kept")
TITLE = """# Fault battery of the LLM path

What goes wrong between citewell and a language model, what is to happen then, and what did. Each line is a test: the real
command line against a real HTTP server on this machine. After every case it is also checked that no traceback was
shown, that the key is in no output and no file, that every statement of every page is cited with a verbatim quote and
every page names its writer, and that the index is unchanged and passes its audit.

Made by: `python -m tests.battery_table > docs/battery.md`

| case | fault | expected | observed | pass |
| --- | --- | --- | --- | --- |
"""


def expected_cases() -> dict[str, Expected]:
    """The cases of all test files, by id."""
    modules = [importlib.import_module(f"tests.test_battery_{name}") for name in FILES]
    return {case: expected for module in modules for case, expected in module.EXPECTED.items()}


class Collector:
    """A pytest plugin that keeps what the cases observed, and whether their tests passed."""

    def __init__(self) -> None:
        self.seen: dict[str, list[str]] = {}
        self.judged: dict[str, str] = {}
        self._cases: dict[str, list[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The call of a test brings its observations; a later failure of its tear-down counts, too."""
        if report.when == "call":
            noted: list[tuple[str, str]] = [value for name, value in report.user_properties if name == SEEN]  # type: ignore[misc]
            self._cases[report.nodeid] = [case for case, _ in noted]
            for case, what in noted:
                self.seen.setdefault(case, []).append(what)
                self.judged.setdefault(case, "yes")
        for case in self._cases.get(report.nodeid, []):
            if report.failed:
                self.judged[case] = "NO"
            elif hasattr(report, "wasxfail"):
                self.judged[case] = f"NO, a known fault: {report.wasxfail}"


def main() -> int:
    """Run the battery and print the table. Returns 1 when a case failed or was not seen."""
    collector = Collector()
    files = [str(ROOT / "tests" / f"test_battery_{name}.py") for name in FILES]
    with contextlib.redirect_stdout(sys.stderr):
        pytest.main(
            ["-q", "-p", "no:cacheprovider", "-k", "not table_lists", "--rootdir", str(ROOT), *files],
            plugins=[collector],
        )
    rows, failed = [], 0
    for case, expected in expected_cases().items():
        seen = "; ".join(collector.seen.get(case, ["nothing: see the test"]))
        verdict = collector.judged.get(case, "NO")
        failed += verdict != "yes"
        cells = (text.replace("|", "\\|") for text in (case, *expected, seen, verdict))
        rows.append(f"| {' | '.join(cells)} |\n")
    print(TITLE + "".join(rows), end="")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
