"""Things to do to things done, several at a time, until nothing is left or the money is spent. Keeps no result."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from rag.errors import LlmBudgetReached

START_GAP_S = 0.002  # between two starts: one's request leaves before the next is made, and replies come one by one
Todo = TypeVar("Todo")


async def do_at_once(todo: Iterable[Todo], work: Callable[[Todo], Awaitable[None]], at_once: int) -> str | None:
    """`work` on each of `todo`, begun in order, with `at_once` (from 1) under way.

    A spending cap ends it: what has begun is finished, nothing else begins. Returns why it ended early; None: it did not.
    Raises: what `work` raises, such as a full disk; of several at once the first. What is under way is then given up.
    """
    rest, starts = iter(todo), asyncio.Lock()
    stopped: list[str] = []

    async def take_turns() -> None:
        for one in rest:
            async with starts:
                await asyncio.sleep(START_GAP_S if at_once > 1 else 0)  # also where a Ctrl-C is heard
            if stopped:
                return
            try:
                await work(one)
            except LlmBudgetReached as error:
                stopped.append(str(error))

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(take_turns())
    except ExceptionGroup as several:  # the first of them says it
        raise several.exceptions[0] from None
    return stopped[0] if stopped else None
