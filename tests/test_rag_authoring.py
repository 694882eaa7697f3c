"""Draft → gate → one repair → drop, with a model behind a real local server."""

import asyncio
import json
from typing import Any

import pytest

from rag.errors import LlmDeadline, LlmError
from rag.llm_request import page_request
from rag.parts import Parts, open_llm
from rag.pipeline import answer_async
from rag.prepare import Prepared, prepare
from rag.schema import Answer, SectionEvent, StageEvent
from rag.settings import Price, Settings
from rag.write.limits import Meter
from rag.write.tokens import load_token_counter
from tests.demo_shelf import OFF_TOPIC, STAGES, SURVIVAL, SYMPTOMS, TERM
from tests.llm_authors import babbling_author, garbage_author, honest_author, silent_author, verbatim_author
from tests.llm_flow import answered_by, ask_llm, settings_with
from tests.llm_prompts import failed_in, kind_of, passages_of, sections_of, user_text
from tests.llm_server import Fault, LlmServer

pytest_plugins = ["tests.demo_shelf"]

Json = dict[str, Any]
LIE = "Kidney cancer is cured by 47 cups of green tea a day."


def liar_once(body: Json) -> Json:
    """An honest page in which the first statement is false; its repair is right."""
    if kind_of(body) == "repair":
        return honest_author(body)
    reply = honest_author(body)
    first = next(section for section in reply["sections"] if section["statements"])
    first["statements"][0] = {**first["statements"][0], "text": LIE}
    return reply


def stubborn_liar(body: Json) -> Json:
    """As liar_once, but the repair says it again."""
    if kind_of(body) == "repair":
        quote = passages_of(body)[0]
        statement = {"text": LIE, "citations": [{"passage": quote.id, "quote": quote.text.split(". ")[0]}]}
        return {"statements": [{"number": number, "statement": statement} for number, _ in failed_in(body)]}
    return liar_once(body)


def check_page(page: Answer, parts: Parts) -> None:
    """What holds for every page, whoever wrote it."""
    numbers = {citation.n for citation in page.citations}
    for statement in page.statements:
        assert statement.citations
        assert set(statement.citations) <= numbers
    for citation in page.citations:
        assert parts.shelf.by_id[citation.passage_id].text[citation.start : citation.end] == citation.quote
    assert page.notices.top.text
    assert page.notices.bottom.text


@pytest.mark.parametrize("question", [OFF_TOPIC, STAGES, SYMPTOMS])
@pytest.mark.parametrize("author", [honest_author, verbatim_author])
def test_an_honest_model_writes_the_page_in_one_call(
    author: Any, question: str, demo: Parts, demo_settings: Settings
) -> None:
    page = answered_by(author, question, demo, demo_settings)
    assert (page.kind, page.trace.writer, page.trace.model, page.trace.llm_calls) == ("answer", "llm", "test-model", 1)
    assert len(page.statements) >= 3
    assert page.trace.tokens.prompt > 0
    assert page.trace.tokens.completion > 0
    assert [dropped for dropped in page.trace.dropped if dropped.check != "outline"] == []
    check_page(page, demo)


def test_headings_sources_and_notes_come_from_code(demo: Parts, demo_settings: Settings) -> None:
    def boaster(body: Json) -> Json:
        reply = honest_author(body)
        for section in reply["sections"]:
            section["heading"] = "HER2 drugs cure everyone"
        return reply

    page = answered_by(boaster, OFF_TOPIC, demo, demo_settings)
    extractive = ask_llm(OFF_TOPIC, demo, demo_settings, writer="extractive")
    assert {s.id: s.heading for s in page.sections}.items() <= {s.id: s.heading for s in extractive.sections}.items()
    assert [s.note for s in page.sections] == [s.note for s in extractive.sections]


