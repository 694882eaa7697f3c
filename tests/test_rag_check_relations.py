"""Cause and effect, what a thing is, what it is like: tied together only as the quotes tie them."""

import pytest

from rag.check.relations import relation_failure


@pytest.mark.parametrize(
    ("statement", "quote", "context"),
    [
        ("Smoking causes lumaria.", "Lumaria is caused by smoking.", ""),
        ("Lumaria can be due to smoke.", "Smoke can lead to lumaria.", ""),
        ("Amirol can cause a rash.", "Side effects of Amirol can include: A rash", ""),
        ("A lump can be a sign of lumaria cancer.", "Signs of lumaria cancer can include: A lump", ""),
        ("Renal lumaria is a kidney cancer.", "Kidney cancer types: renal lumaria is a cancer of the tubes.", ""),
        ("Papillary tumors are lumaria cancers.", "Lumaria cancers include papillary tumors.", ""),
        ("The test is hard to read.", "The test can be difficult to read.", ""),
        ("The rash is mild.", "A mild rash may follow.", ""),
        ("Lumaria is operable.", "It is removed.", "Operable lumaria"),
        ("The tumor is removed.", "Surgery takes the tumor out.", ""),
        ("It grows with no clear cause.", "It grows, and no cause is clear.", ""),
    ],
)
def test_what_the_quotes_tie_together_passes(statement: str, quote: str, context: str) -> None:
    assert relation_failure(statement, [quote], context) is None


@pytest.mark.parametrize(
    ("statement", "quote", "why"),
    [
        ("Lumaria causes smoking.", "Smoking causes lumaria.", "the cause for the effect"),
        (
            "A scan causes lumaria.",
            "Many lumarias cause no trouble and are found on a scan.",
            "the cause for the effect",
        ),
        ("Smoking is due to lumaria.", "Lumaria is caused by smoking.", "the cause for the effect"),
        ("Lumaria causes a rash.", "A rash on the chest", "the quotes do not"),
        ("A lump is lumaria cancer.", "Signs of lumaria cancer can include: A lump", "'cancer'"),
        ("A lump means cancer.", "A lump in the belly", "'cancer'"),
        ("A lump is harmless.", "A lump in the belly", "'harmless'"),
        ("The test is often painless.", "The test takes a small piece of skin.", "'painless'"),
    ],
)
def test_what_they_do_not_is_named(statement: str, quote: str, why: str) -> None:
    assert why in str(relation_failure(statement, [quote]))
