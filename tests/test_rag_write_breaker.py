"""When no call is made, and when one is tried again."""

import time

import pytest

from rag.errors import LlmBreakerOpen
from rag.write.breaker import Breaker


def is_closed(breaker: Breaker) -> bool:
    """Whether a call may be made; leaves the breaker as it was."""
    try:
        breaker.leave(was_trial=breaker.enter())
    except LlmBreakerOpen:
        return False
    return True


def test_it_opens_after_so_many_failures_in_a_row() -> None:
    breaker = Breaker(3, 60)
    for _ in range(2):
        breaker.fail("x")
    breaker.succeed()
    for expected in (True, True, True, False):
        assert is_closed(breaker) is expected
        breaker.fail("x")


def test_it_says_why_it_is_open_and_until_when() -> None:
    breaker = Breaker(1, 60)
    breaker.fail("nothing answers")
    with pytest.raises(LlmBreakerOpen, match=r"nothing answers; it will be tried again in 60 s"):
        breaker.enter()


@pytest.mark.parametrize("works", [True, False])
def test_one_trial_decides(works: bool) -> None:
    breaker = Breaker(1, 0.5)
    breaker.fail("x")
    assert not is_closed(breaker)
    time.sleep(0.55)
    assert breaker.enter() is True
    with pytest.raises(LlmBreakerOpen, match="trial call under way"):
        breaker.enter()
    if works:
        breaker.succeed()
    else:
        breaker.fail("x")
    assert is_closed(breaker) is works


def test_a_trial_that_told_nothing_makes_room_for_another() -> None:
    breaker = Breaker(1, 0.01)
    breaker.fail("x")
    time.sleep(0.02)
    breaker.leave(was_trial=breaker.enter())
    assert breaker.enter() is True
