"""Failed replies in a row to no calls for a while: a circuit breaker. Makes no calls and does not wait."""

import math
import time

from rag.errors import LlmBreakerOpen


class Breaker:
    """Closed at first; open after `failures` failed replies in a row; after `reset_s` seconds one trial decides."""

    def __init__(self, failures: int, reset_s: float) -> None:
        """`failures` in a row, at least 1; `reset_s` counts from the last of them."""
        self._limit, self._reset_s = failures, reset_s
        self._failed, self._last = 0, ""
        self._closed_until = 0.0  # time.monotonic() of the next trial
        self._on_trial = False

    def enter(self) -> bool:
        """Ask to make a call. Returns: whether it is the trial. Raises: LlmBreakerOpen: not now."""
        if self._failed < self._limit:
            return False
        left = self._closed_until - time.monotonic()
        if left > 0 or self._on_trial:
            when = f"in {math.ceil(left)} s" if left > 0 else "when the trial call under way has ended"
            raise LlmBreakerOpen(
                f"no call was made: {self._failed} replies in a row failed, the last because {self._last}; "
                f"it will be tried again {when}; wait, or see: citewell doctor --llm"
            )
        self._on_trial = True
        return True

    def succeed(self) -> None:
        """The endpoint answered: all is forgotten."""
        self._failed, self._on_trial = 0, False

    def fail(self, why: str) -> None:
        """A reply failed for this reason."""
        self._failed, self._last, self._on_trial = self._failed + 1, why, False
        self._closed_until = time.monotonic() + self._reset_s

    def leave(self, *, was_trial: bool) -> None:
        """The call ended without telling anything about the endpoint."""
        self._on_trial = self._on_trial and not was_trial
