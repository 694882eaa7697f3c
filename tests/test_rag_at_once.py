import asyncio

import pytest

from rag.at_once import do_at_once
from rag.errors import LlmBudgetReached


class Work:
    """Waits as for a model, the first thing longest; knows what began, what ended and how many were under way."""

    def __init__(self, fault: Exception | None = None, at: int = -1) -> None:
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.most = 0
        self.fault, self.at = fault, at

    async def __call__(self, one: int) -> None:
        self.begun.append(one)
        self.most = max(self.most, len(self.begun) - len(self.ended))
        await asyncio.sleep(0.03 if one == 0 else 0.001)
        self.ended.append(one)
        if one == self.at and self.fault:
            raise self.fault


@pytest.mark.parametrize("at_once", [1, 3, 50])
def test_all_are_begun_in_order_with_no_more_under_way_than_asked_for(at_once: int) -> None:
    work = Work()
    assert asyncio.run(do_at_once(range(20), work, at_once)) is None
    assert work.begun == list(range(20))
    assert sorted(work.ended) == work.begun
    assert (work.most > 1) == (at_once > 1)
    assert work.most <= at_once


def test_nothing_to_do_is_done() -> None:
    assert asyncio.run(do_at_once([], Work(), 4)) is None


@pytest.mark.parametrize("at_once", [1, 4])
def test_a_spending_cap_ends_it_with_what_has_begun_finished(at_once: int) -> None:
    work = Work(LlmBudgetReached("the money is spent"), at=5)
    assert asyncio.run(do_at_once(range(100), work, at_once)) == "the money is spent"
    assert sorted(work.ended) == work.begun
    assert 6 <= len(work.begun) < 6 + at_once + 4


@pytest.mark.parametrize("at_once", [1, 4])
def test_another_fault_is_raised_as_it_is(at_once: int) -> None:
    work = Work(OSError("the disk is full"), at=5)
    with pytest.raises(OSError, match="the disk is full"):
        asyncio.run(do_at_once(range(100), work, at_once))
    assert len(work.begun) < 20
