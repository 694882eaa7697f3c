"""Every tunable number: unit, range, default, why. Reads citewell.toml and CITEWELL_* variables; writes nothing.

Order, later wins: defaults here < citewell.toml in the working folder < CITEWELL_* environment < flags.
`index.dir` is set in the file as `dir` under `[index]`, in the environment as `CITEWELL_INDEX_DIR`.
"""

import hashlib
import os
import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from rag.errors import SettingsError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
SECRET = re.compile(r"key|token(?!s)|secret|password|passwd|credential", re.IGNORECASE)
SETTINGS_FILE = "citewell.toml"
PREFIX = "CITEWELL_"
OTHER_VARIABLES = {"INDEX", "SHARED"}  # index.dir in short; the data folder of tests and benchmarks


class Group(BaseModel):
    """A frozen group of settings; unknown names are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class IndexSettings(Group):
    """Where the index lives and how passages are encoded."""

    dir: Path = Field(default=Path(".citewell/index"), description="index folder, relative to the working folder")
    model: str = Field(
        default="default", description='"default" (packaged all-MiniLM-L6-v2), or a sentence-transformers name or path'
    )
    cache_dir: Path = Field(
        default=Path("~/.cache/citewell"),
        validate_default=True,
        description="exported encoders are kept here, by hash of the weights, and replies of the LLM",
    )
    threads: int = Field(default=0, ge=0, le=256, description="texts encoded at once; 0: one for each processor")
    batch_size: int = Field(
        default=16,
        ge=1,
        le=1024,
        description="texts per call of a sentence-transformers model; no effect on the default",
    )
    keep_generations: int = Field(
        default=2, ge=1, le=20, description="finished generations kept, the current one included"
    )
    dense: Literal["auto", "exact", "chroma"] = Field(
        default="auto", description="auto: exact matrix search up to exact_limit passages, Chroma above"
    )
    exact_limit: int = Field(
        default=20_000, ge=0, description="passages; below it exact search is faster than importing Chroma"
    )

    @field_validator("cache_dir")
    @classmethod
    def _in_the_home_folder(cls, path: Path) -> Path:
        return path.expanduser()


class ReadSettings(Group):
    """Limits under which files are read (in a child process)."""

    max_bytes: int = Field(default=200_000_000, ge=1, description="bytes; larger files are rejected")
    max_text_chars: int = Field(default=20_000_000, ge=1, description="characters of text; more is taken for a bomb")
    max_pages: int = Field(default=5_000, ge=1, description="pages of a PDF")
    timeout_s: float = Field(default=60.0, gt=0, description="seconds of wall time per file")
    memory_bytes: int = Field(default=4_000_000_000, ge=100_000_000, description="address space of the reading process")
    min_chars: int = Field(default=20, ge=1, description="letters and digits; a file with fewer holds no text to quote")
    min_chars_per_page: int = Field(
        default=20, ge=0, description="letters per PDF page, mean; fewer means scanned pages"
    )


class SplitSettings(Group):
    """How documents become passages."""

    target_words: int = Field(
        default=160, ge=20, le=1000, description="words per passage aimed at (fits the encoder's 256 tokens)"
    )
    max_words: int = Field(default=220, ge=20, le=2000, description="words; above it a list is split between items")
    min_words: int = Field(default=40, ge=0, le=500, description="words; a shorter tail joins the passage before it")


class RetrieveSettings(Group):
    """How dense and lexical scores are fused and how many passages are looked at."""

    top_k: int = Field(default=10, ge=1, le=1000, description="passages returned by search")
    candidates: int = Field(default=100, ge=10, le=10_000, description="passages taken from each of dense and BM25")
    bm25_weight: float = Field(default=0.4, ge=0, le=10, description="weight of normalised BM25 against cosine 1.0")
    heading_bonus: float = Field(
        default=0.15, ge=0, description="added to passages under a section's preferred headings"
    )
    bm25_k1: float = Field(
        default=0.9, gt=0, description="BM25 term saturation; takes effect with the next ingest or rebuild"
    )
    bm25_b: float = Field(default=0.4, ge=0, le=1, description="BM25 length normalisation; as bm25_k1")


class WriteSettings(Group):
    """The extractive writer."""

    passages_per_section: int = Field(default=8, ge=1, le=100, description="passages a section is written from")
    max_list_items: int = Field(default=16, ge=1, le=100, description="items shown of one list, from its start")
    max_section_words: int = Field(
        default=260, ge=20, description="words of a section; longer statements are passed over"
    )
    score_window: float = Field(default=0.28, ge=0, description="a statement this much below the best one is left out")
    key_point_min_words: int = Field(
        default=8, ge=1, description="words; shorter sentences say too little for a key point"
    )
    key_point_max_words: int = Field(default=32, ge=5, description="words of a key point at most")
    key_point_definition_bonus: float = Field(
        default=0.3, ge=0, description="added to the nearness of a sentence that says what the asked term is"
    )
    section_window: float = Field(
        default=0.05, ge=0, description="a section whose best passage scores this much below the best one is left out"
    )
    focus_section_window: float = Field(
        default=0.15, ge=0, description="the same when the question has words of its own"
    )
    wide_section_window: float = Field(
        default=0.4, ge=0, description="the same for outline sections that gather widely"
    )
    main_section_bonus: float = Field(default=0.15, ge=0, description="added to the score of units of the best section")
    focus_main_section_bonus: float = Field(
        default=0.05, ge=0, description="the same when the question has words of its own"
    )
    focus_bonus: float = Field(
        default=0.12, ge=0, description="times the share of the question's subject words in the unit"
    )
    intent_bonus: float = Field(
        default=0.06, ge=0, description="added to units that hold a word of the intent's headings"
    )
    min_intent_cosine: float = Field(
        default=0.6,
        ge=-1,
        le=1,
        description="similarity to the question of a statement that no fitting heading vouches for",
    )
    definition_bonus: float = Field(default=0.05, ge=0, description="added to sentences that say what the subject is")
    what_is_bonus: float = Field(default=0.2, ge=0, description="the same where nothing else is asked about a term")
    list_bonus: float = Field(default=0.08, ge=0, description="added to the score of lists, which answer in full")


class GateSettings(Group):
    """When an answer is good enough to show."""

    min_statements: int = Field(default=1, ge=1, description="statements; with fewer left the page is a refusal")
    min_focus_coverage: float = Field(
        default=0.6, ge=0, le=1, description="share of the question's focus words, by rarity, found in the evidence"
    )
    min_body_coverage: float = Field(
        default=0.95, ge=0, le=1, description="the same, within one passage that no title names"
    )
    min_cosine: float = Field(default=0.5, ge=-1, le=1, description="similarity of that passage to the question")
    min_word_cosine: float = Field(
        default=0.65, ge=-1, le=1, description="as min_cosine, for a single word that no title names"
    )
    near_cosine: float = Field(
        default=0.6, ge=-1, le=1, description="similarity from which a passage vouches for words that it does not hold"
    )
    sure_cosine: float = Field(default=0.72, ge=-1, le=1, description="the same for words that mean more")
    sure_cosine_alone: float = Field(
        default=0.73, ge=-1, le=1, description="the same for a sentence, where the question names no topic of the shelf"
    )
    nearest_cosine: float = Field(
        default=0.5,
        ge=-1,
        le=1,
        description="similarity from which a sentence that holds a word of the question may answer it by itself",
    )
    denial_cosine: float = Field(
        default=0.69,
        ge=-1,
        le=1,
        description="similarity from which a sentence says the contrary of what a question takes as given",
    )
    sure_change: float = Field(
        default=0.2, ge=0, le=2, description="1 - cosine of the question with and without such a word"
    )
    slight_change: float = Field(default=0.1, ge=0, le=2, description="the same of a word that says little")
    filler_change: float = Field(default=0.06, ge=0, le=2, description="the same of a word that says next to nothing")
    heavy_change: float = Field(
        default=0.15, ge=0, le=2, description="the same of a word that a page must not leave unsaid"
    )
    min_term_coverage: float = Field(
        default=0.55, ge=0, le=1, description="as min_body_coverage, with a vocabulary term"
    )
    min_term_cosine: float = Field(default=0.35, ge=-1, le=1, description="as min_cosine, with a vocabulary term")
    min_copy_share: float = Field(
        default=0.8,
        ge=0,
        le=1,
        description="share of a sentence's words, in order, in one quoted sentence that makes it a near copy: on the even"
        " rows of tests/data 4, 1, 1 of 235 honest paraphrases are dropped and 0, 0, 2 of 81 written lies pass at 0.7, 0.8,"
        " 0.85; without it also 20 of 12,133 made lies pass",
    )
    max_new_share: float = Field(
        default=0.3,
        ge=0,
        le=1,
        description="share of a sentence's content words that may stand in no quote in any form",
    )
    min_support: float = Field(
        default=0.8,
        ge=0,
        le=1,
        description="share of a statement's content words in its quotes that is enough by itself",
    )
    min_word_support: float = Field(
        default=0.5, ge=0, le=1, description="the same, where the encoder finds statement and quotes alike"
    )
    min_similarity: float = Field(
        default=0.7,
        ge=-1,
        le=1,
        description="cosine that counts as alike: on tests/data/check_dev.jsonl 1 of 161 honest statements is dropped from"
        " 0.6 to 0.75, and 14 (0.6), 6 (0.7), 3 (0.75) of 1,479 pairs of a true statement and another's quote pass",
    )


class CheckSettings(Group):
    """When `citewell check` takes a statement for a near copy of a sentence, which the rules then judge."""

    # Sound texts lost and false ones caught at these limits and at others: `python -m benchmarks.support.near`. Its figures,
    # and why most of these are not those of its rule (at most 5 % lost), are in docs/support-score.md.
    quote_words: int = Field(default=60, ge=0, description="words of passages that were quoted for the statement")
    quote_held: float = Field(
        default=0.4, ge=0, le=1, description="share of the statement, by rarity, in the nearest sentence of a quote"
    )
    quote_kept: float = Field(default=0.4, ge=0, le=1, description="share of that sentence's words in the statement")
    passage_words: int = Field(default=200, ge=0, description="words of passages that were chosen for it")
    passage_held: float = Field(default=0.6, ge=0, le=1, description="as quote_held, in such passages")
    passage_kept: float = Field(default=0.6, ge=0, le=1, description="as quote_kept, in such passages")
    source_held: float = Field(default=0.7, ge=0, le=1, description="as quote_held, in longer ones")
    source_kept: float = Field(default=0.6, ge=0, le=1, description="as quote_kept, in longer ones")
    prose_held: float = Field(default=0.7, ge=0, le=1, description="as quote_held, for a text of several statements")
    prose_kept: float = Field(default=0.75, ge=0, le=1, description="as quote_kept, for a text of several statements")
    prose_close: float = Field(
        default=0.8, ge=0, le=1, description="both, from which such a text answers for negations and opposites"
    )
    part_held: float = Field(default=0.8, ge=0, le=1, description="as quote_held, of a part of a long sentence")
    part_kept: float = Field(default=0.35, ge=0, le=1, description="as quote_kept, of a part of a long sentence")
    few_statements: int = Field(default=2, ge=0, description="statements of a text that was written for its passages")
    invented_score: float = Field(
        default=0.22,
        ge=0,
        le=1,
        description="score below which a statement fails in any text: 5 of 14 unsupported responses more, 6 of 212 others",
    )
    foreign_share: float = Field(
        default=0.15,
        ge=0,
        le=1,
        description="share of a statement, by rarity, that the passages must hold: of 1,600 sound statements 2 hold less",
    )
    cross_encoder: str = Field(
        default="",
        description="entailment model by name or folder (safetensors) that scores support in `check`; empty: the built-in score",
    )
    min_cross_encoder_score: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="probability of support from which that model's statement is supported; even odds, not calibrated",
    )
    max_chars: int = Field(
        default=400_000, ge=1_000, description="characters of a response, and of its passages together, at most"
    )


class Price(Group):
    """What a model costs, in US dollars for a million tokens."""

    prompt: float = Field(ge=0)
    completion: float = Field(ge=0)


class LlmSettings(Group):
    """The LLM writer. With neither a base URL nor a key in the environment it is off. Keys never stand here."""

    provider: str = Field(
        default="openai",
        description='"openai": any OpenAI-compatible endpoint; else a provider of LangChain\'s init_chat_model',
    )
    model: str = Field(default="gpt-4.1-mini", description="model name, as the endpoint knows it")
    base_url: str = Field(
        default="", description="endpoint, up to /v1; empty: OPENAI_BASE_URL, else the provider's own"
    )
    temperature: float = Field(default=0.0, ge=0, le=2, description="0: the likeliest words, as repeatable as it gets")
    max_output_tokens: int = Field(default=2_000, ge=100, le=32_000, description="tokens of a reply at most")
    evidence_tokens: int = Field(default=3_400, ge=200, le=100_000, description="tokens of passages in a prompt")
    prompt_tokens: int = Field(default=4_500, ge=500, le=200_000, description="tokens of a whole prompt at most")
    deadline_s: float = Field(default=90.0, gt=0, description="seconds for all calls of one answer, waits included")
    max_attempts: int = Field(default=3, ge=1, le=10, description="requests for one reply, the first included")
    backoff_s: float = Field(default=0.5, gt=0, description="first wait before another attempt; doubles, with jitter")
    max_wait_s: float = Field(
        default=20.0, ge=0, description="longest wait between attempts; a longer Retry-After gives up"
    )
    breaker_failures: int = Field(default=5, ge=1, description="failed replies in a row after which no call is made")
    breaker_reset_s: float = Field(default=30.0, gt=0, description="seconds until one call is tried again")
    concurrency: int = Field(default=8, ge=1, le=512, description="replies under way at once")
    requests_per_minute: int = Field(default=0, ge=0, description="requests sent a minute at most; 0: no limit")
    tokens_per_minute: int = Field(default=0, ge=0, description="prompt and reply tokens a minute; 0: no limit")
    budget_usd: float = Field(default=0.0, ge=0, description="spending cap of one run, in US dollars; 0: none")
    prices: dict[str, Price] = Field(
        default_factory=dict, description="by model name; prices change, so none are built in"
    )
    cache: bool = Field(default=True, description="keep replies in index.cache_dir/replies and use them again")
    cache_days: float = Field(default=30.0, ge=0, description="days; older replies are removed")


class RelatedSettings(Group):
    """Related questions at the end of a page."""

    suites: tuple[Path, ...] = Field(
        default=(PROJECT_ROOT / "evals" / "suites" / "reference.yaml",),
        description="golden suites whose questions may be named",
    )
    count: int = Field(default=3, ge=0, le=10, description="questions named; 0: none")
    tries: int = Field(default=8, ge=1, description="nearest questions looked at, those included that go unanswered")
    min_cosine: float = Field(default=0.45, ge=-1, le=1, description="similarity to the page's question")


class Settings(Group):
    """All settings, by group."""

    index: IndexSettings = IndexSettings()
    read: ReadSettings = ReadSettings()
    split: SplitSettings = SplitSettings()
    retrieve: RetrieveSettings = RetrieveSettings()
    write: WriteSettings = WriteSettings()
    gate: GateSettings = GateSettings()
    check: CheckSettings = CheckSettings()
    related: RelatedSettings = RelatedSettings()
    llm: LlmSettings = LlmSettings()
    locale: str = Field(
        default="us", description="country of the emergency and crisis lines: prompts/notices/*.<locale>.md"
    )
    prompts_dir: Path = Field(default=PROJECT_ROOT / "prompts", description="outlines, notices and prompts")
    corpus_dir: Path = Field(default=PROJECT_ROOT / "corpus", description="vocabulary and demonstration texts")

    def fingerprint(self) -> str:
        """Hash of the settings that shape an answer: "sha256:" and 16 hex digits, the same on every machine.

        Left out: places (of related suites the names count), limits, `check`, which judges texts and writes none, and
        model and endpoint, which a run names beside it: their address may hold a secret.
        """
        of_llm = {"temperature", "max_output_tokens", "evidence_tokens", "prompt_tokens"}
        groups = {"split", "retrieve", "write", "gate", "locale"}
        shaping = self.model_dump_json(
            include={**dict.fromkeys(groups, True), "llm": of_llm, "related": {"count", "tries", "min_cosine"}}
        )
        suites = [path.name for path in self.related.suites]
        return "sha256:" + hashlib.sha256(f"{shaping}{self.index.model}{suites}".encode()).hexdigest()[:16]


def load_settings(overrides: dict[str, dict[str, object]] | None = None, folder: Path | None = None) -> Settings:
    """Merge defaults, citewell.toml, environment and `overrides` (flags), in this order.

    Raises: SettingsError: unknown name, wrong type or value out of range, naming the setting.
    """
    merged: dict[str, Any] = {}
    path = (folder or Path.cwd()) / SETTINGS_FILE
    if path.is_file():
        try:
            merged = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path} is not valid TOML ({error}); mend or remove it") from error
    for layer in (_from_environment(), overrides or {}):
        for group, values in layer.items():
            target = merged.setdefault(group, {}) if isinstance(values, dict) else merged
            if not isinstance(target, dict):
                raise SettingsError(f"[{group}] in {path} must be a table of settings")
            target.update(values if isinstance(values, dict) else {group: values})
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise SettingsError(_explained(error)) from None  # the cause would show the value


def _explained(error: ValidationError) -> str:
    """What is wrong with the first setting at fault. A value that may be, or hold, a secret is never shown."""
    first = error.errors()[0]
    path = [str(part) for part in first["loc"]]
    name = ".".join(path)
    if first["type"] != "extra_forbidden":
        is_shown = name in _names() and isinstance(first["input"], str | int | float) and not SECRET.search(name)
        shown = f" (got {first['input']!r})" if is_shown else ""
        return f"setting {name}: {first['msg']}{shown}; see rag/settings.py"
    if SECRET.search(path[-1]):
        where = f"from the environment only (OPENAI_API_KEY), never from {SETTINGS_FILE}"
        return f"setting {name}: keys are read {where}; take it out; see docs/how-to-llm.md"
    near = get_close_matches(name, _names(), n=1, cutoff=0.6)
    meant = f"did you mean {near[0]}? " if near else ""
    return f"setting {name} is not known; {meant}see {'docs/how-to-llm.md' if path[0] == 'llm' else 'rag/settings.py'}"


def _names() -> list[str]:
    """All settings, as group.name."""
    found = []
    for name, field in Settings.model_fields.items():
        kind: Any = field.annotation
        found += [f"{name}.{inner}" for inner in kind.model_fields] if _is_group(kind) else [name]
    return found


def unknown_variables() -> tuple[str, ...]:
    """A line for each CITEWELL_* variable of the environment that no setting is named for, with the nearest that is."""
    known = {name.replace(".", "_").upper() for name in _names()} | OTHER_VARIABLES
    unknown = sorted({key.removeprefix(PREFIX) for key in os.environ if key.startswith(PREFIX)} - known)
    lines = []
    for name in unknown:
        near = get_close_matches(name, sorted(known - OTHER_VARIABLES), n=1, cutoff=0.6)
        meant = f"; did you mean {PREFIX}{near[0]}?" if near else ""
        remedy = "; the key is read from OPENAI_API_KEY" if SECRET.search(name) else meant
        lines.append(f"{PREFIX}{name} is no setting and has no effect{remedy}")
    return tuple(lines)


class Endpoint(Group):
    """Where the LLM is, and the key that opens it. The key is shown nowhere: neither by repr nor in JSON."""

    provider: str
    model: str
    base_url: str | None = Field(description="None: the provider's own")
    key: SecretStr | None


def llm_endpoint(llm: LlmSettings) -> Endpoint | None:
    """The endpoint of the settings and the environment (OPENAI_API_KEY, OPENAI_BASE_URL); None: no LLM is set up.

    Other providers than "openai" find their own keys in the environment, as LangChain documents them.
    """
    if llm.provider != "openai":
        return Endpoint(provider=llm.provider, model=llm.model, base_url=llm.base_url or None, key=None)
    base_url = llm.base_url or os.environ.get("OPENAI_BASE_URL", "").strip() or None
    key = os.environ.get("OPENAI_API_KEY", "").strip() or None
    if not (base_url or key):
        return None
    return Endpoint(provider="openai", model=llm.model, base_url=base_url, key=SecretStr(key) if key else None)


def _from_environment() -> dict[str, Any]:
    """CITEWELL_<GROUP>_<NAME> and CITEWELL_<NAME> as nested values; CITEWELL_* names that fit nothing are ignored."""
    found: dict[str, Any] = {}
    groups = {name: field.annotation for name, field in Settings.model_fields.items()}
    for key, value in os.environ.items():
        name = key.removeprefix(PREFIX).lower()
        if name == key.lower():
            continue
        if name == "index":  # the short form people type
            name = "index_dir"
        if name in groups and not _is_group(groups[name]):
            found[name] = value
            continue
        group, _, rest = name.partition("_")
        kind = groups.get(group)
        if kind is not None and _is_group(kind) and rest in kind.model_fields:
            found.setdefault(group, {})[rest] = value
    return found


def _is_group(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Group)
