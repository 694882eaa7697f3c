"""A record holds facts, shows none of them, and is not made without one."""

import pytest
from pydantic import ValidationError

from rag.records.record import OTHER_WORDS, Biomarker, Record, Treatment, result_named


def test_no_value_is_shown_by_repr_or_str() -> None:
    record = Record(
        diagnoses=("secret cancer",),
        age=54,
        biomarkers=(Biomarker(name="secret", score="3+"),),
        treatments=(Treatment(name="secret", start="2024-01-01"),),
    )
    shown = f"{record!r} {record} {record.biomarkers!r} {record.treatments[0]}"
    assert "secret" not in shown
    assert "54" not in shown
    assert "2024" not in shown


@pytest.mark.parametrize("fields", [{"stage": "II"}, {"age": 0}, {"diagnoses": ("x",)}, {"details": ("clear cell",)}])
def test_one_fact_is_enough(fields: dict[str, object]) -> None:
    assert Record.model_validate(fields)


@pytest.mark.parametrize("fields", [{}, {"diagnosed": "2024"}, {"unused": ("name",)}])
def test_a_record_without_a_fact_is_none(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Record.model_validate(fields)


@pytest.mark.parametrize(
    ("told", "result"),
    [
        ("Positive", "positive"),
        (" NEG ", "negative"),
        ("+", "positive"),
        ("not detected", "negative"),
        ("Detected", "positive"),
        ("msi-h", "MSI-H"),
        ("Wild type", "wild-type"),
        ("not  amplified", "negative"),
        ("equivocal", "unknown"),
        ("probably", None),
        ("", None),
    ],
)
def test_a_result_is_known_by_its_usual_words(told: str, result: str | None) -> None:
    assert result_named(told) == result


def test_a_word_stands_before_those_it_holds() -> None:
    words = list(OTHER_WORDS)
    held = [(a, b) for a in words for b in words if a != b and b in a.split() and OTHER_WORDS[a] != OTHER_WORDS[b]]
    assert held
    assert all(words.index(longer) < words.index(shorter) for longer, shorter in held)
