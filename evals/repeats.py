"""Settings to the LLM writer of each repeat: one endpoint, but replies kept apart, so that each repeat asks anew."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from rag.errors import InputError
from rag.parts import open_llm
from rag.settings import Settings, llm_endpoint
from rag.write.chat import ChatModel
from rag.write.limits import Meter
from rag.write.llm import Llm
from rag.write.recordings import CachedChat, RecordingChat
from rag.write.scrub import shown_url

Writer = Literal["auto", "extractive", "llm"]


@dataclass(frozen=True)
class Asking:
    """How the model is asked, by the flags of the command line. See recordings_of for what is where in the folders.

    `is_alike`: the model is asked as it is without the variant, so that replies to the same request may be shared.
    """

    writer: Writer = "auto"
    record: Path | None = None
    replay: Path | None = None
    is_alike: bool = True

    def replayed(self, variant: str, repeat: int) -> Path | None:
        """The folder to replay a repeat of a variant from."""
        if self.replay is None:
            return None
        own = recordings_of(self.replay, variant, repeat)
        return own if own.is_dir() or not self.is_alike else recordings_of(self.replay, "", repeat)


class Purse:
    """What a run has spent. One budget for all variants: the meter of each goes on where that before it stopped."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._meter: Meter | None = None

    def turn_to(self, meter: Meter) -> None:
        """From here on `meter` counts. Meters take turns; no two are in use at a time."""
        before = self._meter
        if before is not None and before is not meter:
            meter.calls, meter.cost_usd = before.calls, before.cost_usd
            meter.prompt_tokens, meter.completion_tokens = before.prompt_tokens, before.completion_tokens
        self._meter = meter

    def summary(self) -> str:
        """One line for the end of a run; "" where nothing was sent."""
        return self._meter.summary() if self._meter and self._meter.calls else ""


class Repeats:
    """The LLM writers of one variant, by repeat. They share their attempts, waits, limits and budget."""

    def __init__(
        self, settings: Settings, variant: str, asking: Asking, first: Llm, purse: Purse, meter: Meter
    ) -> None:
        """`first`: opened without cache and recordings. See open_repeats."""
        endpoint = None if asking.replay else llm_endpoint(settings.llm)
        self.name, self.endpoint = first.chat.name, shown_url(endpoint) if endpoint else ""
        self._settings, self._variant, self._asking, self._first = settings, variant, asking, first
        self._purse, self._meter = purse, meter
        self._opened: dict[int, Llm] = {}

    def of(self, repeat: int) -> Llm:
        """The writer of a repeat, from 1. Raises: InputError: nothing was recorded of it, or it cannot be."""
        self._purse.turn_to(self._meter)
        if repeat not in self._opened:
            self._opened[repeat] = replace(self._first, chat=self._chat(repeat))
        return self._opened[repeat]

    def _chat(self, repeat: int) -> ChatModel:
        settings, chat = self._settings, self._first.chat
        recorded = self._asking.replayed(self._variant, repeat)
        if recorded:
            return self._replayed(recorded, repeat).chat
        endpoint = llm_endpoint(settings.llm)
        if settings.llm.cache and endpoint:
            folder = settings.index.cache_dir / "replies"
            folder = folder / f"repeat-{repeat}" if repeat > 1 else folder
            chat = CachedChat(chat, endpoint, folder, max_age_days=settings.llm.cache_days)
        if self._asking.record:
            chat = RecordingChat(chat, recordings_of(self._asking.record, self._variant, repeat))
        return chat

    def _replayed(self, folder: Path, repeat: int) -> Llm:
        if repeat == 1:
            return self._first
        if not folder.is_dir():
            raise InputError(
                f"--replay: nothing is recorded of repeat {repeat} ({folder} is not there); record it with --repeat "
                f"{repeat}, or replay fewer repeats"
            )
        again = open_llm(self._settings, writer=self._asking.writer, replay=folder, stops_at_budget=True)
        assert again is not None  # as the first was
        return again


def open_repeats(
    settings: Settings, asking: Asking, purse: Purse, *, variant: str = "", say: Callable[[str], None] = lambda _: None
) -> Repeats | None:
    """The LLM writers, if one is to be used: None where the extractive writer is.

    `say` is told what has no effect. Raises: as rag.parts.open_llm; nothing is sent yet.
    """
    is_replayed = asking.replay is not None
    asks_endpoint = not is_replayed and asking.writer != "extractive" and llm_endpoint(settings.llm) is not None
    bare = settings.model_copy(update={"llm": settings.llm.model_copy(update={"cache": False})})
    meter = Meter(settings.llm)
    first = open_llm(
        bare if asks_endpoint else settings,
        writer=asking.writer,
        record=None if asks_endpoint else asking.record,
        replay=asking.replayed(variant, 1),
        meter=meter,
        stops_at_budget=True,
        say=say,
    )
    return Repeats(settings, variant, asking, first, purse, meter) if first else None


def recordings_of(folder: Path, variant: str, repeat: int) -> Path:
    """Where replies of a repeat of a variant are recorded: each elsewhere, since the same request has other replies."""
    own = folder / variant if variant else folder
    return own / f"repeat-{repeat}" if repeat > 1 else own
