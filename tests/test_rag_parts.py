"""What opening the LLM writer refuses at once, and what it says has no effect. How the parts work: test_rag_pipeline."""

from pathlib import Path
from typing import Literal

import pytest

from rag.errors import SettingsError, WriterUnavailable
from rag.parts import open_llm
from rag.settings import PROJECT_ROOT, LlmSettings, Price, Settings
from rag.write.recordings import ReplayChat

RECORDED = PROJECT_ROOT / "evals" / "recordings" / "demo"
URL = "http://127.0.0.1:9/v1"
NO_MODEL = "no language model is set up; set OPENAI_API_KEY or give --base-url URL (docs/how-to-llm.md)"


@pytest.fixture(autouse=True)
def no_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the machine's own environment names is not asked."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("llm", "writer", "records", "said"),
    [
        (LlmSettings(), "auto", False, []),
        (LlmSettings(model="m"), "auto", False, [f"llm.model has no effect: {NO_MODEL}"]),
        (LlmSettings(), "auto", True, [f"--record has no effect: {NO_MODEL}"]),
        (
            LlmSettings(model="m", budget_usd=1, cache=False, concurrency=2),
            "auto",
            True,
            [f"llm.model, llm.budget_usd, llm.cache, llm.concurrency and --record have no effect: {NO_MODEL}"],
        ),
        (LlmSettings(model="m", base_url=URL), "extractive", False, []),  # set up, and left out on purpose
        (
            LlmSettings(model="m"),
            "extractive",
            True,
            ["--record has no effect: --writer extractive asks no language model"],
        ),
    ],
)
def test_what_is_for_a_model_is_told_to_have_no_effect_without_one(
    llm: LlmSettings, writer: Literal["auto", "extractive"], records: bool, said: list[str], tmp_path: Path
) -> None:
    heard: list[str] = []
    assert open_llm(Settings(llm=llm), writer=writer, record=tmp_path if records else None, say=heard.append) is None
    assert heard == [f"warning: {line}" for line in said]


@pytest.mark.parametrize(
    ("llm", "said"),
    [
        (LlmSettings(), []),
        (LlmSettings(model="m"), ["llm.model has no effect"]),
        (LlmSettings(model="m", base_url=URL), ["llm.model and llm.base_url have no effect"]),
    ],
)
def test_a_replay_says_that_no_endpoint_is_asked(llm: LlmSettings, said: list[str]) -> None:
    heard: list[str] = []
    opened = open_llm(Settings(llm=llm), replay=RECORDED, say=heard.append)
    assert opened is not None
    assert isinstance(opened.chat, ReplayChat)
    assert heard == [f"warning: {line}: --replay asks no endpoint" for line in said]


@pytest.mark.parametrize("writer", ["auto", "llm"])
def test_a_budget_without_a_price_is_refused_before_anything_is_asked(writer: Literal["auto", "llm"]) -> None:
    asked = LlmSettings(model="m", base_url=URL, budget_usd=2)
    with pytest.raises(SettingsError, match=r'nothing is known of what .m. costs; set .* \[llm\.prices\."m"\]'):
        open_llm(Settings(llm=asked), writer=writer)
    priced = asked.model_copy(update={"prices": {"m": Price(prompt=1, completion=1)}})
    assert open_llm(Settings(llm=priced), writer=writer) is not None


def test_a_model_asked_for_by_name_must_be_set_up() -> None:
    with pytest.raises(WriterUnavailable, match=r"set OPENAI_API_KEY, or give --base-url URL .* --writer extractive"):
        open_llm(Settings(), writer="llm")
