"""Each rule alone, on plain texts: the ways to get a statement wrong that it reads, and honest rewordings of the same."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from rag.check.advice import advice_failure
from rag.check.conditions import condition_failure
from rag.check.evidence import Evidence
from rag.check.markers import marker_failure
from rag.check.numbers import number_failure
from rag.check.polarity import polarity_failure
from rag.check.relations import relation_failure
from rag.check.strength import strength_failure
from rag.check.terms import term_failure
from rag.vocabulary import load_vocabulary

TESTS = Path(__file__).parent
DATA = TESTS / "data"
VOCABULARY = load_vocabulary(TESTS.parent / "corpus")
RULES: Mapping[str, Callable[[str, str], str | None]] = {
    "numbers": lambda said, quote: number_failure(said, [quote]),
    "polarity": lambda said, quote: (
        polarity_failure(said, [quote]) or marker_failure(said, quote) or advice_failure(said, [quote])
    ),
    "conditions": lambda said, quote: condition_failure(said, [quote]),
    "relations": lambda said, quote: relation_failure(said, [quote]),
    "strength": lambda said, quote: strength_failure(said, [quote]),
    "terms": lambda said, quote: term_failure(said, Evidence(quotes=(quote,)), VOCABULARY),
}


class Row(NamedTuple):
    """A quote, statements that it does not bear out, and statements that it does."""

    rule: str
    what: str
    quote: str
    lies: Sequence[str]
    honest: Sequence[str]


ROWS = [Row(**json.loads(line)) for line in (DATA / "rules.jsonl").read_text("utf-8").splitlines()]
LIES = [(each, lie) for each in ROWS for lie in each.lies]
HONEST = [(each, honest) for each in ROWS for honest in each.honest]


@pytest.mark.parametrize(("each", "lie"), LIES, ids=[f"{each.what}: {lie}" for each, lie in LIES])
def test_a_lie_fails_with_a_reason_in_words(each: Row, lie: str) -> None:
    why = RULES[each.rule](lie, each.quote)
    assert why is not None
    assert len(why.split()) >= 4


@pytest.mark.parametrize(("each", "honest"), HONEST, ids=[f"{each.what}: {honest}" for each, honest in HONEST])
def test_an_honest_rewording_passes(each: Row, honest: str) -> None:
    assert RULES[each.rule](honest, each.quote) is None


@pytest.mark.parametrize("each", ROWS, ids=lambda each: each.what)
def test_what_is_copied_passes_unless_it_is_broken_itself(each: Row) -> None:
    assert len(each.lies) >= 3
    assert (RULES[each.rule](each.quote, each.quote) is None) == (each.what != "broken range")
