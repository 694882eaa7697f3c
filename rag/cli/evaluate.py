"""The eval commands: binds the harness, which knows no command line, to the shelf."""

import argparse

from evals.commands import command_run, command_score
from rag.cli.console import say
from rag.cli.shelf import settings_of
from rag.parts import Parts, open_parts
from rag.pipeline import answer, find
from rag.schema import Answer, Audience, Hit, PageKind, Passage
from rag.settings import Settings


def command_eval(options: argparse.Namespace) -> int:
    """run or score."""
    if options.action == "score":
        return command_score(options.run, options.out, as_json=options.json)
    settings = settings_of(options)
    return command_run(
        options.suite, ShelfSubject(open_parts(settings, say), settings), options.out, repeat=options.repeat
    )


class ShelfSubject:
    """The real pipeline over one opened shelf, as the harness asks for it (evals.run.Subject)."""

    def __init__(self, parts: Parts, settings: Settings) -> None:
        """Answer from `parts` under `settings`."""
        self._parts = parts
        self.settings = settings
        self.generation = parts.shelf.manifest.id

    def answer(self, question: str, audience: Audience, page_kind: PageKind) -> Answer:
        """As citewell ask."""
        return answer(question, self._parts, self.settings, audience=audience, page_kind=page_kind)

    def search(self, question: str, k: int) -> tuple[Hit, ...]:
        """As citewell search."""
        return find(question, self._parts, self.settings, k=k)

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with this id; None when the shelf does not hold it."""
        return self._parts.shelf.by_id.get(passage_id)

    def passages(self) -> tuple[Passage, ...]:
        """Every passage of an edition in force."""
        sources = self._parts.shelf.sources
        return tuple(p for p in self._parts.shelf.passages if sources[p.source_id].superseded_by is None)
