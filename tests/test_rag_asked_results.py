"""What a question takes as given about markers, and which texts that rules out."""

import pytest

from rag.asked_results import results_asked, ruling_out
from rag.parts import Parts
from rag.pipeline import answer
from rag.records.rules import load_record_rules
from rag.settings import Settings

pytest_plugins = ["tests.demo_shelf"]

ENDOCRINE = "Early HER2-negative breast cancer that has hormone receptors is treated with endocrine therapy."


@pytest.mark.parametrize(
    ("question", "results"),
    [
        ("How is triple-negative breast cancer treated?", {"HER2": "negative", "hormone receptor": "negative"}),
        ("What is done for ER-positive breast cancer?", {"hormone receptor": "positive"}),
        ("How do HER2-positive and HER2-negative disease differ?", {}),
        ("How is breast cancer treated?", {}),
    ],
)
def test_results_of_a_question_and_those_that_follow(
    demo: Parts, demo_settings: Settings, question: str, results: dict[str, str]
) -> None:
    known = results_asked(question, demo.vocabulary, load_record_rules(demo_settings.prompts_dir)).results
    assert {name: known.get(name) for name in results} == results
    assert bool(known) is bool(results)


@pytest.mark.parametrize(
    ("question", "text", "headings", "is_out"),
    [
        ("triple-negative breast cancer", ENDOCRINE, "", True),
        ("triple-negative breast cancer", "Chemotherapy is often used.", "Hormone receptor-positive disease", True),
        ("triple-negative breast cancer", "Chemotherapy is often used.", "", False),
        ("triple-negative breast cancer", "", "Hormone receptor-positive disease", False),
        ("HER2-negative breast cancer", ENDOCRINE, "", False),
        ("HER2-negative breast cancer", "HER2-positive and HER2-negative tumors differ.", "", False),
        ("breast cancer", ENDOCRINE, "", False),
        ("triple-negative breast cancer", "Endocrine therapy can cause hot flashes.", "", True),
        ("triple-negative breast cancer", "Chemotherapy or endocrine therapy can be used.", "", False),
        ("HER2-negative breast cancer", "Trastuzumab and other HER2-targeted drugs can weaken the heart.", "", True),
        ("HER2-low breast cancer", "Trastuzumab deruxtecan can inflame the lungs.", "", False),
        ("EGFR wild-type lung cancer", "Osimertinib is a pill.", "", True),
        (
            "melanoma that has no BRAF change",
            "BRAF inhibitors are not used for melanoma without a BRAF change.",
            "",
            False,
        ),
    ],
)
def test_a_text_on_other_results_alone_is_ruled_out(
    demo: Parts, demo_settings: Settings, question: str, text: str, headings: str, is_out: bool
) -> None:
    rules = load_record_rules(demo_settings.prompts_dir)
    is_ruled_out = ruling_out(results_asked(question, demo.vocabulary, rules), demo.vocabulary, rules)
    assert is_ruled_out(text, headings) is is_out


def test_a_page_on_triple_negative_disease_holds_no_care_of_other_kinds(demo: Parts, demo_settings: Settings) -> None:
    page = answer("What are the treatment options for triple-negative breast cancer?", demo, demo_settings)
    said = " ".join(statement.text for statement in page.statements)
    assert "sacituzumab govitecan" in said
    assert "that has hormone receptors" not in said
    assert "before trastuzumab starts" not in said
    assert "Endocrine therapy" not in said
