"""Clauses of the source are added whole, and clauses that it does not cover left out whole."""

import pytest

from rag.check.hints_clauses import additions, omissions
from rag.check.hints_edits import applied


@pytest.mark.parametrize(
    ("statement", "source", "expected"),
    [
        ("It is offered.", "It is offered if the rash stays, and is safe.", "It is offered if the rash stays."),
        ("It is offered.", "After the rash is gone, it is offered.", "It is offered after the rash is gone."),
        ("It is offered.", "It is offered to all, in adults over 65 years.", "It is offered in adults over 65 years."),
        ("It helps.", "It helps in HER2-positive lumaria.", "It helps in HER2-positive lumaria."),
    ],
)
def test_what_limits_the_source_is_added_whole(statement: str, source: str, expected: str) -> None:
    assert expected in {applied(statement, edit) for edit in additions(statement, source)}


def test_what_the_statement_has_is_not_added() -> None:
    assert list(additions("It is offered if the rash stays.", "It is offered if the rash stays.")) == []


@pytest.mark.parametrize(
    ("statement", "source", "expected"),
    [
        ("It helps with pain in all patients.", "It helps with pain.", "It helps with pain."),
        ("It helps with pain, and it lasts for weeks.", "It helps with pain.", "It helps with pain."),
        ("In Rome, it helps with pain.", "It helps with pain.", "It helps with pain."),
        ("It helps very quickly with pain.", "It helps with pain.", "It helps very with pain."),
        ("It helps with pain. It costs nothing.", "It helps with pain.", "It helps with pain."),
    ],
)
def test_what_the_source_does_not_cover_is_left_out(statement: str, source: str, expected: str) -> None:
    assert expected in {applied(statement, edit) for edit in omissions(statement, [source])}


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("It helps with pain.", "With pain it helps."),  # all of it is covered
        ("Rome helps.", "It helps."),  # too little would be left
        ("Mint is good for pain and for fever.", "Drops for pain and for fever are good."),  # no subject would be left
    ],
)
def test_nothing_is_left_out_that_is_covered_or_carries_the_rest(statement: str, source: str) -> None:
    assert list(omissions(statement, [source])) == []
