"""Typing errors are forgiven where one slip leads to one name; medical look-alikes are left as they were typed."""

import pytest

from rag.index.encoder import common_words
from rag.schema import Correction
from rag.spelling import Speller
from rag.words import stems

NAMES = (
    "breast cancer",
    "kidney cancer",
    "non-Hodgkin lymphoma",
    "hypercalcemia",
    "dysphagia",
    "symptoms of",
    "treatment",
)
DRUGS = ("trastuzumab", "afatinib", "tamoxifen", "Sutent")
SHELF = frozenset(stems("the kidney is an organ, and fatigue follows"))
SPELLER = Speller(NAMES, DRUGS, SHELF.__contains__, common_words())


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("kidny cancer", "kidney cancer"),
        ("Kidny Cancer?", "Kidney Cancer?"),
        ("KIDNY CANCER", "KIDNEY CANCER"),
        ("brest cancer tretment", "breast cancer treatment"),
        ("sypmtoms", "symptoms"),
        ("tamoxifin", "tamoxifen"),
        ("trastuzumabb", "trastuzumab"),
        ("non-hodgekin lymphoma", "non-hodgkin lymphoma"),
        ("lymfoma", "lymphoma"),  # two slips that sound the same
        ("hyperkalsemia", "hypercalcemia"),
    ],
)
def test_one_slip_from_a_name_is_put_right(typed: str, read: str) -> None:
    assert SPELLER.corrected(typed)[0] == read


@pytest.mark.parametrize(
    "text",
    [
        "apatinib",  # another drug than afatinib
        "hypocalcemia",  # not hypercalcemia
        "dysplasia",  # not dysphagia
        "hyperkalemia",  # not hypercalcemia
        "trasstuzumap",  # another sound
        "stent",  # not Sutent
        "the city of Brest",  # a word in its own right, no name of two words beside it
        "fatigue follows",
        "lun cancer",  # too short to tell
        "treatments",
        "🙂 ¿?",
        "",
    ],
)
def test_what_may_be_another_word_is_left_alone(text: str) -> None:
    assert SPELLER.corrected(text) == (text, ())


def test_what_was_put_right_is_told() -> None:
    assert SPELLER.corrected("Kidny of a brest cancer")[1] == (
        Correction(typed="Kidny", read_as="Kidney"),
        Correction(typed="brest", read_as="breast"),
    )


def test_a_word_between_two_names_is_left_alone() -> None:
    assert Speller(("colon",), (), lambda _: False).corrected("colan")[0] == "colon"
    assert Speller(("colon", "colen"), (), lambda _: False).corrected("colan")[0] == "colan"


@pytest.mark.parametrize(
    ("word", "is_word", "begins"),
    [("cancer", True, True), ("Trastuzumab", True, False), ("trastuz", False, True), ("qqq", False, False)],
)
def test_words_and_their_beginnings_are_known(word: str, is_word: bool, begins: bool) -> None:
    assert (SPELLER.is_word(word), SPELLER.begins_word(word)) == (is_word, begins)