def test_statements_under_an_unknown_section_come_under_the_main_one(demo: Parts, demo_settings: Settings) -> None:
    def renamer(body: Json) -> Json:
        reply = honest_author(body)
        for number, section in enumerate(reply["sections"]):
            section["id"] = f"s{number}"
        return reply

    page = answered_by(renamer, SYMPTOMS, demo, demo_settings)
    assert page.kind == "answer"
    assert [section.id for section in page.sections if section.statements] == ["answer"]


def test_a_failing_statement_is_asked_for_once_more_by_name_and_its_repair_takes_its_place(
    demo: Parts, demo_settings: Settings
) -> None:
    with LlmServer(liar_once) as server:
        page = ask_llm(SYMPTOMS, demo, settings_with(demo_settings, server))
        asked = user_text(server.requests[1].body)
    assert (page.kind, page.trace.llm_calls, len(server.requests)) == ("answer", 2, 2)
    assert [number for number, _ in failed_in(server.requests[1].body)] == [1]
    assert LIE in asked
    assert LIE not in page.model_dump_json(exclude={"trace"})
    assert [dropped.text for dropped in page.trace.dropped] == [LIE]
    check_page(page, demo)


def test_a_repair_is_told_the_smallest_change_that_would_pass(demo: Parts, demo_settings: Settings) -> None:
    def denier(body: Json) -> Json:
        reply = honest_author(body)
        if kind_of(body) == "page":
            every = [statement for section in reply["sections"] for statement in section["statements"]]
            statement = next(statement for statement in every if " is " in statement["text"])
            statement["text"] = statement["text"].replace(" is ", " is not ", 1)
        return reply

    with LlmServer(denier) as server:
        ask_llm(TERM, demo, settings_with(demo_settings, server))
    told = [text.partition("; suggestion: ")[2] for _, text in failed_in(server.requests[1].body)]
    assert 'leave out "not"' in told


def test_what_fails_twice_is_dropped_and_recorded_with_the_check(demo: Parts, demo_settings: Settings) -> None:
    with LlmServer(stubborn_liar) as server:
        page = ask_llm(SYMPTOMS, demo, settings_with(demo_settings, server))
    assert (page.kind, len(server.requests)) == ("answer", 2)
    assert [dropped.text for dropped in page.trace.dropped] == [LIE, LIE]
    assert all(dropped.check and dropped.why for dropped in page.trace.dropped)
    assert LIE not in page.model_dump_json(exclude={"trace"})


def test_a_repair_that_fails_costs_its_statements_not_the_page(demo: Parts, demo_settings: Settings) -> None:
    def fault(body: Json) -> Fault | None:
        return Fault("status", 500) if kind_of(body) == "repair" else None

    with LlmServer(liar_once, faults=fault) as server:
        page = ask_llm(TERM, demo, settings_with(demo_settings, server))
    assert (page.kind, page.trace.writer) == ("answer", "llm")
    assert [dropped.text for dropped in page.trace.dropped] == [LIE]
    assert "500" in str(page.trace.repair_failure)


def test_the_trace_counts_every_attempt_and_what_it_cost(demo: Parts, demo_settings: Settings) -> None:
    """As the meter of the run does: an attempt that failed was paid for too."""
    prices = {"test-model": Price(prompt=1.0, completion=2.0)}
    with LlmServer(honest_author, faults=[Fault("length")] * 2) as server:
        settings = settings_with(demo_settings, server, prices=prices, max_attempts=2, backoff_s=0.01)
        meter = Meter(settings.llm)
        llm = open_llm(settings, writer="auto", meter=meter)
        failed = asyncio.run(answer_async(TERM, demo, settings, llm=llm))
    assert (failed.trace.writer, failed.trace.fallback_kind) == ("extractive", "truncated")
    assert meter.prompt_tokens > 0
    spent = (failed.trace.llm_calls, failed.trace.tokens.prompt, failed.trace.tokens.completion, failed.trace.cost_usd)
    assert spent == (meter.calls, meter.prompt_tokens, meter.completion_tokens, meter.cost_usd)
    assert len(server.requests) == meter.calls


