"""Biomarkers of a record give one result each: the newest, with what follows from it, and none where it contradicts itself."""

import pytest

from rag.records.findings import derived, findings, finer, newest, newest_scores
from rag.records.record import Biomarker, Result
from rag.records.rules import Level, load_record_rules
from rag.settings import PROJECT_ROOT
from rag.vocabulary import load_vocabulary

RULES = load_record_rules(PROJECT_ROOT / "prompts")
VOCABULARY = load_vocabulary(PROJECT_ROOT / "corpus")


def test_the_newest_score_counts_and_a_result_against_its_own_score_is_unclear() -> None:
    found = findings(
        [
            Biomarker(name="HER2", score="3+", date="2025-05-01"),
            Biomarker(name="HER2", score="1+", date="2024-05-01"),
            Biomarker(name="ERBB2", status="negative", score="3+", date="2026-01-01"),
        ],
        VOCABULARY,
        RULES,
    )
    assert newest_scores(found[:2]) == {"HER2": "3"}
    assert newest(found[:2]) == ({"HER2": "positive"}, ())
    assert newest(found) == ({}, ("HER2",))


@pytest.mark.parametrize(("status", "score"), [("positive", "0"), ("positive", "1+"), ("negative", "3+")])
def test_a_status_against_its_own_score_is_unclear(status: Result, score: str) -> None:
    found = findings([Biomarker(name="HER2", status=status, score=score)], VOCABULARY, RULES)
    assert newest(found) == ({}, ("HER2",))


def test_what_nobody_knows_is_not_read() -> None:
    found = findings([Biomarker(name="shoe size", score="3+"), Biomarker(name="HER2")], VOCABULARY, RULES)
    assert [each.is_read for each in found] == [False, False]


@pytest.mark.parametrize(
    ("topic", "level"), [("breast-cancer", "low"), ("gastric-cancer", "negative"), (None, "negative")]
)
def test_a_low_score_is_called_low_in_breast_cancer_alone(topic: str | None, level: Level) -> None:
    assert finer({"HER2": "negative"}, {"HER2": "1"}, topic, RULES) == {"HER2": level}
    assert finer({"HER2": "positive"}, {"HER2": "1"}, topic, RULES) == {"HER2": "positive"}


def test_a_low_receptor_is_no_triple_negative() -> None:
    assert "triple-negative" not in derived({"hormone receptor": "low", "HER2": "negative"}, RULES)
    assert derived({"hormone receptor": "negative", "HER2": "low"}, RULES)["triple-negative"] == "positive"
