"""`citewell eval lint`, `eval new` and `eval import`: binds what reads and drafts suites to arguments and to the shelf."""

import argparse
from pathlib import Path

from rag.cli.arguments import Actions, path_argument, positive


def add_actions(actions: Actions, common: argparse.ArgumentParser) -> None:
    """lint, new and import."""
    lint = actions.add_parser(
        "lint",
        parents=[common],
        help="suite -> what is wrong with it, by line; with --index also what its shelf cannot meet",
        description="Exit code 1 when a suite has errors (with --strict: or warnings), else 0.",
    )
    lint.add_argument("suites", type=path_argument, nargs="+", metavar="SUITE", help="golden suite, .yaml or .jsonl")
    lint.add_argument("--strict", action="store_true", help="take warnings for errors")
    lint.set_defaults(act=command_lint)
    new = actions.add_parser("new", parents=[common], help="shelf -> draft of a suite for a person to edit")
    new.add_argument("--out", type=path_argument, required=True, metavar="SUITE.yaml", help="a file that is not there")
    new.add_argument(
        "--source", action="append", default=[], metavar="ID", help="only this; may be given more than once"
    )
    new.add_argument("--limit", type=positive, metavar="N", help="at most so many cases, from every source in turn")
    new.set_defaults(act=command_new)
    take = actions.add_parser("import", parents=[common], help="list of questions, .txt or .csv -> suite")
    take.add_argument("file", type=path_argument, metavar="FILE")
    take.add_argument("--out", type=path_argument, required=True, metavar="SUITE.yaml", help="a file that is not there")
    take.set_defaults(act=command_import)


def command_lint(options: argparse.Namespace) -> int:
    """Problems on stdout, one a line, and a count."""
    from evals.lint import lint
    from evals.suite_shelf import read_shelf
    from rag.cli.console import inert, print_json
    from rag.cli.main import DONE, ERROR
    from rag.page.labels import counted

    shelf = read_shelf(options.index) if options.index is not None else None
    reports = [lint(path, shelf) for path in options.suites]
    if options.json:
        print_json([report.model_dump(mode="json") for report in reports])
    for report in () if options.json else reports:
        for problem in report.problems:
            print(inert(f"{problem.severity}: {problem.text}"))
        counts = ((report.cases, "case"), (report.errors, "error"), (report.warnings, "warning"))
        print(inert(f"{report.suite}: " + ", ".join(counted(number, noun) for number, noun in counts)))
    failed = any(report.errors or (options.strict and report.warnings) for report in reports)
    return ERROR if failed else DONE


def command_new(options: argparse.Namespace) -> int:
    """Write a draft; what was left out, and why, is on stderr."""
    from evals.draft import draft_suite
    from evals.suite_shelf import read_shelf
    from rag.cli.console import print_json, say
    from rag.cli.main import DONE
    from rag.cli.shelf import settings_of
    from rag.page.labels import counted

    draft = draft_suite(read_shelf(settings_of(options).index.dir), sources=options.source, limit=options.limit)
    _write_new(options.out, draft.text)
    for line in draft.left_out:
        say(f"left out {line}")
    if options.json:
        print_json({"suite": str(options.out), "cases": len(draft.cases), "left_out": draft.left_out})
    else:
        cases, left_out = counted(len(draft.cases), "case"), counted(len(draft.left_out), "section")
        print(f"{options.out}: {cases} drafted, {left_out} left out; now edit it")
    return DONE


def command_import(options: argparse.Namespace) -> int:
    """Write the questions of a list as a suite."""
    from evals.import_questions import import_questions, suite_text
    from rag.cli.console import print_json
    from rag.cli.main import DONE
    from rag.page.labels import counted

    cases = import_questions(options.file)
    _write_new(options.out, suite_text(options.file, cases))
    if options.json:
        print_json({"suite": str(options.out), "cases": len(cases)})
    else:
        print(f"{options.out}: {counted(len(cases), 'case')} imported")
    return DONE


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet: what a person has edited is never lost."""
    from rag.errors import SuiteError

    if path.suffix not in (".yaml", ".yml"):
        raise SuiteError(f"--out {path} is not a .yaml file; name it SUITE.yaml")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise SuiteError(f"{path} is there already, and somebody may have edited it; choose another --out") from error
