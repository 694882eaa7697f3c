"""A file of overrides to settings and prompts that differ from those as given: the B of an A/B comparison."""

import difflib
import shutil
import tomllib
from pathlib import Path

import yaml
from pydantic import Field, ValidationError

from evals.suite_source import UniqueKeyLoader
from rag.errors import SettingsError
from rag.outlines import prompt_fingerprints
from rag.schema import Value
from rag.settings import Settings, load_settings


class Variant(Value):
    """What is to be different, under a name. Everything it does not name is as given."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", description="default: the file's, without its ending")
    settings: dict[str, object] = Field(default_factory=dict, description="by group, as in citewell.toml")
    prompts: Path | None = Field(
        default=None, description="folder with the prompt files that differ, laid out as prompts/; relative to the file"
    )


def load_variant(path: Path) -> Variant:
    """Read a .toml, .yaml or .yml file. Raises: SettingsError: unreadable, or a field is unknown or wrong; names it."""
    try:
        text = path.read_text("utf-8-sig")
        content = tomllib.loads(text) if path.suffix == ".toml" else yaml.load(text, UniqueKeyLoader)  # a SafeLoader
    except (
        OSError,
        ValueError,
        RecursionError,
        yaml.YAMLError,
    ) as error:  # ValueError: no UTF-8, no TOML, no such date
        why = "nested too deep" if isinstance(error, RecursionError) else " ".join(str(error).split())
        raise SettingsError(f"variant {path} cannot be read ({why}); give a TOML or YAML file in UTF-8") from error
    if not isinstance(content, dict):
        raise SettingsError(f"variant {path} holds no fields; it has name, settings and prompts, one at least")
    try:
        variant = Variant.model_validate({"name": path.stem, **content})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise SettingsError(f"variant {path}, {field}: {first['msg']}; it has name, settings and prompts") from error
    if variant.prompts is None and not variant.settings:
        raise SettingsError(f"variant {path} changes nothing; give it settings or prompts")
    folder = None if variant.prompts is None else path.parent / variant.prompts
    if folder is not None and not folder.is_dir():
        raise SettingsError(f"variant {path}, prompts: {folder} is no folder; paths count from that of the variant")
    return variant.model_copy(update={"prompts": folder})


def load_variants(paths: list[Path]) -> tuple[Variant, ...]:
    """As load_variant, each. Raises: SettingsError: two of them have one name."""
    variants = tuple(load_variant(path) for path in paths)
    names = [variant.name for variant in variants]
    for path, name in zip(paths, names, strict=True):
        if names.count(name) > 1:
            raise SettingsError(f"variant {path}: {name!r} is the name of another one too; give it a name of its own")
    return variants


def varied(settings: Settings, variant: Variant, scratch: Path) -> Settings:
    """The settings with the variant's on top. Its prompts and all others are laid together in scratch/NAME.

    Raises: SettingsError: a setting is unknown or out of range, or there is no prompt that differs.
    """
    merged: dict[str, dict[str, object]] = settings.model_dump()
    for group, values in variant.settings.items():
        if isinstance(values, dict) and isinstance(merged.get(group), dict):
            merged[group].update(values)
        else:
            merged[group] = values  # type: ignore[assignment]  # refused by load_settings, or a setting of no group
    try:
        changed = load_settings(merged)
    except SettingsError as error:
        raise SettingsError(f"variant {variant.name}: {error}") from None
    if variant.prompts is None:
        return changed
    folder = _laid_together(variant, variant.prompts, changed.prompts_dir, scratch / variant.name)
    return changed.model_copy(update={"prompts_dir": folder})


def _laid_together(variant: Variant, own: Path, others: Path, target: Path) -> Path:
    """Copies, so that a run sees the prompts as they were when it began."""
    files, known = prompt_fingerprints(own), prompt_fingerprints(others)
    if all(known.get(name) == mark for name, mark in files.items()):
        raise SettingsError(
            f"variant {variant.name}: no prompt in {own} differs from {others}; copy one there and change it"
        )
    for name in files.keys() - known.keys():
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
        if near:
            raise SettingsError(
                f"variant {variant.name}: {own / name} takes no prompt's place; did you mean {near[0]}?"
            )
    shutil.copytree(others, target, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    for name in files:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(own / name, target / name)
    return target
