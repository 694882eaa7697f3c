"""What an endpoint refused, and what is asked of it instead."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from rag.settings import Endpoint
from rag.write.endpoints import MEMORY_FILE, Manner, Memory, lesser

OBJECT, PLAIN = Manner(level="json_object"), Manner(level="plain")
NEWER, COOL, SILENT = (
    Manner(limit_field="max_completion_tokens"),
    Manner(sends_temperature=False),
    Manner(asks_usage=False),
)


def endpoint(model: str = "m", base_url: str = "http://user:secret@host/v1?key=secret") -> Endpoint:
    return Endpoint(provider="openai", model=model, base_url=base_url, key=SecretStr("canary"))


@pytest.mark.parametrize(
    ("manner", "refusal", "next_one"),
    [
        (Manner(), "'response_format' of type 'json_schema' is not supported with this model", OBJECT),
        (OBJECT, "response_format is not supported", PLAIN),
        (PLAIN, "response_format is not supported", None),
        (Manner(), "bad request", OBJECT),
        (Manner(), "", OBJECT),
        (Manner(), "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", NEWER),
        (NEWER, "Unsupported parameter: 'max_completion_tokens'", NEWER.model_copy(update={"level": "json_object"})),
        (Manner(), "Unsupported value: 'temperature' does not support 0 with this model.", COOL),
        (Manner(), "temperature must be above 0, unlike this", OBJECT),
        (Manner(), "unknown field stream_options", SILENT),
        (Manner(), "response_format and temperature are not supported together", OBJECT),
    ],
)
def test_each_refusal_gives_up_one_thing(manner: Manner, refusal: str, next_one: Manner | None) -> None:
    assert lesser(manner, refusal) == next_one


@pytest.mark.parametrize("refusal", ["", "unsupported: max_tokens, temperature, stream_options", "response_format"])
def test_giving_up_ends(refusal: str) -> None:
    manner = Manner()
    for _ in range(5):
        manner = lesser(manner, refusal) or manner
    assert lesser(manner, refusal) is None


def test_a_manner_is_remembered_for_its_endpoint_and_model_alone(tmp_path: Path) -> None:
    Memory(endpoint(), tmp_path).keep(PLAIN)
    Memory(endpoint("other"), tmp_path).keep(OBJECT)
    assert Memory(endpoint(), tmp_path).manner == PLAIN
    assert Memory(endpoint("other"), tmp_path).manner == OBJECT
    assert Memory(endpoint(base_url="http://elsewhere/v1"), tmp_path).manner == Manner()
    assert Memory(endpoint()).manner == Manner()


def test_what_is_forgotten_is_asked_anew(tmp_path: Path) -> None:
    memory = Memory(endpoint(), tmp_path)
    memory.keep(PLAIN)
    memory.forget()
    assert memory.manner == Memory(endpoint(), tmp_path).manner == Manner()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"http://host/v1 m": {"level": "psychic"}}', "\xff"])
def test_a_damaged_file_counts_as_nothing_known_and_is_mended(content: str, tmp_path: Path) -> None:
    (tmp_path / MEMORY_FILE).write_text(content, "latin-1")
    memory = Memory(endpoint(), tmp_path)
    assert memory.manner == Manner()
    memory.keep(OBJECT)
    assert Memory(endpoint(), tmp_path).manner == OBJECT


def test_a_folder_that_cannot_be_written_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = Memory(endpoint(), tmp_path / "file" / "folder")
    memory.keep(PLAIN)
    assert memory.manner == PLAIN


def test_the_file_holds_no_key_and_no_password(tmp_path: Path) -> None:
    Memory(endpoint(), tmp_path).keep(PLAIN)
    kept = (tmp_path / MEMORY_FILE).read_text()
    assert "http://host/v1 m" in kept
    assert "secret" not in kept
    assert "canary" not in kept
