"""Arguments that several commands take, and the types of their values. Imports nothing heavy."""

import argparse
from pathlib import Path
from typing import TypeAlias

Actions: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # where a command is added


def add_llm(parser: argparse.ArgumentParser) -> None:
    """Which model to ask, what it may cost, and whether from recordings."""
    group = parser.add_argument_group(
        "language model", "used when OPENAI_API_KEY, OPENAI_BASE_URL or --base-url is set"
    )
    group.add_argument(
        "--writer",
        choices=("auto", "extractive", "llm"),
        default="auto",
        help="auto: the LLM where one is set up, else extractive; llm: its faults are errors",
    )
    add_endpoint(group)
    group.add_argument("--no-cache", action="store_true", help="ask the model even what it was asked before")
    group.add_argument("--budget", type=amount, metavar="USD", help="stop calling the model before this is spent")
    kept = group.add_mutually_exclusive_group()
    kept.add_argument("--record", type=Path, metavar="DIR", help="keep each request with its reply in this folder")
    kept.add_argument("--replay", type=Path, metavar="DIR", help="answer from recorded replies: no endpoint, no key")


def add_endpoint(parser: argparse._ActionsContainer) -> None:
    """Which endpoint to ask."""
    parser.add_argument("--model", metavar="NAME", help="model, as the endpoint names it (llm.model)")
    parser.add_argument(
        "--base-url", metavar="URL", help="OpenAI-compatible endpoint, up to /v1 (llm.base_url); llm.provider: others"
    )


def add_batch(parser: argparse.ArgumentParser, source: str, target: str, lines: str) -> None:
    """Where many inputs come from, and where the output goes."""
    parser.add_argument("--in", dest="source", type=Path, metavar=source, help=f"many at once: lines {lines}")
    parser.add_argument("--out", type=Path, metavar=target, help="write here instead of stdout")


def path_argument(text: str) -> Path:
    """A path that is not empty."""
    if not text.strip():
        raise argparse.ArgumentTypeError("a path is empty; name a file or a folder")
    return Path(text)


def amount(text: str) -> float:
    """US dollars above 0."""
    try:
        amount = float(text)
    except ValueError:
        amount = 0.0
    if not 0 < amount < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount in US dollars above 0")
    return amount


def positive(text: str) -> int:
    """A whole number from 1."""
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return number


def share(text: str) -> float:
    """A share, 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share from 0 to 1, such as 0.02")
    return value
