"""Where question and record differ, a line says so in canonical words; what only one of them says is no contradiction."""

import pytest

from rag.parts import Parts
from rag.prepare import understood
from rag.records.contradictions import contradictions
from rag.records.record import Biomarker, Record
from rag.settings import Settings

pytest_plugins = ["tests.demo_shelf"]

RECORD = Record(
    diagnoses=("breast cancer of Jane Roe",),
    stage="II",
    age=54,
    biomarkers=(Biomarker(name="HER2/neu", status="negative"), Biomarker(name="KRAS", status="wild-type")),
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "How is HER2-positive breast cancer treated?",
            ["The question says HER2: positive, but the record says HER2: negative"],
        ),
        (
            "How is KRAS-mutant cancer treated?",
            ["The question says KRAS: positive, but the record says KRAS: wild-type"],
        ),
        ("How is metastatic breast cancer treated?", ["The question says advanced, but the record says stage II"]),
        ("How is stage 3 breast cancer treated?", ["The question says stage III, but the record says stage II"]),
        ("How is lung cancer treated?", ["The question says lung cancer, but the record says breast cancer"]),
        ("I am 61 with breast cancer. What helps?", ["The question and the record give different ages"]),
        ("Breast cancer in a 61-year-old woman: what helps?", ["The question and the record give different ages"]),
        (
            "How is HER2-positive lung cancer treated?",
            ["The question says lung cancer, but the record", "The question says HER2: positive, but the record"],
        ),
    ],
)
def test_a_difference_is_said(demo: Parts, demo_settings: Settings, question: str, said: list[str]) -> None:
    lines = contradictions(RECORD, understood(question, demo), demo, demo_settings)
    assert len(lines) == len(said)
    assert all(line.startswith(start) for line, start in zip(lines, said, strict=True))
    assert "Roe" not in "".join(lines)


@pytest.mark.parametrize(
    "question",
    [
        "How is breast cancer treated?",
        "How is HER2-negative stage II breast cancer treated?",
        "How is HER2-low breast cancer treated?",
        "What does HER2 status mean for breast cancer treatment?",
        "Is HER2-positive breast cancer worse than HER2-negative breast cancer?",
        "How is early breast cancer treated?",
        "How is PD-L1-positive breast cancer treated?",
        "I am 54 with breast cancer. What helps?",
        "What are the stages of breast cancer?",
        "What is chemotherapy?",
        "How is inflammatory breast cancer treated?",
    ],
)
def test_no_difference_is_said_where_there_is_none(demo: Parts, demo_settings: Settings, question: str) -> None:
    assert contradictions(RECORD, understood(question, demo), demo, demo_settings) == ()


def test_a_record_without_the_fact_contradicts_nothing(demo: Parts, demo_settings: Settings) -> None:
    question = understood("How is stage IV HER2-positive lung cancer treated at age 61?", demo)
    assert contradictions(Record(details=("clear cell",)), question, demo, demo_settings) == ()
