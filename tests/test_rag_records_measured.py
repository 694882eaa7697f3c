"""A written result falls into words, a score and a share; what these stand for is told by marker, from the rules."""

import pytest

from rag.records.measured import Measured, level_of_score, level_of_share, measured
from rag.records.rules import load_record_rules
from rag.settings import PROJECT_ROOT

RULES = load_record_rules(PROJECT_ROOT / "prompts")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3+", Measured(score="3")),
        ("IHC 3+", Measured(score="3")),
        ("IHC 0", Measured(score="0")),
        ("score of 1", Measured(score="1")),
        ("2", Measured(score="2")),
        ("3+ (strongly positive)", Measured(score="3", result="positive")),
        ("IHC 2+, FISH negative", Measured(score="2", result="negative")),
        ("IHC 2+ (equivocal), ISH amplified", Measured(score="2", result="positive")),
        ("90 %", Measured(low=90, high=90)),
        ("0%", Measured(low=0, high=0)),
        ("<1%", Measured(low=0.99, high=0.99)),
        (">10 %", Measured(low=10.01, high=10.01)),
        ("1-10%", Measured(low=1, high=10)),
        ("positive (90%)", Measured(low=90, high=90, result="positive")),
        ("300 %", Measured()),
        ("grade 3", Measured()),
        ("Jane Roe", Measured()),
        ("", Measured()),
    ],
)
def test_a_written_result_is_taken_apart(text: str, wanted: Measured) -> None:
    found = measured(text)
    assert found == wanted.model_copy(update={"result": "amplified"} if "amplified" in text else {})
    assert found.is_nothing == (wanted == Measured())


@pytest.mark.parametrize(
    ("marker", "score", "level"),
    [
        ("HER2", "0", "negative"),
        ("HER2", "1", "negative"),
        ("HER2", "2", None),
        ("HER2", "3", "positive"),
        ("PD-L1", "3", None),
        ("HER2", "", None),
    ],
)
def test_a_score_stands_for_a_result_of_its_marker(marker: str, score: str, level: str | None) -> None:
    assert level_of_score(marker, score, RULES) == level


@pytest.mark.parametrize(
    ("low", "high", "level"),
    [
        (0, 0, "negative"),
        (0.99, 0.99, "negative"),
        (1, 1, "low"),
        (10, 10, "low"),
        (10.01, 10.01, "positive"),
        (90, 90, "positive"),
        (1, 10, "low"),
        (0, 90, None),
    ],
)
def test_a_share_stands_for_a_result_of_receptors_alone(low: float, high: float, level: str | None) -> None:
    assert level_of_share("estrogen receptor", low, high, RULES) == level
    assert level_of_share("PD-L1", low, high, RULES) is None
