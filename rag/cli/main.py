"""Arguments to a command and an exit code. Heavy modules are imported by the command that needs them.

Exit codes: 0 done or answered, 1 error, 2 usage, 3 refused, 4 done but some inputs were rejected.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rag.cli.arguments import add_batch, add_endpoint, add_llm, path_argument, positive
from rag.cli.evaluate import add_eval

DONE, ERROR, USAGE, REFUSED, SOME_REJECTED = 0, 1, 2, 3, 4
KINDS = ("guideline", "research", "glossary", "overview")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns: the exit code. Our own errors become one line on stderr, never a traceback."""
    options = build_parser().parse_args(arguments)
    from rag.errors import CitewellError

    try:
        return run(options)
    except CitewellError as error:
        from rag.cli.console import say

        say(f"citewell: {error}")
        return ERROR
    except BrokenPipeError:  # the reader of our output went away: nothing to say, nowhere to say it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ERROR
    except (OSError, UnicodeError) as error:  # what the system refuses: a full disk, a closed or ASCII-only stream
        print(f"citewell: {error}; check the place it names, then run this again", file=sys.stderr)
        return ERROR
    except KeyboardInterrupt:
        print("citewell: stopped", file=sys.stderr)
        return 130


def run(options: argparse.Namespace) -> int:
    """Dispatch to the command's own module."""
    command = options.command
    if command == "ingest":
        from rag.cli.shelf import command_ingest

        return command_ingest(options)
    if command == "index":
        from rag.cli.shelf import command_index

        return command_index(options)
    if command == "search":
        from rag.cli.ask import command_search

        return command_search(options)
    if command == "ask":
        from rag.cli.ask import command_ask

        return command_ask(options)
    if command == "check":
        from rag.cli.check import command_check

        return command_check(options)
    if command == "eval":
        from rag.cli.evaluate import command_eval

        return command_eval(options)
    if command == "prompts":
        from rag.cli.prompts import command_prompts

        return command_prompts(options)
    from rag.cli.doctor import command_doctor

    return command_doctor(options)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="citewell",
        description="Answer pages from guideline texts; every statement carries a verified, verbatim quote.",
        epilog="Exit codes: 0 done, 1 error, 2 usage, 3 refused, 4 done but some inputs were rejected.",
    )
    parser.add_argument("--version", action="version", version="citewell 0.1.0")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--index", type=Path, metavar="DIR", help="index folder (default: .citewell/index)")
    common.add_argument("--json", action="store_true", help="print one JSON value")
    _add_ingest(commands.add_parser("ingest", parents=[common], help="files or folders -> index; only what changed"))
    index = commands.add_parser("index", parents=[common], help="look after the index")
    index.add_argument(
        "action",
        choices=("status", "audit", "rebuild", "rollback"),
        help="status: what is on the shelf; audit: is it sound; rebuild: make it again from the stored text and "
        "vectors; rollback: go back one generation",
    )
    _add_search(commands.add_parser("search", parents=[common], help="the passages found, with scores; no writer"))
    _add_ask(commands.add_parser("ask", parents=[common], help="one question -> one page"))
    _add_check(commands.add_parser("check", parents=[common], help="any text and its sources -> what they do not say"))
    add_eval(commands.add_parser("eval", help="run, score, compare and report golden suites"), common)
    _add_prompts(commands.add_parser("prompts", help="what a language model would be told"), common)
    doctor = commands.add_parser("doctor", parents=[common], help="is everything in place, with remedies")
    doctor.add_argument("--llm", action="store_true", help="ask the LLM endpoint for one tiny reply")
    add_endpoint(doctor)
    return parser


def _add_ingest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", type=path_argument, metavar="PATH", help=".md, .html, .txt and .pdf files, or folders"
    )
    group = parser.add_argument_group("metadata", "for what neither front matter nor sources.toml gives")
    for name in ("title", "publisher", "edition", "published", "licence", "audience", "url"):
        group.add_argument(f"--{name}", metavar="TEXT")
    group.add_argument("--topic", action="append", default=[], metavar="TOPIC", help="may be given more than once")
    group.add_argument("--kind", choices=KINDS)


def _add_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="?", help="what to look for")
    parser.add_argument("-k", type=positive, default=None, metavar="N", help="number of passages (default: 10)")
    add_batch(parser, "QUERIES.jsonl", "HITS.jsonl", '{"id", "query"}')


def _add_ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="?", help="the question, in plain words")
    unless = "with --in: where a line has none"
    parser.add_argument(
        "--audience", choices=("patient", "clinician"), default="patient", help=f"who reads it; {unless}"
    )
    parser.add_argument("--kind", choices=("answer", "glossary"), default="answer", help=f"kind of page; {unless}")
    parser.add_argument(
        "--format",
        choices=("md", "html", "json", "jsonld"),
        help="default: md, or what --out ends in; with --in the result is always JSON lines",
    )
    parser.add_argument(
        "--records",
        type=Path,
        metavar="FILE",
        help="facts about one person (JSON, YAML or FHIR) that the page speaks to; nothing of them is kept or sent",
    )
    parser.add_argument(
        "--after",
        action="append",
        default=[],
        metavar="QUESTION",
        help="a question asked before, so that a follow-up can be understood; may be given more than once, oldest first; "
        "with --in: where a line has no history",
    )
    parser.add_argument(
        "--concurrency", type=positive, metavar="N", help="with --in: replies of the LLM under way at once"
    )
    add_llm(parser)
    add_batch(parser, "QUESTIONS.jsonl", "FILE", '{"id", "question", "audience"?, "kind"?, "history"? (a list)}')


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--response", type=path_argument, metavar="FILE", help="text to be checked; -: standard input")
    parser.add_argument(
        "--passage",
        type=path_argument,
        action="append",
        default=[],
        metavar="FILE",
        help="text it must rest on; may be given more than once, in the order in which the response may number them",
    )
    parser.add_argument("--question", metavar="TEXT", help="what the response answers, where that is known")
    parser.add_argument(
        "--format",
        choices=("text", "json", "jsonl", "html"),
        help="default: what --out ends in, else text, or with --in jsonl",
    )
    add_batch(parser, "FILE.jsonl", "VERDICTS.jsonl", '{"id", "response", "passages" (a text or a list), "question"?}')


def _add_prompts(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", parents=[common], help="the prompt files, checked")
    show = actions.add_parser("show", parents=[common], help="one prompt file")
    show.add_argument("name", metavar="NAME")
    render = actions.add_parser("render", parents=[common], help="what would be sent for a question; nothing is sent")
    render.add_argument("question", metavar="QUESTION")
    render.add_argument("--audience", choices=("patient", "clinician"), default="patient")
    render.add_argument("--kind", choices=("answer", "glossary"), default="answer", help="kind of page")


if __name__ == "__main__":
    sys.exit(main())
