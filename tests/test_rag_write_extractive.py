"""Evidence to draft: word for word, each section from its evidence, key points moved out of the sections, not copied."""

import pytest

from rag.parts import Parts
from rag.retrieve import gather
from rag.schema import Draft, Evidence, OutlineSection, Passage, Source
from rag.settings import RetrieveSettings, Settings, WriteSettings
from rag.write.extractive import write_extractive
from rag.write.select import Brief

pytest_plugins = ["tests.demo_shelf"]

QUESTION = "How is kidney cancer treated?"
TREATMENT = OutlineSection(id="treatment", heading="Treatment", query=QUESTION, is_wide=True)
STAGES = OutlineSection(id="stages", heading="Stages", query="Stages of kidney cancer")
EMPTY = OutlineSection(id="premise", heading="Premise", query="", note="off_topic")


def kidney(_: Passage, source: Source) -> bool:
    return source.source_id == "kidney-cancer"


def drafted(demo: Parts, *sections: OutlineSection, brief: Brief | None = None) -> Draft:
    found = [
        gather(s, s.query, demo.shelf, demo.encoder, RetrieveSettings(), count=8, keep=kidney)
        if s.query
        else Evidence(section=s, hits=())
        for s in sections
    ]
    asked = brief or Brief(question=QUESTION)
    return write_extractive(asked, found, demo.shelf.of_source, demo.encoder, WriteSettings())


def texts(draft: Draft) -> list[str]:
    return [s.text for s in (*draft.key_points, *(s for section in draft.sections for s in section.statements))]


def test_every_statement_stands_word_for_word_in_its_quotes(demo: Parts, demo_settings: Settings) -> None:
    draft = drafted(demo, TREATMENT, STAGES)
    assert draft.writer == "extractive"
    statements = [*draft.key_points, *(s for section in draft.sections for s in section.statements)]
    assert statements
    for statement in statements:
        quoted = " ".join(" ".join(quote.text for quote in statement.quotes).split())
        assert all(line.removeprefix("- ") in quoted for line in statement.text.splitlines())
        for quote in statement.quotes:
            assert demo.shelf.by_id[quote.passage_id].text[quote.start : quote.end] == quote.text


def test_sections_stand_in_the_order_of_the_evidence_with_their_notes(demo: Parts) -> None:
    draft = drafted(demo, EMPTY, STAGES, TREATMENT, brief=Brief(question=QUESTION, notes={"premise": "A note."}))
    assert [(s.id, s.heading, s.note) for s in draft.sections] == [
        ("premise", "Premise", "A note."),
        ("stages", "Stages", None),
        ("treatment", "Treatment", None),
    ]
    assert draft.sections[0].statements == ()


def test_no_evidence_makes_an_empty_draft(demo: Parts) -> None:
    assert texts(drafted(demo, EMPTY)) == []
    assert drafted(demo).sections == ()


def test_nothing_is_said_twice(demo: Parts) -> None:
    again = TREATMENT.model_copy(update={"id": "again"})
    said = texts(drafted(demo, TREATMENT, again, STAGES))
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_key_points_are_short_sentences_moved_out_of_the_sections(demo: Parts, count: int) -> None:
    settings = WriteSettings()
    draft = drafted(demo, TREATMENT, brief=Brief(question=QUESTION, max_key_points=count))
    assert len(draft.key_points) == count
    for point in draft.key_points:
        assert "\n" not in point.text
        assert settings.key_point_min_words <= len(point.text.split()) <= settings.key_point_max_words
    assert sorted(texts(draft)) == sorted(texts(drafted(demo, TREATMENT, brief=Brief(QUESTION, max_key_points=0))))


def test_a_section_keeps_at_least_two_statements(demo: Parts) -> None:
    small = TREATMENT.model_copy(update={"max_statements": 3})
    draft = drafted(demo, small, brief=Brief(question=QUESTION, max_key_points=3))
    assert len(draft.key_points) == 1
    assert len(draft.sections[0].statements) == 2
    smallest = TREATMENT.model_copy(update={"max_statements": 2})
    assert drafted(demo, smallest).key_points == ()


def test_sections_about_other_topics_give_no_key_point(demo: Parts) -> None:
    assert drafted(demo, TREATMENT.model_copy(update={"scope": "elsewhere"})).key_points == ()


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_section_says_no_more_than_its_outline_asks_for(demo: Parts, count: int) -> None:
    few = TREATMENT.model_copy(update={"max_statements": count})
    assert len(texts(drafted(demo, few))) <= count


def test_the_draft_is_the_same_every_time(demo: Parts) -> None:
    assert drafted(demo, TREATMENT, STAGES) == drafted(demo, TREATMENT, STAGES)
