"""Checked texts to one self-contained HTML report: no script, no outside load, all text from data escaped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from rag.checked import CheckedStatement, CheckedText
from rag.page.html import TEMPLATES, csp_hash, template_environment
from rag.page.labels import counted
from rag.page.verdicts import (
    RULES,
    CheckedItem,
    RejectedItem,
    Stretch,
    counts_of,
    failing,
    found,
    passage_stretches,
    response_stretches,
    shortened,
    statement_stretches,
    visible,
)

LONGEST = 400  # characters of a statement that its note repeats; the response stands in full above
NEAREST = 600  # characters of the nearest sentence; its passage stands in full below
NAME = 80  # characters of an id


@dataclass(frozen=True)
class NoteView:
    """A failing statement, its number within its text, and its words, those in doubt marked."""

    number: int
    statement: CheckedStatement
    words: tuple[Stretch, ...]


@dataclass(frozen=True)
class TextView:
    """A checked text, and the name of its place on the page ("t1", "t2", ...)."""

    anchor: str
    name: str
    checked: CheckedText
    found: str
    response: tuple[Stretch, ...]
    notes: tuple[NoteView, ...]
    passages: tuple[tuple[Stretch, ...], ...]


def verdicts_html(items: Sequence[CheckedItem | RejectedItem]) -> str:
    """The report as a whole HTML document: a table where there are several texts, then each text with its notes."""
    style = "".join((TEMPLATES / name).read_text("utf-8") for name in ("page.css", "verdicts.css"))
    checked = [item for item in items if isinstance(item, CheckedItem)]
    return (
        _environment()
        .get_template("verdicts.html.j2")
        .render(
            texts=[_text(f"t{number}", item) for number, item in enumerate(checked, 1)],
            rejected=[item for item in items if isinstance(item, RejectedItem)],
            is_single=len(items) == 1,
            counts=counts_of(items),
            rules=_rules(checked),
            style=Markup(style),
            style_hash=csp_hash(style),
        )
    )


def _text(anchor: str, item: CheckedItem) -> TextView:
    checked = item.checked
    return TextView(
        anchor=anchor,
        name=shortened(visible(str(item.id)), NAME),
        checked=checked,
        found=found(checked),
        response=response_stretches(checked),
        notes=tuple(
            NoteView(number, statement, statement_stretches(checked.response, statement, most=LONGEST))
            for number, statement in enumerate(failing(checked), 1)
        ),
        passages=tuple(passage_stretches(checked, number) for number in range(1, len(checked.passages) + 1)),
    )


def _rules(items: Iterable[CheckedItem]) -> dict[str, str]:
    """What each rule asks for, of those that some statement breaks."""
    broken = {rule for item in items for statement in failing(item.checked) for rule in statement.failed}
    return {rule: says for rule, says in RULES.items() if rule in broken}


def _sentence(text: str) -> str:
    return shortened(visible(text), NEAREST)


@cache
def _environment() -> Environment:
    environment = template_environment(TEMPLATES)
    environment.filters |= {"counted": counted, "visible": visible, "sentence": _sentence}
    return environment
