"""Settings: defaults < citewell.toml < environment < flags; what cannot be is named; what shapes an answer is hashed."""

from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.settings import Settings, load_settings, unknown_variables


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting from the machine, and a folder without citewell.toml."""
    import os

    for name in [name for name in os.environ if name.startswith("CITEWELL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def write(folder: Path, text: str) -> None:
    (folder / "citewell.toml").write_text(text, "utf-8")


def test_each_layer_wins_over_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().retrieve.top_k == Settings().retrieve.top_k
    write(tmp_path, "[retrieve]\ntop_k = 3\nbm25_k1 = 1.5\n")
    assert (load_settings().retrieve.top_k, load_settings().retrieve.bm25_k1) == (3, 1.5)
    monkeypatch.setenv("CITEWELL_RETRIEVE_TOP_K", "4")
    assert (load_settings().retrieve.top_k, load_settings().retrieve.bm25_k1) == (4, 1.5)
    assert load_settings({"retrieve": {"top_k": 5}}).retrieve.top_k == 5


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("CITEWELL_INDEX", "there", Path("there")),
        ("CITEWELL_INDEX_DIR", "there", Path("there")),
        ("CITEWELL_INDEX_NAME_OF_NOTHING", "x", Path(".citewell/index")),
        ("CITEWELL_SHARED", "x", Path(".citewell/index")),
        ("CITEWELL_", "x", Path(".citewell/index")),
    ],
)
def test_environment_names_the_index_and_other_names_are_ignored(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: Path
) -> None:
    monkeypatch.setenv(name, value)
    assert load_settings().index.dir == expected


def test_environment_reaches_settings_outside_groups(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CITEWELL_PROMPTS_DIR", str(tmp_path))
    assert load_settings().prompts_dir == tmp_path


def test_folder_of_the_settings_file_can_be_given(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    write(tmp_path / "project", "[split]\nmin_words = 7\n")
    assert load_settings(folder=tmp_path / "project").split.min_words == 7
    assert load_settings().split.min_words == Settings().split.min_words


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[retrieve]\ntop_q = 1\n", "retrieve.top_q"),
        ("[retrieve]\ntop_k = 0\n", "retrieve.top_k"),
        ('[retrieve]\ntop_k = "many"\n', "many"),
        ("[nothing]\nx = 1\n", "nothing"),
        ('retrieve = "fast"\n', "retrieve"),
        ("[retrieve\n", "not valid TOML"),
        ('[index]\ndense = "magic"\n', "index.dense"),
    ],
)
def test_unusable_setting_is_named(tmp_path: Path, content: str, said: str) -> None:
    write(tmp_path, content)
    with pytest.raises(SettingsError, match=said):
        load_settings()


@pytest.mark.parametrize("content", ["retrieve = 3\n", "retrieve = [1]\n"])
def test_group_that_is_no_table_is_named_when_the_environment_adds_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    write(tmp_path, content)
    monkeypatch.setenv("CITEWELL_RETRIEVE_TOP_K", "4")
    with pytest.raises(SettingsError, match="must be a table"):
        load_settings()


def test_home_is_filled_in_for_the_cache() -> None:
    assert load_settings().index.cache_dir == Path("~/.cache/citewell").expanduser()


@pytest.mark.parametrize(
    ("overrides", "is_shaping"),
    [
        ({}, False),
        ({"index": {"dir": "elsewhere"}}, False),
        ({"index": {"keep_generations": 5}}, False),
        ({"read": {"timeout_s": 5}}, False),
        ({"retrieve": {"top_k": 5}}, True),
        ({"split": {"min_words": 5}}, True),
        ({"write": {"max_list_items": 5}}, True),
        ({"gate": {"min_support": 0.9}}, True),
        ({"index": {"model": "other"}}, True),
        ({"locale": "gb"}, True),
        ({"related": {"count": 1}}, True),
        ({"related": {"suites": ["mine.yaml"]}}, True),
        ({"check": {"invented_score": 0.9}}, False),  # of `citewell check` alone
        ({"llm": {"deadline_s": 5}}, False),
        ({"llm": {"base_url": "http://me:secret@127.0.0.1:1/v1"}}, False),  # evals and batches name the endpoint
    ],
    ids=str,
)
def test_fingerprint_changes_with_what_shapes_an_answer_only(
    overrides: dict[str, dict[str, object]], is_shaping: bool
) -> None:
    fingerprint = load_settings(overrides).fingerprint()
    assert fingerprint.startswith("sha256:")
    assert (fingerprint != Settings().fingerprint()) is is_shaping


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('api_key = "sk-canary"', "llm.api_key: keys are read from the environment only"),
        ('token = "sk-canary"', "llm.token: keys are read from the environment only"),
        ('modle = "sk-canary"', "llm.modle is not known; did you mean llm.model?"),
        ('zzz = "sk-canary"', "llm.zzz is not known; see docs/how-to-llm.md"),
        ('model = {api_key = "sk-canary"}', "llm.model: Input should be a valid string"),
        ('base_url = ["http://ann:sk-canary@host"]', "llm.base_url: Input should be a valid string"),
        ('prices.m = {api_key = "sk-canary"}', "llm.prices.m.prompt: Field required"),
        ('prices.m = "sk-canary"', "llm.prices.m: "),
    ],
)
def test_the_value_of_an_unknown_setting_is_never_shown(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "citewell.toml").write_text(f"[llm]\n{line}\n")
    with pytest.raises(SettingsError) as caught:
        load_settings(folder=tmp_path)
    assert said in str(caught.value)
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("CITEWELL_LLM_MODLE", "; did you mean CITEWELL_LLM_MODEL?"),
        ("CITEWELL_MODEL", "; did you mean CITEWELL_LLM_MODEL?"),
        ("CITEWELL_LLM_API_KEY", "; the key is read from OPENAI_API_KEY"),
        ("CITEWELL_QQQQ", ""),
        ("CITEWELL_X", ""),
    ],
)
def test_a_variable_that_fits_no_setting_is_named_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, remedy: str
) -> None:
    monkeypatch.setenv(name, "canary")
    assert unknown_variables() == (f"{name} is no setting and has no effect{remedy}",)


def test_variables_that_are_known_are_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CITEWELL_LLM_MODEL", "CITEWELL_INDEX", "CITEWELL_INDEX_DIR", "CITEWELL_LOCALE", "CITEWELL_SHARED"):
        monkeypatch.setenv(name, "x")
    assert unknown_variables() == ()
