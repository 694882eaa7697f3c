import pytest

from evals.mutations.mutant import Mutant
from evals.mutations.statements import FALSE_STATEMENTS
from evals.score import score_case
from rag.schema import Statement
from tests.mutation_records import SENTENCES, answered, refused, with_statements

RECORD = answered()


def broken(kind: str) -> list[Mutant]:
    return list(FALSE_STATEMENTS[kind](RECORD, [RECORD]))


@pytest.mark.parametrize("kind", ["number", "unit", "negation out", "drug", "stage", "strength"])
def test_one_statement_is_false_and_its_citation_and_verdict_stay(kind: str) -> None:
    made = broken(kind)
    assert made
    for one in made:
        pairs = list(zip(RECORD.given.statements, one.record.given.statements, strict=True))
        ((before, after),) = [(old, new) for old, new in pairs if old != new]
        assert (one.kind, one.before, one.after) == (kind, before.text, after.text)
        assert (before.citations, before.verdict) == (after.citations, after.verdict)
        assert one.record.given.citations == RECORD.given.citations


@pytest.mark.parametrize("kind", ["number", "drug", "stage", "negation in"])
def test_the_harness_sees_what_is_false(kind: str) -> None:
    assert score_case(RECORD).failures == ()
    assert [one.after for one in broken(kind) if not score_case(one.record).failures] == []


def test_a_text_that_the_quotes_hold_word_for_word_is_not_false() -> None:
    both = Statement(text="Scans are done every 6 months after surgery.", citations=(3,), verdict="supported")
    made = FALSE_STATEMENTS["number"](with_statements(RECORD, both), [])
    assert SENTENCES[2] not in [one.after for one in made]


def test_a_page_without_quotes_offers_nothing() -> None:
    bare = Statement(text=SENTENCES[2], citations=(), verdict="supported")
    assert list(FALSE_STATEMENTS["number"](with_statements(RECORD, bare), [])) == []
    assert list(FALSE_STATEMENTS["number"](refused(), [])) == []
