"""A month of the statement is one of the quotes; March and May count beside a number only."""

import pytest

from rag.check.dates import month_failure

QUOTE = "It was approved on 12 March 2019 and reviewed in Sept. 2020. It may be used."


@pytest.mark.parametrize(
    "statement",
    [
        "It was approved on March 12, 2019.",
        "It was approved in Mar 2019.",
        "It was reviewed in September 2020.",
        "May it be used? It may.",
        "March on.",
        "It was approved in 2019.",
    ],
)
def test_a_month_of_the_quotes_passes(statement: str) -> None:
    assert month_failure(statement, QUOTE) is None


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("It was approved on 12 May 2019.", "May"),
        ("It was approved on May 12, 2019.", "May"),
        ("It was approved in June.", "June"),
        ("It was reviewed in Aug. 2020.", "Aug"),
        ("It was reviewed on 3rd of December.", "December"),
    ],
)
def test_another_month_fails(statement: str, named: str) -> None:
    assert f"month '{named}" in str(month_failure(statement, QUOTE))
