"""Negations, their scope, and what bears them out."""

import pytest

from rag.check.negation import negation_failure, negations
from rag.check.reading import sentences


def failure(statement: str, quote: str) -> str | None:
    return negation_failure(sentences(statement)[0], sentences(quote))


def test_a_negation_ends_with_its_clause() -> None:
    (sentence,) = sentences("Amirol does not cure lumaria, but it helps people.")
    (negation,) = negations(sentence)
    assert negation.cue == "not"
    assert [sentence.texts[at] for at in negation.scope] == ["cure", "lumaria"]


@pytest.mark.parametrize("text", ["It is not without risk.", "People should not avoid it.", "It is not only a pill."])
def test_two_that_cancel_out_and_fixed_phrases_negate_nothing(text: str) -> None:
    assert negations(sentences(text)[0]) == ()


@pytest.mark.parametrize(
    ("statement", "quote", "why"),
    [
        ("Testing is routine in lumaria.", "Testing is not a routine part of care in lumaria.", "the quote negates"),
        ("Pain cannot be a sign of lumaria.", "Signs of lumaria are:\nPain that does not go away", "it negates"),
        ("Men cannot get lumaria.", "Men can get lumaria, but this is rare.", "it negates"),
        ("The cause is unknown.", "The cause is a virus.", "says 'unknown'"),
        ("Lumaria minor is scored.", "Only the gland is scored, and lumaria minor is left out.", "the quote negates"),
        ("Drugs cannot harm in a way nobody knows.", "Drugs can harm in a way that is not known.", "negates 2 times"),
    ],
)
def test_a_negation_of_one_side_only_fails(statement: str, quote: str, why: str) -> None:
    assert why in str(failure(statement, quote))


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The cause is unknown.", "The cause is not known."),
        ("Lumaria is not common.", "Lumaria is rare."),
        ("The drug is not effective.", "The drug is ineffective."),
        ("Non-small cell cancer is treated.", "NSCLC is treated."),
        ("The gland makes less juice.", "The gland does not make enough juice."),
    ],
)
def test_the_same_in_other_words_passes(statement: str, quote: str) -> None:
    assert failure(statement, quote) is None


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Lumaria is not different from warts.", "Lumaria is different from warts."),
        ("Different kinds of care are not available.", "Different kinds of care are available."),
        ("In nonpregnant women the womb is not 3 inches long.", "In nonpregnant women the womb is 3 inches long."),
        ("People with signs may not need care.", "People without signs may not need care."),
    ],
)
def test_a_word_that_both_say_bears_out_no_other_negation(statement: str, quote: str) -> None:
    assert failure(statement, quote) is not None


def test_two_negations_may_become_one() -> None:
    quote = "Walks are not a treatment and do not replace treatment."
    assert failure("Walks cannot replace treatment.", quote) is None


def test_with_or_without_negates_nothing() -> None:
    assert negations(sentences("Amirol with or without surgery is used.")[0]) == ()
    assert negations(sentences("Amirol without surgery is used.")[0]) != ()


def test_a_condition_that_is_turned_fails() -> None:
    quote = "Lumaria gets worse quickly if it is not treated."
    assert failure("If it is treated, lumaria gets worse quickly.", quote) is not None
    assert failure("If it is not treated, lumaria gets worse quickly.", quote) is None
    assert failure("Lumaria gets worse quickly.", quote) is None
