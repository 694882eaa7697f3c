"""The claim a question takes as given is read from its form; a question that takes none, or tells of a person, has none."""

import pytest

from rag.premise import premise_of


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Since lumps always hurt, when are they removed?", "Lumps always hurt"),
        ("As low doses often work, which one is used first?", "Low doses often work"),
        ("Given that the test never fails, how is it done?", "The test never fails"),
        ("Now that scans are harmless, what is the next step?", "Scans are harmless"),
        ("What is used instead, because the drug causes rash?", "The drug causes rash"),
        ("Isn't it true that the scan finds every tumor?", "The scan finds every tumor"),
        ("Live vaccines are safe, right?", "Live vaccines are safe"),
        ("Why is fever during chemotherapy harmless?", "Fever during chemotherapy is harmless"),
        ("Why are scans done every week?", "Scans are done every week"),
        ("Why must all slow tumors be treated at once?", "All slow tumors must be treated at once"),
        ("Why does the drug replace surgery?", "The drug replaces surgery"),
        ("Why does a test for the gene replace surgery?", "A test for the gene replaces surgery"),
        ("Why does rest not help?", "Rest does not help"),
        ("Why is there no cure for stage I disease?", "There is no cure for stage I disease"),
        ("What makes surgery the standard first step?", "Surgery is the standard first step"),
        ("When did guidelines start to recommend grapefruit?", "Guidelines recommend grapefruit"),
        ("Men never get this cancer.", "Men never get this cancer"),
    ],
)
def test_a_claim_taken_as_given_is_told(question: str, claim: str) -> None:
    premise = premise_of(question)
    assert premise is not None
    assert (premise.claim, premise.is_sure) == (claim, True)


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("How do live vaccines protect people?", "Live vaccines protect people"),
        ("How does the pill prevent nausea?", "The pill prevents nausea"),
        ("Which diet cures this cancer?", "Diet cures this cancer"),
    ],
)
def test_what_a_plain_question_suggests_is_not_sure(question: str, claim: str) -> None:
    premise = premise_of(question)
    assert premise is not None
    assert (premise.claim, premise.is_sure) == (claim, False)


@pytest.mark.parametrize(
    "question",
    [
        "What is HER2?",
        "How is kidney cancer treated?",
        "Which drugs are used first?",
        "Since my diagnosis, what has changed?",
        "Since 2019, what has changed?",
        "As a patient, what can be expected?",
        "Because of skewed results, what is done?",
        "Why do I feel tired?",
        "Why is my mother always cold?",
        "Now that he has finished, what comes next?",
        "Is surgery always needed?",
        "Why?",
        "Why surgery?",
        "Severe pain, all day, nothing helps",
        "",
    ],
)
def test_a_question_that_takes_nothing_as_given_has_no_claim(question: str) -> None:
    assert premise_of(question) is None
