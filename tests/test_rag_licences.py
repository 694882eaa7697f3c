import pytest

from rag.licences import is_licence


@pytest.mark.parametrize("text", ["CC BY 4.0", "Public domain", "All rights reserved", "Used with permission", "nano"])
def test_words_of_a_licence_are_one(text: str) -> None:
    assert is_licence(text)


@pytest.mark.parametrize(
    "text", ["", "  ", "None", "UNKNOWN", "n/a", "N.A.", "tbd", "?", "\u2014", "No licence", "Unlicensed"]
)
def test_words_for_none_are_none(text: str) -> None:
    assert not is_licence(text)
