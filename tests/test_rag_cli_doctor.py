"""Doctor: one line per check, each failure with its remedy, whatever else is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.index.generation import current_id
from tests.demo_shelf import Cli, Ran

pytest_plugins = ["tests.demo_shelf"]

NAMES = ["python", "texts", "encoder", "index", "writer"]


def failures(ran: Ran) -> dict[str, str]:
    assert [line[5:].partition(":")[0] for line in ran.out.splitlines()] == NAMES
    return {line[5:].partition(":")[0]: line for line in ran.out.splitlines() if line.startswith("FAIL")}


def test_all_is_well_and_a_key_is_mentioned_but_never_shown(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-never-show-this")
    ran = cli("doctor")
    assert (ran.code, failures(ran)) == (0, {})
    assert "not asked (--llm asks it)" in ran.out
    assert "never-show" not in ran.out + ran.err


def test_damaged_index_fails_with_the_remedy(bare_cli: Callable[..., Ran], spoilable: Path) -> None:
    (spoilable / str(current_id(spoilable)) / "passages.jsonl").write_bytes(b"")
    ran = bare_cli("doctor", "--index", spoilable)
    assert ran.code == 1
    assert list(failures(ran)) == ["index"]
    assert "citewell index rebuild" in failures(ran)["index"]


@pytest.mark.parametrize("variable", ["CITEWELL_PROMPTS_DIR", "CITEWELL_CORPUS_DIR"])
def test_missing_text_fails_and_the_other_checks_still_run(
    bare_cli: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, str(tmp_path))
    ran = bare_cli("doctor")
    assert ran.code == 1
    others = ["index", "writer"] if variable == "CITEWELL_PROMPTS_DIR" else ["index"]  # there is no index either
    assert list(failures(ran)) == ["texts", *others]
    assert "from the repository" in failures(ran)["texts"]
