from pathlib import Path

import pytest

from evals.variants import load_variant, load_variants, varied
from rag.errors import SettingsError
from rag.outlines import prompt_fingerprints
from rag.settings import GateSettings, Settings

BASE = Settings(gate=GateSettings(min_statements=2))
TOML = 'name = "wide"\n[settings.retrieve]\ntop_k = 25\n'
YAML = "name: wide\nsettings: {retrieve: {top_k: 25}}\n"


def write(folder: Path, text: str, name: str = "wide.toml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


@pytest.mark.parametrize(("text", "name"), [(TOML, "a.toml"), (YAML, "a.yaml"), (YAML, "a.yml")])
def test_a_variant_changes_what_it_names_and_nothing_else(tmp_path: Path, text: str, name: str) -> None:
    variant = load_variant(write(tmp_path, text, name))
    settings = varied(BASE, variant, tmp_path / "scratch")
    assert variant.name == "wide"
    assert settings.retrieve.top_k == 25
    assert settings == BASE.model_copy(update={"retrieve": settings.retrieve})


def test_a_variant_goes_over_the_settings_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_RETRIEVE_TOP_K", "7")
    assert varied(BASE, load_variant(write(tmp_path, TOML)), tmp_path).retrieve.top_k == 25


def test_a_variant_without_a_name_has_that_of_its_file(tmp_path: Path) -> None:
    assert load_variant(write(tmp_path, "[settings.gate]\nmin_statements = 3\n", "strict.toml")).name == "strict"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", r"variant .*wide\.toml cannot be read .*TOML"),
        ("", "changes nothing"),
        ('name = "a b"\n[settings.gate]\nmin_statements = 3\n', "wide.toml, name: "),
        ('name = "wide"\nprompt = "x"\n', "wide.toml, prompt: .* name, settings and prompts"),
    ],
)
def test_a_file_that_is_no_variant_is_refused_with_its_name(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_variant(write(tmp_path, text))


@pytest.mark.parametrize("text", ["[a, b]", "just words", ""])
def test_a_file_without_fields_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match="holds no fields"):
        load_variant(write(tmp_path, text, "a.yaml"))


def test_two_variants_of_one_name_are_refused(tmp_path: Path) -> None:
    paths = [write(tmp_path, TOML, "a.toml"), write(tmp_path, TOML, "b.toml")]
    with pytest.raises(SettingsError, match="'wide' is the name of another one"):
        load_variants(paths)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("[settings.retrieve]\ntop_kk = 1\n", r"variant wide: setting retrieve\.top_kk is not known; did you mean"),
        ("[settings.retrieve]\ntop_k = -1\n", r"variant wide: setting retrieve\.top_k: .*got -1"),
        ("[settings]\nretrieve = 5\n", "variant wide: setting retrieve"),
        ("[settings.nothing]\nx = 1\n", "variant wide: setting nothing"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(tmp_path: Path, settings: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        varied(BASE, load_variant(write(tmp_path, settings)), tmp_path)


def test_prompts_that_differ_take_the_place_of_the_others(tmp_path: Path) -> None:
    own, scratch = tmp_path / "mine", tmp_path / "scratch"
    (own / "notices").mkdir(parents=True)
    (own / "patient-answer.md").write_text("other words")
    (own / "notices" / "extra.md").write_text("one more")
    settings = varied(BASE, load_variant(write(tmp_path, 'prompts = "mine"\n')), scratch)
    before, after = prompt_fingerprints(BASE.prompts_dir), prompt_fingerprints(settings.prompts_dir)
    assert {name for name in after if after[name] != before.get(name)} == {"patient-answer.md", "notices/extra.md"}
    assert before.keys() - after.keys() == set()
    assert prompt_fingerprints(BASE.prompts_dir) == before


@pytest.mark.parametrize(
    ("name", "message"),
    [(None, "no prompt in .* differs"), ("patient_answer.md", r"did you mean patient-answer\.md")],
)
def test_a_folder_that_changes_no_prompt_is_refused(tmp_path: Path, name: str | None, message: str) -> None:
    (tmp_path / "mine").mkdir()
    if name:
        (tmp_path / "mine" / name).write_text("other words")
    with pytest.raises(SettingsError, match=message):
        varied(BASE, load_variant(write(tmp_path, 'prompts = "mine"\n')), tmp_path / "scratch")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (YAML + "settings: {retrieve: {top_k: 3}}\n", "field 'settings' stands there twice"),
        ("settings: {retrieve: {top_k: 3, top_k: 30}}\n", "field 'top_k' stands there twice"),
        ("[" * 3000 + "]" * 3000, "nested too deep"),
        ("settings: {gate: 2024-99-99}\n", "month must be in"),
    ],
)
def test_yaml_that_says_a_thing_twice_or_cannot_be_read_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=f"cannot be read .*{message}"):
        load_variant(write(tmp_path, text, "a.yaml"))


def test_a_folder_of_prompts_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"prompts: .*absent is no folder"):
        load_variant(write(tmp_path, 'prompts = "absent"\n'))
