"""Who may begin a question now: rates by user and for all, so many at work at once, so many waiting, in order of arrival.

What is over a bound is turned away at once with Busy, which says when to come again: nobody waits in a queue without end.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from cachetools import TLRUCache

from data.errors import Busy, Cancelled
from data.types import Cancel

MINUTE = 60.0
USERS = 10_000
"""Users whose last minute is kept; who asked nothing for a minute is forgotten."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Bounds for one process."""

    at_work: int = 16
    """Questions that are worked on at the same time."""
    waiting: int = 48
    """Questions that may wait for that."""
    patience: float = 60.0
    """Seconds that one waits at most."""
    user_minute: int | None = None
    """Questions of one user in a minute; None is no limit."""
    minute: int | None = None
    """Questions of everybody in a minute; None is no limit."""


class Ticket:
    """A question that was let in: as a context manager it waits for its place and gives it back."""

    def __init__(self, admission: Admission, cancel: Cancel | None) -> None:
        self._admission = admission
        self._cancel = cancel

    def __enter__(self) -> Ticket:
        self._admission._wait(self, self._cancel)
        return self

    def give_back(self) -> None:
        """For a question that is not worked on after all."""
        self._admission._drop(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._admission._leave()


class Admission:
    """Thread-safe. `clock` gives seconds that only grow."""

    def __init__(self, traffic: Traffic = Traffic(), clock: Callable[[], float] = time.monotonic) -> None:
        self._traffic = traffic
        self._clock = clock
        self._line: deque[Ticket] = deque()
        self._working = 0
        self._news = threading.Condition()
        self._all: deque[float] = deque()
        self._users: TLRUCache[str, deque[float]] = TLRUCache(
            USERS, ttu=lambda _user, _times, now: now + MINUTE, timer=clock
        )

    @property
    def waiting(self) -> int:
        return len(self._line)

    @property
    def working(self) -> int:
        return self._working

    def admit(self, user: str, cancel: Cancel | None = None) -> Ticket:
        """Let a question of the user in; raises Busy when it is one too many. `with` the ticket its work is done."""
        with self._news:
            now = self._clock()
            mine = self._users.get(user, deque())
            self._rate(mine, self._traffic.user_minute, now, "You have", "CANDOR_QUESTIONS_PER_USER_MINUTE")
            self._rate(self._all, self._traffic.minute, now, "Everybody together has", "CANDOR_QUESTIONS_PER_MINUTE")
            if self._working + len(self._line) >= self._traffic.at_work + self._traffic.waiting:
                raise Busy(
                    f"{self._working} questions are at work and {len(self._line)} wait already.",
                    "Ask again in a moment.",
                    5.0,
                    "queue",
                )
            mine.append(now)
            self._all.append(now)
            self._users[user] = mine
            ticket = Ticket(self, cancel)
            self._line.append(ticket)
            return ticket

    def _rate(self, times: deque[float], most: int | None, now: float, who: str, setting: str) -> None:
        while times and times[0] <= now - MINUTE:
            times.popleft()
        if most is not None and len(times) >= most:
            wait = times[0] + MINUTE - now
            raise Busy(
                f"{who} asked {len(times)} questions in the last minute, as many as {setting} allows.",
                f"Ask again in {max(1, round(wait))} seconds.",
                wait,
                "rate",
            )

    def _wait(self, ticket: Ticket, cancel: Cancel | None) -> None:
        """Until it is this one's turn; raises Busy when that takes too long, Cancelled when the person gives up."""
        until = time.monotonic() + self._traffic.patience
        with self._news:
            while self._line[0] is not ticket or self._working >= self._traffic.at_work:
                stopped = cancel is not None and cancel.is_set()
                if stopped or time.monotonic() >= until:
                    self._line.remove(ticket)
                    self._news.notify_all()
                    if stopped:
                        raise Cancelled("The question was stopped.", "Ask it again whenever you like.")
                    raise Busy(
                        f"The question waited {self._traffic.patience:g} seconds for others to be done.",
                        "Ask again in a moment.",
                        5.0,
                        "queue",
                    )
                self._news.wait(0.1)
            self._line.popleft()
            self._working += 1
            self._news.notify_all()

    def _drop(self, ticket: Ticket) -> None:
        with self._news:
            if ticket in self._line:
                self._line.remove(ticket)
                self._news.notify_all()

    def _leave(self) -> None:
        with self._news:
            self._working -= 1
            self._news.notify_all()
