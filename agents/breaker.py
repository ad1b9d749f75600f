"""A circuit breaker for one endpoint (Nygard, "Release It!"): after several failures in a row it opens and nothing is sent
for a while; then one probe goes through, and closes it again or keeps it open."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Literal

State = Literal["closed", "open", "half_open"]


class Breaker:
    """Thread-safe. `clock` gives seconds that only grow."""

    def __init__(self, failures: int = 5, seconds: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = failures
        self._seconds = seconds
        self._clock = clock
        self._failed = 0
        self._opened: float | None = None
        self._probing = False
        self._lock = Lock()

    @property
    def state(self) -> State:
        with self._lock:
            return self._state()

    def allows(self) -> bool:
        """Whether a call may go out now; in `half_open` only one at a time may."""
        with self._lock:
            match self._state():
                case "closed":
                    return True
                case "half_open" if not self._probing:
                    self._probing = True
                    return True
            return False

    def succeeded(self) -> None:
        with self._lock:
            self._failed, self._opened, self._probing = 0, None, False

    def failed(self) -> None:
        """A call that went out has failed."""
        with self._lock:
            self._failed += 1
            if self._probing or self._failed >= self._most:
                self._opened = self._clock()
            self._probing = False

    def released(self) -> None:
        """A call that went out was given up by us: it says nothing of the endpoint, the next may probe."""
        with self._lock:
            self._probing = False

    def _state(self) -> State:
        if self._opened is None:
            return "closed"
        return "half_open" if self._clock() - self._opened >= self._seconds else "open"
