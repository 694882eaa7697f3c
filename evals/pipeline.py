"""The real pipeline as the Subject of a run. Adds nothing to it, so that what is measured is what users get."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from rag.parts import Parts
from rag.pipeline import answer_async, find
from rag.retrieve import in_force
from rag.schema import Answer, Audience, Hit, PageKind, Passage
from rag.settings import Settings
from rag.write.llm import Llm


@dataclass(frozen=True)
class Pipeline:
    """rag.pipeline with its parts and settings, as evals.run.Subject asks."""

    parts: Parts
    settings: Settings
    llm: Llm | None = None
    _runner: asyncio.Runner = field(default_factory=asyncio.Runner, repr=False, compare=False)

    @property
    def generation(self) -> str:
        """Id of the generation that `parts` has open."""
        return self.parts.shelf.manifest.id

    @property
    def writer(self) -> str:
        """The model that is asked to write, or "extractive"."""
        return self.llm.chat.name if self.llm else "extractive"

    def answer(self, question: str, audience: Audience, page_kind: PageKind) -> Answer:
        """As `citewell ask`."""
        page = answer_async(question, self.parts, self.settings, llm=self.llm, audience=audience, page_kind=page_kind)
        return self._runner.run(page)

    def search(self, question: str, k: int) -> tuple[Hit, ...]:
        """As `citewell search`."""
        return find(question, self.parts, self.settings, k=k)

    def passage(self, passage_id: str) -> Passage | None:
        """The passage, or None when the generation does not hold it."""
        return self.parts.shelf.by_id.get(passage_id)

    def passages(self) -> Iterable[Passage]:
        """Every passage of the editions in force."""
        shelf = self.parts.shelf
        return (passage for passage in shelf.passages if in_force(passage, shelf.sources[passage.source_id]))
