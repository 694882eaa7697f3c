"""The recorded replies give whole, checked pages without an endpoint, a key or a network, and are what was written."""

import asyncio
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from rag.defining import WORDS_SECTION
from rag.errors import RecordingMissing
from rag.page.render import PageFormat, render
from rag.parts import Parts, open_llm
from rag.pipeline import answer_async
from rag.schema import Answer
from rag.settings import Settings
from rag.write.recordings import Recording
from tests.demo_shelf import Cli
from tests.llm_prompts import Json
from tests.record_demo import (
    ARITHMETIC,
    DEMO,
    MODEL,
    WrittenReply,
    arithmetic_of,
    author_of,
    statements_of,
    written_replies,
)

pytest_plugins = ["tests.demo_shelf"]

WRITTEN = written_replies()
AGAIN = "make the recordings again: python -m tests.record_demo"
MIN_STATEMENTS = 7

Replay = Callable[[WrittenReply], Answer]


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever reaches for a network fails the test."""

    def refuse(*arguments: object) -> NoReturn:
        raise AssertionError(f"a socket was opened: {arguments}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def replay(demo: Parts, demo_settings: Settings, no_sockets: None) -> Replay:
    """The page that the committed recordings give for a written reply."""

    def replayed(written: WrittenReply) -> Answer:
        asked = answer_async(
            written.question,
            demo,
            demo_settings,
            llm=open_llm(demo_settings, writer="llm", replay=DEMO),
            audience=written.audience,
            page_kind=written.kind,
            history=written.after,
        )
        try:
            return asyncio.run(asked)
        except RecordingMissing as error:
            if (DEMO / ARITHMETIC).read_text().strip() != arithmetic_of(demo.encoder):
                pytest.skip("recorded on a kind of processor whose int8 arithmetic differs")
            pytest.fail(f"{error} -- {AGAIN}")

    return replayed


def recordings() -> list[Recording]:
    return [Recording.model_validate_json(path.read_bytes()) for path in sorted(DEMO.glob("*.json"))]


@pytest.mark.parametrize("name", WRITTEN)
def test_recorded_reply_passes_every_check_and_nothing_is_dropped(name: str, replay: Replay) -> None:
    page = replay(WRITTEN[name])
    explained = {
        statement for section in page.sections if section.id == WORDS_SECTION for statement in section.statements
    }
    said = [statement.text for statement in statements_of(page) if statement not in explained]
    assert (page.kind, page.trace.writer, page.trace.model) == ("answer", "llm", MODEL)
    assert (page.trace.llm_origin, page.trace.llm_calls, page.trace.cost_usd) == ("written", 0, 0)
    assert page.trace.dropped == (), f"if a check or a prompt has changed, mend the written reply, then {AGAIN}"
    assert len(said) >= MIN_STATEMENTS
    assert set(said) <= WRITTEN[name].texts


@pytest.mark.parametrize("name", WRITTEN)
def test_page_of_a_recorded_reply_has_notices_and_verbatim_quotes(name: str, replay: Replay, demo: Parts) -> None:
    page = replay(WRITTEN[name])
    assert page.notices.top.id.startswith(page.audience)
    assert page.notices.bottom.id.startswith(page.audience)
    assert page.citations
    for citation in page.citations:
        assert demo.shelf.by_id[citation.passage_id].text[citation.start : citation.end] == citation.quote
    numbers = {citation.n for citation in page.citations}
    for statement in statements_of(page):
        assert statement.citations
        assert set(statement.citations) <= numbers


def test_off_topic_question_is_told_so_before_anything_else(replay: Replay) -> None:
    page = replay(WRITTEN["02-her2-kidney"])
    assert "off_topic_term" in page.inquiry.flags
    assert page.key_points == ()
    assert "does not mention HER2" in (page.sections[0].note or "")


def test_follow_up_is_answered_as_it_was_understood(replay: Replay) -> None:
    written = WRITTEN["05-kidney-stage-iv"]
    assert replay(written).trace.standalone_question == written.standalone


def test_section_that_the_passages_do_not_fill_stays_empty(replay: Replay) -> None:
    empty = {name for name, statements in WRITTEN["10-her2-lung"].sections.items() if not statements}
    shown = {section.id for section in replay(WRITTEN["10-her2-lung"]).sections if section.statements}
    assert empty
    assert not empty & shown


def test_command_line_answers_from_recordings_without_an_endpoint(cli: Cli, no_sockets: None) -> None:
    ran = cli("ask", WRITTEN["01-her2-breast"].question, "--replay", DEMO, "--json")
    assert ran.code == 0, f"{ran.err} -- {AGAIN}"
    assert (ran.value["trace"]["writer"], ran.value["trace"]["llm_origin"]) == ("llm", "written"), AGAIN


@pytest.mark.parametrize(
    ("made", "says"), [("md", "a person wrote"), ("html", "a person wrote"), ("jsonld", "/AlgorithmicMedia")]
)
def test_page_of_a_recorded_reply_names_no_model_as_its_author(
    made: PageFormat, says: str, replay: Replay, demo: Parts
) -> None:
    page = render(replay(WRITTEN["01-her2-breast"]), demo.shelf.by_id, made)
    assert says in page
    assert "Generated by AI" not in page
    assert "TrainedAlgorithmicMedia" not in page


def test_every_recording_says_that_a_person_wrote_it_and_none_quotes_the_notice_of_the_texts() -> None:
    assert {recording.author for recording in recordings()} == {"person"}, AGAIN
    prompts = [message.content for one in recordings() if one.request for message in one.request.messages]
    assert not [prompt for prompt in prompts if "not for clinical use" in prompt], AGAIN


def test_recordings_are_what_is_written_and_nothing_else() -> None:
    left = {name: author_of(written, lambda line: None) for name, written in WRITTEN.items()}
    for recording in recordings():
        assert recording.request is not None
        body = {"messages": [message.model_dump() for message in recording.request.messages]}
        reply = json.loads(recording.reply.text)
        assert any(author(body) == reply for author in left.values()), f"not written so, or not any more; {AGAIN}"
        assert recording.request.reply_model != "repair", "a recorded page needed a repair: mend the written reply"
    pages = [one for one in recordings() if one.request and one.request.reply_model == "page"]
    assert len(pages) == len(WRITTEN), AGAIN


def test_recordings_hold_no_path_of_a_machine() -> None:
    text = "".join(path.read_text("utf-8") for path in DEMO.glob("*.json"))
    assert str(Path.home()) not in text
    assert str(DEMO.parent.parent.parent) not in text


def request_with(passage: str) -> Json:
    """The body of a request for a page with the section "answer" and one passage."""
    content = f'<section id="answer" heading="">(at most 8 statements)</section>\n<passage id="P1" key="k">{passage}</passage>'
    return {"messages": [{"role": "user", "content": content}]}


def test_author_leaves_out_what_no_passage_says_and_tells_so() -> None:
    told: list[str] = []
    written = WRITTEN["09-myeloma-treatment"]
    first, *others = written.sections["answer"]
    reply = author_of(written, told.append)(request_with(first.quotes[0]))
    texts = [statement["text"] for statement in reply["sections"][0]["statements"]]
    assert texts == [first.text]
    assert reply["sections"][0]["statements"][0]["citations"] == [{"passage": "P1", "quote": first.quotes[0]}]
    assert all(any(one.text in line for line in told) for one in others)
