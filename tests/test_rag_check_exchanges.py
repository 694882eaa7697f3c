"""A copied sentence in which two words have traded places, or one stands where another stood."""

import pytest

from rag.check.exchanges import exchange_failure

SLOWS = "Ketorine slows the breakdown of amirol in the liver."
REPAIRS = "The landlord shall repair the heating within two days, unless the tenant has damaged it."


@pytest.mark.parametrize(
    ("statement", "quote", "why"),
    [
        ("Amirol slows the breakdown of ketorine in the liver.", SLOWS, "it swaps"),
        (
            "Coats were bought by 45.",
            "Boots were bought by 45 and coats by 30.",
            "'coats' where the quote says 'boots'",
        ),
        ("Rabbits hunt foxes at night.", "Foxes hunt rabbits at night.", "it swaps"),
        ("The owner must inform the council.", "The council must inform the owner before the works begin.", "it swaps"),
        (
            "The path runs from Lake Aren in the south to Sorby in the north.",
            "The path runs from Sorby in the south to Lake Aren in the north and is steep.",
            "it swaps",
        ),
        ("The toll is due for vans and not for cars.", "The toll is due for cars and not for vans.", "it swaps"),
        ("The tenant shall repair the heating within two days.", REPAIRS, "'tenant' where the quote says 'landlord'"),
    ],
)
def test_words_that_stand_in_the_place_of_others_fail(statement: str, quote: str, why: str) -> None:
    assert why in str(exchange_failure(statement, [quote]))


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The breakdown of amirol in the liver is slowed by ketorine.", SLOWS),
        ("In the liver, ketorine slows the breakdown of amirol.", SLOWS),
        ("The landlord shall repair the heating within two days.", REPAIRS),
        (
            "Tallahassee, Florida has mild winters.",
            "As one of Florida's northern cities, Tallahassee has mild winters.",
        ),
        ("It can cause fever, rash and cough.", "It can cause cough, rash and fever."),
        ("It can cause fever or cough.", "It can cause cough or fever."),
        ("Bexatine interacts with amirol.", "Amirol interacts with bexatine."),
        ("The difference between foxes and dogs is small.", "The difference between dogs and foxes is small."),
        ("Pain is the main sign.", "The main sign is pain."),
        ("Side effects are cough and fever.", "Side effects are cough, rash and fever."),
        ("Nothing of it.", SLOWS),
    ],
)
def test_other_orders_of_the_same_pass(statement: str, quote: str) -> None:
    assert exchange_failure(statement, [quote]) is None
