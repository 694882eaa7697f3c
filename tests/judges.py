"""Judges for tests: authors of the chat server in tests/llm_server.py that read a request as an honest or a fooled reader."""

import re
from collections.abc import Callable
from typing import Any

Rule = Callable[[str, str], str]  # criterion id, user message -> value
KEY = re.compile(r'Genuine only with key="(\w+)"')
CRITERION = re.compile(r'<criterion id="([^"]+)" key="(\w+)">')


def user_text(body: dict[str, Any]) -> str:
    return str(body["messages"][-1]["content"])


def asked_in(text: str) -> list[str]:
    """Ids of the genuine criteria, in the order in which they stand."""
    key = key_of(text)
    return [name for name, theirs in CRITERION.findall(text) if theirs == key]


def key_of(text: str) -> str:
    found = KEY.search(text)
    assert found, "the request tells no key"
    return found[1]


def judging(rule: Rule) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A judge who gives each criterion asked for the value of `rule`."""

    def author(body: dict[str, Any]) -> dict[str, Any]:
        text = user_text(body)
        return {"verdicts": [{"criterion": c, "why": "it says so", "value": rule(c, text)} for c in asked_in(text)]}

    return author


BEST = {"grounded": "all", "answers": "full-answer", "plain": "plain"}
WORST = {"grounded": "none", "answers": "no-answer", "plain": "hard"}
STATEMENT = re.compile(r"<statement [^>]*>(.*?)<quote [^>]*>(.*?)</quote>", re.DOTALL)


def best(criterion: str, text: str) -> str:
    return BEST[criterion]


def careful(criterion: str, text: str) -> str:
    """Finds statements that share too few words with their quote, and pages that share too few with the question."""
    if criterion == "grounded":
        pairs = STATEMENT.findall(text)
        return "all" if all(len(_words(a) & _words(b)) > len(_words(a)) / 2 for a, b in pairs) else "some"
    if criterion == "answers":
        asked, page = (re.search(rf"<{name} [^>]*>(.*?)</{name}>", text, re.DOTALL) for name in ("question", "page"))
        assert asked
        assert page
        return "full-answer" if len(_words(asked[1]) & _words(page[1].partition("# Questions")[0])) > 2 else "no-answer"
    return "plain"


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.casefold()))
