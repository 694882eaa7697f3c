"""Values of the flow: frozen, closed to unknown fields, and stable in the names they give."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from rag.schema import Answer, Locator, Passage, Refusal, Searched, Source, passage_id

PASSAGE = Passage(
    id="p1",
    source_id="kidney",
    edition="2026.1",
    title="Kidney guide",
    text="Blood in the urine.",
    locator=Locator(page=3, headings=("Signs", "Early")),
    ordinal=0,
)
REFUSAL = Refusal(
    reason="not_covered",
    message="Not covered.",
    searched=Searched(query="q", sources=1, passages=1, generation="g"),
    covered_topics=(),
)
NOTICE = {"id": "a/1", "text": "t"}
ANSWER: dict[str, Any] = {
    "schema": "citewell/answer/1",
    "kind": "answer",
    "question": "q",
    "title": "Q",
    "audience": "patient",
    "page_kind": "answer",
    "inquiry": {"topics": [], "terms": [], "intent": "other", "flags": []},
    "notices": {"top": NOTICE, "bottom": NOTICE},
    "trace": {"writer": "extractive", "generation": "g", "settings": "sha256:0"},
}


def test_values_cannot_be_changed_and_take_no_unknown_field() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        PASSAGE.text = "other"
    with pytest.raises(ValidationError, match="colour"):
        Passage.model_validate({**PASSAGE.model_dump(), "colour": "red"})


def test_encoder_and_bm25_see_title_headings_and_text() -> None:
    assert PASSAGE.embedding_text == "Kidney guide\nSigns > Early\nBlood in the urine."
    assert PASSAGE.section_key == ("kidney", ("Signs", "Early"))


@pytest.mark.parametrize("published", ["2026", "2026-02", "2026-02-16"])
def test_published_is_a_date_of_any_precision(published: str) -> None:
    assert Source(source_id="a", title="A", publisher="P", edition="1", published=published, licence="L").published


@pytest.mark.parametrize("published", ["", "26", "2026-2", "16.02.2026", "2026-02-16T10:00", "soon"])
def test_other_dates_are_refused(published: str) -> None:
    with pytest.raises(ValidationError, match="published"):
        Source(source_id="a", title="A", publisher="P", edition="1", published=published, licence="L")


NAMES = st.tuples(st.text(), st.text(), st.text(), st.integers(min_value=0))


@settings(deadline=None)
@given(NAMES)
def test_passage_id_is_the_same_every_time(parts: tuple[str, str, str, int]) -> None:
    assert passage_id(*parts) == passage_id(*parts)
    assert passage_id(*parts)[0] == "p"
    assert len(passage_id(*parts)) == 17


@pytest.mark.parametrize(
    "other",
    [("b", "1", "text", 0), ("a", "2", "text", 0), ("a", "1", "Text", 0), ("a", "1", "text", 1), ("a1", "", "text", 0)],
)
def test_passage_id_differs_by_source_edition_text_and_occurrence(other: tuple[str, str, str, int]) -> None:
    assert passage_id(*other) != passage_id("a", "1", "text")


@pytest.mark.parametrize(("kind", "refusal"), [("answer", REFUSAL), ("refusal", None)])
def test_an_answer_refuses_exactly_when_its_kind_says_so(kind: str, refusal: Refusal | None) -> None:
    with pytest.raises(ValidationError, match="exactly when"):
        Answer.model_validate({**ANSWER, "kind": kind, "refusal": refusal and refusal.model_dump()})


def test_an_answer_survives_the_round_trip_through_json() -> None:
    page = Answer.model_validate(ANSWER)
    assert page.to_json_dict()["schema"] == "citewell/answer/1"
    assert Answer.model_validate(page.to_json_dict()) == page


def test_another_schema_version_is_refused() -> None:
    with pytest.raises(ValidationError, match="schema"):
        Answer.model_validate({**ANSWER, "schema": "citewell/answer/2"})


def test_statements_of_an_answer_are_its_key_points_then_its_sections() -> None:
    def statement(text: str) -> dict[str, Any]:
        return {"text": text, "citations": [1], "verdict": "supported"}

    section = {"id": "s", "heading": "S", "covered": True, "statements": [statement("b"), statement("c")]}
    page = Answer.model_validate({**ANSWER, "key_points": [statement("a")], "sections": [section]})
    assert [said.text for said in page.statements] == ["a", "b", "c"]
