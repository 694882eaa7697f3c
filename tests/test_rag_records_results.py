"""Results that "or" joins are a choice of which one must hold; those that "and" joins must all hold."""

import pytest

from rag.records.claims import claims_of
from rag.records.results import Claim
from rag.records.rules import load_record_rules
from rag.settings import PROJECT_ROOT
from rag.vocabulary import load_vocabulary

RULES = load_record_rules(PROJECT_ROOT / "prompts")
VOCABULARY = load_vocabulary(PROJECT_ROOT / "corpus")


def said(claims: tuple[Claim, ...]) -> str:
    return " and ".join(f"{claim.marker} {'/'.join(sorted(claim.levels))}" for claim in claims)


@pytest.mark.parametrize(
    ("text", "needed", "choices"),
    [
        (
            "Drug A is for HER2-positive or triple-negative disease.",
            "",
            ["HER2 positive | hormone receptor negative and HER2 negative"],
        ),
        (
            "Cancer with a BRCA change or HRD responds.",
            "",
            ["BRCA positive | homologous recombination deficiency positive"],
        ),
        ("Drug A is for EGFR, ALK or ROS1 changes.", "", ["EGFR positive | ALK positive | ROS1 positive"]),
        ("BRCA1, BRCA2 and PALB2 changes matter.", "", ["BRCA1 positive | BRCA2 positive | PALB2 positive"]),
        ("Drug A is for HER2-low or HER2-ultralow disease.", "HER2 low/ultralow", []),
        ("Drug A is for MSI-high or MMR-deficient cancer.", "microsatellite instability positive", []),
        ("Drug A is for tumors without EGFR or ALK changes.", "EGFR negative and ALK negative", []),
        ("Drug A is for HER2-positive, RAS wild-type cancer.", "HER2 positive and RAS negative", []),
        (
            "Drug A is for hormone receptor-positive, HER2-low or HER2-ultralow disease.",
            "hormone receptor positive and HER2 low/ultralow",
            [],
        ),
        (
            "This cancer has no hormone receptors and is HER2-negative.",
            "hormone receptor negative and HER2 negative",
            [],
        ),
    ],
)
def test_or_gives_a_choice_and_does_not(text: str, needed: str, choices: list[str]) -> None:
    claims = claims_of(text, VOCABULARY, RULES)
    assert said(claims.markers) == needed
    assert [" | ".join(said(group) for group in choice) for choice in claims.choices] == choices
