"""Which words may stand for each other in a near copy."""

import pytest

from rag.check.copies import copy_failure
from rag.check.synonyms import is_synonym
from rag.words import stems


@pytest.mark.parametrize(("one", "other"), [("combine", "mix"), ("preserves", "keeps"), ("lorries", "trucks")])
def test_words_of_one_line_are_synonyms_in_any_form(one: str, other: str) -> None:
    assert is_synonym(stems(one)[0], stems(other)[0])


@pytest.mark.parametrize(("one", "other"), [("mix", "keep"), ("tenant", "landlord"), ("unheard", "unheard")])
def test_other_words_are_not(one: str, other: str) -> None:
    assert not is_synonym(stems(one)[0], stems(other)[0])


def test_a_copy_may_put_a_synonym_and_nothing_else() -> None:
    quote = "Mix the flour with two eggs and a pinch of salt."
    assert copy_failure("Combine the flour with two eggs and a pinch of salt.", [quote], 0.8) is None
    assert copy_failure("Boil the flour with two eggs and a pinch of salt.", [quote], 0.8) is not None
