"""Events of an answer to a terminal: the stage, and each verified section as it is ready. Gone when the page is printed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rag.cli.console import inert
from rag.prepare import Listener
from rag.schema import Event, SectionEvent

STAGES = {
    "understand": "reading the question",
    "retrieve": "searching the shelf",
    "write": "writing",
    "check": "checking every statement against its quotes",
    "repair": "asking for better wording",
    "fall_back": "the model could not be used; writing without it",
}


@contextmanager
def shown_live() -> Iterator[Listener]:
    """A listener that draws on stderr while the block runs; one that does nothing where no terminal is."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.live import Live

    with Live(console=Console(stderr=True), transient=True, refresh_per_second=8) as live:
        yield _Screen(live).hear


class _Screen:
    def __init__(self, live: Any) -> None:
        self._live = live
        self._stage = ""
        self._sections: dict[str, list[str]] = {}

    def hear(self, event: Event) -> None:
        from rich.console import Group
        from rich.text import Text

        if isinstance(event, SectionEvent):
            said = [" ".join(inert(statement.text).split()) for statement in event.section.statements]
            if said:
                self._sections[event.section.heading] = said
        else:
            detail = f" ({inert(event.detail)})" if event.detail else ""
            self._stage = f"{STAGES[event.stage]} ...{detail}"
        lines: list[Text] = []
        for heading, statements in self._sections.items():
            lines.append(Text(inert(heading), style="bold"))
            lines.extend(Text(f"  ✓ {text}") for text in statements)
        self._live.update(Group(*lines, Text(self._stage, style="dim")))