def test_when_nothing_passes_the_extractive_writer_takes_over_and_says_why(
    demo: Parts, demo_settings: Settings
) -> None:
    page = answered_by(babbling_author, TERM, demo, demo_settings, writer="auto")
    assert (page.kind, page.trace.writer) == ("answer", "extractive")
    assert page.trace.fallback_reason == "nothing the model wrote passed the checks"
    assert page.trace.fallback_kind == "nothing_passed"
    assert page.trace.dropped
    check_page(page, demo)


def test_when_nothing_passes_and_the_model_was_asked_for_the_page_is_a_refusal(
    demo: Parts, demo_settings: Settings
) -> None:
    page = answered_by(babbling_author, TERM, demo, demo_settings)
    assert page.kind == "refusal"
    assert page.refusal is not None
    assert (page.refusal.reason, page.trace.writer) == ("weak_evidence", "llm")
    assert "Nothing that the language model wrote could be confirmed" in page.refusal.message
    assert page.trace.dropped


def test_a_reply_of_another_shape_is_a_fault(demo: Parts, demo_settings: Settings) -> None:
    page = answered_by(garbage_author, TERM, demo, demo_settings, writer="auto")
    assert (page.trace.writer, "cannot be used" in str(page.trace.fallback_reason)) == ("extractive", True)


@pytest.mark.parametrize(("writer", "kind"), [("llm", "refusal"), ("auto", "answer")])
def test_a_model_that_finds_no_answer_is_not_asked_again(
    writer: str, kind: str, demo: Parts, demo_settings: Settings
) -> None:
    with LlmServer(silent_author) as server:
        page = ask_llm(TERM, demo, settings_with(demo_settings, server), writer=writer)  # type: ignore[arg-type]
    assert (page.kind, len(server.requests)) == (kind, 1)
    assert page.refusal is None or "found no answer in the passages" in page.refusal.message


def test_a_question_the_shelf_does_not_cover_costs_no_call(demo: Parts, demo_settings: Settings) -> None:
    with LlmServer(honest_author) as server:
        page = ask_llm(SURVIVAL, demo, settings_with(demo_settings, server))
    assert (page.kind, server.requests) == ("refusal", [])


def test_an_emergency_is_met_without_the_model(demo: Parts, demo_settings: Settings) -> None:
    with LlmServer(honest_author) as server:
        settings = settings_with(demo_settings, server)
        page = ask_llm("I have crushing chest pain and cannot breathe", demo, settings, history=[SYMPTOMS])
    assert (page.notices.safety is not None, server.requests) == (True, [])


def test_the_deadline_is_for_the_whole_answer(demo: Parts, demo_settings: Settings) -> None:
    with LlmServer(honest_author, delay_s=5) as server, pytest.raises(LlmDeadline, match="deadline"):
        ask_llm(TERM, demo, settings_with(demo_settings, server, deadline_s=0.3))


def test_a_fault_is_raised_when_the_model_was_asked_for_and_falls_back_visibly_otherwise(
    demo: Parts, demo_settings: Settings
) -> None:
    broken = [Fault("html")] * 9
    with LlmServer(honest_author, faults=broken) as server, pytest.raises(LlmError):
        ask_llm(TERM, demo, settings_with(demo_settings, server))
    with LlmServer(honest_author, faults=broken) as server:
        page = ask_llm(TERM, demo, settings_with(demo_settings, server), writer="auto")
    assert (page.kind, page.trace.writer) == ("answer", "extractive")
    assert page.trace.fallback_reason
    assert page.trace.llm_calls == len(server.requests) > 0
    check_page(page, demo)


