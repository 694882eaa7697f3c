"""What an endpoint has refused to the way it is asked from then on, remembered in a small file. Sends nothing."""

import re
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from rag.exchange import ReplyLevel
from rag.index.generation import write_atomically
from rag.schema import Value
from rag.settings import Endpoint
from rag.write.scrub import shown_url

MEMORY_FILE = "endpoints.json"
LOWER: dict[ReplyLevel, ReplyLevel] = {"json_schema": "json_object", "json_object": "plain"}
ABOUT_FORMAT = re.compile(r"response_?format|json_?schema|json_?object|structured|guided|grammar", re.IGNORECASE)
UNSUPPORTED = re.compile(
    r"(?:un|not |n't )support|unknown|unrecogni[sz]ed|not (?:permitted|allowed)|unexpected|extra |deprecated",
    re.IGNORECASE,
)


class Manner(Value):
    """How a request is put to an endpoint: the best that it takes."""

    level: ReplyLevel = "json_schema"
    limit_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    sends_temperature: bool = True
    asks_usage: bool = True


def lesser(manner: Manner, refusal: str) -> Manner | None:
    """The next manner to try after a refusal in these words; None when nothing is left to give up.

    A refusal that names nothing we know is taken to be about the structured output.
    """
    about_format = ABOUT_FORMAT.search(refusal)
    if not about_format:
        is_unsupported = UNSUPPORTED.search(refusal)
        newer = "max_completion_tokens" in refusal or ("max_tokens" in refusal and is_unsupported)
        if newer and manner.limit_field == "max_tokens":
            return manner.model_copy(update={"limit_field": "max_completion_tokens"})
        if "temperature" in refusal and is_unsupported and manner.sends_temperature:
            return manner.model_copy(update={"sends_temperature": False})
        if "stream_options" in refusal and manner.asks_usage:
            return manner.model_copy(update={"asks_usage": False})
    level = LOWER.get(manner.level)
    return manner.model_copy(update={"level": level}) if level else None


class Memory:
    """The manner that works with one endpoint and model, kept in `folder` (None: only in this value)."""

    def __init__(self, endpoint: Endpoint, folder: Path | None = None) -> None:
        """Reads what is kept; a missing or damaged file counts as nothing known."""
        self._path = folder / MEMORY_FILE if folder else None
        self._name = f"{shown_url(endpoint)} {endpoint.model}"
        self.manner = self._kept().get(self._name, Manner())

    def keep(self, manner: Manner) -> None:
        """This manner was answered: use it from now on."""
        if manner != self.manner:
            self.manner = manner
            self._write(manner)

    def forget(self) -> None:
        """What is known no longer holds: the next request starts with the best manner again."""
        if self.manner != Manner():
            self.manner = Manner()
            self._write(None)

    def _kept(self) -> dict[str, Manner]:
        try:
            return _FILE.validate_json(self._path.read_bytes()) if self._path else {}
        except (OSError, ValidationError):
            return {}

    def _write(self, manner: Manner | None) -> None:
        if not self._path:
            return
        known = {name: kept for name, kept in self._kept().items() if name != self._name}
        if manner:
            known[self._name] = manner
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path, _FILE.dump_json(known, indent=1) + b"\n")
        except OSError:
            return  # a folder that cannot be written costs a refused request in each run, not the answer


_FILE = TypeAdapter(dict[str, Manner])
