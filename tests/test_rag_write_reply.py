"""A reply is read as it is or refused, and a quote is a span of its passage or of nothing."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import LlmBadReply
from rag.exchange import (
    Pack,
    PackedPassage,
    PageReply,
    RepairReply,
    ReplyCitation,
    ReplyStatement,
    StandaloneQuestionReply,
)
from rag.schema import Locator, Passage
from rag.write.reply import locate, read_reply, reply_schema, to_draft_statement

FIRST = "Corvane is given by mouth.  It is taken\nonce a day — with food."
SECOND = "“Vesperitis” often causes fever. The dose is 5 ﬁne grains."


def passage(name: str, text: str, ordinal: int) -> Passage:
    return Passage(id=name, source_id="s", edition="1", title="T", text=text, locator=Locator(), ordinal=ordinal)


PACKED = PackedPassage(
    id="P1",
    passages=(passage("a", FIRST, 0), passage("b", SECOND, 1)),
    text=f"{FIRST}\n\n{SECOND}",
    offsets=(0, len(FIRST) + 2),
    sections=("answer",),
)
PACK = Pack(passages=(PACKED,), tokens=10, left_out=0)
GOOD = json.dumps({"sections": [{"id": "a", "heading": "", "statements": []}], "cannot_answer": None})


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"```\n{GOOD}\n```",
        f"<think>Hm. {{}}</think>\n{GOOD}",
        f"  {GOOD}\n",
        '{"cannot_answer": "no"}',
    ],
)
def test_json_is_read_through_a_fence_or_a_thought(text: str) -> None:
    assert read_reply(text, PageReply)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not JSON"),
        ("I cannot help with that.", "not JSON"),
        (GOOD[:-5], "not JSON"),
        (f"Here you are: {GOOD}", "not JSON"),
        ("[1]", "valid"),
        ('{"question": "Why?"}', "neither sections"),
        ('{"sections": [{"id": "a", "statements": [{"text": 3}]}]}', "sections.0.statements.0.text"),
        ('{"sections": ' + "[" * 3000 + "]" * 3000 + "}", "used"),
    ],
)
def test_anything_else_is_refused_with_the_place(text: str, why: str) -> None:
    with pytest.raises(LlmBadReply, match=why):
        read_reply(text, PageReply)


def test_keys_a_model_adds_are_ignored() -> None:
    assert read_reply('{"statements": [{"number": 1, "statement": null, "note": "x"}], "mood": 1}', RepairReply)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("It is taken once a day", [("a", "It is taken\nonce a day")]),
        ("once a day - with food.", [("a", "once a day — with food.")]),
        ('"Vesperitis" often causes fever.', [("b", "Vesperitis” often causes fever.")]),
        ("The dose is 5 fine grains", [("b", "The dose is 5 ﬁne grains")]),
        ("with food. “Vesperitis” often", [("a", "with food."), ("b", "“Vesperitis” often")]),
        ("corvane is given by mouth", []),
        ("It is taken with food.", []),
        ("It is taken ... with food", []),
        ("It is not taken once a day", []),
        ("", []),
        ("  ", []),
    ],
)
def test_a_quote_is_found_verbatim_but_for_white_space_and_look_alikes(
    quote: str, found: list[tuple[str, str]]
) -> None:
    quotes = locate(quote, PACKED)
    assert [(q.passage_id, q.text) for q in quotes] == found
    texts = {p.id: p.text for p in PACKED.passages}
    assert all(texts[q.passage_id][q.start : q.end] == q.text for q in quotes)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Z", "Cc"]), max_size=60), st.data())
def test_every_span_of_a_text_is_found_where_it_says(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    wanted = text[start : data.draw(st.integers(start, len(text)))]
    packed = PackedPassage(id="P1", passages=(passage("a", text, 0),), text=text, offsets=(0,), sections=())
    for quote in locate(wanted, packed):
        assert text[quote.start : quote.end] == quote.text
        assert unicodedata.normalize("NFKC", quote.text).split()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Corvane is given by mouth [1].", "Corvane is given by mouth."),
        ("Corvane is given by mouth (P1, P2).", "Corvane is given by mouth."),
        ("The 2007 edition (2007) says [1-3] so", "The 2007 edition (2007) says so"),
        ("Corvane  is\ngiven", "Corvane is given"),
    ],
)
def test_marks_a_model_puts_into_its_text_are_taken_off(text: str, shown: str) -> None:
    assert to_draft_statement(ReplyStatement(text=text), PACK).text == shown


@pytest.mark.parametrize(("name", "where"), [("P1", "a"), ("P9", "P9"), (" P1 ", "a")])
def test_a_quote_that_stands_nowhere_keeps_its_text_and_gets_no_span(name: str, where: str) -> None:
    statement = ReplyStatement(text="X", citations=(ReplyCitation(passage=name, quote="Corvane cures."),))
    (quote,) = to_draft_statement(statement, PACK).quotes
    assert (quote.passage_id, quote.text, quote.start, quote.end) == (where, "Corvane cures.", 0, 0)


def test_the_schema_sent_is_strict() -> None:
    schema = reply_schema("page")
    parts = [schema, *schema["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in parts)
    assert all(part["required"] == list(part["properties"]) for part in parts)
    assert set(schema["required"]) == {"sections", "key_points", "questions_to_ask", "cannot_answer"}


@pytest.mark.parametrize(
    ("escaped", "read"),
    [
        (r"a \ud83d b", "a \ufffd b"),
        (r"a \ude00 b", "a \ufffd b"),
        (r"a \ud83d\ude00 b", "a \U0001f600 b"),
        (r"a \u00e9 b", "a \u00e9 b"),
    ],
)
def test_half_a_character_is_replaced_and_a_whole_one_kept(escaped: str, read: str) -> None:
    reply = read_reply('{"question": "' + escaped + '"}', StandaloneQuestionReply)
    assert reply.question == read
    reply.question.encode()
