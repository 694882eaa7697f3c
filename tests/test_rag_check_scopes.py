"""A statement holds for no more people or tumors than its quotes speak of."""

import pytest

from rag.check.scopes import scope_failure


@pytest.mark.parametrize(
    ("statement", "quote", "context"),
    [
        ("HER2-positive lumaria may be treated with Amirol.", "HER2-positive lumaria may be treated with Amirol.", ""),
        ("Lumaria may be treated with Amirol.", "HER2-positive lumaria may be treated with Amirol.", "HER2 in lumaria"),
        ("Babies with a fever should be seen.", "Babies under three months with a fever should be seen.", ""),
        ("Spread lumaria may be treated with Amirol.", "Metastatic lumaria may be treated with Amirol.", ""),
        ("The scan shows lumaria.", "The scan shows advanced lumaria.", ""),  # nothing is done
        (
            "Amirol is not a standard part of care before surgery for lumaria.",
            "Amirol is mainly used for advanced lumaria and is not a standard part of care before or after surgery.",
            "",
        ),
        ("It is another thing.", "Metastatic lumaria may be treated with Amirol.", ""),
    ],
)
def test_what_keeps_its_qualifiers_passes(statement: str, quote: str, context: str) -> None:
    assert scope_failure(statement, [quote], context) is None


@pytest.mark.parametrize(
    ("statement", "quote", "why"),
    [
        ("Lumaria may be treated with Amirol.", "HER2-positive lumaria may be treated with Amirol.", "'HER2-positive'"),
        ("People with fever should be seen.", "People younger than 3 months with fever should be seen.", "an age"),
        ("Asthma should be treated.", "In children asthma should be treated.", "children"),
        ("Women may be offered aspirin.", "Pregnant women may be offered aspirin.", "pregnancy"),
        ("Women may be offered aspirin.", "Women at high risk may be offered aspirin.", "a risk"),
        ("Lumaria may be treated with Amirol.", "Metastatic lumaria may be treated with Amirol.", "spread"),
        ("People without a stomach need it.", "People without the whole stomach need it.", "all of it"),
    ],
)
def test_a_qualifier_left_out_is_named(statement: str, quote: str, why: str) -> None:
    assert why in str(scope_failure(statement, [quote]))
