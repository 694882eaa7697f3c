"""Settings to everything the flow needs, opened once: shelf, encoder, and the texts of prompts/ and corpus/."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from rag.catalogue import Catalogue, load_catalogue
from rag.errors import WriterUnavailable
from rag.flags import FlagRules, load_flag_rules
from rag.index.encoder import Encoder, common_words, encoder_fingerprint, load_encoder
from rag.index.shelf import Shelf, open_shelf
from rag.intents import Intents, load_intents
from rag.outlines import Messages, load_messages, load_outlines, prompt_fingerprints
from rag.page.notices import load_notices, load_safety_notice
from rag.safety import SafetyRules, load_safety_rules
from rag.schema import Alarm, Audience, Notice, Notices, Outline
from rag.settings import LlmSettings, RelatedSettings, Settings, llm_endpoint
from rag.shorthand import Shorthand, load_shorthand
from rag.spelling import Speller
from rag.vocabulary import Vocabulary, load_vocabulary
from rag.words import stop_stems
from rag.write.asking import try_prompt
from rag.write.chat import ChatModel, open_chat
from rag.write.limits import Meter, require_price
from rag.write.llm import Llm
from rag.write.prompting import load_prompts
from rag.write.recordings import CachedChat, RecordingChat, ReplayChat
from rag.write.tokens import load_token_counter

OF_LLM = ("model", "budget_usd", "cache", "concurrency")  # settings that have flags


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
    flag_rules: FlagRules
    speller: Speller
    shorthand: Shorthand
    safety_rules: SafetyRules
    safety_notices: Mapping[Alarm, Notice]
    unwell_line: str
    prompts: Mapping[str, str]
    catalogue: Catalogue


def open_llm(
    settings: Settings,
    *,
    writer: Literal["auto", "extractive", "llm"] = "auto",
    streams: bool = False,
    record: Path | None = None,
    replay: Path | None = None,
    meter: Meter | None = None,
    stops_at_budget: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Llm | None:
    """The LLM writer, if one is to be used: None without endpoint, or when the extractive writer is asked for.

    `record`, `replay`: folders of replies to write or to answer from. `meter` adds up what is spent. `say` is told what
    has no effect. Raises: WriterUnavailable: asked for by name, and no endpoint is set up. SettingsError: a budget, and
    the model has no price. PromptError: a prompt file cannot be used. InputError.
    """
    endpoint = llm_endpoint(settings.llm)
    if writer == "extractive" or (writer == "auto" and not (endpoint or replay)):
        if writer == "extractive":  # settings of a model that is left out on purpose are no mistake
            _say_unused([], record, "--writer extractive asks no language model", say)
        else:
            remedy = "set OPENAI_API_KEY or give --base-url URL (docs/how-to-llm.md)"
            _say_unused(_given(settings.llm, *OF_LLM), record, f"no language model is set up; {remedy}", say)
        return None
    chat: ChatModel
    if replay:
        chat = ReplayChat(replay)
        _say_unused(_given(settings.llm, "model", "base_url"), None, "--replay asks no endpoint", say)
    elif endpoint:
        require_price(settings.llm)
        memory = settings.index.cache_dir
        chat = open_chat(endpoint, settings.llm, memory_dir=memory, meter=meter)
        if settings.llm.cache:
            chat = CachedChat(chat, endpoint, memory / "replies", max_age_days=settings.llm.cache_days)
        chat = RecordingChat(chat, record) if record else chat
    else:
        raise WriterUnavailable(
            "no LLM is set up: set OPENAI_API_KEY, or give --base-url URL of an OpenAI-compatible endpoint, or use "
            "--writer extractive"
        )
    prompts = load_prompts(settings.prompts_dir)
    for prompt in prompts:
        try_prompt(prompt)
    return Llm(
        chat=chat,
        prompts=prompts,
        count_tokens=load_token_counter(settings.index),
        is_required=writer == "llm",
        streams=streams,
        stops_at_budget=stops_at_budget,
    )


def _given(llm: LlmSettings, *names: str) -> list[str]:
    """Those of the settings that somebody gave another value than their default."""
    return [f"llm.{name}" for name in names if getattr(llm, name) != LlmSettings.model_fields[name].default]


def _say_unused(given: list[str], record: Path | None, why: str, say: Callable[[str], None]) -> None:
    """One line that names what was given and has no effect, if there is any."""
    unused = [*given, *(["--record"] if record else [])]
    if unused:
        named = " and ".join(filter(None, [", ".join(unused[:-1]), unused[-1]]))
        say(f"warning: {named} {'has' if len(unused) == 1 else 'have'} no effect: {why}")


def open_parts(settings: Settings, say: Callable[[str], None] = lambda _: None) -> Parts:
    """Open the index in force and read the text files; `say` is told about slow steps.

    Raises: IndexMissing, IndexMismatch, IndexDamaged, EncoderError, OutlineError.
    """
    shelf = open_shelf(settings.index.dir, settings.index, encoder_fingerprint(settings.index))
    vocabulary, intents = load_vocabulary(settings.corpus_dir), load_intents(settings.prompts_dir)
    encoder = load_encoder(settings.index, say)
    return Parts(
        shelf=shelf,
        encoder=encoder,
        vocabulary=vocabulary,
        intents=intents,
        outlines=load_outlines(settings.prompts_dir),
        messages=load_messages(settings.prompts_dir),
        notices={audience: load_notices(settings.prompts_dir, audience) for audience in get_args(Audience)},
        flag_rules=load_flag_rules(settings.prompts_dir),
        shorthand=load_shorthand(settings.prompts_dir),
        speller=_speller(shelf, vocabulary, intents),
        safety_rules=load_safety_rules(settings.prompts_dir, vocabulary),
        safety_notices={
            alarm: load_safety_notice(settings.prompts_dir, alarm, locale=settings.locale) for alarm in get_args(Alarm)
        },
        unwell_line=load_safety_notice(settings.prompts_dir, "unwell", locale=settings.locale).text,
        prompts=prompt_fingerprints(settings.prompts_dir),
        catalogue=load_catalogue(_suites(settings.related), encoder),
    )


def _suites(settings: RelatedSettings) -> tuple[Path, ...]:
    """The suites to name questions of; where the project's own is not installed, none."""
    own = RelatedSettings().suites
    return tuple(path for path in settings.suites if path not in own or path.exists()) if settings.count else ()


def _speller(shelf: Shelf, vocabulary: Vocabulary, intents: Intents) -> Speller:
    """Forgives slips in the names of the vocabulary and of the shelf's topics, and in the words that questions use."""
    drugs = [name for term in vocabulary.terms if term.kind == "drug" for name in term.names]
    names = [name for term in vocabulary.terms if term.kind != "drug" for name in term.names]
    topics = [topic.replace("-", " ") for source in shelf.sources.values() for topic in source.topics]
    cues = [cue for intent in intents.intents for cue in intent.cues]
    frame = intents.frame_stems | stop_stems()
    return Speller(
        [*names, *topics, *cues], drugs, lambda stem: stem in frame or shelf.lexical.knows(stem), common_words()
    )
