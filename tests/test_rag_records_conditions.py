"""A condition that no rule reads is quoted in the words of the text; one that is read in full is not."""

import pytest

from rag.records.conditions import unread_conditions
from rag.records.rules import load_record_rules
from rag.settings import PROJECT_ROOT
from rag.vocabulary import load_vocabulary

RULES = load_record_rules(PROJECT_ROOT / "prompts")
VOCABULARY = load_vocabulary(PROJECT_ROOT / "corpus")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Drug A may be used when cancer does not respond to BCG.", ["not respond to BCG"]),
        ("Drug A is given when advanced cancer has not grown during chemotherapy.", ["not grown during chemotherapy"]),
        ("Drug A is used when a kidney tumor is in a hard place to reach.", ["hard place to reach"]),
        ("Drug A, for lung cancer with high folate levels", ["folate levels"]),
        ("Some people with cancer who want to become pregnant can wait.", ["want to become pregnant"]),
        ("Drug A is used for uveal melanoma in people with a certain tissue type.", ["tissue type"]),
        ("Choices when cancer hides include:\n- Drug A for people with good sight", ["hides", "good sight"]),
        ("Drug A is preferred for HER2-positive tumors of 2 cm or more (Category A).", ["2 cm or more"]),
    ],
)
def test_a_condition_that_is_not_read_is_quoted(text: str, wanted: list[str]) -> None:
    assert list(unread_conditions(text, VOCABULARY, RULES)) == wanted
    assert all(words in text for words in wanted)


@pytest.mark.parametrize(
    "text",
    [
        "Drug A is added when HER2-positive breast cancer also has hormone receptors.",
        "Drug A may be used when the cancer comes back after chemotherapy.",
        "Drug A may be used for stage II or III melanoma after surgery.",
        "Drug A may be given when some HER2-positive cancer is left at surgery.",
        "Drug A, for platinum-sensitive ovarian cancer",
        "Drug A may be used for advanced lung cancer with a HER2 protein score of 3+.",
        "Drug A is usually given for one year in total.",
        "Drug A is used, including when cancer has an odd shape.",
        "Surgery for colon cancer removes the part with the tumor.",
        "Drug A is a pill.",
        "",
    ],
)
def test_a_text_without_one_or_with_one_that_is_read_gives_none(text: str) -> None:
    assert unread_conditions(text, VOCABULARY, RULES) == ()
