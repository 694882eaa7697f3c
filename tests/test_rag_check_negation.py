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
