import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.judge_asking import Asked, Session, ask_all
from evals.judge_file import OpinionFile
from evals.judge_request import Sitting, judge_request
from evals.judge_rubric import load_judge_prompt, load_rubric
from rag.errors import LlmBudgetReached, LlmError, LlmFiltered, LlmUnreachable
from rag.exchange import ChatReply, ChatRequest
from rag.settings import LlmSettings
from tests.test_evals_example import KIDNEY, make_record

CRITERIA, PROMPT, LLM = load_rubric().criteria, load_judge_prompt(), LlmSettings()
REPLY = '{"verdicts": [{"criterion": "plain", "why": "", "value": "plain"}]}'


def asked(number: int) -> list[Asked]:
    found = []
    for n in range(number):
        sitting = Sitting(make_record(KIDNEY.model_copy(update={"id": f"k{n}"})), "page", CRITERIA[1:], 1)
        found.append(Asked(sitting, judge_request(sitting, PROMPT, LLM, seed=n)))
    return found


class Told:
    """A chat model that answers, or fails as it is told, call by call."""

    name = "told"

    def __init__(self, *faults: LlmError | None) -> None:
        self._faults = iter(faults)
        self.calls = 0

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None] | None = None) -> ChatReply:
        self.calls += 1
        await asyncio.sleep(0)
        fault = next(self._faults, None)
        if fault is not None:
            raise fault
        return ChatReply(text=REPLY, model="told", level="plain")


def ask(chat: Told, out: Path, number: int = 4, at_once: int = 1) -> Session:
    with OpinionFile(out) as file:
        return asyncio.run(ask_all(asked(number), chat, file, at_once=at_once, on_progress=lambda *_: None))


@pytest.mark.parametrize("at_once", [1, 3, 9])
def test_opinions_come_in_the_order_asked_for(tmp_path: Path, at_once: int) -> None:
    session = ask(Told(), tmp_path / "o.json", at_once=at_once)
    assert [opinion.case for opinion in session.opinions] == ["k0", "k1", "k2", "k3"]
    assert (session.asked_now, session.owed, session.stopped) == (4, 0, None)


def test_a_criterion_that_the_reply_leaves_out_is_unusable_alone(tmp_path: Path) -> None:
    (opinion,) = ask(Told(), tmp_path / "o.json", 1).opinions
    assert {one.criterion: (one.value, one.reason) for one in opinion.verdicts} == {
        "answers": (None, "no verdict on it"),
        "plain": ("plain", None),
    }


def test_what_passes_is_owed_and_what_lasts_is_kept(tmp_path: Path) -> None:
    first = ask(Told(LlmUnreachable("away"), LlmFiltered("no")), tmp_path / "o.json")
    assert first.owed == 1
    assert isinstance(first.fault, LlmUnreachable)
    again = Told()
    assert ask(again, tmp_path / "o.json").owed == 0
    assert again.calls == 1


def test_at_the_spending_cap_nothing_more_is_asked(tmp_path: Path) -> None:
    chat = Told(None, LlmBudgetReached("spent; raise --budget"))
    session = ask(chat, tmp_path / "o.json")
    assert chat.calls == 2
    assert session.stopped == "spent; raise --budget"
    assert [opinion.case for opinion in session.opinions] == ["k0"]
    assert session.owed == 3


@pytest.mark.parametrize("at_once", [2, 3])
def test_at_the_spending_cap_those_under_way_are_finished_and_no_new_one_is_begun(tmp_path: Path, at_once: int) -> None:
    chat = Told(LlmBudgetReached("spent"))
    session = ask(chat, tmp_path / "o.json", number=9, at_once=at_once)
    assert chat.calls <= at_once
    assert len(session.opinions) == chat.calls - 1
    assert session.owed == 9 - len(session.opinions)
