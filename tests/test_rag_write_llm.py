"""A reply becomes a draft under the outline's sections; what a model adds beyond statements counts for little."""

import pytest

from rag.exchange import Pack, PackedPassage, PageReply, ReplyCitation, ReplySection, ReplyStatement
from rag.schema import DraftStatement, Locator, Outline, OutlineSection, Passage, Quote
from rag.write.llm import Frame, draft_of, misplaced, usable_questions
from rag.write.select import Brief


def packed(number: int, text: str, *sections: str) -> PackedPassage:
    passage = Passage(
        id=f"p{number}", source_id="s", edition="1", title="T", text=text, locator=Locator(), ordinal=number
    )
    return PackedPassage(id=f"P{number}", passages=(passage,), text=text, offsets=(0,), sections=sections)


SECTIONS = (
    OutlineSection(id="note", heading="About the shelf", note="off_topic"),
    OutlineSection(id="what", heading="What it is", query="what", max_statements=2, scope="topic"),
    OutlineSection(id="other", heading="Elsewhere", query="elsewhere", scope="elsewhere"),
)
PACK = Pack(
    passages=(
        packed(1, "Corvane slows lumaria. It is given by mouth.", "what"),
        packed(2, "Corvane cures vesperitis.", "other"),
    ),
    tokens=9,
    left_out=0,
)
FRAME = Frame(
    outline=Outline(name="o", version=1, audience="patient", page_kind="answer", sections=SECTIONS, max_key_points=1),
    sections=SECTIONS,
    pack=PACK,
    brief=Brief(
        question="What is corvane?",
        notes={"note": "The shelf says nothing."},
        is_elsewhere=lambda text, _: "It is given" in text,
    ),
)


def said(text: str, quote: str = "Corvane slows lumaria.", name: str = "P1") -> ReplyStatement:
    return ReplyStatement(text=text, citations=(ReplyCitation(passage=name, quote=quote),))


def reply(**sections: list[ReplyStatement]) -> PageReply:
    return PageReply(sections=tuple(ReplySection(id=n, heading="X", statements=tuple(s)) for n, s in sections.items()))


def test_statements_stand_under_their_section_with_its_heading_and_note() -> None:
    draft, cut = draft_of(reply(what=[said("A")], other=[said("B")]), FRAME)
    assert [(s.id, s.heading, [x.text for x in s.statements], s.note) for s in draft.sections] == [
        ("note", "About the shelf", [], "The shelf says nothing."),
        ("what", "What it is", ["A"], None),
        ("other", "Elsewhere", ["B"], None),
    ]
    assert (draft.writer, cut) == ("llm", ())


def test_an_unknown_section_goes_under_the_main_one_and_nothing_is_said_twice() -> None:
    draft, _ = draft_of(reply(s1=[said("A")], what=[said("a"), said("B"), said("")]), FRAME)
    assert [x.text for x in draft.sections[1].statements] == ["A", "B"]


def test_what_the_outline_has_no_room_for_is_cut_and_recorded() -> None:
    made = reply(what=[said("A"), said("B"), said("C")]).model_copy(update={"key_points": (said("K"), said("L"))})
    draft, cut = draft_of(made, FRAME)
    assert [x.text for x in draft.sections[1].statements] == ["A", "B"]
    assert [x.text for x in draft.key_points] == ["K"]
    assert sorted((d.text, d.check) for d in cut) == [("C", "outline"), ("L", "outline")]


@pytest.mark.parametrize(
    ("section", "passage", "quote", "why"),
    [
        (1, "p1", "Corvane slows lumaria.", None),
        (2, "p2", "Corvane cures vesperitis.", None),
        (1, "p2", "Corvane cures vesperitis.", "not about the topic asked about"),
        (2, "p1", "Corvane slows lumaria.", "not about other topics"),
        (None, "p2", "Corvane cures vesperitis.", "not about the topic asked about"),
        (1, "p1", "It is given by mouth.", "another topic or stage"),
        (1, "p9", "Nowhere.", None),  # the gate's business
    ],
)
def test_a_section_cites_what_was_found_for_its_kind(
    section: int | None, passage: str, quote: str, why: str | None
) -> None:
    statement = DraftStatement(text="X", quotes=(Quote(passage_id=passage, text=quote, start=0, end=len(quote)),))
    found = misplaced(statement, None if section is None else SECTIONS[section], FRAME)
    assert (found.why if found else None) == why or (found is not None and why is not None and why in found.why)


@pytest.mark.parametrize(
    ("text", "is_usable"),
    [
        ("How is corvane given?", True),
        ("What are the risks and benefits of corvane for me?", True),
        ("Corvane cures vesperitis, doesn't it?", False),
        ("How is corvane given", False),
        ("Why does ivorelin slow lumaria?", False),
        ("Is corvane given 3 times a day?", False),
        ("What next, because corvane slows lumaria?", False),
        ("Why? How?", False),
        ("Is " + "corvane " * 40 + "?", False),
    ],
)
def test_questions_that_state_something_new_are_left_out(text: str, is_usable: bool) -> None:
    assert bool(usable_questions([text], FRAME)) == is_usable


def test_a_question_that_is_asked_already_is_left_out() -> None:
    asked = [DraftStatement(text="What are the risks of corvane?", quotes=())]
    texts = ["What risks are there of corvane?", "How is corvane given?", "How is corvane given to me?"]
    assert [question.text for question in usable_questions(texts, FRAME, asked)] == ["How is corvane given?"]
