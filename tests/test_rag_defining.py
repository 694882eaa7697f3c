"""A definition is told from other sentences about a thing; names are found as they are written."""

import pytest

from rag.defining import asks_what, defined_names, is_definition, place_of, same_name

WHAT = ("Guide", "Vesper", "What vesper is")
NAMED = ("Guide", "Lumotherapy")


@pytest.mark.parametrize(
    ("sentence", "headings", "names"),
    [
        ("Vesper is a protein on some cells.", WHAT, ("Vesper",)),
        ("The vesper is a protein on some cells.", (), ("vesper",)),
        ("Ostrenic instability, called OSI, is a pattern of errors.", (), ("Ostrenic instability", "OSI")),
        ("The free vesper count (FVC) is the number of vespers in blood.", (), ("free vesper count", "FVC")),
        ("VSP1 and VSP2 are genes that repair cells.", ("What VSP is",), ("VSP1", "VSP2")),
        ("Lumotherapy uses light that stops cells from dividing.", NAMED, ("Lumotherapy",)),
        ("The grade of a tumor describes how the cells look.", ("What grade is",), ("grade of a tumor", "grade")),
        ('"Recruiting" means that a trial is open.', (), ("Recruiting",)),
        ("In lumaria, a score of 0 means that no stain is seen.", (), ()),
        ("Most of them notice nothing for years.", WHAT, ()),
    ],
)
def test_names_are_those_the_sentence_begins_with(
    sentence: str, headings: tuple[str, ...], names: tuple[str, ...]
) -> None:
    assert defined_names(sentence, headings) == names


@pytest.mark.parametrize(
    "sentence",
    [
        "Vesper is a protein on some cells.",
        "Vesper means that cells have a certain protein.",
        "The letters VSP stand for vesper protein.",
        "VSP1 and VSP2 are genes that repair cells.",
        "A vesper test is the count of vespers in blood.",
    ],
)
def test_sentence_that_says_what_a_thing_is_defines_it_anywhere(sentence: str) -> None:
    assert is_definition(sentence, (), opens=False)


@pytest.mark.parametrize(
    "sentence",
    [
        "Lumotherapy is a common side effect of vesper blockers.",
        "Lumotherapy is the main treatment for lumaria.",
        "Lumotherapy is an option for some people.",
        "Lumotherapy is one of the most common causes of tiredness.",
        "Lumotherapy is often given in cycles.",
        "Lumotherapy is used mostly for lumaria.",
        "Amirol and bexatine are drugs used for lumaria.",
        "Lumotherapy can mean more visits.",
        "Lumotherapy is a different treatment.",
        "Lumotherapy is the system that mends such errors.",
        "Lumotherapy does not work for every person.",
        "Lumotherapy depends on the stage.",
        "Is lumotherapy a treatment?",
        "Lumotherapy for lumaria tests new lamps.",
    ],
)
def test_sentence_about_use_or_place_in_care_defines_nothing_even_under_its_heading(sentence: str) -> None:
    assert not is_definition(sentence, NAMED, opens=True)


def test_plain_statement_defines_only_as_the_first_under_a_heading_that_names_the_thing() -> None:
    plain = "Lumotherapy uses light that stops cells from dividing."
    assert is_definition(plain, NAMED, opens=True)
    assert is_definition(plain, ("What lumotherapy is",), opens=True)
    assert not is_definition(plain, NAMED, opens=False)
    assert not is_definition(plain, ("Guide", "Side effects"), opens=True)


@pytest.mark.parametrize(
    ("heading", "asks"),
    [("What HER2 is", True), ("What is HER2?", True), ("What does HER2 mean?", True), ("HER2 testing", False)],
)
def test_headings_that_ask_what_something_is(heading: str, asks: bool) -> None:
    assert asks_what(["Guide", heading]) is asks


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("biomarker", "Many biomarkers are tested.", "biomarkers"),
        ("Biopsy", "Two biopsies were done.", "biopsies"),
        ("grade", "Low-grade tumors grow slowly.", None),
        ("grade", "The grade is low.", "grade"),
        ("ALK", "They walk, and alkaline foods help.", None),
        ("MET", "We met there.", None),
        ("HER2", "HER2-positive tumors", "HER2"),
        ("BRCA1", "A BRCA1 change", "BRCA1"),
        ("adjuvant therapy", "Neoadjuvant therapy comes first.", None),
        ("hormone therapy", "Hormone\ntherapy helps.", "Hormone\ntherapy"),
    ],
)
def test_name_is_found_as_it_is_written(name: str, text: str, found: str | None) -> None:
    place = place_of(name, text)
    assert (text[slice(*place)] if place else None) == found


def test_place_is_looked_for_from_the_start_given() -> None:
    assert place_of("grade", "grade and grade", 1) == (10, 15)
    assert place_of("grade", "grade and grade", 11) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("The biomarker", "Biomarkers", True), ("metastasis", "Metastasis", True), ("HER2", "HER2-low", False)],
)
def test_names_that_differ_by_article_case_or_plural_are_the_same(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
