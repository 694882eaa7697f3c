import pytest

from evals.mutations.mutant import Mutant
from evals.mutations.sourcing import SOURCING
from evals.schema import RunRecord
from evals.score import score_case
from rag.schema import Statement
from tests.mutation_records import EDITION, SENTENCES, SOURCE, answered, refused, with_statements

RECORD = answered()


def broken(kind: str, record: RunRecord = RECORD) -> list[Mutant]:
    return list(SOURCING[kind](record, [record]))


@pytest.mark.parametrize("kind", SOURCING)
def test_each_is_seen_by_the_harness_and_differs_in_sourcing_alone(kind: str) -> None:
    made = broken(kind)
    assert made
    for one in made:
        assert score_case(one.record).failures != (), one
        assert [s.text for s in one.record.given.statements] == SENTENCES
        assert one.before != one.after


@pytest.mark.parametrize("kind", SOURCING)
def test_a_refusal_has_no_sources_to_break(kind: str) -> None:
    assert broken(kind, refused()) == []


def test_a_citation_is_dropped_only_where_nothing_else_is_cited() -> None:
    twice = Statement(text=SENTENCES[0], citations=(1, 2), verdict="supported")
    assert broken("citation dropped", with_statements(RECORD, twice)) == []
    assert {one.after for one in broken("citation dropped")} >= {"cites nothing", "citation 1 is not in the list"}


def test_a_citation_is_not_swapped_for_one_that_says_the_same() -> None:
    first = RECORD.given.citations[0]
    twin = first.model_copy(update={"n": 9})
    answer = RECORD.given.model_copy(update={"citations": (*RECORD.given.citations, twin)})
    record = RECORD.model_copy(update={"answer": answer})
    cites = [(one.before, one.record.given.statements[0].citations) for one in broken("citation swapped", record)]
    assert (SENTENCES[0], (3,)) in cites
    assert (SENTENCES[0], (9,)) not in cites


def test_an_edited_quote_no_longer_stands_in_its_passage() -> None:
    for one in broken("quote edited"):
        wrong = [c for c in one.record.given.citations if one.record.passages[0].text[c.start : c.end] != c.quote]
        assert len(wrong) == 1


def test_an_edition_is_another_and_the_passages_stay() -> None:
    for one in broken("edition swapped"):
        assert one.record.given.sources[0].edition != EDITION
        assert one.record.passages == RECORD.passages


def test_a_superseded_source_is_listed_with_and_without_a_label() -> None:
    made = broken("superseded source cited")
    labels = {one.record.given.sources[-1].superseded_by for one in made}
    assert labels == {SOURCE, None}
    for one in made:
        old = one.record.given.sources[-1]
        assert old.published < "2026"
        assert [c.source_id for c in one.record.given.citations].count(old.source_id) == 1


def test_a_statement_that_names_the_older_edition_breaks_nothing() -> None:
    told = Statement(text="Edition 2020 says: scans are done every 3 months.", citations=(3,), verdict="supported")
    made = broken("superseded source cited", with_statements(RECORD, told))
    assert made == []
