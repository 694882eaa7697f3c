"""Text to words, stems and slugs: names with digits stay whole, compounds come apart, nothing depends on case."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.words import STOPWORDS, fold, slug, stems, stop_stems, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  .,;!?  ", []),
        ("Kidney Cancer", ["kidney", "cancer"]),
        ("HER2 HER-2 her2", ["her2", "her2", "her2"]),
        ("PD-L1 and IL-6", ["pdl1", "and", "il6"]),
        ("CDK4/6 inhibitors", ["cdk46", "inhibitors"]),
        ("HER2-positive", ["her2", "positive"]),
        ("anti-HER2", ["anti", "her2"]),
        ("non-small cell", ["non", "small", "cell"]),
        ("5-year survival", ["5", "year", "survival"]),
        ("Crohn's disease and Crohn’s disease", ["crohn", "disease", "and", "crohn", "disease"]),
        ("3.5 mg, then 2.0.", ["3.5", "mg", "then", "2.0"]),
        ("t(4;14) del(17p)", ["t", "4", "14", "del", "17p"]),
        ("ER+/PR-", ["er", "pr"]),
        ("Sjögren ÄRZTE", ["sjögren", "ärzte"]),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_words_are_lower_case_and_names_with_a_digit_stay_whole(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("treatments of treated patients", ["treatment", "treat", "patient"]),
        ("What is the treatment?", ["treatment"]),
        ("biopsies biopsy", ["biopsi", "biopsi"]),
        ("what was this", []),
    ],
)
def test_stems_join_word_forms_and_leave_out_stop_words(text: str, expected: list[str]) -> None:
    assert stems(text) == expected


def test_stop_words_are_kept_when_asked_for() -> None:
    assert stems("What is the treatment?", keep_stopwords=True) == ["what", "is", "the", "treatment"]


def test_stop_stems_are_the_stems_of_the_stop_words() -> None:
    assert stop_stems() == {stem for word in STOPWORDS for stem in stems(word, keep_stopwords=True)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kidney Cancer", "kidney-cancer"),
        ("  non-small  cell (lung) cancer ", "non-small-cell-lung-cancer"),
        ("HER2", "her2"),
        ("--", ""),
    ],
)
def test_slug_is_lower_case_with_single_hyphens(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_slug_keeps_letters_of_every_language() -> None:
    assert slug("Sjögren syndrome") == "sjögren-syndrome"


@settings(deadline=None)
@given(st.text())
def test_words_are_never_empty_and_have_no_white_space(text: str) -> None:
    assert all(word and not any(c.isspace() for c in word) for word in words(text))


@settings(deadline=None)
@given(st.text())
def test_there_is_one_stem_per_word_and_fewer_without_stop_words(text: str) -> None:
    everything = stems(text, keep_stopwords=True)
    assert len(everything) == len(words(text))
    assert len(stems(text)) == sum(word not in STOPWORDS for word in words(text))


@settings(deadline=None)
@given(st.text(alphabet="abcXYZ019 -/.'"))
def test_case_and_extra_spaces_change_no_word(text: str) -> None:
    assert words(text) == words(text.upper()) == words(text.replace(" ", "   "))


@settings(deadline=None)
@given(st.text())
def test_slug_and_fold_change_nothing_the_second_time(text: str) -> None:
    assert slug(slug(text)) == slug(text)
    assert fold(fold(text)) == fold(text)
    assert fold(text).split() == text.split()
