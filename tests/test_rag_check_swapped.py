"""A word in the place of one that it excludes or that is weaker, in a near copy; and what is no such swap."""

import pytest

from rag.check.swapped import Swap, swap
from rag.settings import PROJECT_ROOT
from rag.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary(PROJECT_ROOT / "corpus")

SWAPS = [
    ("The tablet must be taken with food in the morning.", "The tablet may be taken with food in the morning.", "strength"),
    ("All lamps of this kind are made in the north.", "Some lamps of this kind are made in the north.", "strength"),
    ("The rash is always caused by the new tablet.", "The rash is sometimes caused by the new tablet.", "strength"),
    ("The rash is caused by the new tablet or soap.", "The rash may be caused by the new tablet or soap.", "strength"),
    ("The tablet causes a rash on both of the arms.", "The tablet may cause a rash on both of the arms.", "strength"),
    ("Repairs begin in the third week of the spring term.", "Repairs begin in the first week of the spring term.", "polarity"),
    ("The aches come days or weeks after the last dose.", "The aches come months or years after the last dose.", "polarity"),
    ("The valve lets the hot water flow in every season.", "The valve lets the cold water flow in every season.", "polarity"),
    ("The tenant cannot paint the walls of the small room.", "The tenant can paint the walls of the small room.", "polarity"),
    ("In stage IV the growth has reached the outer wall.", "In stage III the growth has reached the outer wall.", "terms"),
    ("In stage 2 the growth has reached the outer wall.", "In stage III the growth has reached the outer wall.", "terms"),
    ("In stage IB the growth has reached the outer wall.", "In stage IC the growth has reached the outer wall.", "terms"),
    ("A red spot is a common sign of kidney cancer in men.", "A red spot is a common sign of melanoma in men.", "terms"),
    ("The ointment brelavine is rubbed on the skin at night.", "The ointment dosquinod is rubbed on the skin at night.", "terms"),
    ("Dogs are forbidden on the old path except in winter.", "Dogs are permitted on the old path except in winter.", "polarity"),
    ("Once the ache has gone, the pill must be taken again.", "The pill may be taken again once the ache has gone.", "strength"),
    ("The pill must be taken again once the ache has gone.", "Once the ache has gone, the pill may be taken again.", "strength"),
    ("The lamp used less power in our own long test.", "In our own long test, the lamp used more power.", "polarity"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "sentence", "rule"), SWAPS)
def test_a_word_in_the_place_of_one_it_excludes_breaks_a_rule(statement: str, sentence: str, rule: str) -> None:
    found = swap(statement, sentence, VOCABULARY)
    assert found
    assert found.rule == rule


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("The tablet may be taken with food in the morning.", "The tablet must be taken with food in the morning."),
        ("Usually the tablet is taken with food in the morning.", "The tablet is usually taken with food in the morning."),
        ("Rarely, a look at the tablet is necessary at night.", "A look at the tablet is rarely needed at night."),
        ("The guests have not left the old house.", "The guests are still inside the old house."),
        ("Most people with back pain need no picture.", "Most people with back pain do not need a picture."),
        ("The plank is larger than 5 cm but 9 cm or smaller.", "The plank is larger than 5 cm but not larger than 9 cm."),
        ("In stage III the growth has reached the outer wall.", "In stage IIIA the growth has reached the outer wall."),
        ("People with lymphoma may feel tired in the evening.", "People with Hodgkin lymphoma may feel tired in the evening."),
        ("The ointment brelavin is rubbed on the skin at night.", "The ointment brelavine is rubbed on the skin at night."),
        ("Dogs are allowed on the old path, but not in winter.", "Dogs are permitted on the old path except in winter."),
        ("Once the ache has gone, the pill may be taken again.", "The pill may be taken again once the ache has gone."),
        ("The chair must stand by a window.", "We may visit the garden in the spring with our friends."),
        ("It must.", "It may."),
        ("", "The tablet may be taken with food in the morning."),
    ],
)  # fmt: skip
def test_what_is_weaker_moved_negated_or_no_near_copy_is_no_swap(statement: str, sentence: str) -> None:
    assert swap(statement, sentence, VOCABULARY) is None


def test_names_are_told_apart_by_the_vocabulary_alone() -> None:
    said, held = (
        "A red spot is a common sign of colon cancer in men.",
        "A red spot is a common sign of kidney cancer in men.",
    )
    assert swap(said, held) is None
    assert swap(said, held, VOCABULARY)


@pytest.mark.parametrize(
    ("found", "why", "hint"),
    [
        (Swap("strength", "must", "may"), "it says 'must' where the nearest sentence says 'may'", 'say "may" in place of "must"'),
        (Swap("polarity", "", "not"), "it leaves out 'not' of the nearest sentence", ""),
        (Swap("polarity", "not", ""), "it puts in 'not'", ""),
    ],
)  # fmt: skip
def test_a_swap_tells_what_it_is_and_what_undoes_it(found: Swap, why: str, hint: str) -> None:
    assert (found.why, found.hint) == (why, hint)
