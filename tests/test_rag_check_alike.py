"""Stems that say the same, in plain and technical English."""

import pytest

from rag.check.alike import is_common, same_word
from rag.words import stems


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("drug", "medicine", True),
        ("doctor", "physician", True),
        ("diagnosis", "diagnostic", True),
        ("spread", "metastasis", True),
        ("kidney", "renal", True),
        ("kidney", "lung", False),
        ("test", "testicular", False),
        ("before", "after", False),
        ("prednisone", "prednisolone", False),
    ],
)
def test_words_of_one_group_or_one_root_are_the_same(one: str, other: str, expected: bool) -> None:
    (first,), (second,) = stems(one, keep_stopwords=True), stems(other, keep_stopwords=True)
    assert same_word(first, second) is same_word(second, first) is expected


def test_a_made_up_name_is_no_common_word() -> None:
    assert is_common("doctor")
    assert not is_common("vetrozan")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cancer", "disease"),
        ("worse", "worsens"),
        ("uterus", "womb"),
        ("anal", "anus"),
        ("common", "commonest"),
        ("other", "elsewhere"),
        ("recovery", "better"),
        ("centimeters", "cm"),
    ],
)
def test_plain_words_stand_for_those_of_patient_texts(one: str, other: str) -> None:
    (first,), (second,) = stems(one, keep_stopwords=True), stems(other, keep_stopwords=True)
    assert same_word(first, second)
