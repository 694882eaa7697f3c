"""Evidence to draft: word for word, each section from its evidence, key points moved out of the sections, not copied."""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

import pytest

from rag.parts import Parts
from rag.retrieve import gather
from rag.schema import Draft, Evidence, OutlineSection, Passage, Source
from rag.settings import RetrieveSettings, WriteSettings
from rag.write.extractive import write_extractive
from rag.write.select import Brief

pytest_plugins = ["tests.demo_shelf"]

QUESTION = "How is kidney cancer treated?"
TREATMENT = OutlineSection(id="treatment", heading="Treatment", query=QUESTION, is_wide=True)
STAGES = OutlineSection(id="stages", heading="Stages", query="Stages of kidney cancer")
EMPTY = OutlineSection(id="premise", heading="Premise", query="", note="off_topic")


def kidney(_: Passage, source: Source) -> bool:
    return source.source_id == "kidney-cancer"


class Drafted(Protocol):
    def __call__(
        self, *sections: OutlineSection, key_points: int = 2, elsewhere: str = "", note: str = ""
    ) -> Draft: ...


@pytest.fixture(scope="module")
def drafted(demo: Parts) -> Drafted:
    """Drafts from the kidney guideline, each made once; text that holds `elsewhere` counts as of another topic."""

    @cache
    def made(*sections: OutlineSection, key_points: int = 2, elsewhere: str = "", note: str = "") -> Draft:
        return write(demo, sections, key_points=key_points, elsewhere=elsewhere, note=note)

    return made


def write(demo: Parts, sections: Sequence[OutlineSection], *, key_points: int, elsewhere: str, note: str) -> Draft:
    brief = Brief(
        question=QUESTION,
        max_key_points=key_points,
        is_elsewhere=lambda text, _: bool(elsewhere) and elsewhere in text,
        notes={"premise": note} if note else {},
    )
    found = [
        gather(s, s.query, demo.shelf, demo.encoder, RetrieveSettings(), count=3, keep=kidney)
        if s.query
        else Evidence(section=s, hits=())
        for s in sections
    ]
    return write_extractive(brief, found, demo.shelf.of_source, demo.encoder, WriteSettings())


def texts(draft: Draft) -> list[str]:
    return [s.text for s in (*draft.key_points, *(s for section in draft.sections for s in section.statements))]


def test_every_statement_stands_word_for_word_in_its_quotes(demo: Parts, drafted: Drafted) -> None:
    draft = drafted(TREATMENT)
    assert draft.writer == "extractive"
    statements = [*draft.key_points, *(s for section in draft.sections for s in section.statements)]
    assert statements
    for statement in statements:
        quoted = " ".join(" ".join(quote.text for quote in statement.quotes).split())
        assert all(line.removeprefix("- ") in quoted for line in statement.text.splitlines())
        for quote in statement.quotes:
            assert demo.shelf.by_id[quote.passage_id].text[quote.start : quote.end] == quote.text


def test_sections_stand_in_the_order_of_the_evidence_with_their_notes(drafted: Drafted) -> None:
    draft = drafted(EMPTY, STAGES, TREATMENT, note="A note.")
    assert [(s.id, s.heading, s.note) for s in draft.sections] == [
        ("premise", "Premise", "A note."),
        ("stages", "Stages", None),
        ("treatment", "Treatment", None),
    ]
    assert draft.sections[0].statements == ()


def test_no_evidence_makes_an_empty_draft(drafted: Drafted) -> None:
    assert texts(drafted(EMPTY)) == []
    assert drafted().sections == ()


def test_nothing_is_said_twice(drafted: Drafted) -> None:
    again = TREATMENT.model_copy(update={"id": "again"})
    said = texts(drafted(TREATMENT, again, STAGES))
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_key_points_are_short_sentences_moved_out_of_the_sections(drafted: Drafted, count: int) -> None:
    settings = WriteSettings()
    draft = drafted(TREATMENT, key_points=count)
    assert len(draft.key_points) == count
    for point in draft.key_points:
        assert "\n" not in point.text
        assert settings.key_point_min_words <= len(point.text.split()) <= settings.key_point_max_words
    assert sorted(texts(draft)) == sorted(texts(drafted(TREATMENT, key_points=0)))


def test_a_section_keeps_at_least_two_statements(drafted: Drafted) -> None:
    small = TREATMENT.model_copy(update={"max_statements": 3})
    draft = drafted(small, key_points=3)
    assert len(draft.key_points) == 1
    assert len(draft.sections[0].statements) == 2
    smallest = TREATMENT.model_copy(update={"max_statements": 2})
    assert drafted(smallest).key_points == ()


def test_sections_about_other_topics_give_no_key_point(drafted: Drafted) -> None:
    assert drafted(TREATMENT.model_copy(update={"scope": "elsewhere"})).key_points == ()


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_section_says_no_more_than_its_outline_asks_for(drafted: Drafted, count: int) -> None:
    few = TREATMENT.model_copy(update={"max_statements": count})
    assert len(texts(drafted(few))) <= count


def test_sections_that_search_beyond_the_topic_give_no_key_points(drafted: Drafted) -> None:
    assert drafted(TREATMENT).key_points
    assert drafted(TREATMENT.model_copy(update={"scope": "anywhere"})).key_points == ()


def test_the_draft_is_the_same_every_time(demo: Parts, drafted: Drafted) -> None:
    again = write(demo, [TREATMENT], key_points=2, elsewhere="", note="")
    assert again == drafted(TREATMENT)
