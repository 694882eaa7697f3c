"""Files of questions to the questions a reader may go on with, nearest first. Answers none of them."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, RootModel

from rag.index.encoder import Encoder
from rag.schema import Audience, PageKind, Value
from rag.yaml_file import read_yaml


class KnownQuestion(Value):
    """A question of a suite, as it was typed."""

    question: str
    audience: Audience = "patient"
    page_kind: PageKind = "answer"

    @property
    def page_id(self) -> str:
        """Stable name of its page: "page-" and 12 hex digits."""
        key = "\x1f".join([self.question, self.audience, self.page_kind])
        return "page-" + hashlib.sha256(key.encode()).hexdigest()[:12]


class Catalogue:
    """Known questions with their embeddings and previews, each made when it is first asked for."""

    def __init__(self, known: Sequence[KnownQuestion], encoder: Encoder) -> None:
        """Hold `known`, to be encoded with `encoder`."""
        self.known = tuple(known)
        self.previews: dict[KnownQuestion, str] = {}  # what the page of a question says first, once it has been made
        self._encoder = encoder

    def nearest(self, question: str, audience: Audience) -> list[tuple[KnownQuestion, float]]:
        """The questions for this audience with their cosine to `question`, nearest first; ties in file order."""
        if not self.known:
            return []
        cosines = self._vectors @ self._encoder.encode([question])[0]
        order = np.argsort(-cosines, kind="stable")
        found = ((self.known[int(at)], float(cosines[at])) for at in order)
        return [(one, cosine) for one, cosine in found if one.audience == audience]

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        return self._encoder.encode([one.question for one in self.known])


def load_catalogue(paths: Sequence[Path], encoder: Encoder) -> Catalogue:
    """The questions of golden suites (YAML lists with `question` and `audience`), equal ones once.

    Raises: OutlineError: a file is missing or no such list.
    """
    cases = (case for path in paths for case in read_yaml(path, _Suite).root)
    known = (KnownQuestion(question=case.question, audience=case.audience, page_kind=case.page_kind) for case in cases)
    return Catalogue(tuple(dict.fromkeys(known)), encoder)


class _Case(BaseModel):
    model_config = ConfigDict(extra="ignore")

    question: str
    audience: Audience = "patient"
    page_kind: PageKind = "answer"


class _Suite(RootModel[tuple[_Case, ...]]):
    """A golden suite, as far as its questions go."""
