"""Sittings to opinions: each asked once, several at a time, and kept as it comes. Reckons nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from evals.judge_file import OpinionFile
from evals.judge_reply import LASTING, verdicts_of, verdicts_of_fault
from evals.judge_request import Sitting
from evals.judgement import Opinion, Verdict
from rag.at_once import do_at_once
from rag.errors import LlmBudgetReached, LlmError
from rag.exchange import ChatRequest
from rag.write.chat import ChatModel
from rag.write.limits import tallied
from rag.write.recordings import request_key

Listener = Callable[[int, int, str], None]


class Asked(NamedTuple):
    """A sitting with its request."""

    sitting: Sitting
    request: ChatRequest


@dataclass
class Session:
    """What came of asking. `owed`: opinions that running again can still give. `stopped`: the spending cap, in words."""

    opinions: list[Opinion] = field(default_factory=list)
    asked_now: int = 0
    owed: int = 0
    fault: LlmError | None = None
    stopped: str | None = None


async def ask_all(
    todo: Sequence[Asked], chat: ChatModel, file: OpinionFile, *, at_once: int, on_progress: Listener
) -> Session:
    """An opinion on everything, those that `file` holds first. A fault of the endpoint makes verdicts unusable.

    What the spending cap leaves unasked has no opinion. Returns opinions in the order of `todo`.
    """
    session = Session()
    done: dict[int, Opinion] = {}
    left: list[tuple[int, Asked]] = []
    for at, one in enumerate(todo):
        earlier = file.found(chat.name, request_key(one.request))
        if earlier is None:
            left.append((at, one))
        else:
            done[at] = earlier

    async def ask(asked: tuple[int, Asked]) -> None:
        at, what = asked
        done[at] = await _ask(what, chat, file, session)
        session.asked_now += 1
        on_progress(len(done), len(todo), what.sitting.record.case.id)

    session.stopped = await do_at_once(left, ask, at_once)
    session.opinions = [done[at] for at in sorted(done)]
    session.owed += len(todo) - len(done)
    return session


async def _ask(one: Asked, chat: ChatModel, file: OpinionFile, session: Session) -> Opinion:
    """Raises: LlmBudgetReached: the others' faults make an opinion without a usable verdict."""
    sitting = one.sitting
    verdicts: tuple[Verdict, ...]
    is_final = True
    with tallied() as tally:
        try:
            reply = await chat.complete(one.request)
            verdicts = verdicts_of(reply.text, sitting.criteria)
        except LlmBudgetReached:
            raise
        except LlmError as error:
            verdicts = verdicts_of_fault(error, sitting.criteria)
            is_final = error.kind in LASTING
            session.owed += not is_final
            session.fault = session.fault or error
    opinion = Opinion(
        request=request_key(one.request),
        judge=chat.name,
        variant=sitting.record.variant,
        case=sitting.record.case.id,
        repeat=sitting.record.repeat,
        broken=sitting.is_broken,
        looks_at=sitting.looks_at,
        turn=sitting.turn,
        verdicts=verdicts,
        is_final=is_final,
        cost_usd=tally.cost_usd,
    )
    if is_final:
        file.keep(opinion)
    return opinion
