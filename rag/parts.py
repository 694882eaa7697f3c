"""Settings to everything the flow needs, opened once: shelf, encoder, and the texts of prompts/ and corpus/."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import get_args

from rag.index.encoder import Encoder, encoder_fingerprint, load_encoder
from rag.index.shelf import Shelf, open_shelf
from rag.intents import Intents, load_intents
from rag.outlines import Messages, load_messages, load_outlines, prompt_fingerprints
from rag.page.notices import load_notices, load_safety_notice
from rag.safety import SafetyRules, load_safety_rules
from rag.schema import Alarm, Audience, Notice, Notices, Outline
from rag.settings import Settings
from rag.vocabulary import Vocabulary, load_vocabulary


@dataclass(frozen=True)
class Parts:
    """What stays the same from question to question."""

    shelf: Shelf
    encoder: Encoder
    vocabulary: Vocabulary
    intents: Intents
    outlines: tuple[Outline, ...]
    messages: Messages
    notices: Mapping[Audience, Notices]
    safety_rules: SafetyRules
    safety_notices: Mapping[Alarm, Notice]
    prompts: Mapping[str, str]


def open_parts(settings: Settings, say: Callable[[str], None] = lambda _: None) -> Parts:
    """Open the index in force and read the text files; `say` is told about slow steps.

    Raises: IndexMissing, IndexMismatch, IndexDamaged, EncoderError, OutlineError.
    """
    shelf = open_shelf(settings.index.dir, settings.index, encoder_fingerprint(settings.index))
    return Parts(
        shelf=shelf,
        encoder=load_encoder(settings.index, say),
        vocabulary=load_vocabulary(settings.corpus_dir),
        intents=load_intents(settings.prompts_dir),
        outlines=load_outlines(settings.prompts_dir),
        messages=load_messages(settings.prompts_dir),
        notices={audience: load_notices(settings.prompts_dir, audience) for audience in get_args(Audience)},
        safety_rules=load_safety_rules(settings.prompts_dir),
        safety_notices={
            alarm: load_safety_notice(settings.prompts_dir, alarm, locale=settings.locale) for alarm in get_args(Alarm)
        },
        prompts=prompt_fingerprints(settings.prompts_dir),
    )