def test_sections_are_told_as_they_are_ready_and_only_verified_ones(demo: Parts, demo_settings: Settings) -> None:
    told: list[SectionEvent | StageEvent] = []
    with LlmServer(stubborn_liar) as server:
        settings = settings_with(demo_settings, server)
        page = ask_llm(TERM, demo, settings, streams=True, on_event=told.append)
    sections = [event for event in told if isinstance(event, SectionEvent)]
    stages = [event.stage for event in told if isinstance(event, StageEvent)]
    assert stages == ["understand", "retrieve", "write", "check", "repair"]
    assert told.index(sections[0]) < next(i for i, e in enumerate(told) if getattr(e, "stage", "") == "check")
    shown = {statement.text for statement in page.statements}
    assert {statement.text for event in sections for statement in event.section.statements} <= shown
    assert server.requests[0].body["stream"] is True


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        (
            "What does HER2 status mean for breast cancer? My name is Maria Example, call 212-555-0147",
            ("name", "phone"),
        ),
        (TERM, ()),
    ],
)
def test_personal_details_are_not_sent(
    question: str, kept: tuple[str, ...], demo: Parts, demo_settings: Settings
) -> None:
    with LlmServer(honest_author) as server:
        page = ask_llm(question, demo, settings_with(demo_settings, server))
    sent = json.dumps([request.body for request in server.requests])
    assert set(page.trace.masked) == set(kept)
    assert "Maria" not in sent
    assert "555" not in sent


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("What treatment is there for stage IV kidney cancer?", "What treatment is there for stage IV kidney cancer?"),
        ("Does garlic cure stage IV kidney cancer?", None),  # says what nobody asked: the rules' words are taken
    ],
)
def test_a_follow_up_is_rewritten_by_the_model_in_the_words_that_were_said(
    asked: str, shown: str | None, demo: Parts, demo_settings: Settings
) -> None:
    def author(body: Json) -> Json:
        return {"question": asked} if kind_of(body) == "standalone_question" else stubborn_liar(body)

    with LlmServer(author) as server:
        history = ["What treatment is there for kidney cancer?"]
        page = ask_llm("and for stage IV?", demo, settings_with(demo_settings, server), history=history)
    understood = page.trace.standalone_question
    assert understood is not None
    assert "garlic" not in understood
    assert "stage IV" in understood
    assert shown is None or understood == shown
    assert page.question == "and for stage IV?"
    assert len(server.requests) == 2  # an answer is worth two calls: after a rewriting there is no repair


@pytest.mark.parametrize("question", [OFF_TOPIC, TERM, SYMPTOMS])
def test_a_prompt_keeps_to_its_budget_and_names_every_section(
    question: str, demo: Parts, demo_settings: Settings
) -> None:
    with LlmServer() as server:
        settings = settings_with(demo_settings, server, prompt_tokens=1_800)
        llm = open_llm(settings)
        assert llm is not None
        prepared = prepare(question, demo, settings)
        assert isinstance(prepared, Prepared)
        request = page_request(prepared, demo, settings, llm)
    count = load_token_counter(settings.index)
    assert request.tokens(count) == sum(count(message.content) for message in request.chat.messages) <= 1_800
    body: Json = {"messages": [message.model_dump() for message in request.chat.messages]}
    assert [section.id for section in sections_of(body)] == [s.id for s in prepared.plan.sections if s.query]


def test_a_statement_of_endless_length_is_dropped_before_the_rules(demo: Parts, demo_settings: Settings) -> None:
    def endless(body: Json) -> Json:
        reply = honest_author(body)
        first = next(section for section in reply["sections"] if section["statements"])
        statement = first["statements"][0]
        first["statements"].insert(0, {**statement, "text": statement["text"].replace(" ", "") * 5_000})
        return reply

    page = answered_by(endless, SYMPTOMS, demo, demo_settings)
    assert page.kind == "answer"
    assert {dropped.check for dropped in page.trace.dropped} == {"length"}
    assert all(len(dropped.text) <= 1_500 for dropped in page.trace.dropped)
