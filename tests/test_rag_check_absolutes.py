"""Always, never, cure, guarantee, proven: an absolute stands in the quotes or is not said."""

import pytest

from rag.check.absolutes import absolute_failure

QUOTE = "Amirol can help people with lumaria and is safe in most of them."


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("Amirol always helps people with lumaria.", "always"),
        ("Amirol never harms people.", "never"),
        ("Amirol is guaranteed to help.", "guaranteed"),
        ("Amirol is a guarantee of help.", "guarantee"),
        ("Amirol cures lumaria.", "cures"),
        ("Amirol is a cure for lumaria.", "cure"),
        ("Lumaria is curable.", "curable"),
        ("Amirol is proven safe.", "proven"),
        ("Amirol has been proved to help.", "proved"),
        ("Amirol helps 100% of people.", "100%"),
        ("Amirol helps 100 percent of people.", "100 percent"),
        ("Amirol will definitely help.", "definitely"),
        ("Amirol is certain to help.", "certain to"),
        ("Amirol is completely safe.", "completely"),
        ("Amirol is perfectly safe.", "perfectly"),
        ("Amirol is absolutely safe.", "absolutely"),
        ("Amirol is risk-free.", "risk-free"),
        ("Amirol has no risk.", "no risk"),
        ("Amirol comes with zero risk.", "zero risk"),
        ("Amirol is harmless to everyone.", "everyone"),
        ("Amirol helps without fail.", "without fail"),
        ("Amirol helps in every case.", "every case"),
        ("Amirol helps every time.", "every time"),
        ("Amirol is a miracle drug.", "miracle"),
        ("Amirol is foolproof.", "foolproof"),
        ("Amirol eliminates lumaria.", "eliminates"),
        ("Amirol prevents lumaria.", "prevents"),
        ("There is no doubt that amirol helps.", "no doubt"),
        ("Amirol is the only drug that helps.", "only"),
        ("Lumaria is impossible to treat.", "impossible"),
    ],
)
def test_an_absolute_that_no_quote_holds_fails(statement: str, named: str) -> None:
    assert repr(named) in str(absolute_failure(statement, [QUOTE]))


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Amirol cures lumaria.", "Amirol cures lumaria in some people."),
        ("Amirol does not cure lumaria.", "Lumaria is not cured by amirol."),
        ("Lumaria cannot be cured.", "Lumaria is incurable."),
        ("Amirol never helps.", "Amirol never helps."),
        ("It is not always needed.", "It is sometimes needed."),
        ("All tumors were removed completely.", "All tumors were removed completely."),
        ("Amirol prevents lumaria.", "Amirol protects against lumaria."),
        ("Only amirol helps.", "Amirol alone helps."),
        ("It is impossible to operate.", "It is not possible to operate."),
        ("Everyone is tested.", "All people are tested."),
    ],
)
def test_an_absolute_of_the_quotes_may_be_said(statement: str, quote: str) -> None:
    assert absolute_failure(statement, [quote]) is None
