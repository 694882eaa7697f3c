"""An edit leaves a sentence behind that reads as one; closeness counts words and their order."""

import pytest

from rag.check.hints_edits import Edit, applied, closeness, edit_everywhere, inner_text, is_sound, pieces


def edit(text: str, old: str, new: str) -> Edit:
    at = text.index(old)
    return Edit(old=old, new=new, spans=((at, at + len(old)),))


@pytest.mark.parametrize(
    ("text", "old", "new", "expected"),
    [
        ("It lasts 3 weeks.", "3", "4", "It lasts 4 weeks."),
        ("In all adults, it helps.", "In all adults", "", "It helps."),
        ("It helps, in all adults.", "in all adults.", "", "It helps."),
        ("It helps (in adults) today.", "in adults", "all", "It helps (all) today."),
        ("Letrozole helps.", "Letrozole", "tamoxifen", "Tamoxifen helps."),
        ("It is a high dose.", "high", "average", "It is an average dose."),
        ("It is an average dose.", "average", "high", "It is a high dose."),
        ("it is one, or two, cups", "or two", "", "it is one, cups"),
    ],
)
def test_an_edited_sentence_keeps_its_capital_article_and_stop(text: str, old: str, new: str, expected: str) -> None:
    assert applied(text, edit(text, old, new)) == expected


def test_what_is_added_stands_between_spaces() -> None:
    assert applied("It has spread.", Edit(old="", new="not", spans=((6, 6),))) == "It has not spread."


def test_a_name_is_changed_wherever_it_stands() -> None:
    text = "Letrozole helps, and letrozole-like drugs or letrozole may be given."
    made = edit_everywhere(text, (0, 9), "tamoxifen")
    assert applied(text, made) == "Tamoxifen helps, and letrozole-like drugs or tamoxifen may be given."
    assert made.size == 2


@pytest.mark.parametrize(
    ("old", "new", "size"),
    [
        ("3", "4", 1),
        ("", "not", 1),
        ("in all patients", "", 3),
        ("more than 5 years", "less than 5 years", 1),
        ("is", "may be", 2),
    ],
)
def test_the_size_of_an_edit_is_its_word_edit_distance(old: str, new: str, size: int) -> None:
    assert Edit(old=old, new=new, spans=((0, len(old)),)).size == size


def test_closeness_is_the_share_of_words_and_runs() -> None:
    assert closeness("Pain is rare.", "pain is rare") == 1.0
    assert closeness("Pain is rare.", "Fever, chills") == 0.0
    assert closeness("pain is rare", "pain is new") == pytest.approx(2 * 3 / 12)  # pain, is, "pain is", of 6 and 6
    assert closeness("has not spread but has grown", "has not spread but has grown") > closeness(
        "has spread but has not grown", "has not spread but has grown"
    )
    assert closeness("", "") == 0.0


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("It is usually done.", True),
        ("It is usually generally done.", False),
        ("It is is done.", False),
        ("It is (done.", False),
    ],
)
def test_a_sound_text_says_nothing_twice_in_a_row(text: str, is_right: bool) -> None:
    assert is_sound(text, ()) is is_right


def test_what_a_source_doubles_may_be_doubled() -> None:
    assert is_sound("It is usually generally done.", ["Now usually generally so."])


@pytest.mark.parametrize(
    ("source", "first", "expected"),
    [
        ("The dose is low.", 0, "the"),
        ("It is so. Tamoxifen helps.", 3, "tamoxifen"),
        ("HER2 is low.", 0, "HER2"),
        ("It is Hodgkin's.", 2, "Hodgkin's"),
    ],
)
def test_the_capital_of_a_sentence_is_not_taken_along(source: str, first: int, expected: str) -> None:
    assert inner_text(source, pieces(source)[first : first + 1]) == expected
