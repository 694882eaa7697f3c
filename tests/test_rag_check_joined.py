"""A statement made of two sentences, and what is only put together to look like one."""

import pytest

from rag.check.found import Library
from rag.check.joined import joined_ways

SOURCE = "Neutropenia was seen in 5 % of people. Rash was the most common side effect. It faded within a week."


@pytest.mark.parametrize(
    ("statement", "quotes"),
    [
        (
            "In 5 % of people neutropenia was seen, and rash was the commonest side effect.",
            ["Neutropenia was seen in 5 % of people.", "Rash was the most common side effect."],
        ),
        (
            "Rash was the most common side effect but faded within a week.",
            ["Rash was the most common side effect.", "It faded within a week."],
        ),
    ],
)
def test_each_clause_gets_the_sentence_it_is_made_of(statement: str, quotes: list[str]) -> None:
    assert [ways[0].nearest.text for ways in joined_ways(statement, Library([SOURCE]))] == quotes


@pytest.mark.parametrize(
    "statement",
    [
        "Neutropenia was seen in 5 % of people.",  # one clause
        "Neutropenia was seen in 5 % and in people.",  # of one sentence
        "Neutropenia was seen in 5 % of people and faded within a week.",  # "it" is the rash
        "Neutropenia was seen in 5 % of people and was the most common side effect.",  # of another subject
        "Whales sing, and dogs bark at night.",
        "",
    ],
)
def test_what_is_not_made_of_two_sentences_gets_none(statement: str) -> None:
    assert joined_ways(statement, Library([SOURCE])) == ()


def test_a_list_is_one_sentence_and_its_items_no_clauses() -> None:
    listed = "Side effects of the drug may include:\n- Fever.\n- Nausea after meals.\n- Pain in the joints."
    statement = "Side effects of the drug may include fever; nausea after meals; and pain in the joints."
    assert joined_ways(statement, Library([listed])) == ()
