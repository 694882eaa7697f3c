"""The real pipeline as the Subject of a run. Adds nothing to a page, so that what is measured is what users get."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.repeats import Asking, Purse, Repeats, open_repeats
from evals.variants import Variant, varied
from rag.index.encoder import Encoder
from rag.parts import Parts, open_parts
from rag.pipeline import answer_async, find
from rag.retrieve import in_force
from rag.schema import Answer, Audience, Hit, PageKind, Passage
from rag.settings import Settings


@dataclass(frozen=True)
class Pipeline:
    """rag.pipeline with its parts and settings, as evals.asking.Subject asks. `llms`: None is the extractive writer."""

    parts: Parts
    settings: Settings
    llms: Repeats | None = None

    @property
    def generation(self) -> str:
        """Id of the generation that `parts` has open."""
        return self.parts.shelf.manifest.id

    @property
    def writer(self) -> str:
        """The model that is asked to write, or "extractive"."""
        return self.llms.name if self.llms else "extractive"

    @property
    def endpoint(self) -> str:
        """Where it is asked, without user, key and query; "" where no endpoint is."""
        return self.llms.endpoint if self.llms else ""

    async def answer(self, question: str, audience: Audience, page_kind: PageKind, *, repeat: int = 1) -> Answer:
        """As `citewell ask`."""
        llm = self.llms.of(repeat) if self.llms else None
        return await answer_async(question, self.parts, self.settings, llm=llm, audience=audience, page_kind=page_kind)

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


class RememberingEncoder:
    """An encoder that encodes each text once: cases of a suite share most sentences. The vectors are the same."""

    def __init__(self, encoder: Encoder) -> None:
        """About 2 KB are kept of each text."""
        self.fingerprint, self.dimension = encoder.fingerprint, encoder.dimension
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Encoder.encode."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new or not texts:
            vectors = self._encoder.encode(new)
            self._known.update(zip(new, vectors, strict=True))
        return np.stack([self._known[text] for text in texts]) if texts else vectors


def open_pipelines(
    settings: Settings,
    variants: Sequence[Variant] = (),
    *,
    asking: Asking,
    purse: Purse,
    scratch: Path,
    is_cold: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Pipeline]:
    """The pipeline as given under "", then that of each variant under its name. All are opened, nothing is asked yet.

    `scratch`: an empty folder that outlives them. `is_cold`: texts are encoded anew for every page, as for a first
    visitor; else a text is encoded once in each pipeline, which is faster and shows in nothing but the seconds of a
    trace. None profits from what one before it encoded: their seconds can be compared.
    Raises: as varied, open_repeats and rag.parts.open_parts.
    """
    opened: dict[str, Pipeline] = {}
    encoder: Encoder | None = None
    for name, mine in [("", settings), *((v.name, varied(settings, v, scratch)) for v in variants)]:
        alike = replace(asking, is_alike=mine.llm == settings.llm)
        llms = open_repeats(mine, alike, purse, variant=name, say=say)
        parts = open_parts(mine, say)
        if encoder is None or encoder.fingerprint != parts.encoder.fingerprint:
            encoder = parts.encoder
        remembers = not is_cold and mine.index.model == "default"  # others encode in batches: neighbours show
        used = RememberingEncoder(encoder) if remembers else encoder
        opened[name] = Pipeline(replace(parts, encoder=used), mine, llms)
    return opened
